/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/cpio.h"

#include <errno.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/diag.h"
#include "kexec/image/initrd-contents.h"
#include "kexec/image/magic.h"

/* A magic number of six digits, then 13 numbers of eight hexadecimal digits. */
#define HEADER_SIZE 110u
#define FIELD_FILE_SIZE 6
#define FIELD_NAME_SIZE 11
#define FIELD_SUM 12

struct entry {
	const char *name; /* with its NUL */
	struct view data;
	uint32_t sum;
	size_t end; /* behind the data and their padding; at most the end of the bytes */
};

bool cpio_matches(struct view bytes)
{
	return HAS_MAGIC(bytes, 0, "070701") || HAS_MAGIC(bytes, 0, "070702");
}

static bool digit(char c, uint32_t *ret)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *found = c ? strchr(digits, c) : NULL;

	if (!found)
		return false;
	*ret = (uint32_t)(found - digits) - (found >= digits + 16 ? 6 : 0);
	return true;
}

static bool field(const uint8_t *header, unsigned int index, uint32_t *ret)
{
	uint32_t value = 0, next;

	for (unsigned int i = 0; i < 8; i++) {
		if (!digit((char)header[6 + 8 * index + i], &next))
			return false;
		value = value << 4 | next;
	}
	*ret = value;
	return true;
}

static uint64_t aligned(uint64_t size, uint32_t to)
{
	return (size + to - 1) / to * to;
}

static int cut_short(size_t at, size_t size, struct diag *diag)
{
	return diag_fail(diag, -EBADMSG, "the cpio archive is cut short: its entry at byte %zu goes beyond the end at byte %zu", at,
			 size);
}

/* All offsets are from the start of the archive, and fit: a number of eight digits has 32 bits. */
static int read_entry(struct view bytes, size_t at, struct entry *ret, struct diag *diag)
{
	const uint8_t *header = bytes.data + at;
	uint32_t file_size, name_size, sum;
	uint64_t name_end, data, end;

	if (!span_fits(at, HEADER_SIZE, bytes.size))
		return cut_short(at, bytes.size, diag);
	if (!cpio_matches((struct view){ header, bytes.size - at }) || !field(header, FIELD_FILE_SIZE, &file_size) ||
	    !field(header, FIELD_NAME_SIZE, &name_size) || !field(header, FIELD_SUM, &sum) || !name_size)
		return diag_fail(diag, -EBADMSG, "the cpio archive is damaged: there is no entry at byte %zu", at);
	name_end = (uint64_t)at + HEADER_SIZE + name_size;
	data = aligned(name_end, 4);
	end = aligned(data + file_size, 4);
	if (name_end > bytes.size || (file_size && !span_fits(data, file_size, bytes.size)))
		return cut_short(at, bytes.size, diag);
	if (bytes.data[name_end - 1])
		return diag_fail(diag, -EBADMSG, "the cpio archive is damaged: the name of the entry at byte %zu has no end", at);
	*ret = (struct entry){
		.name = (const char *)header + HEADER_SIZE,
		.data = file_size ? (struct view){ bytes.data + data, file_size } : (struct view){ 0 },
		.sum = sum,
		.end = end < bytes.size ? (size_t)end : bytes.size,
	};
	return 0;
}

/* "070702": the sum of all bytes of a file. */
static int check_sum(struct view bytes, size_t at, const struct entry *entry, struct diag *diag)
{
	uint32_t sum = 0;

	if (!HAS_MAGIC(bytes, at, "070702") || !entry->data.size)
		return 0;
	for (size_t i = 0; i < entry->data.size; i++)
		sum += entry->data.data[i];
	return sum == entry->sum ? 0
				 : diag_fail(diag, -EBADMSG, "the cpio archive is damaged: the checksum of the entry at byte %zu does not match",
					     at);
}

int cpio_walk(struct view bytes, struct initrd_contents *contents, struct cpio *ret, struct diag *diag)
{
	struct cpio cpio = { 0 };

	while (cpio.size < bytes.size && !cpio.has_trailer) {
		struct entry entry = { 0 };
		int r = read_entry(bytes, cpio.size, &entry, diag);

		if (!r)
			r = check_sum(bytes, cpio.size, &entry, diag);
		if (r < 0)
			return r;
		cpio.has_trailer = !strcmp(entry.name, "TRAILER!!!");
		if (!cpio.has_trailer)
			initrd_note(entry.name, entry.data.size, contents);
		cpio.size = entry.end;
	}
	*ret = cpio;
	return 0;
}
