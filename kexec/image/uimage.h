/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * uImage, the legacy image of U-Boot: 64 bytes of header before a kernel, an initrd (uInitrd), or several parts.
 * Source: U-Boot, include/image.h. All numbers are big-endian.
 */
#ifndef WARMKEXEC_IMAGE_UIMAGE_H
#define WARMKEXEC_IMAGE_UIMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;

/* Kernel, initrd and devicetree are the only parts that have a meaning. */
#define UIMAGE_PARTS_MAX 16

/* IH_TYPE_* */
enum uimage_type {
	UIMAGE_KERNEL = 2,
	UIMAGE_RAMDISK = 3,
	UIMAGE_MULTI = 4,
	UIMAGE_SCRIPT = 6,
	UIMAGE_DEVICETREE = 8,
	UIMAGE_KERNEL_NOLOAD = 14,
};

#define UIMAGE_OS_LINUX 5

struct uimage {
	uint8_t os;
	uint8_t arch;
	uint8_t type;
	uint8_t compression;
	char name[33];
	struct view data; /* behind the header, without what follows it in the file */
};

/* Does it begin with the magic number? */
bool uimage_matches(struct view file);

/*
 * Reads the header and verifies both checksums. Bytes behind the data are no part of it: padding of a flash partition.
 * Returns 0, or -errno with the reason:
 *   -EINVAL   it is no uImage
 *   -EBADMSG  the file is cut short, or a checksum is wrong
 */
int uimage_open(struct view file, struct uimage *ret, struct diag *diag);

/*
 * The parts of a multi-file image. ret has room for UIMAGE_PARTS_MAX.
 * Returns 0, or -errno with the reason:
 *   -EBADMSG  the list of sizes has no end, or the parts reach beyond the data
 *   -E2BIG    more than UIMAGE_PARTS_MAX
 */
int uimage_parts(const struct uimage *uimage, struct view *ret, size_t *ret_count, struct diag *diag);

/* The compression as layers_unpack() takes it, "none" for none. NULL: its number is not known. */
const char *uimage_compression(const struct uimage *uimage);

/* The type in words, for messages: "an initrd". */
const char *uimage_type_text(const struct uimage *uimage);

/*
 * The initrd inside a uInitrd. Its compression is the payload's own: the header's word for it is not believed, as in U-Boot.
 * Returns 0, or -errno with the reason: as uimage_open(), and
 *   -EINVAL  it holds no initrd, but something else
 */
int uimage_unwrap_initrd(struct view file, struct view *ret, struct diag *diag);

#endif
