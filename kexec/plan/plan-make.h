/* SPDX-License-Identifier: GPL-2.0-only */
/* From a request to a plan. */
#ifndef WARMKEXEC_PLAN_PLAN_MAKE_H
#define WARMKEXEC_PLAN_PLAN_MAKE_H

struct diag;
struct plan;
struct plan_request;

/*
 * Chooses the place of every part (docs/placement.md).
 *   crash load   the highest "Crash kernel" region in which all parts fit; every region, "Crash kernel (low)" included, is in
 *                ret->usable
 *   normal load  the highest "Kexec kernel" region that can be used, else free RAM, below 4 GiB if all parts fit there
 * The caller owns *ret: plan_release(). ret->cmdline is the request's and is not copied. *ret is untouched on failure.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOENT  no region is reserved
 *   -ENOSPC  no room; the message names the size of each part and the room there is, the hint the crashkernel= or
 *            kexeckernel= to boot with
 *   -EINVAL  --entry is outside the segments, or the kernel cannot start at a page boundary
 *   -ENODATA a part is outside the memory that the given devicetree names
 *   -ENOMEM
 */
int plan_make(const struct plan_request *request, struct plan *ret, struct diag *diag);

#endif
