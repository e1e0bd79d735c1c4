/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel for the planner: its bytes as they must lie in memory, and the limits that its header sets to their place.
 * image_open() (image-open.h) makes it of a file.
 */
#ifndef WARMKEXEC_IMAGE_IMAGE_H
#define WARMKEXEC_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "kexec/base/blob.h"

struct image {
	const char *format;	 /* as --type spells it: "Image", "vmlinux" */
	const char *compression; /* the layers around it: "gzip", "uki, zboot"; text of the bundle; NULL: there were none */
	struct view bytes;	 /* a slice of the file or of a blob of the bundle, to be at the image's start in memory */

	/* From the header, by the architecture's format. */
	uint64_t mem_size;     /* bytes of memory that the kernel needs from its start, BSS included; >= bytes.size */
	uint64_t align;	       /* a power of two: the image starts offset bytes above a multiple of it */
	uint64_t offset;       /* < align */
	uint64_t entry_offset; /* from the start of the image to its first instruction */
	struct range window;   /* the image must lie inside; empty: anywhere */
	size_t cmdline_max;    /* longest command line that it accepts, without the NUL; 0: the architecture's */
	bool wants_low;	       /* it cannot use memory below itself, so it belongs at the lowest free place */
	bool size_is_guess;    /* the header gives no size; mem_size is an estimate */
	uint64_t arch_word;    /* for the architecture's own use */

	struct blob
		made; /* bytes that the format made, on the way from its open() to image_open(), which takes them; else empty */
};

#endif
