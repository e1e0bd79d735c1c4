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
#include "kexec/host/collect.h"
#include "kexec/image/image.h"
#include "kexec/load.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine-from.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"
#include "kexec/machine/snapshot.h"
#include "kexec/options.h"

int read_files(const struct context *context, struct load *load)
{
	const struct options *options = context->options;
	int r = host_read_user_file("kernel", options->kernel, &load->kernel_file, context->diag);

	if (!r && options->initrd)
		r = host_read_user_file("initrd", options->initrd, &load->initrd, context->diag);
	if (!r && options->dtb)
		r = host_read_user_file("devicetree", options->dtb, &load->dtb_file, context->diag);
	if (!r && options->dtb)
		r = devicetree_open(blob_view(&load->dtb_file.bytes), options->dtb, &load->user_devicetree, context->diag);
	return r;
}

static void trace_memory(const struct context *context, const struct memmap *map)
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
		trace(context->trace, "memory: 0x%016" PRIx64 "-0x%016" PRIx64 " %s", map->area[i].range.start,
		      map->area[i].range.end - 1, type_name[map->area[i].type]);
}

static void trace_machine(const struct context *context, const struct machine *machine)
{
	trace(context->trace, "machine: %s, %s pages, devicetree from %s, %s", machine->arch->name,
	      size_text(machine->page_size).text, machine->devicetree.source ? machine->devicetree.source : "nowhere",
	      machine->arch->facts_text(machine));
	if (machine->no_firmware_map[0])
		trace(context->trace, "firmware's memory map: none, so RAM that was plugged in later counts as any other: %s",
		      machine->no_firmware_map);
	trace_memory(context, &machine->map);
}

static void trace_ramoops(const struct context *context, const struct machine *machine)
{
	if (machine->no_ramoops[0])
		trace(context->trace, "ramoops: none: %s", machine->no_ramoops);
	else
		trace(context->trace, "ramoops: a report goes to the %s zone of %s at 0x%" PRIx64,
		      machine->ramoops.kind == HANDOFF_RAMOOPS_CONSOLE ? "console" : "last dump",
		      size_text(machine->ramoops.size).text, machine->ramoops.base);
}

static void trace_console(const struct context *context, const struct console_choice *choice)
{
	const struct handoff_console *console = &choice->console;

	if (console->type == HANDOFF_CONSOLE_NONE)
		trace(context->trace, "console: none: %s", choice->why);
	else
		trace(context->trace, "console: %s at 0x%" PRIx64 ", registers of %" PRIu32 " bytes, named %s",
		      console->type == HANDOFF_CONSOLE_PL011 ? "PL011" : "8250", console->base, console->io_width, choice->why);
}

/* Bytes first, then their meaning; again if the meaning needs more bytes. */
static int understand(const struct context *context, const struct machine_request *request, struct snapshot *snapshot,
		      struct machine *machine)
{
	struct snapshot_need need;
	int r;

	while ((r = machine_from(request, snapshot, machine, &need, context->diag)) > 0) {
		r = host_collect_more(context->host, &need, snapshot, context->diag);
		if (r < 0)
			return r;
	}
	return r;
}

/* The memory map is final after this. */
static int apply_dtb(const struct context *context, struct load *load)
{
	struct ranges *named = &load->dtb_memory;
	int r;

	if (!context->options->dtb)
		return 0;
	r = machine_apply_dtb(&load->machine, load->user_devicetree.tree.data, context->options->crash, named, context->diag);
	for (size_t i = 0; i < named->count; i++)
		trace(context->trace, "memory: 0x%016" PRIx64 "-0x%016" PRIx64 " by %s", named->range[i].start,
		      named->range[i].end - 1, context->options->dtb);
	return prefix_dtb(context, load, r);
}

int read_machine(const struct context *context, struct load *load)
{
	const struct options *options = context->options;
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct console_choice choice;
	struct machine_request request = {
		.arch = options->arch,
		.serial = options->serial,
		.crash = options->crash,
		.have_dtb = options->dtb != NULL,
	};
	int r = host_collect(context->host, &request, &snapshot, context->diag);

	if (!r)
		r = understand(context, &request, &snapshot, &load->machine);
	if (r < 0)
		return r;
	r = apply_dtb(context, load);
	if (r < 0)
		return r;
	trace_machine(context, &load->machine);
	r = console_choose(options->serial, &snapshot, &load->machine, &choice, context->diag);
	if (r < 0)
		return r;
	trace_console(context, &choice);
	trace_ramoops(context, &load->machine);
	load->console = choice.console;
	load->ramoops = load->machine.ramoops;
	return 0;
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
	      image->mem_size, image->size_is_guess ? " (a guess: its header does not say)" : "", image->text_offset,
	      image->any_placement ? ", may lie anywhere" : ", wants to lie low");
	return 0;
}

