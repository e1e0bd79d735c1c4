/* SPDX-License-Identifier: GPL-2.0-only */
/* A small crash load as a child has prepared it, and its answer as bytes. */
#ifndef WARMKEXEC_TESTS_HELPERS_ANSWERED_LOAD_H
#define WARMKEXEC_TESTS_HELPERS_ANSWERED_LOAD_H

#include <stddef.h>
#include <stdint.h>

#include "kexec/load/load-steps.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

#define ANSWER_MAX 16384

struct answered {
	struct options options;
	struct route route;
	struct load *load;
	uint8_t bytes[ANSWER_MAX];
	size_t size;
};

/*
 * A load with its files, and nothing else. Aborts without
 * memory, as the others do if something cannot be.
 */
struct load *answered_files(const struct options *options, const struct route *route);

/* Fills *ret: a load with a plan, and no answer. The caller releases ret->load. */
void answered_make(struct answered *ret);

/* Writes the answer of ret->load. */
void answered_write(struct answered *ret);

/* Reads an answer and checks it: 0, or -errno; *load has what was read, and is attached if it is 0. message: of the check, or
 * "". */
int answered_read(const struct answered *answered, struct load *load, char message[1024]);

#endif
