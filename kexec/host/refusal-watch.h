/* SPDX-License-Identifier: GPL-2.0-only */
/* Collects the facts that explain a refusal: some are there only before the call, the others are read after it. */
#ifndef WARMKEXEC_HOST_REFUSAL_WATCH_H
#define WARMKEXEC_HOST_REFUSAL_WATCH_H

#include <stdbool.h>

struct diag;
struct host;
struct machine;
struct refusal;

struct refusal_watch {
	const struct host *host;
	int log; /* of the kernel's log; -1: it cannot be read */
	bool limit_is_used_up;
};

/* Begins right before a call. The caller ends *ret. */
void host_watch_begin(const struct host *host, bool crash, struct refusal_watch *ret);

/* For CLEANUP(). */
void host_watch_end(struct refusal_watch *watch);

/* Explains the refusal of the call. machine: or NULL. Fills the diag. Returns -error. */
int host_explain_refusal(const struct refusal_watch *watch, const struct refusal *refusal, const struct machine *machine,
			 struct diag *diag);

#endif
