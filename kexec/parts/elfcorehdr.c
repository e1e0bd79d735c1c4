/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/elfcorehdr.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/kernel-layout.h"

/* The program headers other than those of CPUs and RAM: VMCOREINFO and the kernel's image. */
#define OTHER_HEADERS 2

int elfcorehdr_size(size_t cpu_note_count, size_t ram_count, uint64_t *ret, struct diag *diag)
{
	if (cpu_note_count >= PN_XNUM || ram_count >= PN_XNUM || cpu_note_count + ram_count + OTHER_HEADERS >= PN_XNUM)
		return diag_fail(diag, -EOVERFLOW,
				 "%zu CPUs and %zu ranges of RAM need more program headers than the %d of an ELF core header",
				 cpu_note_count, ram_count, PN_XNUM - 1);
	*ret = sizeof(Elf64_Ehdr) + (cpu_note_count + ram_count + OTHER_HEADERS) * sizeof(Elf64_Phdr);
	return 0;
}

static int check_notes(const struct elfcorehdr_request *request, struct diag *diag)
{
	if (range_is_empty(request->vmcoreinfo)) {
		diag_fail(diag, -EINVAL, "the running kernel shows no VMCOREINFO note: no tool can read a dump without it");
		diag_hint(diag, "Use a kernel with CONFIG_CRASH_DUMP: it names the note in /sys/kernel/vmcoreinfo.");
		return -EINVAL;
	}
	for (size_t i = 0; i < request->cpu_note_count; i++) {
		struct range note = request->cpu_note[i];

		if (range_is_empty(note))
			return diag_fail(diag, -EINVAL, "crash note %zu at %#" PRIx64 " is empty", i, note.start);
	}
	return 0;
}

/* check_ram() has found that the ranges of RAM ascend. */
static bool is_dumped(const struct elfcorehdr_request *request, struct range note)
{
	size_t i = ranges_first_above(request->ram, request->ram_count, note.start);

	return i < request->ram_count && range_contains(request->ram[i], note);
}

static int fail_outside(struct range note, const char *name, struct diag *diag)
{
	diag_fail(diag, -EINVAL, "%s at %#" PRIx64 "-%#" PRIx64 " is not in System RAM: the capture kernel could not read it",
		  name, note.start, note.end - 1);
	diag_hint(diag, "Try again: /proc/iomem and /sys contradict each other, perhaps because memory was added or removed.");
	return -EINVAL;
}

/* The notes must be in RAM: the capture kernel reads them first, and shows no dump if it cannot. */
static int check_places(const struct elfcorehdr_request *request, struct diag *diag)
{
	if (!is_dumped(request, request->vmcoreinfo))
		return fail_outside(request->vmcoreinfo, "the VMCOREINFO note", diag);
	for (size_t i = 0; i < request->cpu_note_count; i++)
		if (!is_dumped(request, request->cpu_note[i]))
			return fail_outside(request->cpu_note[i], "the crash note of a CPU", diag);
	return 0;
}

static int check_ram(const struct elfcorehdr_request *request, struct diag *diag)
{
	uint64_t end = 0;

	if (request->ram_count == 0)
		return diag_fail(diag, -EINVAL, "there is no RAM to dump");
	for (size_t i = 0; i < request->ram_count; i++) {
		struct range ram = request->ram[i];

		if (range_is_empty(ram))
			return diag_fail(diag, -EINVAL, "RAM range %zu at %#" PRIx64 " is empty", i, ram.start);
		if (ram.start < end)
			return diag_fail(diag, -EINVAL,
					 "RAM range %zu starts at %#" PRIx64 ", below the end of the previous range, %#" PRIx64,
					 i, ram.start, end);
		end = ram.end;
	}
	return 0;
}

static int check_request(const struct elfcorehdr_request *request, struct diag *diag)
{
	struct range text = request->layout.text;
	int r;

	if (range_is_empty(text))
		return diag_fail(diag, -EINVAL, "the kernel's image at %#" PRIx64 " is empty", text.start);
	r = check_notes(request, diag);
	if (!r)
		r = check_ram(request, diag);
	return r < 0 ? r : check_places(request, diag);
}

#define EHDR(member) (header + offsetof(Elf64_Ehdr, member))

static uint8_t *put_header(uint8_t *header, uint16_t machine, uint16_t count)
{
	memcpy(EHDR(e_ident), ELFMAG, SELFMAG);
	EHDR(e_ident)[EI_CLASS] = ELFCLASS64;
	EHDR(e_ident)[EI_DATA] = ELFDATA2LSB;
	EHDR(e_ident)[EI_VERSION] = EV_CURRENT;
	store_le16(EHDR(e_type), ET_CORE);
	store_le16(EHDR(e_machine), machine);
	store_le32(EHDR(e_version), EV_CURRENT);
	store_le64(EHDR(e_phoff), sizeof(Elf64_Ehdr));
	store_le16(EHDR(e_ehsize), sizeof(Elf64_Ehdr));
	store_le16(EHDR(e_phentsize), sizeof(Elf64_Phdr));
	store_le16(EHDR(e_phnum), count);
	return header + sizeof(Elf64_Ehdr);
}

#define PHDR(member) (header + offsetof(Elf64_Phdr, member))

static uint8_t *put_range(uint8_t *header, uint32_t type, struct range physical)
{
	store_le32(PHDR(p_type), type);
	store_le64(PHDR(p_offset), physical.start);
	store_le64(PHDR(p_paddr), physical.start);
	store_le64(PHDR(p_filesz), range_size(physical));
	store_le64(PHDR(p_memsz), range_size(physical));
	return header + sizeof(Elf64_Phdr);
}

static uint8_t *put_load(uint8_t *header, struct range physical, uint64_t offset)
{
	store_le32(PHDR(p_flags), PF_R | PF_W | PF_X);
	store_le64(PHDR(p_vaddr), physical.start + offset);
	return put_range(header, PT_LOAD, physical);
}

int elfcorehdr_build(const struct elfcorehdr_request *request, struct blob *ret, struct diag *diag)
{
	const struct kernel_layout *layout = &request->layout;
	struct blob blob;
	uint64_t size = 0;
	uint8_t *at;
	int r;

	r = elfcorehdr_size(request->cpu_note_count, request->ram_count, &size, diag);
	if (!r)
		r = check_request(request, diag);
	if (r < 0)
		return r;
	if (blob_alloc((size_t)size, &blob) < 0)
		return diag_oom(diag);

	at = put_header(blob.data, request->machine, (uint16_t)(request->cpu_note_count + request->ram_count + OTHER_HEADERS));
	for (size_t i = 0; i < request->cpu_note_count; i++)
		at = put_range(at, PT_NOTE, request->cpu_note[i]);
	at = put_range(at, PT_NOTE, request->vmcoreinfo);
	at = put_load(at, layout->text, layout->text_offset);
	for (size_t i = 0; i < request->ram_count; i++)
		at = put_load(at, request->ram[i], layout->linear_offset);
	*ret = blob;
	return 0;
}
