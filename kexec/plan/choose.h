/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps of plan_make() that crash loads and normal loads share; the choice of the memory differs. For plan/ only. */
#ifndef WARMKEXEC_PLAN_CHOOSE_H
#define WARMKEXEC_PLAN_CHOOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/range.h"
#include "kexec/plan/demand.h"

struct diag;
struct plan;
struct plan_request;
struct ranges;

#define GIB_4 (UINT64_C(4) << 30)

struct choice {
	const struct plan_request *request;
	struct demand demand[PART_COUNT];
	size_t count;
};

/*
 * Places all parts in whole pages of some ranges.
 *   in      the free ranges, ascending
 *   window  limits the places, as do --mem-min, --mem-max and the architecture's window
 *   ret     ret[i] is the place of demand[i]; untouched on failure
 * Returns 0, or:
 *   -ENOSPC  there is no such placement
 *   -ENOMEM
 */
int choice_place(const struct choice *choice, const struct ranges *in, struct range window, struct range ret[PART_COUNT]);

/* Like choice_place(), in what the devicetree's reservations leave of the ranges. */
int choice_try(const struct choice *choice, const struct ranges *in, struct range window, struct range ret[PART_COUNT]);

/*
 * Finds a range that the next kernel's devicetree reserves, and without which all parts would fit into `in`. *ret is empty if
 * there is none. Returns 0 or -ENOMEM.
 */
int choice_find_taken(const struct choice *choice, const struct ranges *in, struct range *ret);

/*
 * Fills the segments, the hole and the entries of a plan.
 *   memory  memory[i] is where the part of demand[i] is loaded
 *   home    home[i] is where it is when the next kernel is entered; the same array as memory if nothing is moved
 */
void choice_apply(const struct choice *choice, const struct range *memory, const struct range *home, struct plan *plan);

/* Writes the size of every part to text (size bytes), "kernel 30.4 MiB, initrd 25 MiB, …". Returns their sum in bytes. */
uint64_t choice_need(const struct choice *choice, char *text, size_t size);

/* Do all parts fit into a region of that many MiB that starts at a multiple of 2 MiB? */
bool choice_fits_mib(const struct choice *choice, uint64_t mib);

/* The range with the most bytes inside allowed, the highest on a tie. There must be at least one range. */
const struct range *largest_within(const struct ranges *ranges, struct range allowed);

/* Choose the memory and the places in it. Return 0, or -errno with the reason, like plan_make(). */
int choose_crash(const struct choice *choice, struct plan *plan, struct diag *diag);
int choose_normal(const struct choice *choice, struct plan *plan, struct diag *diag);

#endif
