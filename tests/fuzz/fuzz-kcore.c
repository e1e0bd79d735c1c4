/* SPDX-License-Identifier: GPL-2.0-only */
/* The first bytes of a /proc/kcore, whatever they are. */
#include <errno.h>
#include <stdlib.h>

#include "arch/arm64/layout.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/kernel-layout.h"
#include "kexec/machine/vmcoreinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Checks that the note's text is inside the given bytes. */
static void check_text(struct view text, const uint8_t *data, size_t size)
{
	if (text.size && (text.data < data || text.size > size || (size_t)(text.data - data) > size - text.size))
		abort();
}

static void check_layout(const struct kcore *kcore)
{
	struct range code = { 0x40210000, 0x41590000 }, image_data = { 0x41a10000, 0x41cb0000 };
	struct kernel_layout layout;
	struct diag diag = { 0 };
	int r = arm64_kernel_layout(kcore, code, image_data, &layout, &diag);

	if (r != 0 && (r != -ENODATA || !diag.message[0]))
		abort();
	for (size_t i = 0; r == 0 && i < kcore->load_count; i++) {
		uint64_t offset = kcore->load[i].virtual - kcore->load[i].physical;

		/* Every address, without the tag in its top byte, is at one of the two offsets. */
		if (kcore->load[i].physical != UINT64_MAX && (offset - layout.text_offset) << 8 &&
		    (offset - layout.linear_offset) << 8)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct diag diag = { 0 };
	size_t wanted = 0;
	int r = kcore_parse((struct view){ .data = data, .size = size }, &wanted, &kcore, &diag);

	if (r == -EAGAIN ? wanted <= size || wanted > KCORE_HEADERS_MAX : wanted != 0)
		abort();
	if (r != 0 && (kcore.load || !diag.message[0]))
		abort();
	if (r != 0)
		return 0;
	check_text(kcore.vmcoreinfo, data, size);
	check_layout(&kcore);
	return 0;
}
