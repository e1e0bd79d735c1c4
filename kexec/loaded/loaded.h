/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a load leaves behind for later: --status, --prepare and -e go by it. A value, and the text it is kept as; where that
 * lies and when it is believed is host/state-file.h's.
 *
 * The text is lines of a keyword and values in one order, the first "warmkexec state 1", the last "end". Names and the command
 * line come last on their line, with %XX for control characters and '%'.
 */
#ifndef WARMKEXEC_LOADED_LOADED_H
#define WARMKEXEC_LOADED_LOADED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "common/sha256.h"
#include "kexec/base/blob.h"
#include "kexec/plan/demand.h"
#include "kexec/base/ranges.h"

struct diag;
struct memmap;

#define STATE_TEXT_MAX ((size_t)1 << 20)
#define BOOT_ID_SIZE 37 /* a UUID as text, with its NUL */

enum state_placement {
	STATE_COPIED,	/* the running kernel copies it to its place when it is started */
	STATE_IN_PLACE, /* it lies where it will run */
	STATE_STAGED,	/* it lies in memory that was kept for it; the purgatory moves it */
	STATE_PLACEMENTS,
};

struct state_file {
	char *path; /* NULL when there is none */
	uint8_t digest[SHA256_SIZE];
};

struct state_part {
	enum part part;
	struct range memory; /* whole pages */
	uint64_t home;	     /* where it is when the next kernel is entered: memory.start, but for what is moved */
	uint64_t bytes;	     /* at the start of memory; the rest is zero */
	uint8_t digest[SHA256_SIZE];
};

struct state {
	char boot_id[BOOT_ID_SIZE]; /* of the boot that it was loaded in */
	uint64_t when;		    /* seconds since 1970 */
	bool crash;
	char *format; /* of the kernel file, in words */
	struct state_file kernel, initrd, dtb;
	char *cmdline;
	uint8_t request[SHA256_SIZE]; /* of all that the load hung on: equal ones load the same */
	enum state_placement placement;
	bool have_copy_size; /* the running kernel says how much it will copy */
	uint64_t copy_size;
	struct ranges memory; /* what the machine had, ascending, not touching */
	struct state_part part[PART_COUNT];
	size_t part_count;
};

const char *loaded_part_name(enum part part);

void state_release(struct state *state);

/* Returns 0 or -ENOMEM. */
int state_write(const struct state *state, struct blob *ret);

/*
 * Takes nothing but what state_write() can have written: every line in its place, every number in its form, ranges ascending
 * and not empty, no part twice. Returns 0; -EINVAL with the line that is wrong; -ENOMEM.
 */
int state_parse(struct view text, struct state *ret, struct diag *diag);

/* "copied", "in-place", "staged". */
const char *state_placement_name(enum state_placement placement);

/*
 * All memory of the map that a load depends on, merged: not what never was System RAM, and what a driver has added only for a
 * crash load, which dumps it. Returns 0 or -ENOMEM.
 */
int state_memory(const struct memmap *map, bool crash, struct ranges *ret);

/* Is part of what was loaded to go to memory that is not in `has`? */
bool state_lost_segment(const struct state *state, const struct ranges *has);

#endif
