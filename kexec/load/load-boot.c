/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/diag.h"
#include "kexec/base/trace.h"
#include "kexec/host/host.h"
#include "kexec/load/load-values.h"
#include "kexec/parts/boot.h"
#include "kexec/parts/cmdline.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan.h"

/* The place of the part's bytes in the next kernel. The part takes whole pages; its bytes may end earlier. */
static struct range bytes_of(const struct plan *plan, enum part part, size_t size)
{
	uint64_t start = plan_home(plan, part).start;

	return size ? (struct range){ start, start + size } : (struct range){ 0, 0 };
}

/* Adds the architecture's words behind the user's, before the words for init. Their length was reserved before planning. */
static int finish_cmdline(const struct boot_request *request, struct load *load)
{
	size_t length = strlen(load->cmdline), kernel = cmdline_kernel_length(load->cmdline);
	char *longer, *init;

	if (!request->arch->cmdline_extra)
		return 0;
	longer = malloc(length + request->arch->cmdline_extra_max + 1);
	if (!longer)
		return -ENOMEM;
	memcpy(longer, load->cmdline, kernel);
	request->arch->cmdline_extra(request, longer + kernel);
	init = longer + strlen(longer);
	if (!kernel && length) {
		/* Nothing stands before the words, and "--" behind them: the space changes sides. */
		memmove(longer, longer + 1, (size_t)(init - longer) - 1);
		init[-1] = ' ';
	}
	memcpy(init, load->cmdline + kernel, length - kernel + 1);
	free(load->cmdline);
	load->cmdline = longer;
	load->plan->cmdline = longer;
	return 0;
}

/* The capture kernel leaves alone what it is told of: with --hotplug the running kernel may fill the whole segment. */
static struct range elfcorehdr_of(const struct load *load)
{
	if (load->plan->hotplug)
		return plan_memory(load->plan, PART_ELFCOREHDR);
	return bytes_of(load->plan, PART_ELFCOREHDR, load->elfcorehdr.size);
}

int build_boot(const struct context *context, struct load *load)
{
	struct boot_request request = boot_request_of(context, load);

	request.initrd = bytes_of(load->plan, PART_INITRD, load->initrd.size);
	request.elfcorehdr = elfcorehdr_of(load);
	request.usable = load->plan->usable;
	if (finish_cmdline(&request, load) < 0)
		return diag_oom(context->diag);
	request.cmdline = load->cmdline;
	request.have_seeds = host_random(&request.kaslr_seed, sizeof(request.kaslr_seed)) &&
			     host_random(request.rng_seed, sizeof(request.rng_seed));
	if (!request.have_seeds)
		trace(context->trace, "no randomness yet: the next kernel gets no seeds");
	return request.arch->boot_build(&request, &load->boot, context->diag);
}
