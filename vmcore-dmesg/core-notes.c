/* SPDX-License-Identifier: GPL-2.0-only */
#include "vmcore-dmesg/core-notes.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "vmcore-dmesg/core-source.h"
#include "vmcore-dmesg/core.h"

/* A few notes for each of some ten thousand CPUs. */
#define NOTES_MAX ((uint64_t)1 << 20)

/* The kernel keeps it in one page, of 64 KiB at most. */
#define VMCOREINFO_MAX ((uint64_t)1 << 20)

static const char vmcoreinfo_name[] = "VMCOREINFO";

struct note {
	uint64_t name_size, size, type;
	uint64_t name, bytes, end; /* offsets in the file; end is that of the next note */
};

static uint64_t padded(uint64_t size)
{
	return (size + 3) & ~(uint64_t)3;
}

/* Reads the header of the note at offset; it ends at or before end. The padding of the last one may be missing. */
static int read_note(const struct core *core, uint64_t offset, uint64_t end, struct note *ret, struct diag *diag)
{
	uint8_t header[sizeof(Elf64_Nhdr)];
	struct note note;
	int r = core_source_read(core->source, offset, header, sizeof(header), diag);

	if (r < 0)
		return r;
	note.name_size = core_number(core, header + offsetof(Elf64_Nhdr, n_namesz), 4);
	note.size = core_number(core, header + offsetof(Elf64_Nhdr, n_descsz), 4);
	note.type = core_number(core, header + offsetof(Elf64_Nhdr, n_type), 4);
	note.name = offset + sizeof(header);
	note.bytes = note.name + padded(note.name_size);
	note.end = note.bytes + padded(note.size);
	if (!span_fits(note.bytes, note.size, end))
		return diag_fail(diag, -EINVAL,
				 "a note at %#" PRIx64 " runs over the end of its segment, %#" PRIx64 ": the file is damaged",
				 offset, end);
	*ret = note;
	return 0;
}

/* Reads the name if it can be the one that is looked for. */
static int is_vmcoreinfo(const struct core *core, const struct note *note, bool *ret, struct diag *diag)
{
	char name[sizeof(vmcoreinfo_name)];
	int r;

	*ret = false;
	if (note->type != 0 || note->name_size != sizeof(name))
		return 0;
	r = core_source_read(core->source, note->name, name, sizeof(name), diag);
	*ret = r == 0 && !memcmp(name, vmcoreinfo_name, sizeof(name));
	return r;
}

static int read_text(struct core *core, const struct note *note, struct diag *diag)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	int r;

	if (note->size > VMCOREINFO_MAX)
		return diag_fail(diag, -EINVAL, "VMCOREINFO has %" PRIu64 " bytes, expected at most %" PRIu64, note->size,
				 VMCOREINFO_MAX);
	if (blob_alloc((size_t)note->size, &text) < 0)
		return diag_oom(diag);
	r = core_source_read(core->source, note->bytes, text.data, text.size, diag);
	if (r == 0)
		core->vmcoreinfo = blob_take(&text);
	return r;
}

/* Returns 1 if it was found, 0 if not, or -errno. *left is the number of notes that may still be looked at. */
static int search(struct core *core, const struct core_notes *notes, uint64_t *left, struct diag *diag)
{
	uint64_t at = notes->offset, end;

	if (!add_u64(notes->offset, notes->size, &end))
		return diag_fail(diag, -EINVAL, "notes of %#" PRIx64 " bytes at %#" PRIx64 ": the file is damaged", notes->size,
				 notes->offset);
	while (at <= end && end - at >= sizeof(Elf64_Nhdr)) {
		struct note note = { 0 };
		bool found = false;
		int r = read_note(core, at, end, &note, diag);

		if (r == 0)
			r = is_vmcoreinfo(core, &note, &found, diag);
		if (r == 0 && found)
			r = read_text(core, &note, diag);
		if (r < 0)
			return r;
		if (found)
			return 1;
		if (!(*left)--)
			return diag_fail(diag, -EINVAL, "there are more than %" PRIu64 " notes: the file is damaged",
					 NOTES_MAX);
		at = note.end;
	}
	return 0;
}

int core_read_vmcoreinfo(struct core *core, const struct core_notes *notes, size_t count, struct diag *diag)
{
	uint64_t left = NOTES_MAX;

	for (size_t i = 0; i < count; i++) {
		int r = search(core, &notes[i], &left, diag);

		if (r != 0)
			return r < 0 ? r : 0;
	}
	diag_fail(diag, -ENOENT, "the core file has no VMCOREINFO, which says where the kernel's log is");
	diag_hint(diag, "A core file of a process has none. A dump of a virtual machine has one if the machine has a "
			"vmcoreinfo device.");
	return -ENOENT;
}
