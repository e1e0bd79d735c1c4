/* SPDX-License-Identifier: GPL-2.0-only */
/* The conversation with QEMU's monitor. Source: QEMU, docs/interop/qmp-spec.rst; the event SHUTDOWN in qapi/run-state.json. */
#ifndef WARMKEXEC_REHEARSE_MONITOR_H
#define WARMKEXEC_REHEARSE_MONITOR_H

#include <stdbool.h>
#include <stddef.h>

/* Lines for the monitor. QEMU answers the two of the first when the machine is complete and waits; the second lets it run. */
#define MONITOR_HELLO "{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"query-status\"}\n"
#define MONITOR_HELLO_ANSWERS 2
#define MONITOR_GO "{\"execute\":\"cont\"}\n"

/* What the monitor has said. All zeros before the first bytes. */
struct monitor {
	size_t answers;
	char refusal[160]; /* the first answer that is an error, or "" */
	bool powered_off, reset; /* the machine has ended so */
	char line[512];
	size_t used;
};

/* Takes what the monitor has said now: any bytes. A line that is too long is cut. */
void monitor_feed(struct monitor *monitor, const char *bytes, size_t size);

#endif
