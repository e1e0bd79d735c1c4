/* SPDX-License-Identifier: GPL-2.0-only */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "packed.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/image/layers.h"
#include "tests/helpers/pack-lzop.h"
#include "tests/helpers/pack.h"
#include "tests/helpers/suite.h"

uint8_t plain[PLAIN_SIZE];

const struct view plain_view = { plain, PLAIN_SIZE };

void fill_plain(void)
{
	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = (uint8_t)(i * 7 ^ i >> 5);
}

void append_packed(struct blob piece, struct packed *to)
{
	ck_assert_uint_le(piece.size, ROOM - to->size);
	memcpy(to->data + to->size, piece.data, piece.size);
	to->size += piece.size;
	blob_release(&piece);
}

const struct codec codecs[] = {
	{ &layer_gzip, pack_gzip, true, true, false },	   { &layer_xz, pack_xz, true, true, false },
	{ &layer_lzma, pack_lzma, false, false, false },
#ifdef HAVE_LIBZSTD
	{ &layer_zstd, pack_zstd, true, true, false },
#endif
#ifdef HAVE_LIBBZ2
	{ &layer_bzip2, pack_bzip2, true, true, false },
#endif
#ifdef HAVE_LIBLZO2
	{ &layer_lzo, pack_lzo, true, true, false },
#endif
#ifdef HAVE_LIBLZ4
	{ &layer_lz4, pack_lz4_frame, true, true, false }, { &layer_lz4, pack_lz4_legacy, true, false, true },
#endif
};

const int codec_count = COUNT(codecs);

const struct layer *match_packed(struct view view)
{
	const struct layer *layer = layers_match(layers_all, view, false);

	if (!layer)
		layer = layers_match(layers_all, view, true);
	return layer && !layer->foreign ? layer : NULL;
}

int unpack_packed(const struct codec *codec, const struct packed *packed, size_t limit, struct blob *ret, struct diag *diag)
{
	/* A copy of exactly that size, so that a read beyond it is caught by AddressSanitizer and valgrind. */
	CLEANUP(free_pointer) uint8_t *exact = malloc(packed->size + !packed->size);
	struct view view = { .data = exact, .size = packed->size };

	memcpy(exact, packed->data, packed->size);
	*diag = (struct diag){ 0 };
	return codec->layer->unpack(view, limit, NULL, ret, diag);
}

void assert_unpacks(const struct codec *codec, const struct packed *packed, size_t copies)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct diag diag;
	int r = unpack_packed(codec, packed, copies * PLAIN_SIZE, &blob, &diag);

	ck_assert_msg(r == 0, "%s: %s", codec->layer->name, diag.message);
	ck_assert_uint_eq(blob.size, copies * PLAIN_SIZE);
	for (size_t i = 0; i < copies; i++)
		ck_assert_mem_eq(blob.data + i * PLAIN_SIZE, plain, PLAIN_SIZE);
}

void assert_refuses(const struct codec *codec, const struct packed *packed, size_t limit, int error, const char *message)
{
	struct blob blob = { .size = 42 };
	struct diag diag;
	int r = unpack_packed(codec, packed, limit, &blob, &diag);

	ck_assert_msg(r == error, "%s: %d instead of %d: %s", codec->layer->name, r, error, diag.message);
	ck_assert_msg(strstr(diag.message, message), "%s: %s", codec->layer->name, diag.message);
	ck_assert_msg(strstr(diag.message, codec->layer->name), "%s: not named: %s", codec->layer->name, diag.message);
	ck_assert_uint_eq(blob.size, 42);
}
