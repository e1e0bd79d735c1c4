/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/submit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/base/trace.h"
#include "kexec/load.h"
#include "kexec/options.h"
#include "kexec/plan/plan-print.h"

static int check_files(const struct load *load, struct diag *diag)
{
	int r = host_check_user_file(&load->kernel_file, diag);

	return r ? r : host_check_user_file(&load->initrd, diag);
}

/* What the digests were made of must be what the kernel copied: else the crash would find a mismatch and nobody would know. */
static int submit_unchanged(const struct options *options, const struct host *host, const struct load *load, struct diag *diag)
{
	struct diag why_not;
	int r = check_files(load, diag);

	if (!r)
		r = host_kexec_load(host, &load->plan, &load->machine, options->debug, diag);
	if (r < 0)
		return r;
	r = check_files(load, diag);
	if (r == 0)
		return 0;
	if (host_kexec_unload(host, options->crash, &why_not) == 0)
		diag_hint(diag, "Nothing is loaded any more. Try again when the file is complete.");
	else
		diag_hint(diag, "What was loaded is damaged and could not be unloaded (%.200s): load again when the file is complete.",
			  why_not.message);
	return r;
}

/*
 * A kernel without the patches that aims a normal load at the memory of a loaded capture kernel hangs when it is started: its
 * copy of the linear map lacks that memory.
 */
static int free_crash_region(const struct host *host, bool *ret_was_loaded, struct diag *diag)
{
	bool loaded;
	int r = host_is_loaded(host, true, &loaded, diag);

	if (r < 0 || !loaded)
		return r;
	r = host_kexec_unload(host, true, diag);
	if (!r)
		r = host_is_loaded(host, true, &loaded, diag);
	if (r < 0)
		return r;
	*ret_was_loaded = true;
	if (!loaded)
		return 0;
	diag_fail(diag, -EBUSY, "the capture kernel in the crash region cannot be unloaded: one is loaded again");
	diag_hint(diag, "Stop what loads it (the kdump service), or leave --reuse-crash-region out.");
	return -EBUSY;
}

static int submit_to_crash_region(const struct options *options, const struct host *host, const struct load *load,
				  struct diag *diag)
{
	bool was_loaded = false;
	int r = check_files(load, diag);
	size_t used;

	if (!r)
		r = free_crash_region(host, &was_loaded, diag);
	if (!r)
		r = submit_unchanged(options, host, load, diag);
	used = strlen(diag->hint);
	if (r < 0 && was_loaded)
		snprintf(diag->hint + used, sizeof(diag->hint) - used, "%sThe machine is without kdump: load a capture kernel again.",
			 used ? "\n" : "");
	return r;
}

const char *load_warning(const struct load *load)
{
	return load->plan.reuses_crash ? "the machine is without kdump: the crash region has the next kernel. Loading a capture "
					 "kernel there (kexec -p) ends this load."
				       : NULL;
}

int load_submit(const struct options *options, const struct host *host, const struct load *load, FILE *out, struct diag *diag)
{
	int r;

	if (out)
		plan_print_text(&load->plan, &load->machine, out);
	if (load->plan.reuses_crash)
		r = submit_to_crash_region(options, host, load, diag);
	else
		r = submit_unchanged(options, host, load, diag);
	if (!r)
		trace(out, "loaded with kexec_load");
	return r;
}
