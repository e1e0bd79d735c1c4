/* SPDX-License-Identifier: GPL-2.0-only */
/* The marks on the console of a rehearsal: how far the load has come, and what went wrong. */
#ifndef WARMKEXEC_REHEARSE_MARKS_H
#define WARMKEXEC_REHEARSE_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARKS_TEXT 200 /* a line of the console is cut to this */
#define MARKS_TAIL 16

enum mark {
	MARK_PURGATORY, /* it has said "verified", or "not verified" */
	MARK_KERNEL,	/* the first line behind those of the purgatory */
	MARK_UNPACKED,	/* the marker's program runs: the initrd is unpacked */
	MARK_CHECKED,	/* of --rehearse=crash: the dump is checked */
	MARK_COUNT,
};

/* The first kernel of --rehearse=crash. */
struct first_marks {
	bool is_there; /* set before the first bytes: the console begins with that kernel */
	bool arming;   /* its program runs */
	bool crashed;
	uint64_t at;		  /* milliseconds since the start, of the crash */
	char version[MARKS_TEXT];
	char failure[MARKS_TEXT]; /* it did not come to a crash; "": it did, or is on its way */
	char kexec[MARKS_TEXT];	  /* the first message of kexec */
};

/* The dump that the capture kernel shows. */
struct dump_marks {
	bool is_core;
	uint64_t cpus, registers; /* notes of CPUs, and those with registers in them */
	uint64_t memory;	  /* bytes */
	bool page_found, page_right; /* the page that the first kernel's program has written to */
	char release[MARKS_TEXT];    /* of VMCOREINFO; "": it has none */
	bool tool_runs;
	uint64_t tool_status;	    /* of makedumpfile */
	char tool_says[MARKS_TEXT]; /* its first line, or "" */
};

#define DUMP_NO_TOOL 127 /* the status if the initrd has no makedumpfile */

struct marks {
	struct first_marks first;
	struct dump_marks dump;
	bool seen[MARK_COUNT];
	uint64_t at[MARK_COUNT]; /* milliseconds since the start */
	bool verified;		 /* by the purgatory */
	char version[MARKS_TEXT];
	uint64_t kernel_free, kernel_total;   /* KiB, by the kernel's own line; 0: not known */
	uint64_t unpacked_free, unpacked_total; /* KiB, when the initrd was unpacked */
	uint64_t lowest_free;		      /* KiB, the least since then */

	bool has_dump, has_no_dump; /* /proc/vmcore is there; is missing; neither: not known */
	uint64_t dump_size;	    /* bytes */

	/* Lines that say what went wrong; "": nothing. */
	char purgatory_failure[MARKS_TEXT]; /* a digest that does not match, an exception */
	char unpack_failure[MARKS_TEXT];
	char no_init[MARKS_TEXT];  /* the kernel or the marker's program found no init to start */
	char panic[MARKS_TEXT];
	char out_of_memory[MARKS_TEXT];

	char tail[MARKS_TAIL][MARKS_TEXT]; /* the last lines, a ring */
	size_t lines;			   /* how many there were; the next goes to tail[lines % MARKS_TAIL] */
	char line[MARKS_TEXT];		   /* the line that is not complete yet */
	size_t used;
};

/* Takes what the console has shown now: any bytes. All zeros before the first. */
void marks_feed(struct marks *marks, uint64_t milliseconds, const char *bytes, size_t size);

/* True if nothing more can follow that matters: a panic, a purgatory that stops, a first kernel that does not crash. */
bool marks_failed(const struct marks *marks);

#endif
