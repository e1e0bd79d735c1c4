/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/machine/machine-find.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

#define NOTE_SIZE_MAX ((uint64_t)1 << 20)

/*
 * Finds the notes of one CPU. A CPU with crash_notes must have crash_notes_size.
 * Returns 0, or -errno with the reason; -ENOENT: the CPU has no notes.
 */
static int find_note(const struct snapshot *snapshot, const char *path, struct range *ret, struct diag *diag)
{
	char size_path[160];
	uint64_t start, size;
	int r = snapshot_number(snapshot, path, 16, &start, diag);

	if (r < 0)
		return r;
	snprintf(size_path, sizeof(size_path), "%.128s_size", path);
	r = snapshot_number(snapshot, size_path, 10, &size, diag);
	if (r < 0)
		return r == -ENOENT ? -EINVAL : r;
	if (!size || size > NOTE_SIZE_MAX || start > UINT64_MAX - size)
		return diag_fail(diag, -EINVAL, "%s: crash notes of %" PRIu64 " bytes at 0x%" PRIx64 " are impossible", path, size,
				 start);
	*ret = (struct range){ start, start + size };
	return 0;
}

static int find_notes(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	machine->cpu_note = calloc(snapshot->count + 1, sizeof(*machine->cpu_note));
	if (!machine->cpu_note)
		return diag_oom(diag);
	for (size_t i = 0; i < snapshot->count; i++) {
		int r;

		if (!snapshot_is_cpu_file(&snapshot->entry[i], "crash_notes"))
			continue;
		r = find_note(snapshot, snapshot->entry[i].name, &machine->cpu_note[machine->cpu_note_count], diag);
		if (r < 0 && r != -ENOENT)
			return r;
		machine->cpu_note_count += !r;
	}
	if (!machine->cpu_note_count)
		return diag_fail(diag, -ENODATA,
				 "no CPU has " SNAPSHOT_CPUS
				 "/cpuN/crash_notes: the running kernel is built without CONFIG_CRASH_DUMP");
	return 0;
}

/* The file has "address size", both hexadecimal without 0x. */
static int find_vmcoreinfo_note(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	char text[129], *end;
	unsigned long long start, size;
	struct view bytes;
	int r = snapshot_bytes(snapshot, VMCOREINFO_FILE, &bytes, diag);

	if (r < 0)
		return diag_fail(diag, r, "cannot read " VMCOREINFO_FILE ", without which a dump cannot be analysed: %s", strerror(-r));
	snprintf(text, sizeof(text), "%.*s", (int)(bytes.size < sizeof(text) ? bytes.size : sizeof(text) - 1),
		 (const char *)bytes.data);
	start = strtoull(text, &end, 16);
	size = *end == ' ' ? strtoull(end, &end, 16) : 0;
	if (!size || size > NOTE_SIZE_MAX || start > UINT64_MAX - size)
		return diag_fail(diag, -EINVAL, VMCOREINFO_FILE " is \"%.40s\", expected an address and a size", text);
	machine->vmcoreinfo_note = (struct range){ start, start + size };
	return 0;
}

int find_crash_notes(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	int r = find_notes(snapshot, machine, diag);

	return r < 0 ? r : find_vmcoreinfo_note(snapshot, machine, diag);
}
