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
	struct ranges free;    /* less what the next kernel's devicetree reserves */
	struct ranges unfixed; /* less what its command line reserves */
	struct ranges clear;   /* less both */
};

/* Finds the room in the regions, which ascend. The caller releases it. Returns 0 or -ENOMEM. */
int room_find(const struct plan_request *request, const struct ranges *regions, struct room *ret);

/* For CLEANUP(). */
void room_release(struct room *room);

/* The ranges that overlap one of the regions, in which they may begin or end elsewhere. They look into the room, and are not
 * released. */
struct room room_within(const struct room *room, struct range region);

#endif
