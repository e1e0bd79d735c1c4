/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of a load: a sink takes the plan, under rules that keep a damaged or clashing load from staying. */
#ifndef WARMKEXEC_SUBMIT_H
#define WARMKEXEC_SUBMIT_H

#include <stdio.h>

struct diag;
struct load_view;
struct sink;

/*
 * Hands a load that load_complete() has completed to the sink. trace: where -d prints, or NULL. Returns 0, or with the reason
 *   -ESTALE a file was written to since it was read: nothing is loaded, or stays loaded,
 *   -EBUSY  the load goes to the crash region, and a capture kernel is still there after it was unloaded,
 *   another -errno of the sink.
 */
int load_submit(const struct sink *sink, const struct load_view *load, FILE *trace, struct diag *diag);

/* A warning that the user must see after the load was submitted, or NULL. */
const char *load_warning(const struct load_view *load);

#endif
