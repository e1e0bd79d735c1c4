/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The facts of an architecture for image/, as a value: its kernel files, and its numbers in the headers of containers.
 * It is a member of struct arch (arch/arch.h), so image/ knows no architecture and does not depend on that contract.
 */
#ifndef WARMKEXEC_IMAGE_IMAGE_ARCH_H
#define WARMKEXEC_IMAGE_IMAGE_ARCH_H

#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;
struct image;

/* A kind of kernel file that the architecture boots. */
struct kernel_format {
	const char *name; /* as --type spells it: "Image", "vmlinux" */

	/*
	 * Recognises an uncompressed kernel and reads its header. bytes is the whole file; it may be empty or exceed the
	 * kernel. limit: the most bytes to make of it, < SIZE_MAX. Fills the header's fields of *ret, and
	 *   bytes  if the kernel is a part of the file only; unset, it is all of the file
	 *   made   if the bytes in memory differ from the file's; a heap blob, which the caller takes
	 * The caller sets format and compression.
	 *
	 * Returns 0, or -errno with the reason; *ret is untouched on failure:
	 *   -ENOEXEC  it is something else (the reason is not set)
	 *   -EINVAL   a header field is out of its bounds, or a kernel for another machine
	 *   -EBADMSG  the file is damaged or cut short
	 *   -EFBIG    more than limit bytes
	 *   -ENOMEM
	 */
	int (*open)(struct view bytes, size_t limit, struct image *ret, struct diag *diag);
};

struct image_arch {
	const char *name;			    /* for messages, as --arch spells it */
	const struct kernel_format *const *formats; /* in the order of recognition; NULL-terminated */
	uint16_t pe_machine;			    /* IMAGE_FILE_MACHINE_* of its PE files (zboot, UKI) */
	uint8_t uimage_arch;			    /* IH_ARCH_* of its uImages */
	const char *fit_arch;			    /* "arch" of an image node in a FIT image */
};

#endif
