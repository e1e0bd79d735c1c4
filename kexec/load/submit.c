/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/submit.h"

#include <errno.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/load/load-view.h"
#include "kexec/plan/file-load-print.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/plan-print.h"
#include "kexec/plan/sink.h"
#include "kexec/route.h"

int load_check_files(const struct load_view *load, struct diag *diag)
{
	int r = host_check_user_file(load->kernel, diag);

	for (size_t i = 0; i < load->initrd_count && !r; i++)
		r = host_check_user_file(&load->initrd[i], diag);
	return r ? r : host_check_user_file(load->dtb, diag);
}

/* Unloads a damaged load, after a file was written to, and explains the result. Returns -errno of load_submit(). */
static int drop_damaged(const struct sink *sink, bool crash, struct diag *diag)
{
	struct diag why_not;

	if (sink->unload(sink->context, crash, &why_not) == 0) {
		diag_hint(diag, "It was unloaded again. Try again when the file is complete.");
		return -ESTALE;
	}
	diag_hint(diag, "The load is damaged and could not be unloaded (%.200s): load again when the file is complete.",
		  why_not.message);
	return -ENOTRECOVERABLE;
}

/* The sink must copy the bytes that were hashed. Otherwise the mismatch would show only after a crash. */
static int submit_unchanged(const struct sink *sink, const struct load_view *load, struct diag *diag)
{
	int r = load_check_files(load, diag);

	if (!r)
		r = load->files ? sink->load_files(sink->context, load->files, load->machine, diag)
				: sink->load(sink->context, load->plan, load->machine, diag);
	if (r < 0)
		return r;
	return load_check_files(load, diag) < 0 ? drop_damaged(sink, load->crash, diag) : 0;
}

/*
 * If a kernel without the patches aims a normal load at the memory of a loaded capture kernel, it hangs when it starts that
 * load: its copy of the linear map lacks that memory.
 */
static int free_crash_region(const struct sink *sink, struct diag *diag)
{
	bool loaded;
	int r = sink->is_loaded(sink->context, true, &loaded, diag);

	if (r < 0 || !loaded)
		return r;
	r = sink->unload(sink->context, true, diag);
	if (!r)
		r = sink->is_loaded(sink->context, true, &loaded, diag);
	if (r < 0)
		return r;
	if (!loaded)
		return 0;
	diag_fail(diag, -EBUSY,
		  "a capture kernel is still in the crash region after it was unloaded: another program loads it again");
	diag_hint(diag, "Stop what loads it (the kdump service), or leave --reuse-crash-region out.");
	return -EBUSY;
}

static int submit_to_crash_region(const struct sink *sink, const struct load_view *load, struct diag *diag)
{
	int r = load_check_files(load, diag);

	if (!r)
		r = free_crash_region(sink, diag);
	return r ? r : submit_unchanged(sink, load, diag);
}

bool load_takes_crash_region(const struct load_view *load)
{
	return load->plan && load->plan->reuses_crash;
}

const char *load_warning(const struct load_view *load)
{
	return load_takes_crash_region(load)
		       ? "the machine is without kdump: the crash region has the next kernel. Loading a capture "
			 "kernel there (kexec -p) ends this load."
		       : NULL;
}

void load_print(const struct load_view *load, bool colour, FILE *out)
{
	if (load->files)
		file_load_print_text(load->files, load->route->why, out);
	else
		plan_print_text(load->plan, load->machine, colour, out);
}

void load_print_json(const struct load_view *load, FILE *out)
{
	if (load->files)
		file_load_print_json(load->files, load->route->why, out);
	else
		plan_print_json(load->plan, load->machine, out);
}

int load_submit(const struct sink *sink, const struct load_view *load, struct diag *diag)
{
	if (load_takes_crash_region(load))
		return submit_to_crash_region(sink, load, diag);
	return submit_unchanged(sink, load, diag);
}
