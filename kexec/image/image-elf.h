/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An ELF kernel ("vmlinux") to the flat bytes that objcopy -O binary would make of it. System V ABI, gABI 4.1, chapters 4, 5.
 *
 * Only 64-bit little-endian files: Linux's own arm64, riscv64, x86_64 and loongarch kernels are.
 */
#ifndef WARMKEXEC_IMAGE_IMAGE_ELF_H
#define WARMKEXEC_IMAGE_IMAGE_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;
struct image;

/* What is flattened, and how the machine that is expected is called in messages. */
struct elf_request {
	struct view file;
	uint16_t machine; /* EM_* */
	const char *machine_name;
	size_t limit; /* the most bytes that the flat kernel may have */

	/* Reads the header at the start of the flat bytes. -ENOEXEC: there is none (the reason is not set). */
	int (*parse)(struct view flat, struct image *ret, struct diag *diag);
};

/* Does the file begin like an ELF file of any kind? */
bool image_elf_matches(struct view file);

/*
 * open() of a kernel format (image-arch.h): an ELF file whose flat bytes begin with the header that request->parse reads. The
 * flat bytes go to ret->made. If the header gives no size, the segments do. Returns 0, or -errno with the reason: -ENOEXEC no
 * ELF file (the reason is not set), those of image_elf_flatten() and parse.
 */
int image_elf_open(const struct elf_request *request, struct image *ret, struct diag *diag);

/*
 * The PT_LOADs, each at its p_vaddr less the lowest p_vaddr, with zeros between. ret_memory_size: how much memory they take
 * in all, at least as much as the flat bytes. The entry point must be the first byte.
 *
 * Returns 0, or -errno with the reason: -EINVAL another kind of ELF file or one with contradictions, -EBADMSG cut short,
 * -EFBIG beyond the limit, -ENOMEM.
 */
int image_elf_flatten(const struct elf_request *request, struct blob *ret, uint64_t *ret_memory_size, struct diag *diag);

#endif
