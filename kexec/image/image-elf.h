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

/* What is flattened, and how the machine that is expected is called in messages. */
struct elf_request {
	struct view file;
	uint16_t machine; /* EM_* */
	const char *machine_name;
	size_t limit; /* the most bytes that the flat kernel may have */
};

/* Does the file begin like an ELF file of any kind? */
bool image_elf_matches(struct view file);

/*
 * The PT_LOADs, each at its p_vaddr less the lowest p_vaddr, with zeros between. ret_memory_size: how much memory they take
 * in all, at least as much as the flat bytes. The entry point must be the first byte.
 *
 * Returns 0, or -errno with the reason: -EINVAL another kind of ELF file or one with contradictions, -EBADMSG cut short,
 * -EFBIG beyond the limit, -ENOMEM.
 */
int image_elf_flatten(const struct elf_request *request, struct blob *ret, uint64_t *ret_memory_size, struct diag *diag);

#endif
