/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/rehearse-machine.h"

#include <errno.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/outcome.h"
#include "kexec/command/rehearse-start.h"
#include "kexec/host/qemu.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/load/stage.h"
#include "kexec/plan/plan.h"
#include "kexec/rehearse/monitor.h"

#define TREE_MAX ((size_t)2 << 20)
#define TREE_HEADER 8

/* A board without a kernel to load has its devicetree at the start of RAM: QEMU, docs/system/arm/virt.rst. */
static int read_tree(const struct host_qemu *qemu, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob tree = { 0 };
	uint8_t header[TREE_HEADER];
	size_t size;
	int r = host_qemu_read(qemu, qemu->ram.start, header, sizeof(header), diag);

	if (r < 0)
		return r;
	size = load_be32(header + 4);
	if (size < TREE_HEADER || size > TREE_MAX)
		return diag_fail(diag, -EINVAL, "the virtual machine has no devicetree at the start of its RAM");
	if (blob_alloc(size, &tree) < 0)
		return diag_oom(diag);
	r = host_qemu_read(qemu, qemu->ram.start, tree.data, size, diag);
	if (!r)
		*ret = blob_take(&tree);
	return r;
}

static int write_plan(const struct host_qemu *qemu, const struct load *load, struct diag *diag)
{
	struct load_view view;
	int r = 0;

	load_look(load, &view);
	for (size_t i = 0; i < view.plan->segment_count && !r; i++) {
		const struct segment *segment = &view.plan->segment[i];

		r = host_qemu_write(qemu, segment->memory.start, segment->bytes.data, segment->bytes.size, diag);
	}
	return r;
}

int rehearse_begin(const struct invocation *invocation, struct stage *stage, struct load *load, struct host_qemu *qemu,
		   struct rehearse_machine *ret, struct diag *diag)
{
	const struct rehearse_wish wish = { .stage = stage, .native = host_qemu_is_native(stage->virtual), .entry = stage->entry };
	CLEANUP(blob_release) struct blob tree = { 0 };
	int r = rehearse_start_machine(&wish, invocation->trace, qemu, ret, diag);

	if (!r)
		r = read_tree(qemu, &tree, diag);
	if (!r)
		r = load_stage_complete(invocation->options, invocation->host, invocation->trace, &tree, stage, load, diag);
	if (!r)
		r = load_stage_notes(load, stage, qemu, diag);
	if (!r)
		r = write_plan(qemu, load, diag);
	return r ? r : host_qemu_say(qemu, MONITOR_GO, diag);
}
