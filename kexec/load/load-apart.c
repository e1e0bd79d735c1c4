/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-apart.h"

#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/collect.h"
#include "kexec/image/wake-libraries.h"
#include "kexec/load/answer.h"
#include "kexec/load/load-gather.h"
#include "kexec/load/load-task.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/machine-from.h"

#define ROUNDS_MAX 8

/* Each round knows more of the machine's memory than the one before. */
static int take_rounds(struct task *task, struct inputs *inputs)
{
	struct diag *diag = task->context->diag;

	for (int i = 0; i < ROUNDS_MAX; i++) {
		int r = task_run(task);

		if (r <= 0)
			return r;
		r = host_collect_more(task->context->host, &task->need, &inputs->machine, diag);
		if (r < 0)
			return r;
	}
	return diag_fail(diag, -EPROTO, "parsing has asked for too much of the running kernel's memory");
}

static int find_arch(const struct context *context, const struct inputs *inputs, struct load *load)
{
	const struct machine_request request = machine_request_of(context->options, load->by_files);

	return machine_find_arch(&request, &inputs->machine, &load->arch, context->diag);
}

int load_apart(const struct context *context, load_steps *steps, bool is_whole, struct load *load)
{
	CLEANUP(inputs_release) struct inputs inputs = { 0 };
	struct task task = {
		.context = context,
		.snapshot = &inputs.machine,
		.kept = &inputs.kept,
		.steps = steps,
		.load = load,
	};
	int r = gather_inputs(context, load, &inputs);

	image_wake_libraries();
	if (!r)
		r = find_arch(context, &inputs, load);
	if (!r)
		r = take_rounds(&task, &inputs);
	if (!r)
		r = answer_check(context, load, is_whole, context->diag);
	if (!r)
		answer_attach(load);
	return r;
}
