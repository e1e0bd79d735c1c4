/* SPDX-License-Identifier: GPL-2.0-only */
/* From argv to a command, and from its outcome to an exit status. Only this file prints errors and exits. */
#include "config.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/command/command.h"
#include "kexec/command/outcome.h"
#include "kexec/host/host.h"
#include "kexec/host/terminal.h"
#include "kexec/options/options-help.h"
#include "kexec/options/options-parse.h"
#include "kexec/options/options.h"

static void run(const struct invocation *invocation, struct outcome *ret)
{
	switch (invocation->options->command) {
	case COMMAND_STATUS:
		command_status(invocation, ret);
		return;
	case COMMAND_PRINT_CKR_SIZE:
		command_print_ckr_size(invocation, ret);
		return;
	case COMMAND_CHECK:
		command_check(invocation, ret);
		return;
	case COMMAND_UNLOAD:
		command_unload(invocation, ret);
		return;
	case COMMAND_EXEC:
		command_exec(invocation, ret);
		return;
	case COMMAND_REHEARSE:
		command_rehearse(invocation, ret);
		return;
	case COMMAND_HELP:
		options_help(invocation->options->help_topic, invocation->out);
		return;
	case COMMAND_VERSION:
		fprintf(invocation->out, "%s\n", PACKAGE_TITLE);
		return;
	case COMMAND_LOAD:
	case COMMAND_LOAD_EXEC:
	case COMMAND_LOAD_SHUTDOWN:
		command_load(invocation, ret);
		return;
	}
	abort();
}

static void print_lines(const char *prefix, const struct diag *diag)
{
	bool colour = host_takes_colour(stderr);

	fprintf(stderr, "%skexec:%s %s%s\n", colour ? TERMINAL_BOLD : "", colour ? TERMINAL_PLAIN : "", prefix, diag->message);
	if (diag->hint[0])
		fprintf(stderr, "%s\n", diag->hint);
}

/* Prints all but the failure. */
static void print_notes(const struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->note_count; i++)
		print_lines("note: ", &outcome->note[i]);
	if (outcome->warning)
		fprintf(stderr, "kexec: %s\n", outcome->warning);
}

/* A full disk or a closed pipe must not look like success. */
static void finish_output(struct outcome *outcome)
{
	if (outcome->failure.message[0] || (fflush(stdout) == 0 && !ferror(stdout)))
		return;
	perror("kexec: cannot write the output");
	outcome->status = STATUS_FAILED;
	outcome->next = NEXT_NOTHING;
}

/* Returns only if nothing follows, or on failure. */
static void go_on(const struct invocation *invocation, struct outcome *outcome)
{
	if (outcome->next == NEXT_START)
		command_start(invocation, stderr, outcome);
	else if (outcome->next == NEXT_SHUTDOWN)
		command_shutdown(outcome);
}

static void carry_out(const struct options *options, struct outcome *outcome)
{
	CLEANUP(host_close) struct host host = { .root = -1 };
	const struct invocation invocation = {
		.options = options,
		.host = &host,
		.out = stdout,
		.colour = host_takes_colour(stdout),
		.trace = options->debug ? stderr : NULL,
	};
	struct diag diag = { 0 };

	(void)signal(SIGPIPE, SIG_IGN); /* output that nobody reads must not end a load half way */
	(void)signal(SIGXFSZ, SIG_IGN);
	if (host_open(options->sysroot, &host, &diag) < 0) {
		outcome_fail(outcome, STATUS_FAILED, &diag);
		return;
	}
	host.waiting = stderr;
	host.progress = !options->debug && host_is_terminal(stderr) ? stderr : NULL;
	run(&invocation, outcome);
	print_notes(outcome);
	finish_output(outcome);
	go_on(&invocation, outcome);
}

/* Handles the fault if a page of a mapped file cannot be read. If the kernel reads the file, it returns EFAULT instead. */
static void on_bus_error(int signal)
{
	static const char text[] = "kexec: a file was cut short while it was read, or its disk has failed\n"
				   "Try again when it is complete; kexec --status=text shows what is loaded.\n";
	ssize_t unused = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)signal;
	(void)unused;
	_exit(STATUS_FAILED);
}

int main(int argc, char **argv)
{
	const struct sigaction bus_error = { .sa_handler = on_bus_error };
	struct outcome outcome = { 0 };
	struct options options;
	struct diag diag = { 0 };

	host_fill_standard_files();
	(void)sigaction(SIGBUS, &bus_error, NULL);
	if (options_parse(argc, argv, &options, &diag) < 0)
		outcome_fail(&outcome, STATUS_USAGE, &diag);
	else
		carry_out(&options, &outcome);
	if (outcome.failure.message[0])
		print_lines("", &outcome.failure);
	return outcome.status;
}
