/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/rehearse-watch.h"

#include <errno.h>

#include "kexec/base/diag.h"
#include "kexec/host/qemu.h"
#include "kexec/rehearse/monitor.h"
#include "kexec/rehearse/rehearsal.h"

#define START_MILLISECONDS 20000 /* for QEMU to be complete */
#define DRAIN_MILLISECONDS 300	 /* for what the console shows behind a line that decides */

int rehearse_await(struct host_qemu *qemu, struct diag *diag)
{
	uint64_t until = host_milliseconds() + START_MILLISECONDS;
	struct monitor monitor = { 0 };
	char bytes[1024];
	size_t size;

	while (monitor.answers < MONITOR_HELLO_ANSWERS) {
		uint64_t now = host_milliseconds();
		enum host_qemu_event event = now < until ? host_qemu_wait(qemu, (unsigned int)(until - now), bytes, sizeof(bytes), &size)
							 : HOST_QEMU_NOTHING;

		if (event == HOST_QEMU_MONITOR)
			monitor_feed(&monitor, bytes, size);
		else if (event == HOST_QEMU_ENDED)
			return diag_fail(diag, -EIO, "QEMU ended before the virtual machine was complete: %s",
					 qemu->says[0] ? qemu->says : "it does not say why");
		else if (event == HOST_QEMU_NOTHING && host_milliseconds() >= until)
			return diag_fail(diag, -EIO, "QEMU did not complete the virtual machine in %d s", START_MILLISECONDS / 1000);
	}
	return monitor.refusal[0] ? diag_fail(diag, -EIO, "QEMU's monitor refuses: %s", monitor.refusal) : 0;
}

/* A terminal must not take a kernel's bytes for commands. */
static void show(FILE *trace, const char *bytes, size_t size)
{
	for (size_t i = 0; trace && i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c != '\r')
			(void)fputc(c == '\n' || c == '\t' || (c >= ' ' && c < 0x7f) ? c : '?', trace);
	}
}

static enum rehearsal_end end_of(const struct monitor *monitor)
{
	if (monitor->powered_off)
		return REHEARSAL_POWERED_OFF;
	return monitor->reset ? REHEARSAL_RESET : REHEARSAL_BROKEN;
}

/* Reads what is still there. */
static void drain(struct host_qemu *qemu, uint64_t now, FILE *trace, struct marks *marks)
{
	uint64_t until = host_milliseconds() + DRAIN_MILLISECONDS;
	char bytes[4096];
	size_t size;

	while (host_milliseconds() < until) {
		enum host_qemu_event event = host_qemu_wait(qemu, DRAIN_MILLISECONDS, bytes, sizeof(bytes), &size);

		if (event == HOST_QEMU_ENDED || event == HOST_QEMU_NOTHING)
			return;
		if (event == HOST_QEMU_CONSOLE) {
			show(trace, bytes, size);
			marks_feed(marks, now, bytes, size);
		}
	}
}

/* Is there a reason to stop? */
static bool is_over(const struct rehearsal *rehearsal, const struct monitor *monitor, uint64_t limit, uint64_t settle,
		    enum rehearsal_end *ret)
{
	const struct marks *marks = &rehearsal->marks;
	enum mark last = rehearsal->crashes && !marks->has_no_dump ? MARK_CHECKED : MARK_UNPACKED;
	bool reached = marks->seen[last];

	limit += rehearsal->crashes ? marks->first.at : 0; /* each of two kernels has its time */

	if (marks_failed(marks))
		*ret = REHEARSAL_FAILED;
	else if (monitor->powered_off || monitor->reset)
		*ret = end_of(monitor);
	else if (reached && rehearsal->milliseconds >= marks->at[last] + settle)
		*ret = REHEARSAL_SETTLED;
	else if (rehearsal->milliseconds >= limit)
		*ret = reached ? REHEARSAL_SETTLED : REHEARSAL_OVERTIME;
	else
		return false;
	return true;
}

void rehearse_watch(struct host_qemu *qemu, uint64_t limit, uint64_t settle, FILE *trace, struct rehearsal *ret)
{
	uint64_t start = host_milliseconds();
	struct monitor monitor = { 0 };
	enum host_qemu_event event = HOST_QEMU_NOTHING;
	char bytes[4096];
	size_t size = 0;

	ret->end = REHEARSAL_BROKEN;
	while (event != HOST_QEMU_ENDED) {
		event = host_qemu_wait(qemu, 100, bytes, sizeof(bytes), &size);
		ret->milliseconds = host_milliseconds() - start;
		if (event == HOST_QEMU_CONSOLE) {
			show(trace, bytes, size);
			marks_feed(&ret->marks, ret->milliseconds, bytes, size);
		} else if (event == HOST_QEMU_MONITOR) {
			monitor_feed(&monitor, bytes, size);
		}
		if (is_over(ret, &monitor, limit, settle, &ret->end)) {
			drain(qemu, ret->milliseconds, trace, &ret->marks);
			break;
		}
	}
	ret->qemu_says = qemu->says;
}
