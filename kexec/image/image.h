/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a kernel file is: its bytes as they must lie in memory, and what its header says of where that may be.
 *
 * Pure: bytes in, value out. Nothing here knows of files, addresses of the machine or options beyond the type's name.
 */
#ifndef WARMKEXEC_IMAGE_IMAGE_H
#define WARMKEXEC_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "kexec/base/blob.h"

struct diag;
struct arch;

/* The most that a kernel may unpack to: ten times the largest distribution kernel of 2026. More is a bomb. */
#define IMAGE_SIZE_MAX ((size_t)512 << 20)

/* The kernel, as a planner asks for it. */
struct image {
	const char *format;	 /* as --type spells it: "Image", "vmlinux" */
	const char *compression; /* "gzip", "xz", "lzma", "zstd", or NULL when the file was not compressed */
	struct view bytes;	 /* to be at the start of the image in memory; into the caller's file or into owned */
	struct blob owned;	 /* the unpacked or flattened bytes, if any */

	/* From the header, by the architecture. */
	uint64_t mem_size;     /* bytes of memory the kernel needs from its start, its BSS included; >= bytes.size */
	uint64_t align;	       /* a power of two: the start of the image is offset bytes above a multiple of this */
	uint64_t offset;       /* < align */
	uint64_t entry_offset; /* from the start of the image to its first instruction */
	struct range window;   /* the image must lie inside; empty if anywhere will do */
	size_t cmdline_max;    /* longest command line that it takes, without the NUL; 0: the architecture's */
	bool wants_low;	       /* it cannot use memory below itself, so it belongs at the lowest free place */
	bool size_is_guess;    /* the header gives no size; mem_size is an estimate */
	uint64_t arch_word;    /* for the architecture's own use */
};

/*
 * Recognises the file by its content, unpacks it if it is compressed, and lets the architecture read the header.
 *
 * type: the name given with --type, or NULL to recognise it; another format than the one named is an error. A name that
 * this version does not know, or knows but does not support yet, is an error that says which.
 *
 * Returns 0, or -errno with the reason in diag: -EINVAL not a kernel of this architecture or a bad header, -EBADMSG
 * damaged or cut short, -EFBIG unpacks to more than IMAGE_SIZE_MAX, -EOPNOTSUPP a format or a decompressor that is
 * known but not built in, -ENOMEM. *ret is untouched on failure. The file's bytes must outlive the image.
 */
int image_open(const struct arch *arch, struct view file, const char *type, struct image *ret, struct diag *diag);

/* The same with another bound than IMAGE_SIZE_MAX, less than SIZE_MAX. */
int image_open_bounded(const struct arch *arch, struct view file, const char *type, size_t limit, struct image *ret,
		       struct diag *diag);

void image_release(struct image *image);

#endif
