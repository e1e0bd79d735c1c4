/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <string.h>

#include "arch/arch.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"
#include "kexec/options/options.h"
#include "kexec/parts/boot.h"
#include "kexec/plan/reserved.h"

struct boot_request boot_request_of(const struct context *context, const struct load *load)
{
	const struct machine *machine = load->machine;
	const struct memmap *map = &machine->map;
	bool is_given = load->given_devicetree->tree.size != 0, crash = context->options->crash;

	return (struct boot_request){
		.arch = machine->arch,
		.image = load->image,
		.devicetree = is_given ? load->given_devicetree : &machine->devicetree,
		.keep_cmdline = is_given,
		.cmdline_bound = strlen(load->cmdline) + machine->arch->cmdline_extra_max,
		.crash = crash,
		.usable_count = crash ? memmap_count(map, MEM_CRASH) + memmap_count(map, MEM_CRASH_LOW) +
						memmap_count(map, MEM_CRASH_CMA)
				      : 0,
	};
}

bool may_stage(const struct context *context, const struct load *load)
{
	const struct options *options = context->options;

	return !options->crash && options->reserved != RESERVED_NEVER &&
	       (options->reuse_crash_region || memmap_count(&load->machine->map, MEM_KEXEC));
}
