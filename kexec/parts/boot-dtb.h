/* SPDX-License-Identifier: GPL-2.0-only */
/* Boot data for architectures whose kernels get all of it in a devicetree: functions for the contract of arch/arch.h. */
#ifndef WARMKEXEC_PARTS_BOOT_DTB_H
#define WARMKEXEC_PARTS_BOOT_DTB_H

#include <stdint.h>

struct blob;
struct boot_request;
struct diag;

/*
 * The most bytes that boot_dtb_build() makes for the request.
 * Returns 0, or -errno with the reason:
 *   -ENOENT  neither the user nor the machine has a devicetree
 *   and the errors of dtb_size_bound()
 */
int boot_dtb_bound(const struct boot_request *request, uint64_t *ret, struct diag *diag);

/* The devicetree. Returns 0, or -errno with the reason: the errors of dtb_build(). */
int boot_dtb_build(const struct boot_request *request, struct blob *ret, struct diag *diag);

#endif
