/* SPDX-License-Identifier: GPL-2.0-only */
/* Machines and requests written by hand, to be planned. */
#ifndef WARMKEXEC_TESTS_TEXT_MACHINE_H
#define WARMKEXEC_TESTS_TEXT_MACHINE_H

#include "arch/arch.h"
#include "kexec/image/image.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan-make.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"

#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

/* A request and everything it points to. */
struct written {
	struct mem_area area[8];
	struct arch arch; /* for those who want arm64 with a difference */
	struct machine machine;
	struct image image;
	struct range fixed[2]; /* for those who want request.fixed to lead somewhere */
	struct range taken[2]; /* likewise for request.taken */
	struct plan_request request;
};

/* An arm64 machine without memory and 4 KiB pages, a modern kernel of 30 MiB with an initrd of 20 MiB. */
void write_machine(struct written *w, bool crash);

/* The areas of the map, ascending. */
void add_area(struct written *w, uint64_t start, uint64_t end, enum mem_type type);

/* Mainline's two regions of one name, the low one of 128 MiB and the high one of so much, in RAM from 1 GiB to 9 GiB. */
void write_two_regions(struct written *w, uint64_t high);

/* A normal load, with so much RAM from 1 GiB and from 4 GiB. */
void write_normal(struct written *w, uint64_t low, uint64_t high);

/* Fails the test if there is no plan or the plan does not pass plan_check(). */
void make_well(const struct written *w, struct plan *ret);

/* Fails the test if the range is another. */
void check_range(struct range range, uint64_t start, uint64_t end);

/* Fails the test if the plan has no such part. */
struct range memory_of(const struct plan *plan, enum part part);

/* Fails the test if the request is not refused just so. */
void refuse(const struct written *w, int error, const char *message, const char *hint);

#endif
