/* SPDX-License-Identifier: GPL-2.0-only */
/* The user's request: a value. options-parse.h makes it of argv. */
#ifndef WARMKEXEC_OPTIONS_OPTIONS_H
#define WARMKEXEC_OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/range.h"
#include "kexec/plan/reserved.h"
#include "kexec/route.h"

enum command {
	COMMAND_LOAD_SHUTDOWN, /* no action named: load, then shutdown -r */
	COMMAND_LOAD,	       /* -l, -p */
	COMMAND_LOAD_EXEC,     /* -f */
	COMMAND_REHEARSE,      /* --rehearse */
	COMMAND_EXEC,	       /* -e */
	COMMAND_UNLOAD,	       /* -u */
	COMMAND_STATUS,	       /* -S */
	COMMAND_PRINT_CKR_SIZE,
	COMMAND_CHECK,
	COMMAND_HELP,
	COMMAND_VERSION,
};

enum dry_run {
	DRY_RUN_NO,
	DRY_RUN_TEXT,
	DRY_RUN_JSON,
	DRY_RUN_SVG,
};

enum rehearse {
	REHEARSE_LOAD,	/* the load is started */
	REHEARSE_CRASH, /* a first kernel loads it and crashes */
};

/* The memory that the devicetree of --dtb names to the next kernel. */
enum memory_of {
	MEMORY_OF_FILE,
	MEMORY_OF_MACHINE,
};

/* The form of the answer of --status. */
enum status_form {
	STATUS_EXIT, /* by the exit status alone */
	STATUS_TEXT,
	STATUS_JSON,
};

/* Is the initrd unpacked before it is loaded, to see that it is whole? */
enum check_initrd {
	CHECK_INITRD_CRASH, /* for -p, if it can be */
	CHECK_INITRD_YES,
	CHECK_INITRD_NO,
};

#define OPTION_FILES_MAX 64

/* The files of an option that may be given several times, in the order of the command line. */
struct option_files {
	const char *path[OPTION_FILES_MAX]; /* into argv */
	size_t count;
};

#define OPTIONS_GIVEN_MAX 128

/* An option that says something about the load, as the user gave it. */
struct option_given {
	const char *name;  /* without dashes */
	const char *value; /* into argv; NULL: it has none */
	bool is_file;	   /* the value is the name of a file */
};

struct options {
	enum command command;
	bool crash; /* -p, and for -S and --check without -l */
	bool debug;
	bool skip_checks; /* -i */
	bool skip_ifdown; /* -x */
	bool skip_sync;	  /* -y */
	bool reuse_cmdline;
	bool have_entry;
	uint64_t entry;
	struct range allowed; /* --mem-min, --mem-max; [0, UINT64_MAX) if not given */
	enum reserved reserved;
	bool reuse_crash_region;
	bool relocate;
	enum check_initrd check_initrd;
	enum dry_run dry_run;
	enum status_form status_form;
	bool json; /* of --check and --rehearse */
	bool show_normal, show_crash; /* of --status=text|json */
	bool prepare;		      /* do nothing if an identical load is in place */
	bool force;		      /* with -e: go on although memory was removed since the load */
	enum memory_of dtb_memory;    /* --dtb-memory */
	uint32_t on_mismatch;	      /* enum handoff_on_mismatch */
	struct route_request route;
	bool no_cma;
	bool timing;  /* --timing: the purgatory prints how long it took */
	bool hotplug; /* --hotplug: the running kernel updates the elfcorehdr, if it can */
	struct option_given given[OPTIONS_GIVEN_MAX]; /* in the order of the command line */
	size_t given_count;
	enum rehearse rehearse; /* of COMMAND_REHEARSE */
	bool have_rehearse_time;
	uint32_t rehearse_time; /* seconds */
	bool have_uki_profile;
	uint32_t uki_profile;

	/* Into argv; NULL if not given. */
	const char *kernel;
	const char *type;
	const char *append;
	const char *dtb;
	const char *fit_config;
	const char *serial;
	const char *sysroot;
	const char *arch;
	const char *guest_kexec; /* of --rehearse=crash */
	const char *help_topic; /* of COMMAND_HELP; NULL: all topics */
	struct option_files initrd;
};

/* True if the command loads a kernel. */
bool options_is_load(const struct options *options);

/* Writes every option that affects the load, except files and the command line. Different options give different texts. */
void options_write_settings(const struct options *options, FILE *out);

#endif
