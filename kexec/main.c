/* SPDX-License-Identifier: GPL-2.0-only */
/* argv to command to exit status. The only place that prints errors and exits. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kexec/cleanup.h"
#include "kexec/host/host.h"
#include "kexec/host/machine.h"
#include "kexec/load.h"
#include "kexec/options.h"

/* The exit statuses of kexec-tools. */
#define STATUS_USAGE 1
#define STATUS_LOADED 1
#define STATUS_FAILED 255

static int print_failure(const struct diag *diag, int status)
{
	fprintf(stderr, "kexec: %s\n", diag->message);
	if (diag->hint[0])
		fprintf(stderr, "%s\n", diag->hint);
	return status;
}

/* A full disk or a closed pipe must not look like success. */
static int finish_output(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	perror("kexec: cannot write the output");
	return STATUS_FAILED;
}

static int status(const struct options *options, const struct host *host)
{
	struct diag diag = { 0 };
	bool loaded;

	if (host_is_loaded(host, options->crash, &loaded, &diag) < 0)
		return print_failure(&diag, STATUS_FAILED);
	return loaded ? STATUS_LOADED : 0;
}

/* The size of the region that is loaded into, 0 when none is reserved. */
static int print_ckr_size(const struct host *host)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(ranges_release) struct ranges crash = { 0 };
	struct diag diag = { 0 };
	uint64_t size = 0;
	int r = machine_read_map(host, &map, &diag);

	if (!r && memmap_select(&map, MEM_CRASH, &crash) < 0)
		r = diag_oom(&diag);
	if (r < 0)
		return print_failure(&diag, STATUS_FAILED);
	if (crash.count)
		size = range_size(crash.range[crash.count - 1]);
	printf("%" PRIu64 "\n", size);
	return finish_output(0);
}

static int unload(const struct options *options, const struct host *host)
{
	struct diag diag = { 0 };

	return host_kexec_unload(host, options->crash, &diag) < 0 ? print_failure(&diag, STATUS_FAILED) : 0;
}

static int start(const struct options *options)
{
	struct diag diag = { 0 };

	host_kexec_exec(!options->skip_sync, !options->skip_ifdown, &diag);
	return print_failure(&diag, STATUS_FAILED);
}

static int start_loaded(const struct options *options, const struct host *host)
{
	struct diag diag = { 0 };
	bool loaded;

	if (host_is_loaded(host, false, &loaded, &diag) < 0)
		return print_failure(&diag, STATUS_FAILED);
	if (!loaded) {
		diag_fail(&diag, -ENOENT, "Nothing has been loaded!");
		diag_hint(&diag, "Load a kernel first: kexec -l KERNEL --initrd=FILE --append=LINE");
		return print_failure(&diag, STATUS_FAILED);
	}
	return start(options);
}

static int after_load(const struct options *options)
{
	struct diag diag = { 0 };

	if (options->command == COMMAND_LOAD_EXEC)
		return start(options);
	if (options->command == COMMAND_LOAD)
		return 0;
	host_shutdown(&diag);
	return print_failure(&diag, STATUS_FAILED);
}

static int load(const struct options *options, const struct host *host)
{
	CLEANUP(load_release) struct load load = { 0 };
	FILE *trace = options->debug ? stderr : NULL;
	struct diag diag = { 0 };

	if (!options->kernel) {
		diag_fail(&diag, -EINVAL, "No kernel specified");
		diag_hint(&diag, "Try 'kexec --help'.");
		return print_failure(&diag, STATUS_FAILED);
	}
	if (load_prepare(options, host, trace, &load, &diag) < 0)
		return print_failure(&diag, STATUS_FAILED);
	if (options->dry_run == DRY_RUN_TEXT)
		plan_print_text(&load.plan, &load.machine, stdout);
	if (options->dry_run == DRY_RUN_JSON)
		plan_print_json(&load.plan, &load.machine, stdout);
	if (options->dry_run != DRY_RUN_NO)
		return finish_output(0);
	if (load_submit(options, host, &load, trace, &diag) < 0)
		return print_failure(&diag, STATUS_FAILED);
	if (load_warning(&load))
		fprintf(stderr, "kexec: %s\n", load_warning(&load));
	return after_load(options);
}

static int run(const struct options *options)
{
	CLEANUP(host_close) struct host host = { .root = -1 };
	struct diag diag = { 0 };

	if (host_open(options->sysroot, &host, &diag) < 0)
		return print_failure(&diag, STATUS_FAILED);
	switch (options->command) {
	case COMMAND_STATUS:
		return status(options, &host);
	case COMMAND_PRINT_CKR_SIZE:
		return print_ckr_size(&host);
	case COMMAND_UNLOAD:
		return unload(options, &host);
	case COMMAND_EXEC:
		return start_loaded(options, &host);
	case COMMAND_HELP:
		options_help(stdout);
		return finish_output(0);
	case COMMAND_VERSION:
		puts(PACKAGE_TITLE);
		return finish_output(0);
	case COMMAND_LOAD:
	case COMMAND_LOAD_EXEC:
	case COMMAND_LOAD_SHUTDOWN:
		return load(options, &host);
	}
	abort();
}

/* The fault of a mapped file that somebody cuts short meanwhile. The kernel, which copies by itself, says EFAULT instead. */
static void on_bus_error(int signal)
{
	static const char text[] = "kexec: a file was cut short while it was read\nNothing was changed: try again.\n";
	ssize_t unused = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)signal;
	(void)unused;
	_exit(STATUS_FAILED);
}

int main(int argc, char **argv)
{
	const struct sigaction bus_error = { .sa_handler = on_bus_error };
	struct options options;
	struct diag diag = { 0 };

	(void)sigaction(SIGBUS, &bus_error, NULL);

	if (options_parse(argc, argv, &options, &diag) < 0)
		return print_failure(&diag, STATUS_USAGE);
	return run(&options);
}
