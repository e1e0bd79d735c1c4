/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/rehearse-start.h"

#include <errno.h>
#include <stdio.h>

#include "kexec/base/diag.h"
#include "kexec/base/trace.h"
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

static int start(const struct rehearse_wish *wish, bool native, FILE *out, struct host_qemu *qemu, struct rehearse_machine *ret,
		 struct diag *diag)
{
	const struct stage *stage = wish->stage;
	const struct qemu_request request = {
		.virtual = stage->virtual,
		.native = native,
		.processor = stage->processor,
		.cpus = cpus_of(stage),
		.ram = stage->ram,
		.entry = wish->entry,
		.cmdline = wish->cmdline,
	};
	struct qemu_line line;
	const struct host_qemu_request files = { &line, stage->ram, native, wish->kernel, wish->initrd };
	int r;

	qemu_line_make(&request, &line);
	trace_line(out, &line);
	ret->native = native;
	ret->cpus = request.cpus;
	r = host_qemu_start(&files, qemu, diag);
	if (r < 0)
		return r;
	(void)host_qemu_say(qemu, MONITOR_HELLO, diag); /* if it has ended already, that is told next */
	return rehearse_await(qemu, diag);
}

/* KVM fails late: only QEMU knows if this host's processors can run that machine, and if it may use them as nobody. */
int rehearse_start_machine(const struct rehearse_wish *wish, FILE *trace, struct host_qemu *qemu, struct rehearse_machine *ret,
			   struct diag *diag)
{
	int r;

	*ret = (struct rehearse_machine){ 0 };
	r = start(wish, wish->native, trace, qemu, ret, diag);
	if (r != -EIO || !wish->native)
		return r;
	snprintf(ret->no_kvm, sizeof(ret->no_kvm), "%.299s", qemu->says[0] ? qemu->says : diag->message);
	host_qemu_end(qemu);
	*qemu = (struct host_qemu)HOST_QEMU_NONE;
	*diag = (struct diag){ 0 };
	return start(wish, false, trace, qemu, ret, diag);
}
