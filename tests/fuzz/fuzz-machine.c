/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine of files with any bytes, understood in as many rounds as it takes, and the console chosen from it.
 *
 * The first byte has the options: bit 0 a crash load, 1 a recorded machine, 2 --dtb is given, 3 --serial=auto, 4 --serial=ttyS0.
 * Files follow, each with its path behind "\n@" and its bytes behind the next newline; "!" in place of "@" is a file that cannot
 * be read.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine-from.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

#define ROUNDS_MAX 64
#define NAME_SIZE 128

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int r)
{
	if (r < 0)
		abort();
}

static void add_bytes(struct snapshot *snapshot, const char *name, struct view bytes, bool is_head)
{
	CLEANUP(blob_release) struct blob blob = { 0 };

	must(blob_alloc(bytes.size, &blob));
	if (bytes.size)
		memcpy(blob.data, bytes.data, bytes.size);
	must(snapshot_add(snapshot, name, &blob));
	snapshot_find(snapshot, name)->is_head = is_head;
}

static const uint8_t *next_file(const uint8_t *at, const uint8_t *end)
{
	for (; at + 1 < end; at++)
		if (at[0] == '\n' && (at[1] == '@' || at[1] == '!'))
			return at;
	return end;
}

/* at: the newline before a file's mark; next: the one before the mark of the file behind it. */
static void add_file(struct snapshot *snapshot, const uint8_t *at, const uint8_t *next)
{
	const uint8_t *path = at + 2, *line = memchr(path, '\n', (size_t)(next - path));
	size_t length = (size_t)((line ? line : next) - path);
	char name[NAME_SIZE] = { 0 };

	if (length >= sizeof(name))
		return;
	memcpy(name, path, length);
	if (at[1] == '!')
		must(snapshot_add_error(snapshot, name, -EIO, NULL));
	else
		add_bytes(snapshot, name, line ? (struct view){ line + 1, (size_t)(next - line - 1) } : (struct view){ 0 }, false);
}

static struct snapshot read_snapshot(const uint8_t *data, size_t size)
{
	struct snapshot snapshot = { .uts_machine = "aarch64", .page_size = data[0] & 2 ? 0 : 4096, .is_recorded = data[0] & 2 };
	const uint8_t *end = data + size;

	for (const uint8_t *at = next_file(data + 1, end); at < end;) {
		const uint8_t *next = next_file(at + 2, end);

		add_file(&snapshot, at, next);
		at = next;
	}
	return snapshot;
}

/* The core's bytes are not in the snapshot until they are needed: they are kept in all. */
static struct blob take_core(struct snapshot *snapshot)
{
	struct snapshot_entry *core = snapshot_find(snapshot, "/proc/kcore");
	struct blob bytes = { 0 };
	size_t at = core ? (size_t)(core - snapshot->entry) : 0;

	if (!core)
		return bytes;
	bytes = blob_take(&core->bytes);
	free(core->name);
	free(core->reason);
	memmove(core, core + 1, (snapshot->count - at - 1) * sizeof(*core));
	snapshot->count--;
	if (!snapshot->count) {
		free(snapshot->entry);
		snapshot->entry = NULL;
	}
	return bytes;
}

static void give(struct snapshot *snapshot, const struct blob *core, const struct snapshot_need *need)
{
	size_t left = need->offset < core->size ? core->size - (size_t)need->offset : 0;
	size_t size = left < need->size ? left : need->size;

	if (!core->data)
		must(snapshot_add_error(snapshot, need->name, -ENOENT, NULL));
	else
		add_bytes(snapshot, need->name, (struct view){ size ? core->data + need->offset : core->data, size },
			  size == need->size);
}

static void check_machine(const struct machine *machine)
{
	if (!machine->arch || !machine->cmdline || !machine->map.count || !machine->facts)
		abort();
	for (size_t i = 0; i < machine->map.count; i++)
		if (range_is_empty(machine->map.area[i].range) ||
		    (i && machine->map.area[i].range.start < machine->map.area[i - 1].range.end))
			abort();
	for (size_t i = 0; i < machine->cpu_note_count; i++)
		if (range_is_empty(machine->cpu_note[i]))
			abort();
}

static void try_console(const char *serial, const struct snapshot *snapshot, const struct machine *machine)
{
	struct console_choice choice = { .console.base = 42 };
	struct diag diag = { 0 };
	int r = console_choose(serial, snapshot, machine, &choice, &diag);

	if (r ? choice.console.base != 42 || !diag.message[0] : !choice.why[0])
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	CLEANUP(machine_release) struct machine machine = { 0 };
	CLEANUP(blob_release) struct blob core = { 0 };
	struct machine_request request = { 0 };
	struct snapshot_need need;
	struct diag diag = { 0 };
	int r, round = 0;

	if (!size)
		return 0;
	request.crash = data[0] & 1;
	request.have_dtb = data[0] & 4;
	request.serial = data[0] & 8 ? "auto" : data[0] & 16 ? "ttyS0" : NULL;
	snapshot = read_snapshot(data, size);
	core = take_core(&snapshot);
	while ((r = machine_from(&request, &snapshot, &machine, &need, &diag)) == 1) {
		if (++round > ROUNDS_MAX)
			abort();
		give(&snapshot, &core, &need);
	}
	if (r > 0 || (r < 0 && (!diag.message[0] || strchr(diag.message, '\n') || machine.arch)))
		abort();
	if (r)
		return 0;
	check_machine(&machine);
	try_console(request.serial, &snapshot, &machine);
	return 0;
}
