/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kernel-sink.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/host/kernel-files.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/kernel-segments.h"
#include "kexec/host/refusal-watch.h"
#include "kexec/plan/file-load.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/sink.h"
#include "kexec/refusal/refusal.h"

#define PROGRESS "the running kernel takes the load"

static int load_plan(void *context, const struct plan *plan, const struct machine *machine, struct diag *diag)
{
	CLEANUP(host_watch_end) struct refusal_watch watch = { .log = -1 };
	struct refusal refusal = { .crash = plan->crash };
	struct host_kernel *kernel = context;
	struct host_progress progress;

	if (host_check_architecture(machine, diag) < 0)
		return -ENOTSUP;
	host_watch_begin(kernel->host, plan->crash, &watch);
	host_progress_begin(kernel->host, PROGRESS, &progress);
	refusal.error = kernel->refused = host_kexec_load(plan, machine);
	host_progress_end(&progress);
	return refusal.error ? host_explain_refusal(&watch, &refusal, machine, diag) : 0;
}

static int load_files(void *context, const struct file_load *load, const struct machine *machine, struct diag *diag)
{
	CLEANUP(host_close_kernel_files) struct kernel_files files = { 0 };
	CLEANUP(host_watch_end) struct refusal_watch watch = { .log = -1 };
	struct refusal refusal = { .by_files = true, .crash = load->crash };
	struct host_kernel *kernel = context;
	struct host_progress progress;
	int r;

	if (host_check_architecture(machine, diag) < 0)
		return -ENOTSUP;
	r = host_open_kernel_files(load, &files, diag);
	if (r < 0)
		return r;
	host_watch_begin(kernel->host, load->crash, &watch);
	host_progress_begin(kernel->host, PROGRESS, &progress);
	refusal.error = kernel->refused = host_kexec_file_load(load, &files, kernel->debug && host_kernel_is_at_least(6, 8));
	host_progress_end(&progress);
	return refusal.error ? host_explain_refusal(&watch, &refusal, machine, diag) : 0;
}

static int unload_kernel(void *context, bool crash, struct diag *diag)
{
	const struct host_kernel *kernel = context;

	return host_kexec_unload(kernel->host, kernel->by_files, crash, diag);
}

static int is_kernel_loaded(void *context, bool crash, bool *ret, struct diag *diag)
{
	const struct host_kernel *kernel = context;

	return host_is_loaded(kernel->host, crash, ret, diag);
}

void host_kernel_sink(struct host_kernel *kernel, struct sink *ret)
{
	*ret = (struct sink){
		.context = kernel,
		.load = load_plan,
		.load_files = load_files,
		.unload = unload_kernel,
		.is_loaded = is_kernel_loaded,
	};
}
