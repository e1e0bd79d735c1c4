/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals that wait while a change must not be left half way. */
#ifndef WARMKEXEC_HOST_SIGNALS_H
#define WARMKEXEC_HOST_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

struct host_signals {
	sigset_t before;
	bool are_held;
};

/* Holds all signals back but those of a fault, SIGKILL and SIGSTOP. They are delivered when the caller releases *ret. */
void host_signals_hold(struct host_signals *ret);

/* For CLEANUP(). */
void host_signals_release(struct host_signals *signals);

#endif
