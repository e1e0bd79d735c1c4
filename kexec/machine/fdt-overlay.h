/* SPDX-License-Identifier: GPL-2.0-only */
/* Overlays: changes to a devicetree that are kept beside it. */
#ifndef WARMKEXEC_MACHINE_FDT_OVERLAY_H
#define WARMKEXEC_MACHINE_FDT_OVERLAY_H

#include "kexec/base/blob.h"

struct diag;

/* An overlay describes some devices. Its size bounds the time that applying it takes. */
#define FDT_OVERLAY_SIZE_MAX ((size_t)128 << 10)

/*
 * Applies one overlay to a devicetree. Both are bytes from outside and are checked. base needs labels (dtc -@) if the overlay
 * refers to any. *ret is a new tree, packed.
 * Returns 0, or -errno with the reason:
 *   -EINVAL  one of them is damaged or no devicetree, the overlay is none, or it does not fit the base
 *   -EFBIG   too large
 *   -ENOMEM
 */
int fdt_overlay(struct view base, struct view overlay, struct blob *ret, struct diag *diag);

#endif
