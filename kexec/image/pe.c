/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/pe.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/diag.h"
#include "kexec/image/image-arch.h"
#include "kexec/image/magic.h"

/* "MS-DOS Stub": where the file says its PE header is. */
#define DOS_HEADER_SIZE 64
#define DOS_PE_OFFSET 60

/* "COFF File Header", offsets from the signature "PE\0\0". */
#define COFF_MACHINE 4
#define COFF_SECTION_COUNT 6
#define COFF_OPTIONAL_SIZE 20
#define COFF_SIZE 24

/* "Optional Header", offsets from its start. PE32 is of 32-bit machines, and its directories come 16 bytes sooner. */
#define OPTIONAL_MAGIC 0
#define OPTIONAL_PE32PLUS 0x20b
#define OPTIONAL_DIRECTORY_COUNT 108
#define OPTIONAL_DIRECTORIES 112

/* "Optional Header Data Directories": the fifth is the certificate table, whose address is an offset in the file. */
#define DIRECTORY_CERTIFICATES 4
#define DIRECTORY_SIZE 8
#define CERTIFICATES (OPTIONAL_DIRECTORIES + DIRECTORY_CERTIFICATES * DIRECTORY_SIZE)

/* "Section Table". */
#define SECTION_SIZE 40
#define SECTION_NAME_SIZE 8
#define SECTION_VIRTUAL_SIZE 8
#define SECTION_RAW_SIZE 16
#define SECTION_RAW_OFFSET 20

/* "Machine Types". */
static const struct {
	uint16_t machine;
	const char *name;
} machines[] = {
	{ 0x014c, "i386" },	   { 0x01c2, "32-bit arm" },  { 0x5032, "riscv32" }, { 0x5064, "riscv64" },
	{ 0x6232, "loongarch32" }, { 0x6264, "loongarch64" }, { 0x8664, "x86_64" },  { 0xaa64, "arm64" },
};

static int cut_short(struct diag *diag, const char *what, uint64_t end, struct view file)
{
	int r = diag_fail(diag, -EBADMSG, "the PE file is cut short or damaged: %s at byte %" PRIu64 ", the file has %zu", what,
			  end, file.size);

	diag_hint(diag, "Copy the file again.");
	return r;
}

static int find_header(struct view file, uint64_t *ret, struct diag *diag)
{
	uint64_t pe;

	if (file.size < DOS_HEADER_SIZE)
		return cut_short(diag, "its first header ends", DOS_HEADER_SIZE, file);
	pe = load_le32(file.data + DOS_PE_OFFSET);
	if (!span_fits(pe, COFF_SIZE, file.size))
		return cut_short(diag, "its PE header ends", pe + COFF_SIZE, file);
	if (!HAS_MAGIC(file, pe, "PE\0\0"))
		return diag_fail(diag, -EBADMSG, "the PE file is damaged: there is no PE signature at byte %" PRIu64, pe);
	*ret = pe;
	return 0;
}

/* The end of the signature; 0 without a signature. */
static int find_certificates(struct view file, struct view optional, uint64_t *ret, struct diag *diag)
{
	uint64_t end;

	*ret = 0;
	if (optional.size < CERTIFICATES + DIRECTORY_SIZE || load_le16(optional.data + OPTIONAL_MAGIC) != OPTIONAL_PE32PLUS ||
	    load_le32(optional.data + OPTIONAL_DIRECTORY_COUNT) <= DIRECTORY_CERTIFICATES ||
	    !load_le32(optional.data + CERTIFICATES + 4))
		return 0;
	end = (uint64_t)load_le32(optional.data + CERTIFICATES) + load_le32(optional.data + CERTIFICATES + 4);
	if (end > file.size)
		return cut_short(diag, "its signature ends", end, file);
	*ret = end;
	return 0;
}

static const uint8_t *header_of(const struct pe *pe, size_t index)
{
	return pe->table.data + index * SECTION_SIZE;
}

/* A section that has an address of 0 in the file has no bytes there, whatever its size says: old linkers wrote .bss so. */
static uint64_t content_size(const uint8_t *header)
{
	uint32_t in_memory = load_le32(header + SECTION_VIRTUAL_SIZE), in_file = load_le32(header + SECTION_RAW_SIZE);

	if (!load_le32(header + SECTION_RAW_OFFSET))
		return 0;
	return in_memory < in_file ? in_memory : in_file;
}

static void copy_name(const uint8_t *header, char name[SECTION_NAME_SIZE + 1])
{
	memcpy(name, header, SECTION_NAME_SIZE);
	name[SECTION_NAME_SIZE] = '\0';
	for (char *c = name; *c; c++)
		if (*c <= 0x20 || *c > 0x7e)
			*c = '?';
}

/*
 * Sections that share bytes could make a small file look like a large one: whoever reads each section once would read the file
 * many times. The sum of their sizes shows it without sorting.
 */
static int check_sections(struct pe *pe, struct diag *diag)
{
	char name[SECTION_NAME_SIZE + 1];
	uint64_t sum = 0;

	for (size_t i = 0; i < pe->section_count; i++) {
		const uint8_t *header = header_of(pe, i);
		uint64_t size = content_size(header), offset = load_le32(header + SECTION_RAW_OFFSET);

		if (!size)
			continue;
		copy_name(header, name);
		if (!span_fits(offset, size, pe->file.size)) {
			cut_short(diag, "the section ends", offset + size, pe->file);
			diag_prefix(diag, "section %s", name);
			return -EBADMSG;
		}
		if (offset + size > pe->sections_end)
			pe->sections_end = offset + size;
		sum += size;
	}
	if (sum > pe->file.size)
		return diag_fail(diag, -EBADMSG,
				 "the PE file is damaged: its sections have %" PRIu64 " bytes together, the file has %zu", sum,
				 pe->file.size);
	return 0;
}

int pe_open(struct view file, struct pe *ret, struct diag *diag)
{
	struct pe pe = { .file = file };
	struct view optional;
	uint64_t header = 0, table, table_size;
	int r = find_header(file, &header, diag);

	if (r < 0)
		return r;
	pe.machine = load_le16(file.data + header + COFF_MACHINE);
	pe.section_count = load_le16(file.data + header + COFF_SECTION_COUNT);
	optional = (struct view){ file.data + header + COFF_SIZE, load_le16(file.data + header + COFF_OPTIONAL_SIZE) };
	table = header + COFF_SIZE + optional.size;
	table_size = (uint64_t)pe.section_count * SECTION_SIZE;
	if (!span_fits(table, table_size, file.size))
		return cut_short(diag, "its section table ends", table + table_size, file);
	pe.table = (struct view){ file.data + table, (size_t)table_size };
	r = find_certificates(file, optional, &pe.certificates_end, diag);
	if (!r)
		r = check_sections(&pe, diag);
	if (!r)
		*ret = pe;
	return r;
}

struct pe_section pe_section(const struct pe *pe, size_t index)
{
	const uint8_t *header = header_of(pe, index);
	uint64_t size = content_size(header), offset = load_le32(header + SECTION_RAW_OFFSET);
	struct pe_section section = { 0 };

	copy_name(header, section.name);
	if (size && span_fits(offset, size, pe->file.size)) /* a mapped file may have changed since pe_open() */
		section.bytes = (struct view){ pe->file.data + offset, (size_t)size };
	return section;
}

int pe_check_machine(const struct pe *pe, const struct image_arch *arch, const char *subject, struct diag *diag)
{
	if (pe->machine == arch->pe_machine)
		return 0;
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (machines[i].machine == pe->machine)
			return diag_fail(diag, -EINVAL, "%s is for %s, expected %s", subject, machines[i].name, arch->name);
	return diag_fail(diag, -EINVAL, "%s is for the PE machine 0x%04x, expected %s (0x%04x)", subject, pe->machine,
			 arch->name, arch->pe_machine);
}

static bool is_zeros(struct view bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.data[i])
			return false;
	return true;
}

struct view pe_cut_padding(struct view file)
{
	struct diag ignored = { 0 };
	struct pe pe = { 0 };
	struct view behind;

	if (!HAS_MAGIC(file, 0, "MZ") || pe_open(file, &pe, &ignored) < 0 || !pe.certificates_end ||
	    pe.certificates_end < pe.sections_end)
		return file;
	behind = (struct view){ file.data + pe.certificates_end, file.size - (size_t)pe.certificates_end };
	return is_zeros(behind) ? (struct view){ file.data, (size_t)pe.certificates_end } : file;
}
