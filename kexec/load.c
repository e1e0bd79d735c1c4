/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/base/trace.h"
#include "kexec/image/image.h"
#include "kexec/load-steps.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/kernel-layout.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"
#include "kexec/machine/vmcoreinfo.h"
#include "kexec/options.h"
#include "kexec/parts/cmdline.h"
#include "kexec/plan/plan-make.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"

static int build_cmdline(const struct context *context, struct load *load);
static int make_plan(const struct context *context, const struct ranges *dumped, struct load *load);
static int check_dtb_memory(const struct context *context, const struct load *load);
static int find_layout(const struct context *context, const struct machine *machine, struct kernel_layout *ret);

/*
 * The steps of a load, each where it stands for a reason.
 *
 * The files come first, before anything is decided, so that a missing initrd is told before a long search, and --dtb is known
 * when the memory map is made. The machine precedes the kernel: its architecture decides what a kernel file may be. The command
 * line precedes the plan, as its length counts in the size of the devicetree and the memory that it reserves is no place for the
 * next kernel. The layout is found before any part is built, as it is the last step that may fail for a reason outside this
 * program.
 */
static int prepare(const struct context *context, struct load *load)
{
	struct kernel_layout layout = { 0 };
	CLEANUP(ranges_release) struct ranges dumped = { 0 };
	bool crash = context->options->crash;
	int r = read_files(context, load);

	if (!r)
		r = read_machine(context, &load->user_devicetree, &load->machine, &load->dtb_memory, &load->console);
	if (!r)
		r = open_kernel(context, &load->machine, &load->kernel_file.bytes, &load->bundle, &load->image);
	if (!r)
		r = choose_initrd(context, &load->bundle, &load->initrd.bytes, &load->initrd_bytes, &load->joined);
	if (!r)
		r = build_cmdline(context, load);
	if (!r && crash && memmap_dumped(&load->machine.map, &dumped) < 0)
		r = diag_oom(context->diag);
	if (!r)
		r = make_plan(context, &dumped, load);
	if (!r)
		r = check_dtb_memory(context, load);
	if (!r && crash)
		r = find_layout(context, &load->machine, &layout);
	if (!r)
		r = build_parts(context, &dumped, &layout, load);
	return r;
}

int load_prepare(const struct options *options, const struct host *host, FILE *out, struct load **ret, struct diag *diag)
{
	const struct context context = { .options = options, .host = host, .trace = out, .diag = diag };
	CLEANUP(load_release) struct load *load = calloc(1, sizeof(*load));
	int r = load ? prepare(&context, load) : diag_oom(diag);

	if (r < 0)
		return r;
	*ret = TAKE(load);
	return 0;
}

int load_complete(const struct options *options, FILE *out, struct load *load, struct diag *diag)
{
	const struct context context = { .options = options, .trace = out, .diag = diag };

	return build_purgatory(&context, load);
}

/* The devicetree of --dtb brings a command line of its own, which stays if the user gives no other. */
static int apply_dtb_cmdline(const struct context *context, struct load *load)
{
	char *bootargs;

	if (load->cmdline[0] || !context->options->dtb)
		return 0;
	bootargs = dtb_bootargs(load->user_devicetree.tree.data);
	if (bootargs) {
		free(load->cmdline);
		load->cmdline = bootargs;
	}
	return 0;
}

/* The command line that the kernel file brings, if the user gives none. NULL: none. */
static int brought_cmdline(const struct context *context, const struct load *load, char **ret)
{
	const struct piece *piece = &load->bundle.cmdline;
	bool replaced = context->options->append || context->options->reuse_cmdline;

	if (!piece->bytes.size)
		return 0;
	trace(context->trace, "command line: %s%s", piece->from, replaced ? ", replaced by the user's" : "");
	if (replaced)
		return 0;
	*ret = strndup((const char *)piece->bytes.data, piece->bytes.size);
	return *ret ? 0 : diag_oom(context->diag);
}

static int build_cmdline(const struct context *context, struct load *load)
{
	const struct options *options = context->options;
	const struct arch *arch = load->machine.arch;
	size_t max = load->image.cmdline_max ? load->image.cmdline_max : arch->cmdline_max;
	AUTO_FREE char *brought = NULL;
	int r = brought_cmdline(context, load, &brought);

	if (!r)
		r = cmdline_build(load->machine.cmdline, options->reuse_cmdline, options->crash,
				  brought ? brought : options->append, max - arch->cmdline_extra_max, &load->cmdline,
				  context->diag);
	if (r < 0)
		return r;
	trace(context->trace, "command line: %s", load->cmdline);
	r = apply_dtb_cmdline(context, load);
	if (!r && cmdline_fixed_ranges(load->cmdline, &load->fixed) < 0)
		r = diag_oom(context->diag);
	return r;
}

/* A region is loaded into as a whole, even if --dtb does not name all of it. */
static int check_dtb_memory(const struct context *context, const struct load *load)
{
	for (size_t i = 0; i < load->plan.segment_count && load->dtb_memory.count; i++) {
		struct range home = load->plan.segment[i].home;

		if (ranges_contain(&load->dtb_memory, home))
			continue;
		diag_fail(context->diag, -ENODATA,
			  "devicetree %s: it names no memory at 0x%" PRIx64 "-0x%" PRIx64
			  ", where the %s is to be: the next kernel would stop",
			  context->options->dtb, home.start, home.end - 1, load->plan.segment[i].name);
		diag_hint(context->diag,
			  "Let its memory nodes name all memory, as the machine's own devicetree does (/sys/firmware/fdt).");
		return -ENODATA;
	}
	return 0;
}

/* Sizes come before places, places before bytes. */
static int make_plan(const struct context *context, const struct ranges *dumped, struct load *load)
{
	const struct options *options = context->options;
	struct plan_request request = {
		.arch = load->machine.arch,
		.map = &load->machine.map,
		.page_size = load->machine.page_size,
		.image = &load->image,
		.entry_offset = load->image.entry_offset,
		.crash = options->crash,
		.allowed = options->allowed,
		.have_entry = options->have_entry,
		.entry = options->entry,
		.cmdline = load->cmdline,
		.reserved = options->reserved,
		.reuse_crash = options->reuse_crash_region,
		.relocate = options->relocate,
		.fixed = load->fixed,
		.dtb_names_memory = load->dtb_memory.count != 0,
	};
	int r = size_parts(context, load, dumped, request.size);

	return r < 0 ? r : plan_make(&request, &load->plan, context->diag);
}

static int find_layout(const struct context *context, const struct machine *machine, struct kernel_layout *ret)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	size_t wanted;
	int r;

	if (machine->kcore_head.size) {
		r = kcore_parse(blob_view(&machine->kcore_head), &wanted, &kcore, context->diag);
		if (r < 0)
			return r;
	}
	return machine->arch->kernel_layout(&kcore, machine->map.kernel_code, machine->map.kernel_data, ret, context->diag);
}

const struct devicetree *load_dtb_source(const struct load *load)
{
	return load->user_devicetree.tree.size ? &load->user_devicetree : &load->machine.devicetree;
}

void load_look(const struct load *load, struct load_view *ret)
{
	*ret = (struct load_view){
		.kernel = &load->kernel_file,
		.initrd = &load->initrd,
		.dtb = &load->dtb_file,
		.devicetree = &load->machine.devicetree.tree,
		.machine = &load->machine,
		.plan = &load->plan,
		.cmdline = load->cmdline,
		.format = load->image.format,
		.compression = load->image.compression,
	};
}

void load_release(struct load **owned)
{
	struct load *load = *owned;

	if (!load)
		return;
	plan_release(&load->plan);
	bundle_release(&load->bundle);
	blob_release(&load->joined);
	machine_release(&load->machine);
	host_release_user_file(&load->kernel_file);
	host_release_user_file(&load->initrd);
	host_release_user_file(&load->dtb_file);
	blob_release(&load->boot);
	devicetree_release(&load->user_devicetree);
	blob_release(&load->elfcorehdr);
	blob_release(&load->purgatory);
	ranges_release(&load->fixed);
	ranges_release(&load->dtb_memory);
	free(load->cmdline);
	free(load);
	*owned = NULL;
}

