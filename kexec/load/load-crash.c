/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <inttypes.h>

#include "arch/arch.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/base/trace.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/machine-layout.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"
#include "kexec/parts/elfcorehdr.h"

int find_dumped(const struct context *context, const struct load *load, struct ranges *ret)
{
	return memmap_dumped(&load->machine->map, ret) < 0 ? diag_oom(context->diag) : 0;
}

int build_elfcorehdr(const struct context *context, const struct machine *machine, const struct ranges *dumped,
		     struct blob *ret)
{
	struct elfcorehdr_request request = {
		.machine = machine->arch->elf_machine,
		.cpu_note = machine->cpu_note,
		.cpu_note_count = machine->cpu_note_count,
		.vmcoreinfo = machine->vmcoreinfo_note,
		.ram = dumped->range,
		.ram_count = dumped->count,
	};
	int r = machine_find_layout(machine, &request.layout, context->diag);

	if (!r)
		r = elfcorehdr_build(&request, ret, context->diag);
	if (!r)
		trace(context->trace,
		      "elfcorehdr: %zu CPUs, %zu ranges, linear map at physical + 0x%" PRIx64 ", kernel image at physical + 0x%" PRIx64,
		      machine->cpu_note_count, dumped->count, request.layout.linear_offset, request.layout.text_offset);
	return r;
}
