/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/qemu.h"
#include "kexec/load/load-values.h"
#include "kexec/load/stage.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/vmcoreinfo.h"
#include "kexec/rehearse/old-notes.h"

/* error: of the maker of the note. A note that its place cannot hold is left out. */
static int write_note(const struct host_qemu *qemu, struct range place, int error, const struct blob *note, struct diag *diag)
{
	if (error)
		return error == -ENOSPC ? 0 : diag_oom(diag);
	return host_qemu_write(qemu, place.start, note->data, note->size, diag);
}

static int write_cpu_notes(const struct machine *machine, size_t size, const struct host_qemu *qemu, struct diag *diag)
{
	int r = 0;

	for (size_t i = 0; i < machine->cpu_note_count && !r; i++) {
		CLEANUP(blob_release) struct blob note = { 0 };

		r = old_note_cpu(size, range_size(machine->cpu_note[i]), &note);
		r = write_note(qemu, machine->cpu_note[i], r, &note, diag);
	}
	return r;
}

int load_stage_notes(const struct load *load, const struct stage *stage, const struct host_qemu *qemu, struct diag *diag)
{
	const struct machine *machine = load->machine;
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	CLEANUP(blob_release) struct blob note = { 0 };
	size_t unused;
	int r;

	if (!load->crash)
		return 0;
	r = machine->kcore_head.size ? kcore_parse(blob_view(&machine->kcore_head), &unused, &kcore, diag) : 0;
	if (r < 0)
		return r;
	r = old_note_vmcoreinfo(kcore.vmcoreinfo, range_size(machine->vmcoreinfo_note), &note);
	r = write_note(qemu, machine->vmcoreinfo_note, r, &note, diag);
	return r ? r : write_cpu_notes(machine, stage->registers_size, qemu, diag);
}
