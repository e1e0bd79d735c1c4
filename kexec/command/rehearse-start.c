/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/rehearse-start.h"

#include <stdio.h>

#include "kexec/base/trace.h"
#include "kexec/command/outcome.h"
#include "kexec/command/rehearse-watch.h"
#include "kexec/host/qemu.h"
#include "kexec/load/stage.h"
#include "kexec/rehearse/monitor.h"
#include "kexec/rehearse/qemu-line.h"

#define CPUS_MAX 8     /* each costs the host a thread */
#define CPUS_UNKNOWN 2

static size_t cpus_of(const struct stage *stage)
{
	size_t cpus = stage->cpus ? stage->cpus : CPUS_UNKNOWN;

	return cpus < CPUS_MAX ? cpus : CPUS_MAX;
}

static void trace_line(FILE *out, const struct qemu_line *line)
{
	for (size_t i = 0; out && line->word[i]; i++)
		fprintf(out, "%s%s", i ? " " : "rehearsal: ", line->word[i]);
	trace(out, "%s", "");
}

int rehearse_start_machine(const struct invocation *invocation, const struct stage *stage, struct host_qemu *qemu,
			   struct rehearse_machine *ret, struct diag *diag)
{
	const struct qemu_request request = {
		.virtual = stage->virtual,
		.native = host_qemu_is_native(stage->virtual),
		.processor = stage->processor,
		.cpus = cpus_of(stage),
		.ram = stage->ram,
		.entry = stage->entry,
	};
	struct qemu_line line;
	int r;

	qemu_line_make(&request, &line);
	trace_line(invocation->trace, &line);
	*ret = (struct rehearse_machine){ .native = request.native, .cpus = request.cpus };
	r = host_qemu_start(&line, stage->ram, request.native, qemu, diag);
	if (r < 0)
		return r;
	(void)host_qemu_say(qemu, MONITOR_HELLO, diag); /* if it has ended already, that is told next */
	return rehearse_await(qemu, diag);
}
