/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kernel-sink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/kernel-files.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/kernel-segments.h"
#include "kexec/host/refusal.h"
#include "kexec/plan/file-load.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/sink.h"

/* error: errno of the load, 0 if it was accepted. */
static int finish_load(const struct host_kernel *kernel, bool by_files, bool crash, int error, struct diag *diag)
{
	const struct refusal refusal = { .host = kernel->host, .by_files = by_files, .crash = crash, .error = error };

	return error ? host_explain_refusal(&refusal, diag) : 0;
}

static int load_plan(void *context, const struct plan *plan, const struct machine *machine, struct diag *diag)
{
	const struct host_kernel *kernel = context;

	if (host_check_architecture(machine, diag) < 0)
		return -ENOTSUP;
	return finish_load(kernel, false, plan->crash, host_kexec_load(plan, machine), diag);
}

/*
 * KEXEC_FILE_DEBUG is of Linux 6.8. An older kernel refuses it, and each refusal uses up one of kernel.kexec_load_limit_*; so
 * it is not tried out.
 */
static bool knows_file_debug(void)
{
	struct utsname running;
	unsigned long major, minor = 0;
	char *end;

	if (uname(&running) < 0)
		return false;
	major = strtoul(running.release, &end, 10);
	if (*end == '.')
		minor = strtoul(end + 1, NULL, 10);
	return major > 6 || (major == 6 && minor >= 8);
}

static int load_files(void *context, const struct file_load *load, const struct machine *machine, struct diag *diag)
{
	CLEANUP(host_close_kernel_files) struct kernel_files files = { 0 };
	const struct host_kernel *kernel = context;
	int r;

	if (host_check_architecture(machine, diag) < 0)
		return -ENOTSUP;
	r = host_open_kernel_files(load, &files, diag);
	if (r < 0)
		return r;
	r = host_kexec_file_load(load, &files, kernel->debug && knows_file_debug());
	return finish_load(kernel, true, load->crash, r, diag);
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
		.name = kernel->by_files ? "kexec_file_load" : "kexec_load",
		.context = kernel,
		.load = load_plan,
		.load_files = load_files,
		.unload = unload_kernel,
		.is_loaded = is_kernel_loaded,
	};
}
