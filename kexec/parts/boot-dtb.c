/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/boot-dtb.h"

#include <errno.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/machine/machine.h"
#include "kexec/parts/boot.h"
#include "kexec/parts/dtb.h"

/* The user's own devicetree, or the machine's. */
static struct view source_of(const struct boot_request *request)
{
	return request->user_dtb.size ? request->user_dtb : blob_view(&request->machine->fdt);
}

/* A devicetree's faults are told with the file that it came from. */
static int prefix(const struct boot_request *request, int r, struct diag *diag)
{
	if (r < 0 && r != -ENOMEM)
		diag_prefix(diag, "devicetree %s", request->user_dtb.size ? request->user_dtb_name : request->machine->fdt_source);
	return r;
}

int boot_dtb_bound(const struct boot_request *request, uint64_t *ret, struct diag *diag)
{
	size_t bound;
	int r;

	if (!source_of(request).size) {
		diag_fail(diag, -ENOENT,
			  "the machine shows no devicetree: neither /sys/firmware/fdt nor /proc/device-tree is there");
		diag_hint(diag, "Mount /sys and /proc, or give one with --dtb.");
		return -ENOENT;
	}
	r = dtb_size_bound(source_of(request), request->cmdline_bound, request->usable_count, &bound, diag);
	if (r < 0)
		return prefix(request, r, diag);
	*ret = bound;
	return 0;
}

int boot_dtb_build(const struct boot_request *request, struct blob *ret, struct diag *diag)
{
	struct dtb_request dtb = {
		.source = source_of(request),
		.keep_bootargs = request->user_dtb.size != 0,
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
