/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec --check: the facts of a machine, and of a load, become findings. Pure. docs/check.md lists the findings; their identifiers are an
 * interface for scripts and do not change.
 */
#ifndef WARMKEXEC_CHECK_CHECK_H
#define WARMKEXEC_CHECK_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/diag.h"

struct load_facts;
struct loaded_view;
struct machine;
struct snapshot;
struct snapshot_row;

enum severity {
	SEVERITY_NONE, /* the row has nothing to say: the fact is not known, or does not matter here */
	SEVERITY_OK,
	SEVERITY_NOTE,
	SEVERITY_WARNING,
	SEVERITY_ERROR,
};

#define EVIDENCE_SIZE 1536

struct finding {
	const char *id; /* static text */
	enum severity severity;
	struct diag text; /* the message is one sentence without a full stop, the hint is the remedy, or "" */
	char evidence[EVIDENCE_SIZE]; /* lines without a newline at the end; "" if the sentence says all */
};

struct findings {
	struct finding *finding; /* from malloc; errors first, then as the rows are ordered */
	size_t count;
};

/* Is a file still the one that was loaded? */
enum file_state {
	FILE_UNKNOWN,
	FILE_SAME,
	FILE_CHANGED,
	FILE_GONE,
};

/* The facts. A pointer that is NULL is a fact that is not known, or does not exist. */
struct check_input {
	bool crash;	      /* of the crash kernel, else of the normal kernel */
	bool asked_for_load;  /* a kernel was named: the load of it is judged, and what is loaded now does not matter */
	const struct snapshot *files; /* those of check_files(), and an error for each other fact that could not be read */
	const struct machine *machine;
	const struct diag *no_machine; /* the reason if machine is NULL */
	const struct diag *no_call;    /* why neither system call can load; NULL: one can */
	const char *call;	       /* the system call that loads, and why: one sentence */
	const char *appraises;	       /* why kernels must be signed */
	const char *lockdown;	       /* "integrity" or "confidentiality"; "": off, or the running kernel has none */
	const char *handover;	       /* the evidence that kexec handover is on; "": off */
	const struct loaded_view *armed;
	enum file_state armed_kernel, armed_initrd;
	const struct load_facts *load; /* of the load that is judged, or of the loaded one, made again from its files */
	const struct diag *no_load;    /* why this load cannot be made; NULL: it can, or none is judged */
	bool lacks_room;	       /* it cannot because its parts do not fit */
	const char *dump_path;	       /* the folder that gets the dump; NULL: the configuration does not name one */
	bool have_dump_space;
	uint64_t dump_space; /* free bytes there */
};

/* The files that the rows read. */
const struct snapshot_row *check_files(void);

/* The last lines of the kernel's log about crash memory, as the host keeps them in the snapshot; of a recorded machine a file. */
#define CHECK_LOG "/dev/kmsg.crashkernel"

/*
 * True if this file is there, as far as is known, and could not be read: nothing may be concluded from it. A file that is absent is
 * a fact.
 */
bool check_is_unread(const struct snapshot *files, const char *file);

/*
 * The folder that the dump is written to, by the configuration of kdump-tools or kdumpctl in the snapshot. Returns false if none is
 * configured, if it is not on this machine's own file systems, or if that cannot be known.
 */
bool check_dump_path(const struct snapshot *files, char *ret, size_t size);

/* Judges. Returns 0 or -ENOMEM. The caller releases *ret. */
int check_run(const struct check_input *input, struct findings *ret);

/* The worst severity, at least SEVERITY_OK. */
enum severity findings_worst(const struct findings *findings);

/* For CLEANUP(). */
void findings_release(struct findings *findings);

#endif
