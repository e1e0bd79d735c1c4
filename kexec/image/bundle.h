/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pieces that a kernel file brings: the kernel, and perhaps initrds, a devicetree and a command line.
 *
 * A piece is a view. The bytes belong to the caller's file, or to a blob that the bundle owns. A blob lives as long as a piece
 * views it: bundle_drop_unused() gives the others back.
 *
 * The value is filled by layers (layer.h) and handed out by image_open() (image-open.h). What the user gives with --initrd,
 * --dtb or on the command line replaces the bundle's piece: that is the loader's business, not this folder's.
 */
#ifndef WARMKEXEC_IMAGE_BUNDLE_H
#define WARMKEXEC_IMAGE_BUNDLE_H

#include <stddef.h>

#include "kexec/base/blob.h"

struct diag;

/* More is no file that anybody made on purpose. */
#define BUNDLE_INITRDS_MAX 64
#define BUNDLE_BLOBS_MAX (BUNDLE_INITRDS_MAX + 16)
#define BUNDLE_NOTES_MAX 8

/* A piece is absent if its size is 0. */
struct piece {
	struct view bytes;
	char from[64]; /* its origin, for messages: "the file", "the unpacked gzip data", "section .initrd of the UKI" */
};

struct bundle {
	struct piece kernel;
	struct piece initrd[BUNDLE_INITRDS_MAX]; /* in the order in which they are joined */
	size_t initrd_count;
	struct piece devicetree; /* not checked: whoever uses it opens it as any tree from outside */
	struct piece cmdline;	 /* text without a NUL and without surrounding white space; not checked for its length */

	/* The names of the layers that were unwrapped, the outermost first: "gzip", "uki, zboot". NULL: none. Heap memory. */
	char *layers;

	/* Lines that the user should see although the load goes on: "the FIT image is signed; signatures are not verified". */
	char note[BUNDLE_NOTES_MAX][160];
	size_t note_count;

	struct blob owned[BUNDLE_BLOBS_MAX];
	size_t owned_count;
};

/* Gives all memory back; the bundle is empty afterwards. For CLEANUP(). */
void bundle_release(struct bundle *bundle);

/* Moves *from to *to, whose old contents are not released; *from is empty afterwards. All views stay valid. */
void bundle_move(struct bundle *to, struct bundle *from);

/* Sets a piece. bytes: into the caller's file or a blob that the bundle owns. format: the text of from. */
void piece_set(struct piece *piece, struct view bytes, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same if the piece is absent. A piece that is there came from an outer layer, and the outer layer wins. */
void piece_offer(struct piece *piece, struct view bytes, const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Adds an initrd behind those that are there; empty bytes add none. Returns 0, or -errno with the reason:
 *   -E2BIG  more than BUNDLE_INITRDS_MAX
 */
int bundle_add_initrd(struct bundle *bundle, struct view bytes, const char *from, struct diag *diag);

/*
 * Takes the bytes of *blob, which is empty afterwards, also on failure. Pieces that view them are set after the call.
 * Returns 0, or -errno with the reason:
 *   -E2BIG  more than BUNDLE_BLOBS_MAX
 */
int bundle_own(struct bundle *bundle, struct blob *blob, struct diag *diag);

/* Gives back each owned blob that no piece views. */
void bundle_drop_unused(struct bundle *bundle);

/* Adds a note, cut to its room. More than BUNDLE_NOTES_MAX are dropped: they are no errors. */
void bundle_note(struct bundle *bundle, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends a name to bundle->layers. Returns 0, or -ENOMEM with the reason. */
int bundle_add_layer(struct bundle *bundle, const char *name, struct diag *diag);

/*
 * The initrds as one, for the next kernel's unpacker: each begins at a multiple of 4 bytes, with zeros between.
 * Source: Linux, init/initramfs.c, unpack_to_rootfs(): a plain archive at another offset is lost.
 * One initrd is not copied: *ret views it, *ret_owned stays empty. None: *ret is empty.
 * Returns 0, or -errno with the reason:
 *   -EFBIG   their sum does not fit into size_t
 *   -ENOMEM
 */
int bundle_join_initrds(const struct bundle *bundle, struct view *ret, struct blob *ret_owned, struct diag *diag);

#endif
