/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-trace.h"

#include <inttypes.h>

#include "arch/arch.h"
#include "common/handoff.h"
#include "kexec/base/ranges.h"
#include "kexec/base/size-text.h"
#include "kexec/base/trace.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"

static void trace_given_memory(FILE *out, const struct devicetree *dtb, const struct ranges *memory)
{
	for (size_t i = 0; i < memory->count; i++)
		trace(out, "memory: 0x%016" PRIx64 "-0x%016" PRIx64 " by %s", memory->range[i].start, memory->range[i].end - 1,
		      dtb->source);
}

/* The machine's own reservations are in /proc/iomem too. */
static void trace_given_reserved(FILE *out, const struct devicetree *dtb, const struct ranges *taken)
{
	for (size_t i = 0; dtb->source && i < taken->count; i++)
		trace(out, "memory: 0x%016" PRIx64 "-0x%016" PRIx64 " reserved by %s", taken->range[i].start,
		      taken->range[i].end - 1, dtb->source);
}

static void trace_memory(FILE *out, const struct memmap *map)
{
	static const char *const type_name[] = {
		[MEM_RAM] = "RAM",
		[MEM_RESERVED] = "reserved",
		[MEM_CRASH] = "Crash kernel",
		[MEM_CRASH_LOW] = "Crash kernel (low)",
		[MEM_CRASH_CMA] = "crashkernel=,cma: the capture kernel's, not dumped",
		[MEM_KEXEC] = "Kexec kernel",
		[MEM_DRIVER] = "RAM added by a driver",
		[MEM_UNKNOWN] = "RAM unknown to the next kernel",
	};

	for (size_t i = 0; i < map->count; i++)
		trace(out, "memory: 0x%016" PRIx64 "-0x%016" PRIx64 " %s", map->area[i].range.start,
		      map->area[i].range.end - 1, type_name[map->area[i].type]);
}

static void trace_machine(FILE *out, const struct machine *machine)
{
	trace(out, "machine: %s, %s pages, devicetree from %s, %s", machine->arch->name,
	      size_text(machine->page_size).text, machine->devicetree.source ? machine->devicetree.source : "nowhere",
	      machine->arch->facts_text(machine));
	if (machine->no_firmware_map[0])
		trace(out, "firmware's memory map: none, so RAM that was plugged in later counts as any other: %s",
		      machine->no_firmware_map);
	if (!machine->map.names_reserved)
		trace(out, "reserved memory: /proc/iomem names none inside RAM, as before Linux 4.18; %s",
		      machine->devicetree.source ? "the machine's devicetree was asked" : "there is no devicetree to ask");
	trace_memory(out, &machine->map);
}

static void trace_ramoops(FILE *out, const struct machine *machine)
{
	if (machine->no_ramoops[0])
		trace(out, "ramoops: none: %s", machine->no_ramoops);
	else
		trace(out, "ramoops: a report goes to the %s zone of %s at 0x%" PRIx64,
		      machine->ramoops.kind == HANDOFF_RAMOOPS_CONSOLE ? "console" : "last dump",
		      size_text(machine->ramoops.size).text, machine->ramoops.base);
}

static void trace_console(FILE *out, const struct console_choice *choice)
{
	const struct handoff_console *console = &choice->console;

	if (console->type == HANDOFF_CONSOLE_NONE)
		trace(out, "console: none: %s", choice->why);
	else
		trace(out, "console: %s at 0x%" PRIx64 ", registers of %" PRIu32 " bytes, named %s",
		      console->type == HANDOFF_CONSOLE_PL011 ? "PL011" : "8250", console->base, console->io_width, choice->why);
}

static void trace_kernel(FILE *out, const struct image *image)
{
	trace(out, "kernel: %s%s%s, %zu bytes, %" PRIu64 " in memory%s, text_offset 0x%" PRIx64 "%s", image->format,
	      image->compression ? ", out of " : "", image->compression ? image->compression : "", image->bytes.size,
	      image->mem_size, image->size_is_guess ? " (a guess: its header does not say)" : "", image->offset,
	      image->wants_low ? ", wants to lie low" : ", may lie anywhere");
}

static void trace_piece(FILE *out, const char *what, const struct piece *piece)
{
	if (piece->bytes.size)
		trace(out, "%s: %s, %zu bytes", what, piece->from, piece->bytes.size);
}

static void trace_bundle(FILE *out, const struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->initrd_count; i++)
		trace_piece(out, "initrd", &bundle->initrd[i]);
	trace_piece(out, "devicetree", &bundle->devicetree);
	trace_piece(out, "command line", &bundle->cmdline);
}

void trace_load(FILE *out, const struct load *load)
{
	if (!out)
		return;
	trace_given_memory(out, load->given_devicetree, &load->dtb_memory);
	trace_given_reserved(out, load->given_devicetree, &load->taken);
	trace_machine(out, load->machine);
	trace_console(out, load->console);
	trace_ramoops(out, load->machine);
	trace_kernel(out, load->image);
	trace_bundle(out, load->bundle);
}
