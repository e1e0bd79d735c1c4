/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * FIT, the image tree of U-Boot (.itb): images (kernels, initrds, devicetrees) and configurations that combine them.
 * Source: U-Boot, doc/usage/fit/source_file_format.rst and boot/image-fit.c.
 */
#ifndef WARMKEXEC_IMAGE_FIT_H
#define WARMKEXEC_IMAGE_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"
#include "kexec/machine/fdt-open.h"

struct bundle;
struct diag;

/* More trees or checksums of one image is no file that anybody made on purpose. Each costs time. */
#define FIT_TREES_MAX 32
#define FIT_HASHES_MAX 16

struct fit {
	struct view file;
	struct devicetree tree; /* without the data */
	uint64_t external;	/* offset in the file from which "data-offset" counts */
	int images;		/* node /images */
	int configurations;	/* node /configurations */
};

/* A configuration: the nodes of its images. */
struct fit_config {
	int node;
	int kernel;
	int initrd;		 /* < 0: none */
	int tree[FIT_TREES_MAX]; /* a devicetree, then overlays in the order in which they are applied */
	size_t tree_count;
};

/*
 * Reads the tree. The file's bytes must outlive *ret.
 * Returns 0, or -errno with the reason: as fit_tree_copy(), and
 *   -EBADMSG  the tree is damaged
 *   -EINVAL   it is a devicetree and no FIT image
 */
int fit_open(struct view file, struct fit *ret, struct diag *diag);

void fit_release(struct fit *fit);

/* A property that is one text with its NUL, or the first of a list. NULL: the node does not have it. */
const char *fit_text(const struct fit *fit, int node, const char *name);

/* The name of a node, for messages. */
const char *fit_name(const struct fit *fit, int node);

/* The first text of a list, *list goes on behind it. NULL: the list is at its end, or what is left has no NUL. */
const char *fit_next_text(struct view *list);

/* A property as a list of texts, empty if the node does not have it. */
struct view fit_list(const struct fit *fit, int node, const char *name);

/*
 * The bytes of an image as they are stored: in the tree, or behind it by offset or by position.
 * Returns 0, or -errno with the reason:
 *   -EINVAL   it has none
 *   -EBADMSG  they reach beyond the file, or a number that says where they are has neither 4 nor 8 bytes
 */
int fit_data(const struct fit *fit, int image, struct view *ret, struct diag *diag);

/* ---- fit-config.c ---- */

/*
 * Chooses a configuration: the one that is named (NAME, or NAME#OVERLAYS...), else the one that matches the machine best, else
 * the default, else the only one. compatible: as in struct unwrap_request. If none matches and a devicetree cannot be read,
 * which might be this machine's, the bundle gets a note, or the reason a hint. Returns 0, or -errno with the reason: -EINVAL
 * there is no such configuration, none to be chosen, or it has no kernel -EBADMSG  it names an image that is not there -E2BIG
 * more than FIT_TREES_MAX devicetrees -ENOMEM
 */
int fit_choose(const struct fit *fit, const char *name, struct view compatible, struct bundle *bundle, struct fit_config *ret,
	       struct diag *diag);

/* ---- fit-match.c ---- */

/*
 * The configuration that matches the machine best, as U-Boot looks for it: by its own "compatible", or else by that of the
 * first devicetree that it names. preferred: the node that is taken on a tie, or < 0. *ret < 0: none matches.
 * unread: gets the reason why the first of the devicetrees that cannot be read cannot be; it stays empty if all can.
 * Returns 0, or -errno with the reason:
 *   -EBADMSG  the devicetrees have more bytes than the file
 *   -ENOMEM
 */
int fit_match(const struct fit *fit, struct view compatible, int preferred, int *ret, struct diag *unread, struct diag *diag);

/* ---- fit-verify.c ---- */

/*
 * The bytes of an image whose checksums were verified. types: the two types that it may have. Notes go to the bundle: a
 * checksum that is not known, a signature.
 * Returns 0, or -errno with the reason: as fit_data(), and
 *   -EINVAL      it has another type
 *   -EBADMSG     a checksum is wrong
 *   -E2BIG       more than FIT_HASHES_MAX checksums
 *   -EOPNOTSUPP  it is encrypted
 */
int fit_take(const struct fit *fit, int image, const char *const types[2], struct bundle *bundle, struct view *ret,
	     struct diag *diag);

/* Adds the note that a signature is not verified, if there is one below the node. */
void fit_note_signature(const struct fit *fit, int node, struct bundle *bundle);

/* ---- fit-devicetree.c ---- */

/*
 * Puts the configuration's devicetree with its overlays into the bundle. limit: the most bytes that the trees may unpack to.
 * Returns 0, or -errno with the reason.
 */
int fit_add_devicetree(const struct fit *fit, const struct fit_config *config, size_t limit, struct bundle *bundle,
		       struct diag *diag);

#endif
