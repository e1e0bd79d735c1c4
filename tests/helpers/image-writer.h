/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes arm64 kernels that do nothing, from a few numbers: what tests feed to the parsers in place of binary files. */
#ifndef WARMKEXEC_TESTS_IMAGE_WRITER_H
#define WARMKEXEC_TESTS_IMAGE_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "kexec/base/blob.h"

/* The header is little-endian and lies at the start; the rest is a pattern that depends on the offset only. */
struct image_spec {
	uint64_t size; /* bytes of the file, at least IMAGE_SPEC_SIZE_MIN */
	uint64_t image_size;
	uint64_t text_offset;
	uint64_t flags;
	bool pe; /* an EFI stub's PE header, whose sections .text and .data end where the file ends */
};

#define IMAGE_SPEC_SIZE_MIN 8192

/* Offsets in the file, for tests that damage it. */
#define IMAGE_PE_OFFSET 64
#define IMAGE_PE_OPTIONAL_SIZE 160
#define IMAGE_PE_CERTIFICATES (IMAGE_PE_OFFSET + 24 + 112 + 32)
#define IMAGE_PE_SECTIONS (IMAGE_PE_OFFSET + 24 + IMAGE_PE_OPTIONAL_SIZE)
#define VMLINUX_LOAD_OFFSET 0x10000
#define VMLINUX_BASE UINT64_C(0xffff800080000000)

/* A raw Image. Returns 0, -EINVAL (too small) or -ENOMEM. */
int image_write(const struct image_spec *spec, struct blob *ret);

/* The same kernel as an ELF file with two PT_LOADs; the second one's memory ends at image_size. */
int image_write_vmlinux(const struct image_spec *spec, struct blob *ret);

#endif
