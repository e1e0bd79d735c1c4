/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/uimage.h"

#include <errno.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/diag.h"
#include "kexec/image/checksum.h"

/* Byte offsets in the header. */
enum {
	HEADER_MAGIC = 0,
	HEADER_CHECKSUM = 4,
	HEADER_DATA_SIZE = 12,
	HEADER_DATA_CHECKSUM = 24,
	HEADER_OS = 28,
	HEADER_ARCH = 29,
	HEADER_TYPE = 30,
	HEADER_COMPRESSION = 31,
	HEADER_NAME = 32,
	HEADER_SIZE = 64,
};

#define MAGIC 0x27051956u

/* IH_COMP_*, by number. */
static const char *const compressions[] = { "none", "gzip", "bzip2", "lzma", "lzo", "lz4", "zstd" };

static const struct {
	uint8_t type;
	const char *text;
} types[] = {
	{ UIMAGE_KERNEL, "a kernel" },	      { UIMAGE_RAMDISK, "an initrd (uInitrd)" }, { UIMAGE_MULTI, "several parts" },
	{ UIMAGE_SCRIPT, "a U-Boot script" }, { UIMAGE_DEVICETREE, "a devicetree" },	 { UIMAGE_KERNEL_NOLOAD, "a kernel" },
};

bool uimage_matches(struct view file)
{
	return file.size >= 4 && load_be32(file.data + HEADER_MAGIC) == MAGIC;
}

static int damaged(struct diag *diag)
{
	diag_hint(diag, "Copy the file again.");
	return -EBADMSG;
}

static int check_header(const uint8_t *header, struct diag *diag)
{
	uint8_t copy[HEADER_SIZE];
	uint32_t crc;

	memcpy(copy, header, HEADER_SIZE);
	memset(copy + HEADER_CHECKSUM, 0, 4);
	crc = checksum_crc32((struct view){ .data = copy, .size = HEADER_SIZE });
	if (crc == load_be32(header + HEADER_CHECKSUM))
		return 0;
	diag_fail(diag, -EBADMSG, "the header of the uImage is damaged: its CRC-32 is 0x%08x, it says 0x%08x", crc,
		  load_be32(header + HEADER_CHECKSUM));
	return damaged(diag);
}

static int check_data(const uint8_t *header, struct view data, struct diag *diag)
{
	uint32_t crc = checksum_crc32(data);

	if (crc == load_be32(header + HEADER_DATA_CHECKSUM))
		return 0;
	diag_fail(diag, -EBADMSG, "the data of the uImage are damaged: their CRC-32 is 0x%08x, its header says 0x%08x", crc,
		  load_be32(header + HEADER_DATA_CHECKSUM));
	return damaged(diag);
}

static int check_size(struct view file, const uint8_t *header, struct diag *diag)
{
	uint32_t size = load_be32(header + HEADER_DATA_SIZE);

	if (span_fits(HEADER_SIZE, size, file.size))
		return 0;
	diag_fail(diag, -EBADMSG, "the uImage is cut short: its header says %u bytes of data, there are %zu", size,
		  file.size - HEADER_SIZE);
	diag_hint(diag, "Copy the file again; its end is missing.");
	return -EBADMSG;
}

int uimage_open(struct view file, struct uimage *ret, struct diag *diag)
{
	uint8_t header[HEADER_SIZE];
	struct uimage uimage = { 0 };
	int r;

	if (!uimage_matches(file))
		return diag_fail(diag, -EINVAL, "it is no uImage: it does not begin with 0x%08x", MAGIC);
	if (file.size < HEADER_SIZE)
		return diag_fail(diag, -EBADMSG, "the uImage is cut short: %zu bytes, its header alone has %d", file.size,
				 HEADER_SIZE);
	memcpy(header, file.data, HEADER_SIZE);
	r = check_header(header, diag);
	if (!r)
		r = check_size(file, header, diag);
	if (r < 0)
		return r;
	uimage.os = header[HEADER_OS];
	uimage.arch = header[HEADER_ARCH];
	uimage.type = header[HEADER_TYPE];
	uimage.compression = header[HEADER_COMPRESSION];
	memcpy(uimage.name, header + HEADER_NAME, HEADER_SIZE - HEADER_NAME);
	uimage.data = (struct view){ .data = file.data + HEADER_SIZE, .size = load_be32(header + HEADER_DATA_SIZE) };
	r = check_data(header, uimage.data, diag);
	if (r < 0)
		return r;
	*ret = uimage;
	return 0;
}

/* The list of sizes ends with a zero. *ret_start: the first part. */
static int read_sizes(struct view data, uint32_t sizes[UIMAGE_PARTS_MAX], size_t *ret_count, size_t *ret_start,
		      struct diag *diag)
{
	size_t count = 0;

	for (;; count++) {
		uint32_t size;

		if (!span_fits(4 * count, 4, data.size))
			return diag_fail(diag, -EBADMSG, "the uImage's list of parts has no end");
		size = load_be32(data.data + 4 * count);
		if (!size)
			break;
		if (count == UIMAGE_PARTS_MAX)
			return diag_fail(diag, -E2BIG, "the uImage has more than %d parts, the accepted maximum",
					 UIMAGE_PARTS_MAX);
		sizes[count] = size;
	}
	*ret_count = count;
	*ret_start = 4 * (count + 1);
	return 0;
}

int uimage_parts(const struct uimage *uimage, struct view *ret, size_t *ret_count, struct diag *diag)
{
	struct view data = uimage->data, parts[UIMAGE_PARTS_MAX];
	uint32_t sizes[UIMAGE_PARTS_MAX];
	size_t count = 0, start = 0;
	uint64_t at;
	int r = read_sizes(data, sizes, &count, &start, diag);

	if (r < 0)
		return r;
	at = start;
	for (size_t i = 0; i < count; i++) {
		if (!span_fits(at, sizes[i], data.size))
			return diag_fail(diag, -EBADMSG,
					 "part %zu of the uImage reaches beyond its data: %u bytes at offset %llu of %zu", i,
					 sizes[i], (unsigned long long)at, data.size);
		parts[i] = (struct view){ .data = data.data + at, .size = sizes[i] };
		at = align_down(at + sizes[i] + 3, 4);
	}
	memcpy(ret, parts, count * sizeof(parts[0]));
	*ret_count = count;
	return 0;
}

const char *uimage_compression(const struct uimage *uimage)
{
	if (uimage->compression >= sizeof(compressions) / sizeof(compressions[0]))
		return NULL;
	return compressions[uimage->compression];
}

const char *uimage_type_text(const struct uimage *uimage)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == uimage->type)
			return types[i].text;
	return "something that is no kernel";
}

int uimage_unwrap_initrd(struct view file, struct view *ret, struct diag *diag)
{
	struct uimage uimage;
	int r = uimage_open(file, &uimage, diag);

	if (r < 0)
		return r;
	if (uimage.type != UIMAGE_RAMDISK)
		return diag_fail(diag, -EINVAL, "it is a uImage of %s (type %u), expected one of an initrd (type %d)",
				 uimage_type_text(&uimage), uimage.type, UIMAGE_RAMDISK);
	*ret = uimage.data;
	return 0;
}
