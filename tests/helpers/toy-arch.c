/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/toy-arch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/diag.h"
#include "kexec/image/image-arch.h"
#include "kexec/image/image.h"
#include "kexec/machine/kernel-layout.h"
#include "kexec/machine/machine.h"
#include "kexec/parts/boot.h"
#include "kexec/plan/demand.h"

#define HEADER_SIZE 16

static int open_toy(struct view bytes, size_t limit, struct image *ret, struct diag *diag)
{
	if (bytes.size < HEADER_SIZE || memcmp(bytes.data, TOY_MAGIC, 8))
		return -ENOEXEC;
	if (bytes.size > limit)
		return diag_fail(diag, -EFBIG, "the toy kernel has %zu bytes", bytes.size);
	*ret = (struct image){
		/* The header stays in the file: the kernel is a slice of it. */
		.bytes = { bytes.data + HEADER_SIZE, bytes.size - HEADER_SIZE },
		.mem_size = load_le32(bytes.data + 8),
		.align = UINT64_C(2) << 20,
		.entry_offset = TOY_ENTRY_OFFSET,
		.window = { TOY_LOWEST, UINT64_C(1) << 40 },
		.cmdline_max = load_le32(bytes.data + 12),
	};
	return 0;
}

static const struct kernel_format toy_format = { "Toy", open_toy };
static const struct kernel_format *const formats[] = { &toy_format, NULL };
static const struct image_arch kernels = { .name = "toy", .formats = formats };

static int check_image(const struct image *image, const struct machine *machine, struct diag *diag)
{
	(void)image, (void)machine, (void)diag;
	return 0;
}

static size_t demands(const struct image *image, const uint64_t *size, bool crash, uint64_t page_size, struct demand *ret)
{
	size_t count = 0;

	for (int part = 0; part < PART_SEGMENTS; part++)
		if (size[part])
			ret[count++] = (struct demand){
				.part = (enum part)part,
				.size = size[part],
				.align = part == PART_KERNEL ? image->align : page_size,
				.window = part == PART_KERNEL ? image->window : (struct range){ 1 << 20, UINT64_C(4) << 30 },
				.from_top = part != PART_KERNEL,
			};
	if (crash)
		ret[count++] = (struct demand){ .part = PART_HOLE, .size = TOY_HOLE, .align = page_size };
	return count;
}

static int kernel_layout(const struct kcore *kcore, struct range code, struct range data, struct kernel_layout *ret,
			 struct diag *diag)
{
	(void)kcore, (void)diag;
	*ret = (struct kernel_layout){ .text = { code.start, data.end } };
	return 0;
}

static void cmdline_extra(const struct boot_request *request, char *ret)
{
	sprintf(ret, " elfcorehdr=0x%016" PRIx64, request->elfcorehdr.start);
}

static size_t fixed_size(size_t regions)
{
	return (TOY_NUMBERS + 2 * regions) * 8;
}

static int boot_bound(const struct boot_request *request, uint64_t *ret, struct diag *diag)
{
	(void)diag;
	*ret = fixed_size(request->usable_count) + request->cmdline_bound + 1;
	return 0;
}

static int boot_build(const struct boot_request *request, struct blob *ret, struct diag *diag)
{
	size_t fixed = fixed_size(request->usable_count), length = strlen(request->cmdline) + 1;
	struct blob blob;

	if (blob_alloc(fixed + length, &blob) < 0)
		return diag_oom(diag);
	store_le64(blob.data + 8 * TOY_INITRD, request->initrd.start);
	store_le64(blob.data + 8 * TOY_INITRD_SIZE, range_size(request->initrd));
	store_le64(blob.data + 8 * TOY_ELFCOREHDR, request->elfcorehdr.start);
	store_le64(blob.data + 8 * TOY_ELFCOREHDR_SIZE, range_size(request->elfcorehdr));
	store_le64(blob.data + 8 * TOY_REGIONS, request->usable_count);
	for (size_t i = 0; i < request->usable_count; i++) {
		store_le64(blob.data + 8 * (TOY_NUMBERS + 2 * i), request->usable[i].start);
		store_le64(blob.data + 8 * (TOY_NUMBERS + 2 * i + 1), range_size(request->usable[i]));
	}
	memcpy(blob.data + fixed, request->cmdline, length);
	*ret = blob;
	return 0;
}

static struct view purgatory(void)
{
	static const char text[] = "no instruction of any processor";

	return (struct view){ (const uint8_t *)text, sizeof(text) };
}

static const char *const uts_machine[] = { "toy", NULL };

const struct arch arch_toy = {
	.name = "toy",
	.uts_machine = uts_machine,
	.elf_machine = 0xfeed,
	.window = { 0, UINT64_C(1) << 40 },
	.kernels = &kernels,
	.check_image = check_image,
	.demands = demands,
	.kernel_layout = kernel_layout,
	.boot_name = "toy-data",
	.cmdline_max = 4095,
	.cmdline_extra_max = sizeof(" elfcorehdr=0x0123456789abcdef") - 1,
	.cmdline_extra = cmdline_extra,
	.boot_bound = boot_bound,
	.boot_build = boot_build,
	.boot_argument = 1,
	.arguments_received = 1,
	.purgatory = purgatory,
};
