/* SPDX-License-Identifier: GPL-2.0-only */
/* The last step of a load: hands the plan to a sink, and lets no damaged or conflicting load stay. */
#ifndef WARMKEXEC_LOAD_SUBMIT_H
#define WARMKEXEC_LOAD_SUBMIT_H

#include <stdbool.h>
#include <stdio.h>

struct diag;
struct load_view;
struct sink;

/*
 * Hands a load that load_complete() has completed to the sink. Prints nothing: a terminal that is stopped would hold it.
 *
 * Returns 0, or -errno with the reason:
 *   -ESTALE  a file was written to since it was read: the load was not made, or was unloaded
 *   -ENOTRECOVERABLE  the same, but it could not be unloaded: a damaged load is in place
 *   -EBUSY   the load goes to the crash region, and a capture kernel is still there after it was unloaded
 *   others   of the sink
 */
int load_submit(const struct sink *sink, const struct load_view *load, struct diag *diag);

/* Are the user's files those that were read? Returns 0, or -ESTALE with the reason. load_submit() asks itself. */
int load_check_files(const struct load_view *load, struct diag *diag);

/* Print a load as --dry-run does: its plan, or its files. colour: the map may have the colours of a terminal. */
void load_print(const struct load_view *load, bool colour, FILE *out);
void load_print_json(const struct load_view *load, FILE *out);

/* True if a capture kernel is unloaded for the load, as it lies in the crash region itself. */
bool load_takes_crash_region(const struct load_view *load);

/* Returns a warning that the user must see after the load, or NULL. */
const char *load_warning(const struct load_view *load);

#endif
