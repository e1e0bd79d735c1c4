/* SPDX-License-Identifier: GPL-2.0-only */
/* The place where the ramoops driver of the next boot looks for a report, by the devicetree. */
#ifndef WARMKEXEC_MACHINE_RAMOOPS_FIND_H
#define WARMKEXEC_MACHINE_RAMOOPS_FIND_H

#include "common/handoff.h"
#include "common/range.h"

struct diag;

struct ramoops_place {
	struct range region;	     /* all memory of the driver */
	struct handoff_ramoops zone; /* the part of it for a report */
};

/*
 * Finds the zone for a report in the region of the first enabled node "ramoops" of /reserved-memory: the console zone if there is
 * one, else the last dump zone, which the driver fills last. fdt is the tree of a struct devicetree. Sources: Linux,
 * Documentation/devicetree/bindings/reserved-memory/ramoops.yaml, and fs/pstore/ram.c, ramoops_probe(), for the layout: the zones
 * of dumps, then console, ftrace and pmsg.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOENT   there is no ramoops
 *   -ENOTSUP  the purgatory does not write to it: it has error correction, no fixed place, or no console or dump zone of use
 *   -EINVAL   the node is damaged
 */
int ramoops_find(const void *fdt, struct ramoops_place *ret, struct diag *diag);

#endif
