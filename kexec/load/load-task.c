/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-task.h"

#include "kexec/base/wire.h"
#include "kexec/host/apart.h"
#include "kexec/host/host.h"
#include "kexec/load/answer.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/kcore-need.h"

/*
 * The costliest format to unpack is bzip2: 400 million instructions for a MiB of the file (docs/PERFORMANCE.md: 4,600 M for a kernel
 * of 11 MiB). So a processor of 200 million instructions a second stays within the bound with files of any size, and one of 60
 * million with that kernel. A Cortex-A53 at 400 MHz does more than 200 million. Time in which others run does not count.
 */
#define SECONDS 60
#define SECONDS_PER_MIB 2

/* The kernel in two states of unpacking, a dictionary, and small things; the initrds may be joined besides. */
#define MEMORY ((uint64_t)2 << 30)

#define ERROR_MAX 4095

static void move_result(struct wire *answer, struct task *task)
{
	uint64_t result = task->result < 0 ? (uint64_t)-task->result + 1 : (uint64_t)task->result;

	wire_number(answer, &result, ERROR_MAX + 1);
	task->result = result > 1 ? 1 - (int)result : (int)result;
	if (task->result >= 0)
		return;
	wire_text(answer, task->diag.message, sizeof(task->diag.message));
	wire_text(answer, task->diag.hint, sizeof(task->diag.hint));
}

static void move_answer(struct wire *answer, struct task *task)
{
	move_result(answer, task);
	if (task->result > 0)
		kcore_move_need(answer, &task->need);
	if (!task->result)
		answer_move(answer, task->load);
}

/* In the child. */
static void work(void *context, FILE *out, struct wire *answer)
{
	struct task *task = context;
	struct host host = *task->context->host;
	struct context apart = *task->context;

	host.kept = task->kept;
	apart.host = &host;
	apart.snapshot = task->snapshot;
	apart.need = &task->need;
	apart.trace = out;
	apart.diag = &task->diag;
	task->result = task->steps(&apart, task->load);
	move_answer(answer, task);
}

static void take(void *context, struct wire *answer)
{
	move_answer(answer, context);
}

static uint64_t file_bytes(const struct load *load)
{
	uint64_t sum = load->kernel_file->bytes.size + load->dtb_file->bytes.size;

	for (size_t i = 0; i < load->initrd_count; i++)
		sum += load->initrd_file[i].bytes.size;
	return sum;
}

int task_run(struct task *task)
{
	uint64_t files = file_bytes(task->load);
	const struct apart apart = {
		.work = work,
		.take = take,
		.context = task,
		.trace = task->context->trace,
		.seconds = SECONDS + (unsigned int)(files >> 20) * SECONDS_PER_MIB,
		.memory = MEMORY + files,
	};
	int r = host_apart(&apart, task->context->diag);

	if (!r && task->result < 0)
		*task->context->diag = task->diag;
	return r ? r : task->result;
}
