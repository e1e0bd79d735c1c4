/* SPDX-License-Identifier: GPL-2.0-only */
/* A text of VMCOREINFO, whatever it says. */
#include <errno.h>
#include <stdlib.h>

#include "arch/arm64/layout.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/machine/kernel-layout.h"
#include "kexec/machine/vmcoreinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const key[] = { "PAGESIZE",
				   "SYMBOL(_stext)",
				   "NUMBER(VA_BITS)",
				   "NUMBER(kimage_voffset)",
				   "NUMBER(PHYS_OFFSET)",
				   "NUMBER(TCR_EL1_T1SZ)",
				   "KERNELOFFSET",
				   "" };

static void check_numbers(struct view text)
{
	for (size_t i = 0; i < sizeof(key) / sizeof(key[0]); i++) {
		uint64_t value = 42;
		int r = vmcoreinfo_number(text, key[i], &value);

		if (r != 0 && ((r != -ENOENT && r != -EINVAL) || value != 42))
			abort();
	}
}

/* Every layout must have _stext in Kernel code and the image in the kernel's half of the address space. */
static void check_layout(struct view text)
{
	struct range code = { 0x40210000, 0x41590000 }, image_data = { 0x41a10000, 0x41cb0000 };
	struct kcore kcore = { .vmcoreinfo = text };
	struct kernel_layout layout;
	struct diag diag = { 0 };
	uint64_t stext;
	int r = arm64_kernel_layout(&kcore, code, image_data, &layout, &diag);

	if (r != 0 && (r != -ENODATA || !diag.message[0]))
		abort();
	if (r != 0)
		return;
	if (vmcoreinfo_number(text, "SYMBOL(_stext)", &stext) < 0 || !range_contains_address(code, stext - layout.text_offset))
		abort();
	if (code.start + layout.linear_offset < (uint64_t)0xfff << 52)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = { .data = data, .size = size };

	check_numbers(text);
	check_layout(text);
	return 0;
}
