/* SPDX-License-Identifier: GPL-2.0-only */
#include "vmcore-dmesg/core.h"

#include <errno.h>
#include <stdlib.h>

#include "kexec/base/diag.h"
#include "kexec/machine/vmcoreinfo.h"

void core_close(struct core *core)
{
	blob_release(&core->vmcoreinfo);
	free(core->load);
	*core = (struct core){ 0 };
}

uint64_t core_number(const struct core *core, const uint8_t *bytes, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 | bytes[core->is_big_endian ? i : size - 1 - i];
	return value;
}

bool core_has_fact(const struct core *core, const char *key)
{
	uint64_t value;

	return vmcoreinfo_number(blob_view(&core->vmcoreinfo), key, &value) != -ENOENT;
}

int core_fact(const struct core *core, const char *key, uint64_t *ret, struct diag *diag)
{
	int r = vmcoreinfo_number(blob_view(&core->vmcoreinfo), key, ret);

	if (r == -ENOENT)
		return diag_fail(diag, r, "VMCOREINFO has no %s", key);
	if (r < 0)
		return diag_fail(diag, r, "VMCOREINFO: the value of %s is not a number of 64 bits", key);
	return 0;
}
