/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts that --check judges, and its rows one by one. */
#ifndef WARMKEXEC_TESTS_CHECK_WORLD_H
#define WARMKEXEC_TESTS_CHECK_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "kexec/base/diag.h"
#include "kexec/check/check-rows.h"
#include "kexec/check/load-facts.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

/* A machine with 2 GiB from 1 GiB on and 256 MiB of crash memory, on which nothing is wrong. */
struct world {
	struct mem_area area[3];
	struct machine machine;
	struct snapshot files;
	struct loaded_view armed;
	struct load_facts load;
	struct diag reason;
	struct check_input input;
};

/* crash, asked: of struct check_input; a load is judged if it was asked for. The caller releases w->files. */
void make_world(struct world *w, bool crash, bool asked);

/* Returns the row with this identifier; a test without it fails. */
const struct check_row *row_of(const char *id);

/* Returns what that row finds. */
struct finding judge(const struct world *w, const char *id);

#endif
