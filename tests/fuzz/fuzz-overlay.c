/* SPDX-License-Identifier: GPL-2.0-only */
/* Two devicetrees, one behind the other: the second is applied to the first as an overlay. */
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/machine/fdt-overlay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view base = { .data = data, .size = size }, overlay = { 0 };
	struct blob tree = { 0 };
	struct diag diag = { 0 };
	int r;

	if (size >= 8 && load_be32(data + 4) < size) {
		base.size = load_be32(data + 4);
		overlay = (struct view){ .data = data + base.size, .size = size - base.size };
	}
	r = fdt_overlay(base, overlay, &tree, &diag);
	if (r ? r > 0 || tree.data || !diag.message[0] || strchr(diag.message, '\n') : fdt_check_full(tree.data, tree.size))
		abort();
	blob_release(&tree);
	return 0;
}
