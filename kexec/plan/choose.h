/* SPDX-License-Identifier: GPL-2.0-only */
/* What plan_make() is made of: crash loads and normal loads choose the memory, these steps are the same. Inside plan/ only. */
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

/* As solve(), in whole pages of the ranges that lie inside window and all limits. ret[i] is the place of demand[i]. */
int choice_try(const struct choice *choice, const struct ranges *in, struct range window, struct range ret[PART_COUNT]);

/* Where the parts are loaded to, and where they are at the end: home, the same array where nothing moves. */
void choice_apply(const struct choice *choice, const struct range *memory, const struct range *home, struct plan *plan);

/* "kernel 30.4 MiB, initrd 25 MiB, …", of all parts; returns their sum. */
uint64_t choice_need(const struct choice *choice, char *text, size_t size);

/* Do all parts fit so many MiB, from any multiple of 2 MiB on? */
bool choice_fits_mib(const struct choice *choice, uint64_t mib);

/* The range that has most room between --mem-min and --mem-max, the highest of equals; ranges are not none. */
const struct range *roomiest(const struct ranges *ranges, struct range allowed);

/* Choose memory and places. Return 0, or -errno with the reason, as plan_make(). */
int choose_crash(const struct choice *choice, struct plan *plan, struct diag *diag);
int choose_normal(const struct choice *choice, struct plan *plan, struct diag *diag);

#endif
