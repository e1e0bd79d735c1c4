/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/signals.h"

#include <stddef.h>

void host_signals_hold(struct host_signals *ret)
{
	static const int faults[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP };
	sigset_t held;

	(void)sigfillset(&held);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		(void)sigdelset(&held, faults[i]);
	ret->are_held = sigprocmask(SIG_BLOCK, &held, &ret->before) == 0;
}

void host_signals_release(struct host_signals *signals)
{
	if (signals->are_held)
		(void)sigprocmask(SIG_SETMASK, &signals->before, NULL);
	signals->are_held = false;
}
