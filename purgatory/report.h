/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The report of bad parts: to the console, and to a ramoops zone for the next kernel. Called with caches off only, as at entry:
 * the zone is not mapped.
 */
#ifndef WARMKEXEC_PURGATORY_REPORT_H
#define WARMKEXEC_PURGATORY_REPORT_H

#include <stdbool.h>
#include <stdint.h>

struct purgatory;

/* From now on everything that is written to the console is written to the ramoops zone, too. */
void report_begin(struct purgatory *state);

/* Reports that the segment itself is bad; got is the digest that was found. */
void report_self(struct purgatory *state, const uint8_t *got);

/* Reports every bad region, and whether it is still bad in a second test. Returns whether there was any. */
bool report_regions(struct purgatory *state);

#endif
