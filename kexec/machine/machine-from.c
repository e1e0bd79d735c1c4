/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/machine-from.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/diag.h"
#include "kexec/machine/iomem.h"
#include "kexec/machine/kcore-need.h"
#include "kexec/machine/machine-find.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"
#include "kexec/machine/vmcoreinfo.h"

int machine_find_arch(const struct machine_request *request, const struct snapshot *snapshot, const struct arch **ret,
		      struct diag *diag)
{
	const char *name = request->arch ? request->arch : snapshot->uts_machine;
	const struct arch *arch = arch_find(name);
	char supported[128];

	if (!arch) {
		arch_names(supported, sizeof(supported));
		diag_fail(diag, -ENOTSUP, "unsupported architecture %.64s; this version supports %s", name, supported);
		if (!request->arch && snapshot->is_recorded)
			diag_hint(diag, "Name the architecture of the recorded machine with --arch.");
		return -ENOTSUP;
	}
	*ret = arch;
	return 0;
}

/* Of a recorded machine, VMCOREINFO says it. */
static int find_page_size(const struct snapshot *snapshot, uint64_t *ret, struct diag *diag)
{
	uint64_t size = snapshot->page_size;
	struct view text;
	int r = size ? 0 : snapshot_bytes(snapshot, KCORE_RECORDED_VMCOREINFO, &text, diag);

	if (r < 0 && r != -ENOENT)
		return r;
	if (!r && !size)
		(void)vmcoreinfo_number(text, "PAGESIZE", &size);
	*ret = size == 16384 || size == 65536 ? size : 4096;
	return 0;
}

int machine_find_map(const struct snapshot *snapshot, struct memmap *ret, struct diag *diag)
{
	struct view text;
	int r = snapshot_bytes(snapshot, IOMEM_FILE, &text, diag);

	if (r < 0) {
		diag_hint(diag,
			  snapshot->is_recorded
				  ? "The folder of --sysroot must hold a recorded machine, as tools/record-machine makes it."
				  : "Mount /proc.");
		return r;
	}
	return iomem_parse(text, ret, diag);
}

static int find_cmdline(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	struct view text;
	const void *end;
	int r = snapshot_bytes(snapshot, CMDLINE_FILE, &text, diag);

	if (r < 0)
		return r;
	end = text.size ? memchr(text.data, '\n', text.size) : NULL;
	machine->cmdline = calloc(text.size + 1, 1);
	if (!machine->cmdline)
		return diag_oom(diag);
	memcpy(machine->cmdline, text.data, end ? (size_t)((const uint8_t *)end - text.data) : text.size);
	return 0;
}

/* A kernel with such a file does not copy a segment that is loaded at its destination. */
static int find_copy_size(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	static const char *const files[] = { COPY_SIZE_FILE, COPY_SIZE_FILE_OLD };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		uint64_t unused;
		int r = snapshot_number(snapshot, files[i], 10, &unused, diag);

		if (r < 0 && r != -ENOENT)
			return r;
		machine->loads_in_place = machine->loads_in_place || !r;
	}
	return 0;
}

/* Finds how large an elfcorehdr is that the running kernel updates. */
static int find_elfcorehdr_size(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	static const char *const files[] = { ELFCOREHDR_SIZE_FILE, ELFCOREHDR_SIZE_FILE_OLD };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		int r = snapshot_number(snapshot, files[i], 10, &machine->elfcorehdr_size, diag);

		if (r != -ENOENT)
			return r;
	}
	return 0;
}

/* Checks that the folder of the CPUs could be listed. An absent folder matters to a crash load only. */
static int check_cpu_list(const struct snapshot *snapshot, bool crash, struct diag *diag)
{
	const struct snapshot_entry *list = snapshot_find(snapshot, SNAPSHOT_CPUS);
	int error = list ? list->error : -ENOENT;

	if (!error || (error == -ENOENT && !crash))
		return 0;
	diag_fail(diag, error, "cannot list " SNAPSHOT_CPUS ": %s", strerror(-error));
	if (!snapshot->is_recorded)
		diag_hint(diag, "Mount /sys.");
	return error;
}

/* Finds the members that need only the first round. */
static int understand(const struct machine_request *request, const struct snapshot *snapshot, struct machine *machine,
		      struct diag *diag)
{
	int r = find_page_size(snapshot, &machine->page_size, diag);

	machine->kernel_big_endian = snapshot->big_endian;
	if (!r)
		r = machine_find_map(snapshot, &machine->map, diag);
	if (!r)
		r = find_cmdline(snapshot, machine, diag);
	if (!r)
		r = find_devicetree(snapshot, request->have_dtb, machine, diag);
	if (!r)
		r = check_cpu_list(snapshot, request->crash, diag);
	if (!r)
		r = machine->arch->find_facts(snapshot, machine, diag);
	if (!r && request->crash)
		r = find_crash_notes(snapshot, machine, diag);
	if (!r && request->hotplug)
		r = find_elfcorehdr_size(snapshot, machine, diag);
	if (!r)
		r = find_copy_size(snapshot, machine, diag);
	if (!r)
		find_ramoops(snapshot, machine);
	return !r && request->crash ? find_crash_cma(snapshot, machine, diag) : r;
}

static int find_kcore_head(const struct snapshot *snapshot, struct machine *machine, struct snapshot_need *ret_need,
			   struct diag *diag)
{
	struct view head;
	int r = kcore_head(snapshot, ret_need, &head, diag);

	if (r == -ENOENT)
		return 0;
	if (r)
		return r;
	if (blob_alloc(head.size, &machine->kcore_head) < 0)
		return diag_oom(diag);
	memcpy(machine->kcore_head.data, head.data, head.size);
	return 0;
}

int machine_from(const struct machine_request *request, const struct snapshot *snapshot, struct machine *machine,
		 struct snapshot_need *ret_need, struct diag *diag)
{
	int r = 0;

	if (!machine->arch) {
		r = machine_find_arch(request, snapshot, &machine->arch, diag);
		if (!r)
			r = understand(request, snapshot, machine, diag);
	}
	if (!r)
		r = request->crash ? find_kcore_head(snapshot, machine, ret_need, diag)
				   : apply_firmware_map(snapshot, machine, ret_need, diag);
	if (r < 0)
		machine_release(machine);
	return r;
}
