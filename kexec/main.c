/* SPDX-License-Identifier: GPL-2.0-only */
/* argv to command to exit status. The only place that prints errors and exits. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/base/size-text.h"
#include "kexec/host/clash.h"
#include "kexec/host/handover.h"
#include "kexec/host/host.h"
#include "kexec/host/machine.h"
#include "kexec/host/state-file.h"
#include "kexec/load.h"
#include "kexec/loaded/loaded-print.h"
#include "kexec/machine/memmap.h"
#include "kexec/options-parse.h"
#include "kexec/options-rows.h"
#include "kexec/options.h"
#include "kexec/plan/plan-print.h"
#include "kexec/record.h"
#include "kexec/submit.h"

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

/* What does not keep kexec from doing what it was asked for. */
static void note(const struct diag *diag)
{
	fprintf(stderr, "kexec: note: %s\n", diag->message);
	if (diag->hint[0])
		fprintf(stderr, "%s\n", diag->hint);
}

static int print_status(const struct options *options, const struct host *host)
{
	const bool wanted[2] = { options->show_normal, options->show_crash };
	struct slot slot[2] = { 0 };
	struct diag diag = { 0 };
	size_t count = 0;
	int r = 0;

	for (int crash = 0; crash < 2 && !r; crash++)
		if (wanted[crash])
			r = host_slot(host, crash, &slot[count++], &diag);
	if (!r && options->status_form == STATUS_TEXT)
		status_print_text(slot, count, stdout);
	else if (!r)
		status_print_json(slot, count, stdout);
	for (size_t i = 0; i < count; i++)
		slot_release(&slot[i]);
	return r < 0 ? print_failure(&diag, STATUS_FAILED) : finish_output(0);
}

static int status(const struct options *options, const struct host *host)
{
	struct diag diag = { 0 };
	bool loaded;

	if (options->status_form != STATUS_EXIT)
		return print_status(options, host);
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

/* Where there is no /run, as in many an initramfs, nobody asks later. */
static void note_no_state(int r, const struct diag *why)
{
	struct diag diag;

	if (r >= 0 || r == -ENOENT)
		return;
	diag_fail(&diag, r, "what is loaded cannot be written down for --status: %s", why->message);
	note(&diag);
}

static int unload(const struct options *options, const struct host *host)
{
	CLEANUP(state_abort) struct change change;
	struct diag diag = { 0 }, ignored;

	(void)state_begin(host, options->crash, &change, &ignored);
	if (host_kexec_unload(host, options->crash, &diag) < 0)
		return print_failure(&diag, STATUS_FAILED);
	(void)state_commit(&change, NULL, &ignored);
	state_sweep(host);
	return 0;
}

/* The first process, of which this is a child at the end of a shutdown, shows nobody what is on standard error. */
static int print_start_failure(const struct diag *diag)
{
	if (getppid() == 1)
		host_kernel_log(diag->message);
	return print_failure(diag, STATUS_FAILED);
}

static int start(const struct options *options)
{
	struct diag diag = { 0 };

	host_kexec_exec(!options->skip_sync, !options->skip_ifdown, &diag);
	return print_start_failure(&diag);
}

static int judge_removed(const struct options *options, const struct slot *slot, struct diag *diag)
{
	struct size_text size = size_text(slot->gone.bytes);

	if (slot->lost_segment) {
		diag_fail(diag, -ESTALE,
			  "the loaded kernel is to go to memory that was removed since it was loaded: %s, first at 0x%" PRIx64
			  "-0x%" PRIx64,
			  size.text, slot->gone.first.start, slot->gone.first.end - 1);
		diag_hint(diag, "Load it again.");
		return -ESTALE;
	}
	if (!slot->gone.bytes || options->force)
		return 0;
	diag_fail(diag, -ESTALE, "memory was removed since the kernel was loaded: %s, first at 0x%" PRIx64 "-0x%" PRIx64,
		  size.text, slot->gone.first.start, slot->gone.first.end - 1);
	diag_hint(diag, "Load it again, or start it all the same with -e -f.");
	return -ESTALE;
}

/* Of what another program has loaded nothing is known, and it is started as it is. */
static int judge_memory(const struct options *options, const struct host *host, struct diag *diag)
{
	CLEANUP(slot_release) struct slot slot = { 0 };
	int r = host_slot(host, false, &slot, diag);

	if (r < 0 || !slot.known)
		return r;
	r = judge_removed(options, &slot, diag);
	if (!r && slot.added.bytes) {
		struct diag added;

		diag_fail(&added, 0,
			  "memory was added since the kernel was loaded: %s, first at 0x%" PRIx64 "-0x%" PRIx64
			  "; the next kernel has it only if firmware names it",
			  size_text(slot.added.bytes).text, slot.added.first.start, slot.added.first.end - 1);
		note(&added);
	}
	return r;
}

static int start_loaded(const struct options *options, const struct host *host)
{
	struct diag diag = { 0 };
	bool loaded;

	if (host_is_loaded(host, false, &loaded, &diag) < 0)
		return print_start_failure(&diag);
	if (!loaded) {
		diag_fail(&diag, -ENOENT, "Nothing has been loaded!");
		diag_hint(&diag, "Load a kernel first: kexec -l KERNEL --initrd=FILE --append=LINE");
		return print_start_failure(&diag);
	}
	if (host_check_clash(host, &diag) < 0 || judge_memory(options, host, &diag) < 0)
		return print_start_failure(&diag);
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

/* A crash kernel is never handed anything. */
static void note_handover(const struct options *options, const struct host *host)
{
	struct handover handover;
	struct diag diag;

	if (options->crash)
		return;
	host_handover(host, &handover);
	if (options->debug && handover.on)
		fprintf(stderr, "kexec handover: on, by %s\n", handover.seen);
	if (!handover.have_data)
		return;
	diag_fail(&diag, 0, "the running kernel may hand over data to the next one (%s%s%s): with kexec_load(2) it does not",
		  handover.seen, handover.data[0] ? ": " : "", handover.data);
	diag_hint(&diag,
		  "If the next kernel needs it, load with a program that has kexec_file_load(2), as kexec-tools with -s.");
	note(&diag);
}

/* Does the running kernel hold just what this load would bring? */
static bool is_loaded_already(const struct host *host, const struct state *state, bool crash)
{
	CLEANUP(slot_release) struct slot slot = { 0 };
	struct diag ignored;

	return host_slot(host, crash, &slot, &ignored) == 0 && slot.known && !slot.gone.bytes && !slot.added.bytes &&
	       memcmp(slot.state.request, state->request, sizeof(state->request)) == 0;
}

/* A crash load that a normal kernel in the crash region must make way for. */
static int make_way(const struct options *options, const struct host *host, struct diag *diag)
{
	CLEANUP(state_abort) struct change change = { .folder = -1 };
	bool is_inside = false;
	struct diag said, ignored;

	if (!options->crash || host_is_in_crash_region(host, &is_inside, &ignored) < 0 || !is_inside)
		return 0;
	(void)state_begin(host, false, &change, &ignored);
	if (host_kexec_unload(host, false, diag) < 0)
		return -EBUSY;
	(void)state_commit(&change, NULL, &ignored);
	diag_fail(&said, 0, "the normal kernel that was loaded in the crash region is unloaded");
	note(&said);
	return 0;
}

static int submit(const struct options *options, const struct host *host, const struct load *load, struct state *state,
		  struct diag *diag)
{
	CLEANUP(state_abort) struct change change;
	struct diag why = { 0 };
	int kept = state_begin(host, options->crash, &change, &why);
	int r = load_submit(options, host, load, options->debug ? stderr : NULL, diag);

	if (!r) {
		state->have_copy_size = !options->crash && host_copy_size(host, &state->copy_size);
		if (!kept)
			kept = state_commit(&change, state, &why);
		note_no_state(kept, &why);
	}
	state_abort(&change);
	state_sweep(host);
	return r;
}

static int load_and_record(const struct options *options, const struct host *host, struct load *load)
{
	CLEANUP(state_release) struct state state = { 0 };
	struct diag diag = { 0 };
	int r = record_request(options, load, &state, &diag);

	if (!r && options->prepare && is_loaded_already(host, &state, options->crash)) {
		puts("The same is loaded already: nothing was done.");
		return finish_output(0);
	}
	if (!r)
		r = load_complete(options, options->debug ? stderr : NULL, load, &diag);
	if (!r)
		r = record_load(host, load, &state, &diag);
	if (!r)
		r = make_way(options, host, &diag);
	if (!r)
		r = submit(options, host, load, &state, &diag);
	if (r < 0)
		return print_failure(&diag, STATUS_FAILED);
	if (load_warning(load))
		fprintf(stderr, "kexec: %s\n", load_warning(load));
	return after_load(options);
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
	note_handover(options, host);
	if (options->dry_run == DRY_RUN_TEXT)
		plan_print_text(&load.plan, &load.machine, stdout);
	if (options->dry_run == DRY_RUN_JSON)
		plan_print_json(&load.plan, &load.machine, stdout);
	if (options->dry_run != DRY_RUN_NO)
		return finish_output(0);
	return load_and_record(options, host, &load);
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
