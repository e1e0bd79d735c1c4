/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes of an ELF kernel ("vmlinux") the flat bytes that objcopy -O binary makes. System V ABI, gABI 4.1, chapters 4 and 5.
 *
 * Only for 64-bit little-endian files, like Linux's kernels for arm64, riscv64, x86_64 and loongarch.
 */
#ifndef WARMKEXEC_IMAGE_IMAGE_ELF_H
#define WARMKEXEC_IMAGE_IMAGE_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;
struct image;

/* The request to flatten a file. */
struct elf_request {
	struct view file;
	uint16_t machine; /* EM_* */
	const char *machine_name;
	size_t limit; /* the most bytes that the flat kernel may have */

	/* Reads the header at the start of the flat bytes. -ENOEXEC: there is none (the reason is not set). */
	int (*parse)(struct view flat, struct image *ret, struct diag *diag);
};

/* True if the file begins like an ELF file of any kind. */
bool image_elf_matches(struct view file);

/*
 * For open() of a kernel format (image-arch.h): opens an ELF file whose flat bytes begin with the header that request->parse
 * reads. ret->made gets the flat bytes. If the header gives no size, the segments do.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOEXEC  it is not an ELF file (the reason is not set)
 *   and the errors of image_elf_flatten() and parse
 */
int image_elf_open(const struct elf_request *request, struct image *ret, struct diag *diag);

/*
 * Flattens the PT_LOADs: each goes to its p_vaddr less the lowest p_vaddr, with zeros between. The entry point must be the
 * first byte. *ret_memory_size: the bytes of memory that they take in all, at least as many as the flat bytes. The caller
 * releases *ret.
 *
 * Returns 0, or -errno with the reason:
 *   -EINVAL   another kind of ELF file, or one that contradicts itself
 *   -EBADMSG  the file is cut short
 *   -EFBIG    more than the limit
 *   -ENOMEM
 */
int image_elf_flatten(const struct elf_request *request, struct blob *ret, uint64_t *ret_memory_size, struct diag *diag);

#endif
