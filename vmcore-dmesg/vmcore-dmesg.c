/* SPDX-License-Identifier: GPL-2.0-only */
/* The program: from argv to the log on standard output and an exit status. Only this file prints errors. */
#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "vmcore-dmesg/core-file.h"
#include "vmcore-dmesg/core.h"
#include "vmcore-dmesg/log-print.h"

enum { STATUS_OK = 0, STATUS_USAGE = 1, STATUS_FAILED = 2 };

enum command { COMMAND_PRINT, COMMAND_HELP, COMMAND_VERSION };

static const char help[] = "Usage: vmcore-dmesg FILE\n"
			   "Prints the kernel log in FILE, the core file of a crashed kernel: /proc/vmcore or a copy of it.\n"
			   "\n"
			   " -h, --help                 print this help\n"
			   " -v, --version              print the version\n"
			   "\n"
			   "Exit status: 0; 1 for wrong usage; 2 if the log cannot be printed, or only a part of it.\n";

static bool is_option(const char *argument, const char *name, const char *short_name)
{
	return !strcmp(argument, name) || !strcmp(argument, short_name);
}

static int fail_usage(struct diag *diag, const char *message, const char *argument)
{
	diag_fail(diag, -EINVAL, "%s%s", message, argument);
	diag_hint(diag, "Try 'vmcore-dmesg --help'.");
	return -EINVAL;
}

static int parse(int argc, char **argv, enum command *ret_command, const char **ret_path, struct diag *diag)
{
	const char *path = NULL;
	bool options_end = false;

	for (int i = 1; i < argc; i++) {
		if (!options_end && is_option(argv[i], "--help", "-h")) {
			*ret_command = COMMAND_HELP;
			return 0;
		} else if (!options_end && is_option(argv[i], "--version", "-v")) {
			*ret_command = COMMAND_VERSION;
			return 0;
		} else if (!options_end && !strcmp(argv[i], "--")) {
			options_end = true;
		} else if (!options_end && argv[i][0] == '-') {
			return fail_usage(diag, "unknown option ", argv[i]);
		} else if (path) {
			return fail_usage(diag, "a second file: ", argv[i]);
		} else {
			path = argv[i];
		}
	}
	if (!path)
		return fail_usage(diag, "no file is given", "");
	*ret_command = COMMAND_PRINT;
	*ret_path = path;
	return 0;
}

static int print_log(const char *path, struct diag *diag)
{
	CLEANUP(core_file_close) struct core_file file = { .fd = -1 };
	CLEANUP(core_close) struct core core = { 0 };
	int r = core_file_open(path, &file, diag);

	if (r == 0)
		r = core_open(&file.source, &core, diag);
	if (r == 0)
		r = log_print(&core, stdout, diag);
	if (r < 0)
		diag_prefix(diag, "%s", path);
	return r;
}

static int run(enum command command, const char *path, struct diag *diag)
{
	switch (command) {
	case COMMAND_HELP:
		fputs(help, stdout);
		return 0;
	case COMMAND_VERSION:
		printf("%s\n", PACKAGE_TITLE);
		return 0;
	case COMMAND_PRINT:
		break;
	}
	return print_log(path, diag);
}

static void print_error(const struct diag *diag)
{
	fprintf(stderr, "vmcore-dmesg: %s\n", diag->message);
	if (diag->hint[0])
		fprintf(stderr, "%s\n", diag->hint);
}

int main(int argc, char **argv)
{
	enum command command = COMMAND_HELP;
	const char *path = NULL;
	struct diag diag = { 0 };
	bool is_written;
	int r = parse(argc, argv, &command, &path, &diag);

	if (r < 0) {
		print_error(&diag);
		return STATUS_USAGE;
	}
	r = run(command, path, &diag);
	/* A full disk or a closed pipe must not look like success. */
	is_written = fflush(stdout) == 0 && !ferror(stdout);
	if (!is_written)
		perror("vmcore-dmesg: cannot write the output");
	if (r < 0)
		print_error(&diag);
	return r < 0 || !is_written ? STATUS_FAILED : STATUS_OK;
}
