/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/formats.h"

#include <elf.h>

#include "arch/arm64/header.h"
#include "kexec/image/image-arch.h"
#include "kexec/image/image-elf.h"

static int open_image(struct view bytes, size_t limit, struct image *ret, struct diag *diag)
{
	(void)limit; /* only for formats that make bytes */
	return arm64_parse_header(bytes, ret, diag);
}

static int open_vmlinux(struct view bytes, size_t limit, struct image *ret, struct diag *diag)
{
	const struct elf_request request = {
		.file = bytes,
		.machine = EM_AARCH64,
		.machine_name = "arm64",
		.limit = limit,
		.parse = arm64_parse_header,
	};

	return image_elf_open(&request, ret, diag);
}

static const struct kernel_format image = { .name = "Image", .open = open_image };
static const struct kernel_format vmlinux = { .name = "vmlinux", .open = open_vmlinux };

static const struct kernel_format *const formats[] = { &image, &vmlinux, NULL };

/* PE/COFF specification, "Machine Types"; U-Boot, include/image.h, IH_ARCH_ARM64, and boot/image.c, its name. */
const struct image_arch arm64_kernels = {
	.name = "arm64",
	.formats = formats,
	.pe_machine = 0xaa64,
	.uimage_arch = 22,
	.fit_arch = "arm64",
};
