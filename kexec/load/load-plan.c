/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <string.h>

#include "kexec/image/image.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/machine.h"
#include "kexec/parts/boot.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-make.h"
#include "kexec/plan/plan-request.h"

struct plan_request plan_request_for(const struct context *context, const struct load *load)
{
	struct plan_request request = plan_request_of(context->options);

	request.arch = load->arch;
	request.map = &load->machine->map;
	request.page_size = load->machine->page_size;
	request.image = load->image;
	request.entry_offset = load->image->entry_offset;
	request.hotplug = updates_elfcorehdr(context, load);
	request.cmdline = load->cmdline;
	request.fixed = load->fixed;
	request.named = load->dtb_memory;
	request.named_by = load->given_devicetree->source;
	request.taken = load->taken;
	memcpy(request.size, load->size, sizeof(request.size));
	return request;
}

int make_plan(const struct context *context, const struct ranges *dumped, struct load *load)
{
	const struct boot_request boot = boot_request_of(context, load);
	struct plan_request request;
	uint64_t *size = load->size;
	int r;

	size[PART_KERNEL] = load->image->mem_size;
	size[PART_INITRD] = load->initrd.size;
	r = size_parts(load->machine, &boot, dumped, may_stage(context, load), size, context->diag);
	if (updates_elfcorehdr(context, load) && size[PART_ELFCOREHDR] < load->machine->elfcorehdr_size)
		size[PART_ELFCOREHDR] = load->machine->elfcorehdr_size;
	if (load->by_files) /* a prediction: the running kernel loads no purgatory */
		size[PART_PURGATORY] = 0;
	request = plan_request_for(context, load);
	request.taken_by = boot.devicetree->source;
	return r ? r : plan_make(&request, load->plan, context->diag);
}
