/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gzip, RFC 1952: one member or several in a row. libdeflate is faster than zlib, but takes a member only in one piece, and does
 * not say why it fails: whatever it does not take is left to zlib.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"

#endif

#define ZLIB_CONST
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <zlib.h>

#ifdef HAVE_LIBDEFLATE
#include <libdeflate.h>
#endif

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/decompress-output.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"

/* For inflateInit2(): the largest window, and the header and trailer of gzip instead of zlib. */
#define GZIP_WINDOW_BITS (15 + 16)

/* RFC 1952, 2.3.1: ID1, ID2, CM = deflate. */
static bool gzip_matches(struct view in)
{
	return in.size >= 3 && !memcmp(in.data, "\x1f\x8b\x08", 3);
}

static uInt clamp_uint(size_t n)
{
	return n < UINT_MAX ? (uInt)n : UINT_MAX;
}

/* zlib distinguishes these errors only by text. */
static int damaged(const struct output *out, const char *text, struct diag *diag)
{
	if (text && strstr(text, "data check"))
		return output_damaged(out, "the CRC-32 of the unpacked bytes does not match", diag);
	if (text && strstr(text, "length check"))
		return output_damaged(out, "the number of unpacked bytes does not match", diag);
	return output_damaged(out, text ? text : "zlib does not understand it", diag);
}

static int step(z_stream *z, struct output *out, int *ret_status, struct diag *diag)
{
	size_t room, consumed, written;
	int r = output_reserve(out, diag);

	if (r < 0)
		return r;
	room = out->room.size - out->used;
	z->next_in = out->left.data;
	z->avail_in = clamp_uint(out->left.size);
	z->next_out = out->room.data + out->used;
	z->avail_out = clamp_uint(room);
	consumed = z->avail_in;
	written = z->avail_out;
	*ret_status = inflate(z, Z_NO_FLUSH);
	return output_advance(out, consumed - z->avail_in, written - z->avail_out, diag);
}

static int unpack_member(z_stream *z, struct output *out, struct diag *diag)
{
	int status, r;

	do {
		r = step(z, out, &status, diag);
		if (r < 0)
			return r;
	} while (status == Z_OK);
	if (status == Z_STREAM_END)
		return 0;
	if (status == Z_BUF_ERROR) /* no progress, and there was room */
		return output_cut_short(out, diag);
	if (status == Z_MEM_ERROR)
		return diag_oom(diag);
	return damaged(out, z->msg, diag);
}

#ifdef HAVE_LIBDEFLATE
/* RFC 1952, 2.3.1: FLG.FHCRC. libdeflate skips the CRC of the header, zlib verifies it. */
#define FLAGS_AT 3
#define FLAG_HEADER_CRC 0x02

static void free_decompressor(struct libdeflate_decompressor **decompressor)
{
	if (*decompressor)
		libdeflate_free_decompressor(*decompressor);
}

/* Unpacks members as long as they are whole and the room, which is as large as the last member says, takes them. */
static int unpack_quickly(struct output *out, struct diag *diag)
{
	CLEANUP(free_decompressor) struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
	size_t consumed, written;
	int r = 0;

	while (!r && decompressor && gzip_matches(out->left) && out->left.size > FLAGS_AT &&
	       !(out->left.data[FLAGS_AT] & FLAG_HEADER_CRC)) {
		if (libdeflate_gzip_decompress_ex(decompressor, out->left.data, out->left.size, out->room.data + out->used,
						  out->room.size - out->used, &consumed, &written) != LIBDEFLATE_SUCCESS)
			return 0;
		r = output_advance(out, consumed, written, diag);
	}
	return r;
}
#else
static int unpack_quickly(struct output *out, struct diag *diag)
{
	(void)out, (void)diag;
	return 0;
}
#endif

static void end_inflate(z_stream *z)
{
	inflateEnd(z);
}

static int unpack_members(struct output *out, struct diag *diag)
{
	CLEANUP(end_inflate) z_stream z = { 0 };
	int r;

	if (inflateInit2(&z, GZIP_WINDOW_BITS) != Z_OK)
		return diag_oom(diag);
	do {
		if (inflateReset(&z) != Z_OK)
			return diag_oom(diag);
		r = unpack_member(&z, out, diag);
	} while (r == 0 && gzip_matches(out->left));
	return r;
}

static int gzip_unpack(struct view in, size_t limit, size_t *ret_used, struct blob *ret, struct diag *diag)
{
	CLEANUP(output_release) struct output out = { 0 };
	/* ISIZE, RFC 1952, 2.3.1: the last four bytes, unless padding or another member follows. */
	uint64_t hint = in.size >= 4 ? load_le32(in.data + in.size - 4) : 0;
	int r = output_begin("gzip", in, limit, hint, &out, diag);

	if (r < 0)
		return r;
	r = unpack_quickly(&out, diag);
	if (!r && (out.left.size == in.size || gzip_matches(out.left)))
		r = unpack_members(&out, diag);
	if (r < 0)
		return r;
	return output_end(&out, false, ret_used, ret, diag);
}

const struct layer layer_gzip = {
	.name = "gzip",
	.what = "it is compressed with gzip",
	.library = "zlib",
	.matches = gzip_matches,
	.unpack = gzip_unpack,
};
