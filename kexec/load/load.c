/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load.h"

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/host/host.h"
#include "kexec/load/load-apart.h"
#include "kexec/load/load-trace.h"
#include "kexec/load/load-values.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

/* The steps of every load. Each comment gives the reason for the place of the step. */
static int open_inputs(const struct context *context, struct load *load)
{
	/* Before the kernel: the architecture lists the kernel formats, and the machine's names choose inside a container. */
	int r = read_machine(context, load);

	if (!r)
		r = ask_devicetree(context, load);

	/* Before the devicetree and the command line: the kernel file may bring both. */
	if (!r)
		r = open_kernel(context, load);
	if (r)
		return r;
	note_replaced(context, load);
	return choose_initrd(context, load);
}

/* The steps of a load that the running kernel plans. */
static int prepare_files(const struct context *context, struct load *load)
{
	int r;

	note_kernel_file(load);
	trace_load(context->trace, load);
	note_hotplug(context, load);
	r = build_cmdline(context, load);

	/* Last: the checks add up all sizes. */
	return r ? r : make_file_load(context, load);
}

/* The steps of a load that this program plans. */
static int prepare_plan(const struct context *context, struct load *load)
{
	CLEANUP(ranges_release) struct ranges dumped = { 0 };
	int r;

	/* Before any use of the memory map: a given devicetree hides memory from the next kernel. */
	r = open_devicetree(context, load);
	if (!r && !context->options->crash)
		r = compare_memory(context, load);
	if (!r)
		r = find_taken(context, load);
	if (!r) {
		note_kernel_file(load);
		trace_load(context->trace, load);
		note_hotplug(context, load);
	}

	/* Before the plan: its length adds to the boot data, and no part may lie in memory that it reserves by address. */
	if (!r)
		r = build_cmdline(context, load);

	/* Before the plan: the number of ranges gives the size of the elfcorehdr. */
	if (!r && context->options->crash)
		r = find_dumped(context, load, &dumped);

	/* Sizes come before places, places before bytes. */
	if (!r)
		r = make_plan(context, context->options->crash ? &dumped : NULL, load);
	return r ? r : build_parts(context, &dumped, load);
}

/* The steps before the plan. */
static int inspect(const struct context *context, struct load *load)
{
	int r = open_inputs(context, load);

	if (!r && !load->by_files)
		r = open_devicetree(context, load);
	return r ? r : build_cmdline(context, load);
}

/* All steps that look into a file. They run apart, and what they make is proven before it is used. */
static int prepare(const struct context *context, struct load *load)
{
	int r = open_inputs(context, load);

	if (r)
		return r;
	note_running_kernel(context, load);
	return load->by_files ? prepare_files(context, load) : prepare_plan(context, load);
}

static struct load *load_begin(const struct options *options, const struct route *route)
{
	struct load *load = load_new();

	if (!load)
		return NULL;
	load->crash = options->crash;
	load->route = route;
	load->by_files = route->way == ROUTE_FILES;
	return load;
}

/* Before any decision the files are read: a missing initrd is reported at once, and not after a long search. */
static int make_load(const struct context *context, const struct route *route, load_steps *steps, bool is_whole, struct load **ret)
{
	CLEANUP(load_release) struct load *load = load_begin(context->options, route), *earlier = NULL;
	struct host_progress progress;
	bool is_first = !*ret;
	int r;

	load_shrink(ret);
	earlier = TAKE(*ret);
	if (!load || (!is_first && !earlier))
		return diag_oom(context->diag);
	host_progress_begin(context->host, "reading and unpacking the files", &progress);
	r = read_files(context, earlier, load);
	if (!r)
		r = load_apart(context, steps, is_whole, load);
	host_progress_end(&progress);
	if (r < 0)
		return r;
	*ret = TAKE(load);
	return 0;
}

int load_inspect(const struct options *options, const struct route *route, const struct host *host, struct load **ret, struct diag *diag)
{
	const struct context context = { .options = options, .host = host, .diag = diag };

	return make_load(&context, route, inspect, false, ret);
}

int load_prepare(const struct options *options, const struct route *route, const struct host *host, FILE *out,
		 struct load **ret, struct diag *diag)
{
	const struct context context = { .options = options, .host = host, .trace = out, .diag = diag };

	return make_load(&context, route, prepare, true, ret);
}

int load_complete(const struct options *options, FILE *out, struct load *load, struct diag *diag)
{
	const struct context context = { .options = options, .trace = out, .diag = diag };

	return load->by_files ? 0 : build_purgatory(&context, load);
}

void load_look(const struct load *load, struct load_view *ret)
{
	load_show(load, ret);
}

void load_shrink(struct load **load)
{
	if (*load)
		*load = keep_piped(*load);
}

void load_release(struct load **load)
{
	load_free(*load);
	*load = NULL;
}
