/* SPDX-License-Identifier: GPL-2.0-only */
/* A request to a plan. */
#ifndef WARMKEXEC_PLAN_PLAN_MAKE_H
#define WARMKEXEC_PLAN_PLAN_MAKE_H

struct diag;
struct plan;
struct plan_request;

/*
 * Chooses the place of every part. For a crash load: the highest "Crash kernel" region in which all fit; every region,
 * "Crash kernel (low)" included, is in usable. For a normal load: the highest "Kexec kernel" region that serves, else free RAM,
 * below 4 GiB if all fit there (docs/placement.md).
 *
 * Returns 0, or -errno with the reason: -ENOENT no region is reserved; -ENOSPC no room, the message naming each part's
 * size, the room there is, and the crashkernel= or kexeckernel= to ask for; -EINVAL an entry outside the segments; -ENODATA a part
 * outside the memory that the given devicetree names; -ENOMEM.
 */
int plan_make(const struct plan_request *request, struct plan *ret, struct diag *diag);

#endif
