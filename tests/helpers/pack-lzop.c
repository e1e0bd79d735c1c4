/* SPDX-License-Identifier: GPL-2.0-only */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "tests/helpers/pack-lzop.h"

#ifdef HAVE_LIBLZO2
#include <check.h>
#include <lzo/lzo1x.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"

static void put_be(struct blob *packed, unsigned int bytes, uint32_t value)
{
	for (unsigned int i = 0; i < bytes; i++)
		packed->data[packed->size++] = (uint8_t)(value >> 8 * (bytes - 1 - i));
}

static uint32_t lzop_sum(const uint8_t *data, size_t size, bool is_crc32)
{
	return is_crc32 ? lzo_crc32(0, data, size) : lzo_adler32(1, data, size);
}

static void put_lzop_header(const struct lzop *lzop, struct blob *ret)
{
	static const uint8_t magic[9] = { 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1a, '\n' };
	bool is_crc32 = lzop->flags & LZOP_HEADER_CRC32;
	size_t start;

	memcpy(ret->data + ret->size, magic, sizeof(magic));
	ret->size += sizeof(magic);
	start = ret->size;
	put_be(ret, 2, lzop->version);
	put_be(ret, 2, 0x20a0);
	put_be(ret, 2, lzop->needed);
	put_be(ret, 1, lzop->method);
	put_be(ret, 1, 9);
	put_be(ret, 4, lzop->flags);
	put_be(ret, 4, 0100644);
	put_be(ret, 4, 1);
	put_be(ret, 4, 0);
	put_be(ret, 1, 5);
	memcpy(ret->data + ret->size, "Image", 5);
	ret->size += 5;
	put_be(ret, 4, lzop_sum(ret->data + start, ret->size - start, is_crc32));
	if (!(lzop->flags & LZOP_EXTRA_FIELD))
		return;
	start = ret->size;
	put_be(ret, 4, 3);
	put_be(ret, 3, 0x414243);
	put_be(ret, 4, lzop_sum(ret->data + start, ret->size - start, is_crc32));
}

static void put_lzop_sums(uint32_t flags, const uint8_t *data, size_t size, struct blob *ret)
{
	if (flags & 3)
		put_be(ret, 4, lzop_sum(data, size, false));
	if (flags & 0x300)
		put_be(ret, 4, lzop_sum(data, size, true));
}

static void put_lzop_block(uint32_t flags, const uint8_t *data, size_t size, struct blob *ret)
{
	static uint8_t work[LZO1X_1_MEM_COMPRESS];
	CLEANUP(free_pointer) uint8_t *block = malloc(size + size / 16 + 67);
	lzo_uint n = 0;

	ck_assert_int_eq(lzo1x_1_compress(data, size, block, &n, work), LZO_E_OK);
	if (n >= size) { /* stored */
		memcpy(block, data, size);
		n = size;
	}
	put_be(ret, 4, (uint32_t)size);
	put_be(ret, 4, (uint32_t)n);
	put_lzop_sums(flags & 0x101, data, size, ret);
	if (n < size)
		put_lzop_sums(flags & 0x202, block, n, ret);
	memcpy(ret->data + ret->size, block, n);
	ret->size += n;
}

struct blob pack_lzop(const struct lzop *lzop, struct view in)
{
	size_t most = 256 << 10;
	struct blob out;

	ck_assert_int_eq(blob_alloc(in.size + in.size / 8 + 1000, &out), 0);
	out.size = 0;
	put_lzop_header(lzop, &out);
	for (size_t at = 0; at < in.size; at += most)
		put_lzop_block(lzop->flags, in.data + at, in.size - at < most ? in.size - at : most, &out);
	put_be(&out, 4, 0);
	return out;
}

struct blob pack_lzo(struct view in)
{
	static const struct lzop usual = { 0x1040, 0x0940, 1, LZOP_ADLER32 };

	return pack_lzop(&usual, in);
}
#endif
