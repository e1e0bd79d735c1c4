/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/header.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arch/arm64/facts.h"
#include "common/bytes.h"
#include "kexec/base/diag.h"
#include "kexec/image/image.h"
#include "kexec/machine/machine.h"

#define HEADER_SIZE 64
#define CODE0 0
#define CODE1 4
#define TEXT_OFFSET 8
#define IMAGE_SIZE 16
#define FLAGS 24
#define MAGIC 56
#define PE_OFFSET 60

#define FLAG_BIG_ENDIAN 0x1u
#define FLAG_PAGE_SIZE_SHIFT 1
#define FLAG_PAGE_SIZE_MASK 0x3u
#define FLAG_ANY_PLACEMENT 0x8u

#define IMAGE_ALIGN ((uint64_t)2 << 20)
#define TEXT_OFFSET_GRAIN 0x1000u
#define IMAGE_SIZE_ABSURD ((uint64_t)1 << 40)

/*
 * Before 3.17 the header gives no size, and text_offset is 0x80000 in the kernel's byte order. BSS and the first page tables
 * follow the file in memory; their size is unknown, and booting.rst asks for as much free memory as possible. 16 MiB is a
 * generous guess.
 */
#define OLD_TEXT_OFFSET 0x80000u
#define OLD_MEMORY_BEHIND_FILE ((uint64_t)16 << 20)

/* PE/COFF specification, "COFF File Header" and "Section Table": offsets from the signature and from a section's header. */
#define PE_MACHINE 4
#define PE_SECTION_COUNT 6
#define PE_OPTIONAL_SIZE 20
#define PE_HEADER_SIZE 24
#define PE_SECTION_SIZE 40
#define PE_SECTION_RAW_SIZE 16
#define PE_SECTION_RAW_OFFSET 20
#define PE_MACHINE_ARM64 0xaa64

/* "Optional Header Data Directories", PE32+: the fifth is the certificate table, whose address is an offset in the file. */
#define PE_OPTIONAL_MAGIC 24
#define PE_OPTIONAL_PE32PLUS 0x20b
#define PE_DIRECTORY_COUNT (PE_OPTIONAL_MAGIC + 108)
#define PE_CERTIFICATES (PE_OPTIONAL_MAGIC + 112 + 4 * 8)
#define PE_CERTIFICATES_END (PE_CERTIFICATES + 8)

static bool is_image(struct view bytes)
{
	return bytes.size >= HEADER_SIZE && !memcmp(bytes.data + MAGIC, "ARM\x64", 4);
}

static int damaged(struct diag *diag, const char *what, uint64_t end, struct view bytes)
{
	int r = diag_fail(diag, -EBADMSG, "the Image is cut short or damaged: %s at byte %" PRIu64 ", the file has %zu", what,
			  end, bytes.size);

	diag_hint(diag, "Copy the file again.");
	return r;
}

/*
 * Arm ARM C6.2, "B": bits 31-26 are 000101, 25-0 the signed distance in words. The kernel's first branch goes to its init code,
 * behind all other code. A file that ends before the target is cut short; this check needs no PE header.
 */
static int check_branch(struct view bytes, struct diag *diag)
{
	size_t at = load_le32(bytes.data + CODE0) >> 26 == 0x05 ? CODE0 : CODE1;
	uint32_t instruction = load_le32(bytes.data + at);
	uint64_t words = instruction & 0x3ffffff;
	uint64_t target = at + words * 4;

	if (instruction >> 26 != 0x05)
		return 0;
	if (words & 0x2000000)
		return diag_fail(diag, -EBADMSG, "the Image is damaged: its first branch goes to an address before its start");
	if (!span_fits(target, 4, bytes.size))
		return damaged(diag, "its first branch goes to its entry code", target, bytes);
	return 0;
}

/* Finds the end of the last section in the file. */
static int pe_sections_end(struct view bytes, uint64_t table, unsigned int count, uint64_t *ret, struct diag *diag)
{
	uint64_t end = 0;

	if (!span_fits(table, (uint64_t)count * PE_SECTION_SIZE, bytes.size))
		return damaged(diag, "the section table of its PE header ends", table + (uint64_t)count * PE_SECTION_SIZE,
			       bytes);
	for (unsigned int i = 0; i < count; i++) {
		const uint8_t *section = bytes.data + table + (size_t)i * PE_SECTION_SIZE;
		uint64_t size = load_le32(section + PE_SECTION_RAW_SIZE);
		uint64_t section_end = load_le32(section + PE_SECTION_RAW_OFFSET) + size;

		if (size && section_end > end)
			end = section_end;
	}
	*ret = end;
	return 0;
}

static int find_pe(struct view bytes, uint64_t *ret, struct diag *diag)
{
	uint64_t pe = load_le32(bytes.data + PE_OFFSET);

	if (!span_fits(pe, PE_HEADER_SIZE, bytes.size))
		return damaged(diag, "its PE header should be", pe, bytes);
	if (memcmp(bytes.data + pe, "PE\0\0", 4))
		return damaged(diag, "there is no PE signature", pe, bytes);
	if (load_le16(bytes.data + pe + PE_MACHINE) != PE_MACHINE_ARM64)
		return diag_fail(diag, -EBADMSG, "the Image is damaged: its PE header is for machine 0x%04x, not 0x%04x",
				 load_le16(bytes.data + pe + PE_MACHINE), PE_MACHINE_ARM64);
	*ret = pe;
	return 0;
}

/* The end of a signature that is appended to the file; 0 without a signature. A file that is cut short has only a part of it. */
static uint64_t pe_certificates_end(struct view bytes, uint64_t pe)
{
	const uint8_t *p = bytes.data + pe;

	if (!span_fits(pe, PE_CERTIFICATES_END, bytes.size) ||
	    load_le16(p + PE_OPTIONAL_SIZE) < PE_CERTIFICATES_END - PE_HEADER_SIZE ||
	    load_le16(p + PE_OPTIONAL_MAGIC) != PE_OPTIONAL_PE32PLUS || load_le32(p + PE_DIRECTORY_COUNT) < 5)
		return 0;
	return (uint64_t)load_le32(p + PE_CERTIFICATES) + load_le32(p + PE_CERTIFICATES + 4);
}

static int check_sections(struct view bytes, uint64_t end, struct diag *diag)
{
	uint64_t image_size = load_le64(bytes.data + IMAGE_SIZE);

	if (!end)
		return diag_fail(diag, -EBADMSG, "the Image is damaged: its PE header has no sections with contents");
	if (image_size && end > image_size)
		return diag_fail(diag, -EINVAL,
				 "the Image header gives an image size of 0x%" PRIx64 " bytes, its sections end at 0x%" PRIx64,
				 image_size, end);
	return 0;
}

/* The PE header of an EFI stub has the length of the file; the Image header has only the size in memory. */
static int check_pe(struct view bytes, struct diag *diag)
{
	uint64_t pe = 0, sections = 0, end;
	int r = find_pe(bytes, &pe, diag);

	if (r < 0)
		return r;
	r = pe_sections_end(bytes, pe + PE_HEADER_SIZE + load_le16(bytes.data + pe + PE_OPTIONAL_SIZE),
			    load_le16(bytes.data + pe + PE_SECTION_COUNT), &sections, diag);
	if (r < 0)
		return r;
	end = pe_certificates_end(bytes, pe);
	if (end < sections)
		end = sections;
	if (end <= bytes.size)
		return check_sections(bytes, sections, diag);
	r = diag_fail(diag, -EBADMSG,
		      "the Image is cut short: %" PRIu64 " bytes are missing (it has %zu, its PE header describes %" PRIu64 ")",
		      end - bytes.size, bytes.size, end);
	diag_hint(diag, "Copy the file again; its end is missing.");
	return r;
}

static int check_whole(struct view bytes, struct diag *diag)
{
	int r = 0;

	if (!memcmp(bytes.data, "MZ", 2))
		r = check_pe(bytes, diag);
	return r < 0 ? r : check_branch(bytes, diag);
}

/* Page sizes are multiples of 4 KiB, so the lowest bit is free for the byte order. */
uint64_t arm64_image_word(uint64_t page_size, bool big_endian)
{
	return page_size | big_endian;
}

uint64_t arm64_image_page_size(const struct image *image)
{
	return image->arch_word & ~UINT64_C(1);
}

bool arm64_image_is_big_endian(const struct image *image)
{
	return image->arch_word & 1;
}

static void read_old(struct view bytes, struct image *image)
{
	image->offset = OLD_TEXT_OFFSET;
	image->mem_size = bytes.size + OLD_MEMORY_BEHIND_FILE;
	image->size_is_guess = true;
	image->arch_word = arm64_image_word(0, load_be64(bytes.data + TEXT_OFFSET) == OLD_TEXT_OFFSET);
	image->wants_low = true;
}

static int read_new(struct view bytes, struct image *image, struct diag *diag)
{
	static const uint64_t page_sizes[] = { 0, 4096, 16384, 65536 };
	uint64_t text_offset = load_le64(bytes.data + TEXT_OFFSET);
	uint64_t image_size = load_le64(bytes.data + IMAGE_SIZE);
	uint64_t flags = load_le64(bytes.data + FLAGS);

	if (text_offset >= IMAGE_ALIGN || text_offset % TEXT_OFFSET_GRAIN)
		return diag_fail(diag, -EINVAL,
				 "the Image header gives a text offset of 0x%" PRIx64
				 "; expected a multiple of 0x%x below 0x%" PRIx64,
				 text_offset, TEXT_OFFSET_GRAIN, IMAGE_ALIGN);
	if (image_size < HEADER_SIZE || image_size > IMAGE_SIZE_ABSURD)
		return diag_fail(diag, -EINVAL,
				 "the Image header gives an image size of 0x%" PRIx64
				 " bytes; expected from 0x%x to 0x%" PRIx64,
				 image_size, HEADER_SIZE, IMAGE_SIZE_ABSURD);
	image->offset = text_offset;
	image->mem_size = image_size;
	image->size_is_guess = false;
	image->arch_word =
		arm64_image_word(page_sizes[flags >> FLAG_PAGE_SIZE_SHIFT & FLAG_PAGE_SIZE_MASK], flags & FLAG_BIG_ENDIAN);
	image->wants_low = !(flags & FLAG_ANY_PLACEMENT);
	return 0;
}

int arm64_parse_header(struct view bytes, struct image *image, struct diag *diag)
{
	int r;

	if (!is_image(bytes))
		return -ENOEXEC;
	r = check_whole(bytes, diag);
	if (r < 0)
		return r;
	if (load_le64(bytes.data + IMAGE_SIZE) == 0)
		read_old(bytes, image);
	else
		r = read_new(bytes, image, diag);
	if (r < 0)
		return r;
	image->align = IMAGE_ALIGN;
	return 0;
}

/*
 * Cores that lack a translation granule: TGran16 or TGran64 of ID_AA64MMFR0_EL1, which Linux does not show to programs. Every
 * core known has 4 KiB; a core that is not in the list is assumed to have all; a note says so if the core is hidden.
 *
 * Cortex-A53: TRM (DDI 0500D), table 4-51, TGran16 = 0. Cortex-A57 and A72: the register reads 0x1124 (QEMU's models of both,
 * BCM2711), TGran16 = 0. Apple: 0x10000f100003 on M1 Pro, 0x10010000f100003 on M3 Max, TGran64 = 0xf on either side of M2.
 * Not in the list: A35 (TRM 100236, B2.53) and A76 (TRM 100798, B2.58) have all three.
 * Part numbers: Linux, arch/arm64/include/asm/cputype.h.
 */
static const struct {
	uint8_t implementer;
	uint16_t first_part, last_part;
	uint64_t page_size;
	const char *name;
} lacking[] = {
	{ 'A', 0xd03, 0xd03, 16384, "Cortex-A53" }, { 'A', 0xd07, 0xd07, 16384, "Cortex-A57" },
	{ 'A', 0xd08, 0xd08, 16384, "Cortex-A72" }, { 'a', 0x022, 0x029, 65536, "Apple M1" },
	{ 'a', 0x032, 0x039, 65536, "Apple M2" },
};

/* The name of the core if it is known to lack the granule. Arm ARM D24.2, MIDR_EL1: implementer 31-24, part 15-4. */
static const char *core_lacking_pages(uint32_t midr, uint64_t page_size)
{
	unsigned int implementer = midr >> 24, part = midr >> 4 & 0xfff;

	for (size_t i = 0; i < sizeof(lacking) / sizeof(lacking[0]); i++)
		if (lacking[i].implementer == implementer && lacking[i].first_part <= part && part <= lacking[i].last_part &&
		    lacking[i].page_size == page_size)
			return lacking[i].name;
	return NULL;
}

/*
 * Does the core hide which one it is, or is it of a maker all of whose known cores lack the granule? Virtual machines on
 * Apple's processors show part 0, QEMU's "max" the implementer 0, which is reserved for software (Arm ARM D24.2, MIDR_EL1).
 */
static bool may_lack_pages(uint32_t midr, uint64_t page_size)
{
	unsigned int implementer = midr >> 24, part = midr >> 4 & 0xfff;

	if (implementer == 'a')
		return page_size == 65536;
	return !implementer || !part;
}

/* Returns 1, with what is assumed. why: it is not known whether it holds. */
static int assume_pages(uint64_t page_size, const char *why, bool is_apple, struct diag *diag)
{
	diag_fail(diag, 0, "the kernel is built for %" PRIu64 " KiB pages: it was assumed that the processor has them, as %s",
		  page_size >> 10, why);
	diag_hint(diag,
		  "%sWithout them the kernel stops before it can say anything; a kernel with 4 KiB pages runs everywhere.",
		  is_apple ? "Apple's M1, M2 and M3 have no such pages. " : "");
	return 1;
}

static int check_unknown(uint64_t page_size, const struct arm64_facts *facts, struct diag *diag)
{
	char why[64];

	for (size_t i = 0; i < facts->midr_count; i++) {
		uint32_t midr = facts->midr[i];

		if (!may_lack_pages(midr, page_size))
			continue;
		snprintf(why, sizeof(why), "MIDR_EL1 0x%08x does not tell which one it is", midr);
		return assume_pages(page_size, why, midr >> 24 == 'a', diag);
	}
	return facts->midr_count ? 0 : assume_pages(page_size, "no CPU shows its MIDR_EL1", false, diag);
}

static int check_page_size(uint64_t page_size, const struct machine *machine, struct diag *diag)
{
	const struct arm64_facts *facts = machine->facts;
	const char *core;

	if (page_size == 0 || page_size == 4096 || page_size == machine->page_size)
		return 0;
	for (size_t i = 0; i < facts->midr_count; i++) {
		core = core_lacking_pages(facts->midr[i], page_size);
		if (!core)
			continue;
		diag_fail(diag, -ENOEXEC,
			  "the kernel is built for %" PRIu64 " KiB pages, which %s (MIDR_EL1 0x%08x) does not have",
			  page_size >> 10, core, facts->midr[i]);
		diag_hint(diag, "Use a kernel with %" PRIu64 " KiB pages, as the running one has.", machine->page_size >> 10);
		return -ENOEXEC;
	}
	return check_unknown(page_size, facts, diag);
}

int arm64_check_image(const struct image *image, const struct machine *machine, struct diag *diag)
{
	if (arm64_image_is_big_endian(image) && !machine->kernel_big_endian) {
		diag_fail(diag, -ENOEXEC, "the kernel is big-endian, the running one is little-endian");
		diag_hint(diag,
			  "Use a little-endian kernel. Linux does not show programs whether the processors support big-endian "
			  "(ID_AA64MMFR0_EL1.BigEnd); if they do not, the kernel would hang.");
		return -ENOEXEC;
	}
	return check_page_size(arm64_image_page_size(image), machine, diag);
}

/* Linux, arch/arm64/kernel/kexec_image.c, image_probe() and image_load(): EINVAL for both. */
int arm64_check_by_files(const struct image *image, struct diag *diag)
{
	if (is_image(image->bytes) && !image->size_is_guess)
		return 0;
	if (image->size_is_guess)
		diag_fail(diag, -ENOEXEC,
			  "its header gives no image size (it is older than Linux 3.17), and kexec_file_load(2) takes no such kernel");
	else
		diag_fail(diag, -ENOEXEC, "kexec_file_load(2) takes only an Image, and this %s does not begin as one", image->format);
	diag_hint(diag, "-c loads with kexec_load(2), which takes it.");
	return -ENOEXEC;
}
