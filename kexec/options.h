/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * argv to struct options, in one pass: the order of options never matters, except that of two values given for one option
 * the last one counts (two files for one are an error), and that help and version act where they stand. The set is that of
 * kexec-tools (generic and arm64) and our own.
 */
#ifndef WARMKEXEC_OPTIONS_H
#define WARMKEXEC_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/handoff.h"
#include "common/range.h"
#include "kexec/base/diag.h"
#include "kexec/plan/reserved.h"

enum command {
	COMMAND_LOAD_SHUTDOWN, /* no action named: load, then shutdown -r */
	COMMAND_LOAD,	       /* -l, -p */
	COMMAND_LOAD_EXEC,     /* -f */
	COMMAND_EXEC,	       /* -e */
	COMMAND_UNLOAD,	       /* -u */
	COMMAND_STATUS,	       /* -S */
	COMMAND_PRINT_CKR_SIZE,
	COMMAND_HELP,
	COMMAND_VERSION,
};

enum dry_run {
	DRY_RUN_NO,
	DRY_RUN_TEXT,
	DRY_RUN_JSON,
};

/* How --status answers. */
enum status_form {
	STATUS_EXIT, /* by the exit status alone */
	STATUS_TEXT,
	STATUS_JSON,
};

struct options {
	enum command command;
	bool crash; /* -p, and for -S without -l */
	bool debug;
	bool skip_checks; /* -i */
	bool skip_ifdown; /* -x */
	bool skip_sync;	  /* -y */
	bool reuse_cmdline;
	bool have_entry;
	uint64_t entry;
	struct range allowed; /* --mem-min, --mem-max; [0, UINT64_MAX) when not given */
	enum reserved reserved;
	bool reuse_crash_region;
	bool relocate;
	enum dry_run dry_run;
	enum status_form status_form;
	bool show_normal, show_crash; /* of --status=text|json */
	bool prepare;		      /* do nothing when the very same is loaded */
	bool force;		      /* with -e: go on although memory was removed since the load */
	enum handoff_on_mismatch on_mismatch;

	/* Into argv; NULL when not given. */
	const char *kernel;
	const char *type;
	const char *append;
	const char *initrd;
	const char *dtb;
	const char *serial;
	const char *sysroot;
	const char *arch;
};

/*
 * Returns 0, or -EINVAL with the reason: an unknown option, a missing or malformed value, options that contradict each other,
 * or one that is known but not supported by this version. argv is permuted as getopt_long(3) does.
 */
int options_parse(int argc, char **argv, struct options *ret, struct diag *diag);

/* Does the command load a kernel? */
bool options_is_load(const struct options *options);

/* The text of --help. */
void options_help(FILE *out);

#endif
