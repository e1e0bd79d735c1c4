/* SPDX-License-Identifier: GPL-2.0-only */
/* ELF headers to struct core. */
#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/vmcoreinfo.h"
#include "vmcore-dmesg/core-notes.h"
#include "vmcore-dmesg/core-source.h"
#include "vmcore-dmesg/core.h"

/* The places of the members that are read, in ELF of one class. */
struct elf_class {
	unsigned word;
	size_t header_size, phoff, phentsize, phnum;
	size_t program_size, offset, vaddr, filesz, memsz;
};

#define ELF_CLASS(bits)                                                                                                        \
	{                                                                                                                      \
		.word = (bits) / 8, .header_size = sizeof(Elf##bits##_Ehdr), .phoff = offsetof(Elf##bits##_Ehdr, e_phoff),     \
		.phentsize = offsetof(Elf##bits##_Ehdr, e_phentsize), .phnum = offsetof(Elf##bits##_Ehdr, e_phnum),            \
		.program_size = sizeof(Elf##bits##_Phdr), .offset = offsetof(Elf##bits##_Phdr, p_offset),                      \
		.vaddr = offsetof(Elf##bits##_Phdr, p_vaddr), .filesz = offsetof(Elf##bits##_Phdr, p_filesz),                  \
		.memsz = offsetof(Elf##bits##_Phdr, p_memsz),                                                                  \
	}

static const struct elf_class class32 = ELF_CLASS(32), class64 = ELF_CLASS(64);

/* Other formats that dumps are kept in. */
static const struct {
	char magic[13];
	const char *name, *hint;
} foreign[] = {
	{ "KDUMP   ", "a compressed dump", "makedumpfile --dump-dmesg FILE LOG prints the log of such a dump." },
	{ "DISKDUMP", "a compressed dump", "makedumpfile --dump-dmesg FILE LOG prints the log of such a dump." },
	{ "makedumpfile", "a flattened dump of makedumpfile",
	  "makedumpfile -R makes a dump of it, and makedumpfile --dump-dmesg prints the log of that." },
	{ "\x1f\x8b", "a gzip file", "Unpack it first." },
	{ "\x28\xb5\x2f\xfd", "a zstd file", "Unpack it first." },
	{ "\xfd"
	  "7zXZ",
	  "an xz file", "Unpack it first." },
};

static int fail_foreign(const uint8_t *start, struct diag *diag)
{
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		if (memcmp(start, foreign[i].magic, strlen(foreign[i].magic)))
			continue;
		diag_fail(diag, -EINVAL, "%s, expected an ELF core file", foreign[i].name);
		diag_hint(diag, "%s", foreign[i].hint);
		return -EINVAL;
	}
	return diag_fail(diag, -EINVAL, "not an ELF file: it starts with %02x %02x %02x %02x", start[0], start[1], start[2],
			 start[3]);
}

static int check_ident(const uint8_t *ident, struct diag *diag)
{
	if (memcmp(ident, ELFMAG, SELFMAG))
		return fail_foreign(ident, diag);
	if (ident[EI_CLASS] != ELFCLASS32 && ident[EI_CLASS] != ELFCLASS64)
		return diag_fail(diag, -EINVAL, "ELF class is %u, expected %u or %u (32 or 64 bits)", ident[EI_CLASS],
				 ELFCLASS32, ELFCLASS64);
	if (ident[EI_DATA] != ELFDATA2LSB && ident[EI_DATA] != ELFDATA2MSB)
		return diag_fail(diag, -EINVAL, "ELF byte order is %u, expected %u or %u (little- or big-endian)",
				 ident[EI_DATA], ELFDATA2LSB, ELFDATA2MSB);
	return 0;
}

static int check_header(const struct core *core, const struct elf_class *class, const uint8_t *header, struct diag *diag)
{
	uint64_t type = core_number(core, header + offsetof(Elf64_Ehdr, e_type), 2),
		 size = core_number(core, header + class->phentsize, 2), count = core_number(core, header + class->phnum, 2);

	if (type != ET_CORE)
		return diag_fail(diag, -EINVAL, "ELF type is %" PRIu64 ", expected %u (core file)", type, ET_CORE);
	if (size != class->program_size)
		return diag_fail(diag, -EINVAL, "a program header has %" PRIu64 " bytes, expected %zu", size,
				 class->program_size);
	if (count == 0 || count == PN_XNUM)
		return diag_fail(diag, -EINVAL, "%" PRIu64 " program headers, expected 1 to %u", count, PN_XNUM - 1);
	return 0;
}

static int compare_loads(const void *a, const void *b)
{
	const struct core_load *one = a, *other = b;

	return (one->start > other->start) - (one->start < other->start);
}

/* Sorts the loads, and cuts from each what an earlier one has. */
static void arrange_loads(struct core *core)
{
	uint64_t reached = 0;
	size_t kept = 0;

	qsort(core->load, core->load_count, sizeof(core->load[0]), compare_loads);
	for (size_t i = 0; i < core->load_count; i++) {
		struct core_load load = core->load[i];
		uint64_t cut = load.start < reached ? reached - load.start : 0;

		if (load.end <= reached)
			continue;
		load.start += cut;
		load.in_file -= cut < load.in_file ? cut : load.in_file;
		load.offset += cut;
		reached = load.end;
		core->load[kept++] = load;
	}
	core->load_count = kept;
}

/* A load that is not empty; what it says beyond the address space is left out. */
static void add_load(struct core *core, const struct elf_class *class, const uint8_t *program)
{
	uint64_t size = core_number(core, program + class->memsz, class->word);
	struct core_load load = {
		.start = core_number(core, program + class->vaddr, class->word),
		.offset = core_number(core, program + class->offset, class->word),
		.in_file = core_number(core, program + class->filesz, class->word),
	};

	if (load.in_file > size)
		size = load.in_file;
	if (!add_u64(load.start, size, &load.end))
		load.end = UINT64_MAX;
	if (load.end > load.start)
		core->load[core->load_count++] = load;
}

/* Reads the program headers: core->load, and the notes into *ret_notes, which the caller frees. */
static int read_programs(struct core *core, const struct elf_class *class, const uint8_t *header, struct core_notes **ret_notes,
			 size_t *ret_count, struct diag *diag)
{
	size_t count = (size_t)core_number(core, header + class->phnum, 2), note_count = 0;
	CLEANUP(blob_release) struct blob programs = { 0 };
	AUTO_FREE struct core_notes *notes = calloc(count, sizeof(*notes));
	int r;

	core->load = calloc(count, sizeof(*core->load));
	if (!notes || !core->load || blob_alloc(count * class->program_size, &programs) < 0)
		return diag_oom(diag);
	r = core_source_read(core->source, core_number(core, header + class->phoff, class->word), programs.data, programs.size,
			     diag);
	if (r < 0) {
		diag_prefix(diag, "the program headers cannot be read");
		return r;
	}
	for (size_t i = 0; i < count; i++) {
		const uint8_t *program = programs.data + i * class->program_size;
		uint64_t type = core_number(core, program, 4);

		if (type == PT_LOAD)
			add_load(core, class, program);
		else if (type == PT_NOTE)
			notes[note_count++] = (struct core_notes){
				.offset = core_number(core, program + class->offset, class->word),
				.size = core_number(core, program + class->filesz, class->word),
			};
	}
	arrange_loads(core);
	*ret_notes = TAKE(notes);
	*ret_count = note_count;
	return 0;
}

/* A kernel with 32 bits may have a core with 64. Its list_head, two pointers, shows it; it is in VMCOREINFO of all kernels. */
static void find_word(struct core *core, const struct elf_class *class)
{
	uint64_t size;

	core->word = class->word;
	if (vmcoreinfo_number(blob_view(&core->vmcoreinfo), "SIZE(list_head)", &size) == 0 && (size == 8 || size == 16))
		core->word = (unsigned)size / 2;
}

static int read_core(struct core *core, struct diag *diag)
{
	uint8_t header[sizeof(Elf64_Ehdr)] = { 0 };
	AUTO_FREE struct core_notes *notes = NULL;
	const struct elf_class *class;
	size_t note_count = 0;
	int r;

	if (core->source->size == 0)
		return diag_fail(diag, -EINVAL, "the file is empty, expected an ELF core file");
	r = core_source_read(core->source, 0, header, core->source->size < EI_NIDENT ? (size_t)core->source->size : EI_NIDENT,
			     diag);
	if (r == 0)
		r = check_ident(header, diag);
	if (r < 0)
		return r;
	core->is_big_endian = header[EI_DATA] == ELFDATA2MSB;
	class = header[EI_CLASS] == ELFCLASS64 ? &class64 : &class32;
	r = core_source_read(core->source, 0, header, class->header_size, diag);
	if (r == 0)
		r = check_header(core, class, header, diag);
	if (r == 0)
		r = read_programs(core, class, header, &notes, &note_count, diag);
	if (r == 0)
		r = core_read_vmcoreinfo(core, notes, note_count, diag);
	if (r == 0)
		find_word(core, class);
	return r;
}

int core_open(const struct core_source *source, struct core *ret, struct diag *diag)
{
	struct core core = { .source = source };
	int r = read_core(&core, diag);

	if (r < 0) {
		core_close(&core);
		return r;
	}
	*ret = core;
	return 0;
}
