/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/rehearse/monitor.h"

#include <stdio.h>
#include <string.h>

/* QEMU writes one object a line, with a space behind each colon. */
static void end_line(struct monitor *monitor)
{
	const char *line = monitor->line;

	monitor->line[monitor->used] = '\0';
	monitor->used = 0;
	if (strstr(line, "\"event\": \"SHUTDOWN\"")) {
		monitor->powered_off = strstr(line, "\"guest-shutdown\"") != NULL;
		monitor->reset = strstr(line, "\"guest-reset\"") != NULL;
	} else if (strncmp(line, "{\"return\"", 9) == 0) {
		monitor->answers++;
	} else if (strncmp(line, "{\"error\"", 8) == 0) {
		monitor->answers++;
		if (!monitor->refusal[0])
			snprintf(monitor->refusal, sizeof(monitor->refusal), "%.150s", line);
	}
}

void monitor_feed(struct monitor *monitor, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] == '\n')
			end_line(monitor);
		else if (bytes[i] != '\r' && bytes[i] && monitor->used < sizeof(monitor->line) - 1)
			monitor->line[monitor->used++] = bytes[i];
	}
}
