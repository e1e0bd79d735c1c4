/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/vmcoreinfo.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"

/* VMCOREINFO's note and its first key: Linux, kernel/vmcore_info.c. */
static const char note_name[] = "VMCOREINFO";
static const char first_key[] = "OSRELEASE=";

static bool view_starts_with(struct view view, const char *text)
{
	size_t size = strlen(text);

	return view.size >= size && !memcmp(view.data, text, size);
}

static struct view view_skip(struct view view, size_t size)
{
	return (struct view){ .data = view.data + size, .size = view.size - size };
}

/* The bytes of the view up to the next newline. */
static struct view view_line(struct view view)
{
	const uint8_t *newline = view.size ? memchr(view.data, '\n', view.size) : NULL;

	if (newline)
		view.size = (size_t)(newline - view.data);
	return view;
}

static bool find_value(struct view text, const char *key, struct view *ret)
{
	size_t length = strlen(key);

	while (text.size) {
		struct view line = view_line(text);

		if (view_starts_with(line, key) && line.size > length && line.data[length] == '=') {
			*ret = view_skip(line, length + 1);
			return true;
		}
		text = view_skip(text, line.size < text.size ? line.size + 1 : line.size);
	}
	return false;
}

/* The digit's value; 16 or more if the character is not a digit. */
static unsigned digit_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10u;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10u;
	return 16;
}

static int parse_digits(struct view digits, unsigned base, uint64_t *ret)
{
	uint64_t value = 0;

	if (!digits.size)
		return -EINVAL;
	for (size_t i = 0; i < digits.size; i++) {
		unsigned digit = digit_value(digits.data[i]);

		if (digit >= base)
			return -EINVAL;
		if (__builtin_mul_overflow(value, (uint64_t)base, &value) || !add_u64(value, digit, &value))
			return -EINVAL;
	}
	*ret = value;
	return 0;
}

static int parse_negative(struct view digits, uint64_t *ret)
{
	uint64_t value;

	if (parse_digits(digits, 10, &value) < 0 || value > (uint64_t)1 << 63)
		return -EINVAL;
	*ret = 0 - value;
	return 0;
}

static bool key_is_bare_hex(const char *key)
{
	return !strncmp(key, "SYMBOL(", 7) || !strcmp(key, "KERNELOFFSET");
}

int vmcoreinfo_number(struct view text, const char *key, uint64_t *ret)
{
	struct view value;

	if (!find_value(text, key, &value))
		return -ENOENT;
	if (view_starts_with(value, "0x"))
		return parse_digits(view_skip(value, 2), 16, ret);
	if (key_is_bare_hex(key))
		return parse_digits(value, 16, ret);
	if (view_starts_with(value, "-"))
		return parse_negative(view_skip(value, 1), ret);
	return parse_digits(value, 10, ret);
}

#define EHDR(member) (head.data + offsetof(Elf64_Ehdr, member))
#define PHDR(member) (header + offsetof(Elf64_Phdr, member))

static int fail_short(struct view head, size_t wanted, size_t *ret_wanted, struct diag *diag)
{
	*ret_wanted = wanted;
	return diag_fail(diag, -EAGAIN, "/proc/kcore: its headers take %zu bytes, only %zu are there", wanted, head.size);
}

static int check_ident(struct view head, struct diag *diag)
{
	const uint8_t *ident = EHDR(e_ident);

	if (memcmp(ident, ELFMAG, SELFMAG))
		return diag_fail(diag, -EINVAL, "/proc/kcore: not an ELF file: it starts with %02x %02x %02x %02x", ident[0],
				 ident[1], ident[2], ident[3]);
	if (ident[EI_CLASS] != ELFCLASS64)
		return diag_fail(diag, -EINVAL, "/proc/kcore: ELF class is %u, expected %u (64 bits)", ident[EI_CLASS],
				 ELFCLASS64);
	if (ident[EI_DATA] != ELFDATA2LSB)
		return diag_fail(diag, -EINVAL, "/proc/kcore: ELF byte order is %u, expected %u (little-endian)",
				 ident[EI_DATA], ELFDATA2LSB);
	return 0;
}

static int check_header(struct view head, struct diag *diag)
{
	unsigned type = load_le16(EHDR(e_type)), entry_size = load_le16(EHDR(e_phentsize)), count = load_le16(EHDR(e_phnum));

	if (type != ET_CORE)
		return diag_fail(diag, -EINVAL, "/proc/kcore: ELF type is %u, expected %u (core file)", type, ET_CORE);
	if (entry_size != sizeof(Elf64_Phdr))
		return diag_fail(diag, -EINVAL, "/proc/kcore: a program header has %u bytes, expected %zu", entry_size,
				 sizeof(Elf64_Phdr));
	if (count == 0 || count == PN_XNUM)
		return diag_fail(diag, -EINVAL, "/proc/kcore: %u program headers, expected 1 to %u", count, PN_XNUM - 1);
	return 0;
}

/* Checks the ELF header and finds the program headers behind it, all of them within head. */
static int find_program_headers(struct view head, size_t *ret_wanted, struct view *ret, struct diag *diag)
{
	uint64_t offset, size;
	int r;

	if (head.size < sizeof(Elf64_Ehdr))
		return fail_short(head, sizeof(Elf64_Ehdr), ret_wanted, diag);
	r = check_ident(head, diag);
	if (r == 0)
		r = check_header(head, diag);
	if (r < 0)
		return r;

	offset = load_le64(EHDR(e_phoff));
	size = load_le16(EHDR(e_phnum)) * sizeof(Elf64_Phdr);
	if (!span_fits(offset, size, KCORE_HEADERS_MAX))
		return diag_fail(diag, -EINVAL, "/proc/kcore: program headers at %#" PRIx64 ", expected below %#zx", offset,
				 KCORE_HEADERS_MAX);
	if (!span_fits(offset, size, head.size))
		return fail_short(head, (size_t)(offset + size), ret_wanted, diag);
	*ret = (struct view){ .data = head.data + offset, .size = (size_t)size };
	return 0;
}

/* Checks that all notes are inside head, and no more than its bytes together: each is looked through. */
static int check_note_spans(struct view head, struct view headers, size_t *ret_wanted, struct diag *diag)
{
	size_t wanted = 0;
	uint64_t sum = 0;

	for (size_t i = 0; i < headers.size; i += sizeof(Elf64_Phdr)) {
		const uint8_t *header = headers.data + i;
		uint64_t offset = load_le64(PHDR(p_offset)), size = load_le64(PHDR(p_filesz));

		if (load_le32(PHDR(p_type)) != PT_NOTE)
			continue;
		if (!span_fits(offset, size, KCORE_HEADERS_MAX))
			return diag_fail(diag, -EINVAL,
					 "/proc/kcore: notes of %#" PRIx64 " bytes at %#" PRIx64 ", expected below %#zx", size,
					 offset, KCORE_HEADERS_MAX);
		if (offset + size > wanted)
			wanted = (size_t)(offset + size);
		sum += size;
	}
	if (wanted > head.size)
		return fail_short(head, wanted, ret_wanted, diag);
	if (sum > head.size)
		return diag_fail(diag, -EINVAL,
				 "/proc/kcore: its PT_NOTEs have %" PRIu64 " bytes together, its headers and notes have %zu",
				 sum, head.size);
	return 0;
}

/* Takes size bytes, padded to four, from the front of *view; the last padding may be missing. */
static bool take_padded(struct view *view, uint32_t size, struct view *ret)
{
	if (size > view->size)
		return false;
	*ret = (struct view){ .data = view->data, .size = size };
	*view = view_skip(*view, size);
	while (size++ % 4 && view->size)
		*view = view_skip(*view, 1);
	return true;
}

static bool is_vmcoreinfo(struct view name, uint32_t type)
{
	return type == 0 && name.size == sizeof(note_name) && !memcmp(name.data, note_name, sizeof(note_name));
}

/* Looks for VMCOREINFO in one segment of notes. *ret is unchanged if it is absent. */
static int search_notes(struct view notes, struct view *ret, struct diag *diag)
{
	while (notes.size >= sizeof(Elf64_Nhdr)) {
		const uint8_t *note = notes.data;
		uint32_t type = load_le32(note + offsetof(Elf64_Nhdr, n_type));
		struct view name, description;

		notes = view_skip(notes, sizeof(Elf64_Nhdr));
		if (!take_padded(&notes, load_le32(note + offsetof(Elf64_Nhdr, n_namesz)), &name) ||
		    !take_padded(&notes, load_le32(note + offsetof(Elf64_Nhdr, n_descsz)), &description))
			return diag_fail(diag, -EINVAL, "/proc/kcore: a note runs over the end of its segment");
		if (is_vmcoreinfo(name, type)) {
			*ret = description;
			break;
		}
	}
	return 0;
}

static int find_vmcoreinfo(struct view head, struct view headers, struct view *ret, struct diag *diag)
{
	struct view found = { 0 };

	for (size_t i = 0; i < headers.size; i += sizeof(Elf64_Phdr)) {
		const uint8_t *header = headers.data + i;
		struct view notes;
		int r;

		if (load_le32(PHDR(p_type)) != PT_NOTE || found.size)
			continue;
		notes.data = head.data + load_le64(PHDR(p_offset));
		notes.size = (size_t)load_le64(PHDR(p_filesz));
		r = search_notes(notes, &found, diag);
		if (r < 0)
			return r;
	}
	*ret = found;
	return 0;
}

/*
 * Linux 4.11 and later give physical addresses to RAM and the kernel's image, and -1 to everything else. Before, every p_paddr
 * is 0, and no physical address is known.
 */
static void forget_zero_addresses(struct kcore_load *load, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (load[i].physical)
			return;
	for (size_t i = 0; i < count; i++)
		load[i].physical = UINT64_MAX;
}

static int read_loads(struct view headers, struct kcore *kcore)
{
	AUTO_FREE struct kcore_load *load = calloc(headers.size / sizeof(Elf64_Phdr), sizeof(*load));
	AUTO_FREE uint64_t *offset = calloc(headers.size / sizeof(Elf64_Phdr), sizeof(*offset));
	size_t count = 0;

	if (!load || !offset)
		return -ENOMEM;
	for (size_t i = 0; i < headers.size; i += sizeof(Elf64_Phdr)) {
		const uint8_t *header = headers.data + i;
		if (load_le32(PHDR(p_type)) != PT_LOAD)
			continue;
		offset[count] = load_le64(PHDR(p_offset));
		load[count++] = (struct kcore_load){
			.virtual = load_le64(PHDR(p_vaddr)),
			.physical = load_le64(PHDR(p_paddr)),
			.size = load_le64(PHDR(p_memsz)),
		};
	}
	forget_zero_addresses(load, count);
	kcore->load = TAKE(load);
	kcore->load_offset = TAKE(offset);
	kcore->load_count = count;
	return 0;
}

int kcore_parse(struct view head, size_t *ret_wanted, struct kcore *ret, struct diag *diag)
{
	struct kcore kcore = { 0 };
	struct view headers = { 0 };
	int r;

	if (view_starts_with(head, first_key)) {
		*ret = (struct kcore){ .vmcoreinfo = head };
		return 0;
	}
	r = find_program_headers(head, ret_wanted, &headers, diag);
	if (r == 0)
		r = check_note_spans(head, headers, ret_wanted, diag);
	if (r == 0)
		r = find_vmcoreinfo(head, headers, &kcore.vmcoreinfo, diag);
	if (r < 0)
		return r;
	if (read_loads(headers, &kcore) < 0)
		return diag_oom(diag);
	*ret = kcore;
	return 0;
}

void kcore_release(struct kcore *kcore)
{
	free(kcore->load);
	free(kcore->load_offset);
	*kcore = (struct kcore){ 0 };
}

bool kcore_find(const struct kcore *kcore, struct range physical, uint64_t *ret_offset)
{
	for (size_t i = 0; i < kcore->load_count; i++) {
		const struct kcore_load *load = &kcore->load[i];
		uint64_t skip = physical.start - load->physical;

		/* A load without a physical address is above every range. */
		if (physical.start < load->physical || skip >= load->size || range_size(physical) > load->size - skip ||
		    kcore->load_offset[i] > UINT64_MAX - skip)
			continue;
		*ret_offset = kcore->load_offset[i] + skip;
		return true;
	}
	return false;
}
