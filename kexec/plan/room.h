/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The room in reserved regions. It is found for all of them at once: there may be as many regions as there are reservations,
 * and to look at each reservation for each region takes a time that grows with the product.
 */
#ifndef WARMKEXEC_PLAN_ROOM_H
#define WARMKEXEC_PLAN_ROOM_H

#include "kexec/base/ranges.h"

struct plan_request;

struct room {
	struct ranges free;    /* the regions, less what the next kernel's devicetree reserves */
	struct ranges unfixed; /* the regions, less what its command line reserves */
	struct ranges clear;   /* the regions, less both */
};

/* Finds the room in the regions, which ascend. The caller releases it. Returns 0 or -ENOMEM. */
int room_find(const struct plan_request *request, const struct ranges *regions, struct room *ret);

/* For CLEANUP(). */
void room_release(struct room *room);

/*
 * Returns the ranges that overlap one of the regions; the first may begin, and the last may end, outside it. They look into the
 * room, and are not released.
 */
struct room room_within(const struct room *room, struct range region);

#endif
