/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lzo as the program lzop packs it: a header with a checksum, blocks with checksums, and an end. All numbers are big-endian.
 * Several files may follow each other. liblzo2 has the compression only. Source of the format: Linux, lib/decompress_unlzo.c,
 * which skips what it has no use for, and the files that lzop makes.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"

#endif

#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/magic.h"

#ifdef HAVE_LIBLZO2
#include <errno.h>
#include <lzo/lzo1x.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/decompress-output.h"

#define MAGIC_SIZE 9

/* From this version of lzop on the header has all of its members. No other wrote what is found today. */
#define VERSION_MIN 0x0940
#define VERSION_NEEDED_MAX 0x1040

/* LZO1X-1, LZO1X-1(15), LZO1X-999: one decompressor serves all. */
#define METHOD_LAST 3

/* Flags: which checksums there are, of unpacked (D) and packed (C) bytes, and what else the header has. */
#define ADLER32_D 0x0001u
#define ADLER32_C 0x0002u
#define EXTRA_FIELD 0x0040u
#define CRC32_D 0x0100u
#define CRC32_C 0x0200u
#define FILTER 0x0800u
#define HEADER_CRC32 0x1000u

/* lzop's own bounds of a block. */
#define BLOCK_SIZE_MAX ((size_t)64 << 20)
#define BLOCK_RATIO_MAX 255
#endif

static bool lzo_matches(struct view in)
{
	return HAS_MAGIC(in, 0, "\x89LZO\0\r\n\x1a\n");
}

#ifdef HAVE_LIBLZO2
static uint16_t load_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t adler32(struct view bytes)
{
	return lzo_adler32(lzo_adler32(0, NULL, 0), bytes.data, bytes.size);
}

static uint32_t crc32(struct view bytes)
{
	return lzo_crc32(lzo_crc32(0, NULL, 0), bytes.data, bytes.size);
}

/* Takes a part of the header or of a block. Returns 0, or -EBADMSG with the reason: the input ends before. */
static int take(struct output *out, size_t size, struct view *ret, struct diag *diag)
{
	if (size > out->left.size)
		return output_cut_short(out, diag);
	*ret = (struct view){ out->left.data, size };
	output_skip(out, size);
	return 0;
}

static int take_be32(struct output *out, uint32_t *ret, struct diag *diag)
{
	struct view bytes = { 0 };
	int r = take(out, 4, &bytes, diag);

	if (!r)
		*ret = load_be32(bytes.data);
	return r;
}

static int check(const struct output *out, struct view bytes, uint32_t want, bool is_crc32, const char *why, struct diag *diag)
{
	return (is_crc32 ? crc32(bytes) : adler32(bytes)) == want ? 0 : output_damaged(out, why, diag);
}

/* ---- the header ---- */

struct fixed {
	uint16_t version, needed;
	uint8_t method;
	uint32_t flags;
};

/* Version, library, version needed, method, level, flags, mode, time in two halves. The name follows. */
#define FIXED_SIZE 24

static int take_fixed(struct output *out, struct fixed *ret, struct diag *diag)
{
	struct view bytes = { 0 };
	int r = take(out, FIXED_SIZE, &bytes, diag);

	if (r < 0)
		return r;
	*ret = (struct fixed){
		.version = load_be16(bytes.data),
		.needed = load_be16(bytes.data + 4),
		.method = bytes.data[6],
		.flags = load_be32(bytes.data + 8),
	};
	return 0;
}

static int take_checked_header(struct output *out, struct fixed *ret, struct diag *diag)
{
	const uint8_t *start = out->left.data;
	struct view length = { 0 }, name = { 0 };
	uint32_t want = 0;
	int r = take_fixed(out, ret, diag);

	if (!r)
		r = take(out, 1, &length, diag);
	if (!r)
		r = take(out, length.data[0], &name, diag);
	if (!r)
		r = take_be32(out, &want, diag);
	if (r < 0)
		return r;
	return check(out, (struct view){ start, (size_t)(out->left.data - 4 - start) }, want, ret->flags & HEADER_CRC32,
		     "the checksum of the header does not match", diag);
}

/* Nothing that lzop has written for Linux has one. */
static int take_extra_field(struct output *out, uint32_t flags, struct diag *diag)
{
	const uint8_t *start = out->left.data;
	struct view bytes = { 0 };
	uint32_t size = 0, want = 0;
	int r;

	if (!(flags & EXTRA_FIELD))
		return 0;
	r = take_be32(out, &size, diag);
	if (!r)
		r = take(out, size, &bytes, diag);
	if (!r)
		r = take_be32(out, &want, diag);
	if (r < 0)
		return r;
	return check(out, (struct view){ start, 4 + (size_t)size }, want, flags & HEADER_CRC32,
		     "the checksum of the extra field does not match", diag);
}

static int take_header(struct output *out, uint32_t *ret_flags, struct diag *diag)
{
	struct fixed fixed = { 0 };
	int r;

	output_skip(out, MAGIC_SIZE);
	r = take_checked_header(out, &fixed, diag);
	if (r < 0)
		return r;
	if (fixed.version < VERSION_MIN || fixed.needed > VERSION_NEEDED_MAX)
		return diag_fail(diag, -EOPNOTSUPP, "the lzo data are of lzop's format 0x%04x, which is not known", fixed.version);
	if (!fixed.method || fixed.method > METHOD_LAST || fixed.flags & FILTER)
		return diag_fail(diag, -EOPNOTSUPP, "the lzo data are packed with lzop's method %u%s, which is not known",
				 fixed.method, fixed.flags & FILTER ? " and a filter" : "");
	*ret_flags = fixed.flags;
	return take_extra_field(out, fixed.flags, diag);
}

/* ---- a block ---- */

struct sums {
	uint32_t adler32, crc32;
};

struct block {
	uint32_t unpacked, size;
	struct sums of_unpacked, of_packed;
};

static int take_sums(struct output *out, bool has_adler32, bool has_crc32, struct sums *ret, struct diag *diag)
{
	int r = has_adler32 ? take_be32(out, &ret->adler32, diag) : 0;

	return r || !has_crc32 ? r : take_be32(out, &ret->crc32, diag);
}

static int check_sums(const struct output *out, struct view bytes, bool has_adler32, bool has_crc32, const struct sums *want,
		      const char *why, struct diag *diag)
{
	int r = has_adler32 ? check(out, bytes, want->adler32, false, why, diag) : 0;

	return r || !has_crc32 ? r : check(out, bytes, want->crc32, true, why, diag);
}

/* A block that cannot be packed is stored, and has no checksum of packed bytes. */
static bool is_stored(const struct block *block)
{
	return block->size == block->unpacked;
}

/* block->unpacked 0: the end. */
static int take_block_header(struct output *out, uint32_t flags, struct block *ret, struct diag *diag)
{
	int r = take_be32(out, &ret->unpacked, diag);

	if (r < 0 || !ret->unpacked)
		return r;
	r = take_be32(out, &ret->size, diag);
	if (r < 0)
		return r;
	if (ret->unpacked > BLOCK_SIZE_MAX || !ret->size || ret->size > ret->unpacked ||
	    ret->unpacked / BLOCK_RATIO_MAX > ret->size)
		return output_damaged(out, "the sizes of a block are not valid", diag);
	r = take_sums(out, flags & ADLER32_D, flags & CRC32_D, &ret->of_unpacked, diag);
	if (r < 0 || is_stored(ret))
		return r;
	return take_sums(out, flags & ADLER32_C, flags & CRC32_C, &ret->of_packed, diag);
}

static int decode(struct output *out, const struct block *block, struct view packed, struct diag *diag)
{
	uint8_t *to = out->room.data + out->used;
	lzo_uint written = block->unpacked;

	if (is_stored(block)) {
		memcpy(to, packed.data, packed.size);
		return 0;
	}
	if (lzo1x_decompress_safe(packed.data, packed.size, to, &written, NULL) != LZO_E_OK || written != block->unpacked)
		return output_damaged(out, "a block does not decode", diag);
	return 0;
}

static int unpack_block(struct output *out, uint32_t flags, const struct block *block, struct diag *diag)
{
	struct view packed = { 0 };
	int r = take(out, block->size, &packed, diag);

	if (!r && !is_stored(block))
		r = check_sums(out, packed, flags & ADLER32_C, flags & CRC32_C, &block->of_packed,
			       "the checksum of a packed block does not match", diag);
	if (!r && block->unpacked > out->limit - out->used)
		return output_too_large(out, diag);
	if (!r)
		r = output_reserve_block(out, block->unpacked, diag);
	if (!r)
		r = decode(out, block, packed, diag);
	if (!r)
		r = check_sums(out, (struct view){ out->room.data + out->used, block->unpacked }, flags & ADLER32_D,
			       flags & CRC32_D, &block->of_unpacked, "the checksum of an unpacked block does not match", diag);
	return r ? r : output_advance(out, 0, block->unpacked, diag);
}

static int unpack_file(struct output *out, struct diag *diag)
{
	struct block block = { 0 };
	uint32_t flags = 0;
	int r = take_header(out, &flags, diag);

	while (!r) {
		r = take_block_header(out, flags, &block, diag);
		if (r < 0 || !block.unpacked)
			return r;
		r = unpack_block(out, flags, &block, diag);
	}
	return r;
}

static int lzo_unpack(struct view in, size_t limit, size_t *ret_used, struct blob *ret, struct diag *diag)
{
	CLEANUP(output_release) struct output out = { 0 };
	int r = output_begin("lzo", in, limit, 0, &out, diag);

	if (r < 0)
		return r;
	if (lzo_init() != LZO_E_OK)
		return diag_fail(diag, -EOPNOTSUPP, "liblzo2 is not the version that this program was built with");
	do {
		r = in.size < MAGIC_SIZE ? output_cut_short(&out, diag) : unpack_file(&out, diag);
		if (r < 0)
			return r;
	} while (lzo_matches(out.left));
	return output_end(&out, true, ret_used, ret, diag);
}
#else
#define lzo_unpack NULL
#endif

const struct layer layer_lzo = {
	.name = "lzo",
	.what = "it is compressed with lzo",
	.hint = "Unpack it with lzop -d.",
	.library = "liblzo2",
	.matches = lzo_matches,
	.unpack = lzo_unpack,
};
