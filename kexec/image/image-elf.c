/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/image-elf.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/image.h"

/* Fields are loaded by offset: the file's byte order may differ from the host's, and its fields may be unaligned. */
#define EHDR(field) offsetof(Elf64_Ehdr, field)
#define PHDR(field) offsetof(Elf64_Phdr, field)

struct load {
	uint64_t offset;
	uint64_t filesz;
	uint64_t vaddr;
	uint64_t memsz;
};

/* Finds the program headers, which must be inside the file. */
struct headers {
	struct view file;
	uint64_t offset;
	unsigned int count;
};

/* The extent of all PT_LOADs. */
struct extent {
	uint64_t start;	   /* lowest p_vaddr */
	uint64_t file_end; /* highest p_vaddr + p_filesz */
	uint64_t mem_end;  /* highest p_vaddr + p_memsz */
	bool any;
};

bool image_elf_matches(struct view file)
{
	return file.size >= SELFMAG && !memcmp(file.data, ELFMAG, SELFMAG);
}

static const char *machine_name(uint16_t machine)
{
	static const struct {
		uint16_t machine;
		const char *name;
	} names[] = {
		{ EM_386, "i386" },    { EM_68K, "m68k" },    { EM_MIPS, "mips" },     { EM_PARISC, "parisc" },
		{ EM_PPC, "ppc" },     { EM_PPC64, "ppc64" }, { EM_S390, "s390" },     { EM_ARM, "arm (32-bit)" },
		{ EM_SH, "sh" },       { EM_IA_64, "ia64" },  { EM_X86_64, "x86_64" }, { EM_AARCH64, "arm64" },
		{ EM_RISCV, "riscv" }, { 258, "loongarch" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].machine == machine)
			return names[i].name;
	return "of a machine unknown here";
}

static const char *type_name(uint16_t type)
{
	switch (type) {
	case ET_REL:
		return "an object file or a kernel module";
	case ET_CORE:
		return "a core dump";
	default:
		return "of an unknown type";
	}
}

static int cut_short(struct view file, const char *what, uint64_t end, struct diag *diag)
{
	int r = diag_fail(diag, -EBADMSG, "the ELF file is cut short: %s end at byte %" PRIu64 ", the file has %zu", what, end,
			  file.size);

	diag_hint(diag, "Copy the file again; its end is missing.");
	return r;
}

static int check_ident(const struct elf_request *request, struct diag *diag)
{
	const uint8_t *p = request->file.data;
	uint16_t machine, type;

	if (request->file.size < sizeof(Elf64_Ehdr))
		return cut_short(request->file, "the ELF header would", sizeof(Elf64_Ehdr), diag);
	if (p[EI_CLASS] != ELFCLASS64 || p[EI_DATA] != ELFDATA2LSB)
		return diag_fail(diag, -EINVAL, "it is a %s-bit %s-endian ELF file; expected a 64-bit little-endian one for %s",
				 p[EI_CLASS] == ELFCLASS64 ? "64" : "32", p[EI_DATA] == ELFDATA2LSB ? "little" : "big",
				 request->machine_name);
	machine = load_le16(p + EHDR(e_machine));
	if (machine != request->machine)
		return diag_fail(diag, -EINVAL, "it is an ELF file for another machine: %s (e_machine %u); expected %s",
				 machine_name(machine), machine, request->machine_name);
	type = load_le16(p + EHDR(e_type));
	if (type != ET_EXEC && type != ET_DYN)
		return diag_fail(diag, -EINVAL, "it is an ELF file, but %s (e_type %u); expected an executable kernel",
				 type_name(type), type);
	return 0;
}

static int find_headers(const struct elf_request *request, struct headers *ret, struct diag *diag)
{
	struct view file = request->file;
	struct headers headers = {
		.file = file,
		.offset = load_le64(file.data + EHDR(e_phoff)),
		.count = load_le16(file.data + EHDR(e_phnum)),
	};
	unsigned int entry_size = load_le16(file.data + EHDR(e_phentsize));

	if (!headers.count || headers.count == PN_XNUM)
		return diag_fail(diag, -EINVAL, "the ELF file has %s program headers; a kernel has a few",
				 headers.count ? "too many" : "no");
	if (entry_size != sizeof(Elf64_Phdr))
		return diag_fail(diag, -EINVAL, "the ELF file's program headers have %u bytes each, not %zu", entry_size,
				 sizeof(Elf64_Phdr));
	if (!span_fits(headers.offset, headers.count * sizeof(Elf64_Phdr), file.size))
		return cut_short(file, "the program headers",
				 headers.offset > UINT64_MAX - (1 << 22) ? headers.offset
									 : headers.offset + headers.count * sizeof(Elf64_Phdr),
				 diag);
	*ret = headers;
	return 0;
}

/* True if program header i is a PT_LOAD that takes memory. */
static bool read_load(const struct headers *headers, unsigned int i, struct load *ret)
{
	const uint8_t *p = headers->file.data + headers->offset + i * sizeof(Elf64_Phdr);

	*ret = (struct load){
		.offset = load_le64(p + PHDR(p_offset)),
		.filesz = load_le64(p + PHDR(p_filesz)),
		.vaddr = load_le64(p + PHDR(p_vaddr)),
		.memsz = load_le64(p + PHDR(p_memsz)),
	};
	return load_le32(p + PHDR(p_type)) == PT_LOAD && (ret->memsz || ret->filesz);
}

static int check_load(struct view file, const struct load *load, unsigned int i, struct diag *diag)
{
	uint64_t end;

	if (load->filesz > load->memsz)
		return diag_fail(diag, -EINVAL,
				 "program header %u has more bytes in the file (0x%" PRIx64 ") than in memory (0x%" PRIx64 ")",
				 i, load->filesz, load->memsz);
	if (!add_u64(load->vaddr, load->memsz, &end))
		return diag_fail(diag, -EINVAL, "program header %u goes beyond 64 bits: 0x%" PRIx64 " bytes at 0x%" PRIx64, i,
				 load->memsz, load->vaddr);
	if (!add_u64(load->offset, load->filesz, &end))
		return diag_fail(diag, -EINVAL,
				 "program header %u goes beyond 64 bits of the file: 0x%" PRIx64 " bytes at 0x%" PRIx64, i,
				 load->filesz, load->offset);
	if (end > file.size)
		return cut_short(file, "its segments", end, diag);
	return 0;
}

/* gABI: PT_LOADs are in ascending order of p_vaddr, so a comparison with the one before finds every overlap. */
static int add_to_extent(struct extent *extent, const struct load *load, unsigned int i, struct diag *diag)
{
	if (!extent->any)
		*extent = (struct extent){ .start = load->vaddr, .file_end = load->vaddr, .mem_end = load->vaddr, .any = true };
	if (load->vaddr < extent->mem_end)
		return diag_fail(diag, -EINVAL,
				 "program header %u (at 0x%" PRIx64 ") overlaps the one before it (up to 0x%" PRIx64
				 ") or is out of order",
				 i, load->vaddr, extent->mem_end);
	extent->mem_end = load->vaddr + load->memsz;
	if (load->filesz)
		extent->file_end = load->vaddr + load->filesz;
	return 0;
}

static int measure(const struct headers *headers, struct extent *ret, struct diag *diag)
{
	struct extent extent = { 0 };
	struct load load;
	int r;

	for (unsigned int i = 0; i < headers->count; i++) {
		if (!read_load(headers, i, &load))
			continue;
		r = check_load(headers->file, &load, i, diag);
		if (r == 0)
			r = add_to_extent(&extent, &load, i, diag);
		if (r < 0)
			return r;
	}
	if (extent.file_end == extent.start)
		return diag_fail(diag, -EINVAL, "the ELF file has nothing to load");
	*ret = extent;
	return 0;
}

static int check_extent(const struct elf_request *request, const struct extent *extent, struct diag *diag)
{
	uint64_t entry = load_le64(request->file.data + EHDR(e_entry));

	if (extent->file_end - extent->start > request->limit)
		return diag_fail(diag, -EFBIG, "the ELF file's segments span 0x%" PRIx64 " bytes; at most 0x%zx are accepted",
				 extent->file_end - extent->start, request->limit);
	if (entry != extent->start)
		return diag_fail(diag, -EINVAL,
				 "the ELF file's entry point is 0x%" PRIx64 ", not its first byte (0x%" PRIx64
				 ") as in every %s kernel",
				 entry, extent->start, request->machine_name);
	return 0;
}

/* A mapped file may have changed since it was measured. */
static int copy_loads(const struct headers *headers, uint64_t start, struct blob *flat, struct diag *diag)
{
	struct load load;

	for (unsigned int i = 0; i < headers->count; i++) {
		if (!read_load(headers, i, &load) || !load.filesz)
			continue;
		if (load.vaddr < start || !span_fits(load.vaddr - start, load.filesz, flat->size) ||
		    !span_fits(load.offset, load.filesz, headers->file.size))
			return diag_fail(diag, -ESTALE, "the ELF file has changed while it was read");
		memcpy(flat->data + (load.vaddr - start), headers->file.data + load.offset, (size_t)load.filesz);
	}
	return 0;
}

int image_elf_flatten(const struct elf_request *request, struct blob *ret, uint64_t *ret_memory_size, struct diag *diag)
{
	struct headers headers = { 0 };
	struct extent extent = { 0 };
	CLEANUP(blob_release) struct blob flat = { 0 };
	int r = check_ident(request, diag);

	if (r == 0)
		r = find_headers(request, &headers, diag);
	if (r == 0)
		r = measure(&headers, &extent, diag);
	if (r == 0)
		r = check_extent(request, &extent, diag);
	if (r < 0)
		return r;
	if (blob_alloc((size_t)(extent.file_end - extent.start), &flat) < 0)
		return diag_oom(diag);
	r = copy_loads(&headers, extent.start, &flat, diag);
	if (r < 0)
		return r;
	*ret = blob_take(&flat);
	*ret_memory_size = extent.mem_end - extent.start;
	return 0;
}

static int check_memory(struct image *image, uint64_t elf_memory, struct diag *diag)
{
	if (image->mem_size >= elf_memory)
		return 0;
	if (!image->size_is_guess)
		return diag_fail(diag, -EINVAL,
				 "the ELF file's segments take 0x%" PRIx64 " bytes of memory, its header says 0x%" PRIx64,
				 elf_memory, image->mem_size);
	image->mem_size = elf_memory;
	return 0;
}

int image_elf_open(const struct elf_request *request, struct image *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob flat = { 0 };
	struct image image = { 0 };
	uint64_t memory;
	int r;

	if (!image_elf_matches(request->file))
		return -ENOEXEC;
	r = image_elf_flatten(request, &flat, &memory, diag);
	if (r < 0)
		return r;
	r = request->parse(blob_view(&flat), &image, diag);
	if (r == -ENOEXEC)
		return diag_fail(diag, -EINVAL,
				 "it is an ELF file of %s, but no kernel: it does not begin with a kernel's header",
				 request->machine_name);
	if (r == 0)
		r = check_memory(&image, memory, diag);
	if (r < 0)
		return r;
	*ret = image;
	ret->made = blob_take(&flat);
	return 0;
}
