/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load-steps.h"

#include <errno.h>
#include <inttypes.h>

#include "arch/arch.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/base/size-text.h"
#include "kexec/base/trace.h"
#include "kexec/host/firmware-map.h"
#include "kexec/host/machine.h"
#include "kexec/image/image.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"
#include "kexec/machine/ramoops-find.h"
#include "kexec/options.h"

static void trace_machine(const struct context *context, const struct machine *machine)
{
	static const char *const type_name[] = {
		[MEM_RAM] = "RAM",
		[MEM_RESERVED] = "reserved",
		[MEM_CRASH] = "Crash kernel",
		[MEM_CRASH_LOW] = "Crash kernel (low)",
		[MEM_KEXEC] = "Kexec kernel",
		[MEM_DRIVER] = "RAM that a driver has added",
		[MEM_UNKNOWN] = "RAM that the firmware's map does not have",
	};

	trace(context->trace, "machine: %s, %s pages, devicetree from %s, PSCI by %s", machine->arch->name,
	      size_text(machine->page_size).text, machine->fdt_source ? machine->fdt_source : "nowhere",
	      machine->psci == HANDOFF_PSCI_HVC ? "HVC" : machine->psci == HANDOFF_PSCI_SMC ? "SMC" : "no known way: the purgatory cannot reset the machine");
	for (size_t i = 0; i < machine->map.count; i++)
		trace(context->trace, "memory: 0x%016" PRIx64 "-0x%016" PRIx64 " %s", machine->map.area[i].range.start,
		      machine->map.area[i].range.end - 1, type_name[machine->map.area[i].type]);
}

static int choose_console(const struct context *context, struct load *load)
{
	struct console_choice choice;
	const struct handoff_console *console = &choice.console;
	int r = host_console(context->host, context->options->serial, &load->machine, &choice, context->diag);

	if (r < 0)
		return r;
	if (console->type == HANDOFF_CONSOLE_NONE)
		trace(context->trace, "console: none: %s", choice.why);
	else
		trace(context->trace, "console: %s at 0x%" PRIx64 ", registers of %" PRIu32 " bytes, named %s",
		      console->type == HANDOFF_CONSOLE_PL011 ? "PL011" : "8250", console->base, console->io_width, choice.why);
	load->console = *console;
	return 0;
}

/* What is not reserved is no region of ramoops, whatever the devicetree says: the running kernel uses it. */
static bool is_reserved(const struct memmap *map, struct range region)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->area[i].type != MEM_RESERVED && range_overlaps(map->area[i].range, region))
			return false;
	return true;
}

/* That of the machine's own devicetree: it is the one that the next boot goes by. A report is a bonus, so none is no failure. */
static void choose_ramoops(const struct context *context, struct load *load)
{
	const struct machine *machine = &load->machine;
	struct diag reason = { 0 };
	struct ramoops_place place;
	int r = -ENOENT;

	if (!machine->fdt.size)
		diag_fail(&reason, r, "the machine has no devicetree");
	else
		r = ramoops_find(blob_view(&machine->fdt), &place, &reason);
	if (!r && !is_reserved(&machine->map, place.region))
		r = diag_fail(&reason, -EINVAL, "its region at 0x%" PRIx64 " is not reserved in /proc/iomem", place.region.start);
	if (!r && machine->kernel_big_endian)
		r = diag_fail(&reason, -ENOTSUP, "the running kernel is big-endian");
	if (r < 0) {
		trace(context->trace, "ramoops: none: %s", reason.message);
		return;
	}
	load->ramoops = place.zone;
	trace(context->trace, "ramoops: a report goes to the %s zone of %s at 0x%" PRIx64,
	      place.zone.kind == HANDOFF_RAMOOPS_CONSOLE ? "console" : "last dump", size_text(place.zone.size).text,
	      place.zone.base);
}

/* What only the running kernel knows to be RAM is no place for the next one, and all the same a part of a dump. */
static int apply_firmware_map(const struct context *context, struct machine *machine)
{
	CLEANUP(ranges_release) struct ranges known = { 0 };
	struct diag reason = { 0 };
	int r = host_firmware_ram(context->host, machine, &known, &reason);

	if (r == -ENOMEM)
		return diag_oom(context->diag);
	if (r < 0) {
		if (r != -ENOENT)
			trace(context->trace, "firmware's memory map: none, so RAM that was plugged in later counts as any other: %s",
			      reason.message);
		return 0;
	}
	return memmap_paint_unknown(&machine->map, &known) < 0 ? diag_oom(context->diag) : 0;
}

int read_machine(const struct context *context, struct load *load)
{
	int r = machine_read(context->host, context->options->arch, context->options->crash, context->options->dtb != NULL, &load->machine,
			     context->diag);

	if (!r && !context->options->crash)
		r = apply_firmware_map(context, &load->machine);
	if (r < 0)
		return r;
	trace_machine(context, &load->machine);
	r = choose_console(context, load);
	if (!r)
		choose_ramoops(context, load);
	return r;
}

int read_files(const struct context *context, struct load *load)
{
	const struct options *options = context->options;
	int r = host_read_user_file("kernel", options->kernel, &load->kernel_file, context->diag);

	if (!r && options->initrd.count)
		r = host_read_user_file("initrd", options->initrd.path[0], &load->initrd, context->diag);
	if (!r && options->dtb)
		r = host_read_user_file("devicetree", options->dtb, &load->dtb_file, context->diag);
	return r;
}

int open_kernel(const struct context *context, struct load *load)
{
	struct image *image = &load->image;
	int r = image_open(load->machine.arch, blob_view(&load->kernel_file.bytes), context->options->type, image, context->diag);

	if (!r)
		r = load->machine.arch->check_image(image, &load->machine, context->diag);
	if (r < 0) {
		diag_prefix(context->diag, "kernel %s", context->options->kernel);
		return r;
	}
	trace(context->trace, "kernel: %s%s%s, %zu bytes, %" PRIu64 " in memory%s, text_offset 0x%" PRIx64 "%s", image->format,
	      image->compression ? ", compressed with " : "", image->compression ? image->compression : "", image->bytes.size,
	      image->mem_size, image->size_is_guess ? " (a guess: its header does not say)" : "", image->offset,
	      image->wants_low ? ", wants to lie low" : ", may lie anywhere");
	return 0;
}

