/* SPDX-License-Identifier: GPL-2.0-only */
/* What --status tells of a slot: that of the normal kernel, or that of the crash kernel. */
#ifndef WARMKEXEC_LOADED_LOADED_PRINT_H
#define WARMKEXEC_LOADED_LOADED_PRINT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/range.h"
#include "kexec/loaded/loaded.h"

/* Memory that differs from what it was at the load. */
struct difference {
	uint64_t bytes;
	struct range first; /* piece of it */
};

struct slot {
	bool crash;
	bool supported; /* the running kernel says whether one is loaded */
	bool loaded;
	bool known;	/* by us, in this boot: state is its state */
	char why[1200]; /* why it is not known, or not supported */
	struct state state;
	bool have_memory; /* the machine's memory map could be read */
	struct difference gone, added;
	bool lost_segment; /* what is loaded lies in memory that is gone, or would be moved there */
	bool have_copy_size;
	uint64_t copy_size; /* what the running kernel says it will copy */
};

void slot_release(struct slot *slot);

void status_print_text(const struct slot *slot, size_t count, FILE *out);

/* One object. */
void status_print_json(const struct slot *slot, size_t count, FILE *out);

#endif
