/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the ramoops driver looks for what a kernel before it has left, as the devicetree says. */
#ifndef WARMKEXEC_MACHINE_RAMOOPS_FIND_H
#define WARMKEXEC_MACHINE_RAMOOPS_FIND_H

#include "common/handoff.h"
#include "common/range.h"

struct diag;
struct ramoops_place {
	struct range region;	     /* all that the driver owns */
	struct handoff_ramoops zone; /* the part of it for a report */
};

/*
 * Finds the zone for a report in the region that an enabled node "ramoops" of /reserved-memory describes: the console zone
 * where there is one, else the last dump zone, which the driver fills last. Sources: Linux,
 * Documentation/devicetree/bindings/reserved-memory/ramoops.yaml, and fs/pstore/ram.c, ramoops_probe(), for the layout:
 * the zones of dumps, then console, ftrace and pmsg.
 *
 * Returns 0, or -errno with the reason: -ENOENT there is none; -ENOTSUP there is one that is not written to, because it has
 * error correction, no fixed place, or neither a console nor a dump zone of use; -EINVAL the node is damaged. fdt is the tree of a
 * struct devicetree.
 */
int ramoops_find(const void *fdt, struct ramoops_place *ret, struct diag *diag);

#endif
