/* SPDX-License-Identifier: GPL-2.0-only */
/* A rehearsal that is over: the machine in which it was, what was seen, and the judgement. A value. */
#ifndef WARMKEXEC_REHEARSE_REHEARSAL_H
#define WARMKEXEC_REHEARSE_REHEARSAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kexec/rehearse/marks.h"

enum rehearsal_end {
	REHEARSAL_SETTLED,     /* init has run for as long as was wanted, and still does */
	REHEARSAL_POWERED_OFF, /* by the machine itself */
	REHEARSAL_RESET,
	REHEARSAL_FAILED,   /* the console has said so */
	REHEARSAL_OVERTIME, /* init was not reached in time */
	REHEARSAL_BROKEN,   /* QEMU has ended otherwise */
};

struct rehearsal {
	bool crash;
	bool crashes; /* a first kernel was crashed: --rehearse=crash */
	bool brings_initrd; /* the load has an initrd of its own */
	bool native;
	const char *processor;
	size_t cpus, machine_cpus; /* of the virtual machine, and of the machine; 0: not known */
	uint64_t usable;	   /* bytes that the kernel may use */
	uint64_t ram, machine_ram; /* bytes of the first kernel's memory, and of the machine's; of crashes */
	const char *moved;	   /* which parts are not at the plan's address, in words; "": none */
	bool rebased;		   /* memory is at other addresses than the machine's */
	enum rehearsal_end end;
	uint64_t milliseconds;
	struct marks marks;
	const char *qemu_says; /* the last words of QEMU, or "" */
	const char *no_kvm;    /* why it is emulated although the host has such processors; "": it does not, or they are used */
};

struct judgement {
	bool yes;
	char why[400];	/* one sentence without a full stop */
	char hint[400]; /* or "" */
};

void rehearsal_judge(const struct rehearsal *rehearsal, struct judgement *ret);

/* Judges the dump of a first kernel that crashed. Returns false if there is no fault, *ret is untouched then. */
bool rehearsal_judge_dump(const struct rehearsal *rehearsal, struct judgement *ret);

/* Prints the rehearsal with its judgement; the last lines of the console if the judgement is no. */
void rehearsal_print(const struct rehearsal *rehearsal, const struct judgement *judgement, FILE *out);

/* Prints the same for programs: docs/schema/rehearse.json. */
void rehearsal_print_json(const struct rehearsal *rehearsal, const struct judgement *judgement, FILE *out);

#endif
