/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/pe-writer.h"

#include <errno.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"

#define FILE_ALIGN 0x200
#define MEMORY_ALIGN 0x1000
#define CODE_SIZE 0x1b

static size_t padded(size_t size, size_t align)
{
	return (size + align - 1) & ~(align - 1);
}

static void write_headers(uint8_t *file, const struct pe_spec *spec, size_t headers)
{
	uint8_t *coff = file + PE_HEADER, *optional = file + PE_OPTIONAL;

	memcpy(file, "MZ", 2);
	store_le32(file + 60, PE_HEADER);
	memcpy(coff, "PE\0\0", 4);
	store_le16(coff + 4, spec->machine);
	store_le16(coff + 6, (uint16_t)spec->part_count);
	store_le16(coff + 20, PE_OPTIONAL_SIZE);
	store_le16(coff + 22, 0x0206); /* executable, without line numbers and debug information */
	store_le16(optional, 0x20b);   /* PE32+ */
	store_le32(optional + 32, MEMORY_ALIGN);
	store_le32(optional + 36, FILE_ALIGN);
	store_le16(optional + 44, 1); /* major version of the image */
	store_le32(optional + 60, (uint32_t)headers);
	store_le16(optional + 68, 10); /* EFI application */
	store_le32(optional + 108, 16);
}

static void write_section(uint8_t *header, const struct pe_part *part, size_t address, size_t offset)
{
	memcpy(header, part->name, strnlen(part->name, 8));
	store_le32(header + 8, part->memory_size ? part->memory_size : (uint32_t)part->bytes.size);
	store_le32(header + 12, (uint32_t)address);
	store_le32(header + 16, (uint32_t)padded(part->bytes.size, FILE_ALIGN));
	store_le32(header + 20, (uint32_t)offset);
	store_le32(header + 36, 0x40000040); /* initialized data, readable */
}

int pe_write(const struct pe_spec *spec, struct blob *ret)
{
	size_t headers = padded((size_t)PE_SECTION(spec->part_count), FILE_ALIGN);
	size_t end = headers, at = headers, address = padded(headers, MEMORY_ALIGN);
	struct blob file;

	for (size_t i = 0; i < spec->part_count; i++)
		end += padded(spec->part[i].bytes.size, FILE_ALIGN);
	if (blob_alloc(end + spec->signature, &file) < 0)
		return -ENOMEM;
	write_headers(file.data, spec, headers);
	for (size_t i = 0; i < spec->part_count; i++) {
		const struct pe_part *part = &spec->part[i];

		write_section(file.data + PE_SECTION(i), part, address, at);
		if (part->bytes.size)
			memcpy(file.data + at, part->bytes.data, part->bytes.size);
		at += padded(part->bytes.size, FILE_ALIGN);
		address += padded(part->bytes.size, MEMORY_ALIGN);
	}
	if (spec->signature) {
		store_le32(file.data + PE_CERTIFICATES, (uint32_t)end);
		store_le32(file.data + PE_CERTIFICATES + 4, spec->signature);
		memset(file.data + end, 's', spec->signature);
	}
	*ret = file;
	return 0;
}

static void write_zboot_header(uint8_t *file, const struct zboot_spec *spec, uint32_t offset)
{
	memcpy(file + 4, "zimg", 4);
	store_le32(file + 8, offset);
	store_le32(file + 12, (uint32_t)spec->payload.size);
	memcpy(file + 24, spec->word, strnlen(spec->word, 31));
	store_le32(file + 56, 0x818223cd); /* LINUX_PE_MAGIC */
}

int zboot_write(const struct zboot_spec *spec, struct blob *ret)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	static const uint8_t data[700] = { 1, 2, 3 };
	struct pe_part part[2] = { { .name = ".text" },
				   { .name = ".data", .bytes = { data, sizeof(data) }, .memory_size = 4096 } };
	const struct pe_spec pe = { spec->machine, part, 2, spec->signature };
	size_t headers = padded((size_t)PE_SECTION(2), FILE_ALIGN), size = CODE_SIZE + spec->payload.size;
	int r;

	if (blob_alloc(size + (spec->has_size_field ? 4 : 0), &text) < 0)
		return -ENOMEM;
	memset(text.data, 0xd5, CODE_SIZE);
	memcpy(text.data + CODE_SIZE, spec->payload.data, spec->payload.size);
	if (spec->has_size_field)
		store_le32(text.data + size, spec->unpacked_size);
	part[0].bytes = blob_view(&text);
	r = pe_write(&pe, ret);
	if (!r)
		write_zboot_header(ret->data, spec, (uint32_t)(headers + CODE_SIZE));
	return r;
}
