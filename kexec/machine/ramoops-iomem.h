/* SPDX-License-Identifier: GPL-2.0-only */
/* The zones of ramoops as the running kernel's driver has laid them out. */
#ifndef WARMKEXEC_MACHINE_RAMOOPS_IOMEM_H
#define WARMKEXEC_MACHINE_RAMOOPS_IOMEM_H

#include "kexec/base/blob.h"

struct diag;
struct ramoops_place;

/*
 * Compares the zone with the text of /proc/iomem, where the driver has a line for each of its zones: "ramoops:console" and the
 * like, or in old kernels one name for all. A vendor's driver may lay out the region in its own way. If the lines contradict
 * the place and name a console zone, that becomes the place's. Without lines nothing is compared: the driver is not loaded.
 *
 * Returns 0, or -EINVAL with the reason: the zones are others, and none of them is the console's by name.
 */
int ramoops_compare(struct view iomem, struct ramoops_place *place, struct diag *diag);

#endif
