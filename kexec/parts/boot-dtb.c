/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/boot-dtb.h"

#include <errno.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/parts/boot.h"
#include "kexec/parts/dtb.h"

/* Prefixes the reason with the source of the devicetree. */
static int prefix(const struct boot_request *request, int r, struct diag *diag)
{
	if (r < 0 && r != -ENOMEM)
		diag_prefix(diag, "devicetree %s", request->devicetree->source);
	return r;
}

int boot_dtb_bound(const struct boot_request *request, uint64_t *ret, struct diag *diag)
{
	size_t bound;
	int r;

	if (!request->devicetree->tree.size) {
		diag_fail(diag, -ENOENT,
			  "the machine has no devicetree: neither /sys/firmware/fdt nor /proc/device-tree exists");
		diag_hint(diag, "Mount /sys and /proc, or give one with --dtb.");
		return -ENOENT;
	}
	r = dtb_size_bound(request->devicetree, request->cmdline_bound, request->usable_count, &bound, diag);
	if (r < 0)
		return prefix(request, r, diag);
	*ret = bound;
	return 0;
}

int boot_dtb_build(const struct boot_request *request, struct blob *ret, struct diag *diag)
{
	struct dtb_request dtb = {
		.source = request->devicetree,
		.keep_bootargs = request->keep_cmdline,
		.cmdline = request->cmdline,
		.initrd = request->initrd,
		.elfcorehdr = request->elfcorehdr,
		.usable = request->usable,
		.usable_count = request->usable_count,
		.have_seeds = request->have_seeds,
		.kaslr_seed = request->kaslr_seed,
	};

	_Static_assert(sizeof(dtb.rng_seed) == sizeof(request->rng_seed), "one size of seed");
	memcpy(dtb.rng_seed, request->rng_seed, sizeof(dtb.rng_seed));
	return prefix(request, dtb_build(&dtb, ret, diag), diag);
}
