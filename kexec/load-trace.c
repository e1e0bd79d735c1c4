/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-trace.h"

#include <inttypes.h>

#include "arch/arch.h"
#include "common/handoff.h"
#include "kexec/base/ranges.h"
#include "kexec/base/size-text.h"
#include "kexec/base/trace.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"

void trace_dtb_memory(FILE *out, const struct devicetree *dtb, const struct ranges *memory)
{
	for (size_t i = 0; i < memory->count; i++)
		trace(out, "memory: 0x%016" PRIx64 "-0x%016" PRIx64 " by %s", memory->range[i].start, memory->range[i].end - 1,
		      dtb->source);
}

static void trace_memory(FILE *out, const struct memmap *map)
{
	static const char *const type_name[] = {
		[MEM_RAM] = "RAM",
		[MEM_RESERVED] = "reserved",
		[MEM_CRASH] = "Crash kernel",
		[MEM_CRASH_LOW] = "Crash kernel (low)",
		[MEM_KEXEC] = "Kexec kernel",
		[MEM_DRIVER] = "RAM that a driver has added",
		[MEM_UNKNOWN] = "RAM that the next kernel will not know",
	};

	for (size_t i = 0; i < map->count; i++)
		trace(out, "memory: 0x%016" PRIx64 "-0x%016" PRIx64 " %s", map->area[i].range.start,
		      map->area[i].range.end - 1, type_name[map->area[i].type]);
}

void trace_machine(FILE *out, const struct machine *machine)
{
	trace(out, "machine: %s, %s pages, devicetree from %s, %s", machine->arch->name,
	      size_text(machine->page_size).text, machine->devicetree.source ? machine->devicetree.source : "nowhere",
	      machine->arch->facts_text(machine));
	if (machine->no_firmware_map[0])
		trace(out, "firmware's memory map: none, so RAM that was plugged in later counts as any other: %s",
		      machine->no_firmware_map);
	trace_memory(out, &machine->map);
}

void trace_ramoops(FILE *out, const struct machine *machine)
{
	if (machine->no_ramoops[0])
		trace(out, "ramoops: none: %s", machine->no_ramoops);
	else
		trace(out, "ramoops: a report goes to the %s zone of %s at 0x%" PRIx64,
		      machine->ramoops.kind == HANDOFF_RAMOOPS_CONSOLE ? "console" : "last dump",
		      size_text(machine->ramoops.size).text, machine->ramoops.base);
}

void trace_console(FILE *out, const struct console_choice *choice)
{
	const struct handoff_console *console = &choice->console;

	if (console->type == HANDOFF_CONSOLE_NONE)
		trace(out, "console: none: %s", choice->why);
	else
		trace(out, "console: %s at 0x%" PRIx64 ", registers of %" PRIu32 " bytes, named %s",
		      console->type == HANDOFF_CONSOLE_PL011 ? "PL011" : "8250", console->base, console->io_width, choice->why);
}
