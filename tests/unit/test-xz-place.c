/* SPDX-License-Identifier: GPL-2.0-only */
/* .xz and .lzma unpacked to their place. What is not taken here would be unpacked in another way, so each case asserts that it
 * is. */
#include <check.h>
#include <errno.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/branch-filter.h"
#include "kexec/image/decompress-output.h"
#include "kexec/image/decompress-xz-place.h"
#include "kexec/image/lzma-dictionary.h"
#include "tests/helpers/random.h"
#include "tests/helpers/suite.h"

#define PLAIN_SIZE 200001u
#define PACKED_MAX (2 * PLAIN_SIZE + 4096)
#define UNPACKED_MAX ((size_t)1 << 20)
#define MEMORY_LIMIT ((uint64_t)256 << 20)

/* Code, nearly: every other word is a BL or an ADRP to anywhere, and the rest repeats. */
static struct blob plain_code(void)
{
	struct random random = random_from(7);
	struct blob blob;

	ck_assert_int_eq(blob_alloc(PLAIN_SIZE, &blob), 0);
	for (size_t at = 0; at + 4 <= PLAIN_SIZE; at += 4) {
		uint32_t word = (uint32_t)random_below(&random, UINT64_C(1) << 32);

		switch (at / 4 % 4) {
		case 0:
			store_le32(blob.data + at, 0x94000000 | (word & 0x03ffffff));
			break;
		case 2:
			store_le32(blob.data + at, 0x90000000 | (word & 0x60ffffff));
			break;
		default:
			store_le32(blob.data + at, (uint32_t)at / 64);
		}
	}
	return blob;
}

/* ---- packers ---- */

struct shape {
	const char *name;
	lzma_check check;
	bool filter;
	uint32_t dictionary;
	size_t block; /* bytes unpacked; 0: one block */
};

static const struct shape shapes[] = {
	{ "as Linux packs", LZMA_CHECK_CRC32, true, 128 << 20, 0 },
	{ "a small dictionary", LZMA_CHECK_CRC64, false, 4096, 0 },
	{ "no check", LZMA_CHECK_NONE, false, 1 << 20, 0 },
	{ "several blocks", LZMA_CHECK_CRC64, false, 1 << 20, 65537 },
	{ "several blocks with a filter", LZMA_CHECK_CRC32, true, 8192, 30001 },
};

static void encode(lzma_stream *stream, struct view in, lzma_action last, size_t block)
{
	while (block && in.size > block) {
		stream->next_in = in.data;
		stream->avail_in = block;
		ck_assert_int_eq(lzma_code(stream, LZMA_FULL_FLUSH), LZMA_STREAM_END);
		in.data += block;
		in.size -= block;
	}
	stream->next_in = in.data;
	stream->avail_in = in.size;
	ck_assert_int_eq(lzma_code(stream, last), LZMA_STREAM_END);
}

static struct blob pack(struct view in, const struct shape *shape)
{
	CLEANUP(lzma_end) lzma_stream stream = LZMA_STREAM_INIT;
	lzma_options_lzma options;
	lzma_filter filters[3] = { { .id = LZMA_FILTER_ARM64 }, { LZMA_FILTER_LZMA2, &options }, { .id = LZMA_VLI_UNKNOWN } };
	struct blob out;

	ck_assert_int_eq(blob_alloc(PACKED_MAX, &out), 0);
	ck_assert(!lzma_lzma_preset(&options, 0));
	options.dict_size = shape->dictionary;
	ck_assert_int_eq(lzma_stream_encoder(&stream, filters + !shape->filter, shape->check), LZMA_OK);
	stream.next_out = out.data;
	stream.avail_out = out.size;
	encode(&stream, in, LZMA_FINISH, shape->block);
	out.size -= stream.avail_out;
	return out;
}

/* Sizes are unknown, as "lzma" writes them for a pipe, unless one is given. */
static struct blob pack_alone(struct view in, bool with_size)
{
	CLEANUP(lzma_end) lzma_stream stream = LZMA_STREAM_INIT;
	lzma_options_lzma options;
	struct blob out;

	ck_assert_int_eq(blob_alloc(PACKED_MAX, &out), 0);
	ck_assert(!lzma_lzma_preset(&options, 0));
	ck_assert_int_eq(lzma_alone_encoder(&stream, &options), LZMA_OK);
	stream.next_out = out.data;
	stream.avail_out = out.size;
	encode(&stream, in, LZMA_FINISH, 0);
	out.size -= stream.avail_out;
	if (with_size)
		store_le64(out.data + 5, in.size);
	return out;
}

/* ---- unpacking ---- */

static struct output output_for(struct view packed)
{
	struct output out;
	struct diag diag = { 0 };

	ck_assert_int_eq(output_begin("xz", packed, UNPACKED_MAX, UINT64_MAX - 1, &out, &diag), 0);
	return out;
}

static void assert_result(const struct output *out, struct view plain)
{
	ck_assert_uint_eq(out->used, plain.size);
	ck_assert_mem_eq(out->room.data, plain.data, plain.size);
	ck_assert_uint_eq(out->left.size, 0);
}

START_TEST(unpacks_xz_to_its_place)
{
	CLEANUP(blob_release) struct blob plain = plain_code();
	CLEANUP(blob_release) struct blob packed = pack(blob_view(&plain), &shapes[_i]);
	CLEANUP(output_release) struct output out = output_for(blob_view(&packed));

	ck_assert_msg(xz_unpack_to_place(&out, MEMORY_LIMIT), "%s", shapes[_i].name);
	assert_result(&out, blob_view(&plain));
}
END_TEST

START_TEST(unpacks_lzma_to_its_place)
{
	CLEANUP(blob_release) struct blob plain = plain_code();
	CLEANUP(blob_release) struct blob packed = pack_alone(blob_view(&plain), _i);
	CLEANUP(output_release) struct output out = output_for(blob_view(&packed));

	ck_assert(lzma_unpack_to_place(&out, MEMORY_LIMIT));
	assert_result(&out, blob_view(&plain));
}
END_TEST

/* A second stream begins behind the first, wherever that ends: the room for it is not aligned. */
START_TEST(unpacks_behind_what_is_there)
{
	CLEANUP(blob_release) struct blob plain = plain_code();
	CLEANUP(blob_release) struct blob packed = pack(blob_view(&plain), &shapes[0]);
	CLEANUP(output_release) struct output out = output_for(blob_view(&packed));

	for (size_t i = 0; i < 2; i++) {
		out.left = out.in;
		ck_assert(xz_unpack_to_place(&out, MEMORY_LIMIT));
	}
	ck_assert_uint_eq(out.used, 2 * PLAIN_SIZE);
	ck_assert_mem_eq(out.room.data, plain.data, PLAIN_SIZE);
	ck_assert_mem_eq(out.room.data + PLAIN_SIZE, plain.data, PLAIN_SIZE);
}
END_TEST

/* ---- what is left to others ---- */

static void assert_declines(struct view packed, uint64_t memory_limit, const char *why, size_t at)
{
	CLEANUP(output_release) struct output out = output_for(packed);

	ck_assert_msg(!xz_unpack_to_place(&out, memory_limit), "%s at %zu", why, at);
	ck_assert_uint_eq(out.used, 0);
	ck_assert_uint_eq(out.left.size, packed.size);
}

START_TEST(takes_no_damage)
{
	uint8_t small[300];
	CLEANUP(blob_release) struct blob packed = { 0 };

	for (size_t i = 0; i < sizeof(small); i++)
		small[i] = (uint8_t)(i * 7 ^ i >> 3);
	packed = pack((struct view){ small, sizeof(small) }, &(struct shape){ "", LZMA_CHECK_CRC32, true, 4096, 100 });
	for (size_t i = 0; i < packed.size * 8; i++) {
		packed.data[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_declines(blob_view(&packed), MEMORY_LIMIT, "a flipped bit", i);
		packed.data[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	for (size_t size = 0; size < packed.size; size++) {
		CLEANUP(free_pointer) uint8_t *exact = malloc(size + !size);

		memcpy(exact, packed.data, size);
		assert_declines((struct view){ exact, size }, MEMORY_LIMIT, "an end", size);
	}
}
END_TEST

START_TEST(keeps_the_limit_of_memory)
{
	CLEANUP(blob_release) struct blob plain = plain_code();
	CLEANUP(blob_release) struct blob packed = pack(blob_view(&plain), &shapes[0]);

	assert_declines(blob_view(&packed), shapes[0].dictionary - 1, "a large dictionary", 0);
}
END_TEST

/* Checksums are right here: the footer gives another size of the Index. */
START_TEST(compares_the_footer_with_the_index)
{
	CLEANUP(blob_release) struct blob plain = plain_code();
	CLEANUP(blob_release) struct blob packed = pack(blob_view(&plain), &shapes[1]);
	uint8_t *footer = packed.data + packed.size - LZMA_STREAM_HEADER_SIZE;
	lzma_stream_flags flags;

	ck_assert_int_eq(lzma_stream_footer_decode(&flags, footer), LZMA_OK);
	flags.backward_size += 4;
	ck_assert_int_eq(lzma_stream_footer_encode(&flags, footer), LZMA_OK);
	assert_declines(blob_view(&packed), MEMORY_LIMIT, "another footer", 0);
}
END_TEST

/* LZMA2 may begin a new dictionary within a block. liblzma then begins at the start of its memory again. */
START_TEST(sees_that_the_dictionary_begins_anew)
{
	/* Stored bytes, 20000 and 5 of them: more than the library hands out at once. */
	uint8_t chunks[3 + 20000 + 3 + 5 + 1] = { 1, 19999 >> 8, 19999 & 255 };
	const struct view in = { chunks, sizeof(chunks) };
	CLEANUP(output_release) struct output out = output_for(in);
	struct lzma_dictionary dictionary;
	CLEANUP(lzma_end) lzma_stream stream = LZMA_STREAM_INIT;
	lzma_options_lzma options = { 0 };
	const lzma_filter filters[] = { { LZMA_FILTER_LZMA2, &options }, { .id = LZMA_VLI_UNKNOWN } };
	size_t size = 42;

	memset(chunks + 3, 'a', 20000);
	memcpy(chunks + 3 + 20000, "\1\0\4again", 8);
	ck_assert_int_eq(lzma_dictionary_begin(&out, &stream, &dictionary), 0);
	options.dict_size = dictionary.size;
	ck_assert_int_eq(lzma_raw_decoder(&stream, filters), LZMA_OK);
	stream.next_in = in.data;
	stream.avail_in = in.size;
	ck_assert_int_eq(lzma_dictionary_decode(&dictionary, &stream, &size), -ENOSPC);
	ck_assert_uint_eq(size, 42);
}
END_TEST

/* 4 MB of zeros in some hundred bytes: more than the room, which is 16 times the input. */
START_TEST(declines_what_does_not_fit)
{
	CLEANUP(blob_release) struct blob plain = { 0 };
	CLEANUP(blob_release) struct blob packed = { 0 };

	ck_assert_int_eq(blob_alloc((size_t)4 << 20, &plain), 0);
	packed = pack(blob_view(&plain), &shapes[1]);
	assert_declines(blob_view(&packed), MEMORY_LIMIT, "too many zeros", 0);
}
END_TEST

/* ---- the filter ---- */

static const struct {
	const char *name;
	size_t at;
	uint32_t absolute, relative;
} instructions[] = {
	{ "BL to itself", 0x100, 0x94000040, 0x94000000 },
	{ "BL back over the beginning", 0x100, 0x94000000, 0x97ffffc0 },
	{ "ADRP of its page", 0x3000, 0xf0000005, 0x90000005 },
	{ "ADRP 512 MiB below", 0x3000, 0xf0f00000, 0x90f00000 },
	{ "ADRP beyond 512 MiB stays", 0x3000, 0x90100000, 0x90100000 },
	{ "B is no BL", 0x100, 0x14000040, 0x14000040 },
	{ "ADR is no ADRP", 0x3000, 0x70000005, 0x70000005 },
};

START_TEST(makes_addresses_relative)
{
	CLEANUP(blob_release) struct blob code = { 0 };

	ck_assert_int_eq(blob_alloc(instructions[_i].at + 7, &code), 0);
	store_le32(code.data + instructions[_i].at, instructions[_i].absolute);
	branch_filter_undo(code.data, code.size);
	ck_assert_msg(load_le32(code.data + instructions[_i].at) == instructions[_i].relative, "%s: 0x%08x",
		      instructions[_i].name, (unsigned int)load_le32(code.data + instructions[_i].at));
}
END_TEST

static Suite *xz_place_suite(void)
{
	Suite *suite = suite_create("xz-place");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, unpacks_xz_to_its_place, 0, COUNT(shapes));
	tcase_add_loop_test(tcase, unpacks_lzma_to_its_place, 0, 2);
	tcase_add_test(tcase, unpacks_behind_what_is_there);
	tcase_add_test(tcase, takes_no_damage);
	tcase_add_test(tcase, keeps_the_limit_of_memory);
	tcase_add_test(tcase, compares_the_footer_with_the_index);
	tcase_add_test(tcase, sees_that_the_dictionary_begins_anew);
	tcase_add_test(tcase, declines_what_does_not_fit);
	tcase_add_loop_test(tcase, makes_addresses_relative, 0, COUNT(instructions));
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return run_suite(xz_place_suite());
}
