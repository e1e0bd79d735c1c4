/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "arch/sha256-best.h"
#include "common/digest.h"
#include "common/handoff.h"
#include "kexec/parts/digest-region.h"
#include "tests/helpers/suite.h"

#define CHUNK HANDOFF_CHUNK_SIZE
#define GUARD 0x5a

/* Every edge, with one chunk, with a pair of them and with an odd one after a pair. */
static const size_t sizes[] = {
	0,
	1,
	63,
	64,
	CHUNK - 1,
	CHUNK,
	CHUNK + 1,
	2 * CHUNK - 1,
	2 * CHUNK,
	2 * CHUNK + 1,
	3 * CHUNK - 64,
	3 * CHUNK,
	3 * CHUNK + 55,
	4 * CHUNK,
};

#define SIZE_MAX_TESTED (4 * CHUNK)

/* Bytes of which no two chunks are alike. */
static uint8_t *make_region(size_t offset)
{
	uint8_t *bytes = malloc(SIZE_MAX_TESTED + 16);

	ck_assert_ptr_nonnull(bytes);
	for (size_t i = 0; i < SIZE_MAX_TESTED; i++)
		bytes[offset + i] = (uint8_t)(i * 7 + (i >> 13) + (i >> 20));
	return bytes;
}

/* The digests of the first size bytes must equal plain SHA-256 over each chunk, and nothing is written behind them. */
static void check_region(sha256_backend *backend, const uint8_t *data, size_t size)
{
	uint8_t digests[5 * SHA256_SIZE], expected[sizeof(digests)];
	size_t count = 0;

	memset(digests, GUARD, sizeof(digests));
	memset(expected, GUARD, sizeof(expected));
	for (size_t at = 0; at < size; at += CHUNK)
		sha256(data + at, size - at < CHUNK ? size - at : CHUNK, expected + SHA256_SIZE * count++);
	digest_region(backend, data, size, digests);
	ck_assert_mem_eq(digests, expected, sizeof(digests));
	ck_assert_uint_eq(digest_count(size), count);
}

/* _i: the size */
START_TEST(each_chunk_has_its_digest_by_portable_c)
{
	uint8_t *data = make_region(0);

	check_region(sha256_init, data, sizes[_i]);
	free(data);
}
END_TEST

/* _i: the size */
START_TEST(each_chunk_has_its_digest_by_the_best_back_end)
{
	uint8_t *data = make_region(0);

	check_region(sha256_best(), data, sizes[_i]);
	free(data);
}
END_TEST

/* _i: the distance from an aligned address */
START_TEST(alignment_changes_nothing)
{
	uint8_t *data = make_region((size_t)_i);

	check_region(sha256_init, data + _i, 2 * CHUNK + 1);
	check_region(sha256_best(), data + _i, 2 * CHUNK + 1);
	free(data);
}
END_TEST

/* _i: the chunk in which a bit is flipped */
START_TEST(a_flipped_bit_changes_the_digest_of_its_chunk_only)
{
	uint8_t *data = make_region(0), good[4 * SHA256_SIZE], bad[4 * SHA256_SIZE];

	digest_region(sha256_best(), data, 4 * CHUNK, good);
	data[(size_t)_i * CHUNK + CHUNK - 1] ^= 0x10;
	digest_region(sha256_best(), data, 4 * CHUNK, bad);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(memcmp(good + i * SHA256_SIZE, bad + i * SHA256_SIZE, SHA256_SIZE) != 0, i == _i);
	free(data);
}
END_TEST

/* _i: the size */
START_TEST(a_chunk_that_moves_has_the_same_digest)
{
	size_t size = sizes[_i] < CHUNK ? sizes[_i] : CHUNK;
	uint8_t *data = make_region(0), *original = make_region(0), moved[SHA256_SIZE], still[SHA256_SIZE];

	digest_chunk(sha256_init, data + 4096, size, still);
	digest_copy_chunk(sha256_best(), data, data + 4096, size, moved);
	ck_assert_mem_eq(moved, still, SHA256_SIZE);
	ck_assert_mem_eq(data, original + 4096, size);
	ck_assert_mem_eq(data + 4096 + size, original + 4096 + size, SIZE_MAX_TESTED - 4096 - size);
	free(original);
	free(data);
}
END_TEST

START_TEST(sizes_beyond_32_bits_are_counted)
{
	ck_assert_uint_eq(digest_count(UINT64_MAX), UINT64_C(1) << 44);
	ck_assert_uint_eq(digest_count((UINT64_C(5) << 32) + 1), 5 * 4096 + 1);
	ck_assert_uint_eq(digest_chunk_size((UINT64_C(5) << 32) + 1, UINT64_C(5) << 32), 1);
	ck_assert_uint_eq(digest_chunk_size((UINT64_C(5) << 32) + 1, 0), CHUNK);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("digest-region");
	TCase *tcase = tcase_create("digest-region");

	tcase_add_loop_test(tcase, each_chunk_has_its_digest_by_portable_c, 0, COUNT(sizes));
	tcase_add_loop_test(tcase, each_chunk_has_its_digest_by_the_best_back_end, 0, COUNT(sizes));
	tcase_add_loop_test(tcase, alignment_changes_nothing, 0, 16);
	tcase_add_loop_test(tcase, a_flipped_bit_changes_the_digest_of_its_chunk_only, 0, 4);
	tcase_add_loop_test(tcase, a_chunk_that_moves_has_the_same_digest, 0, COUNT(sizes));
	tcase_add_test(tcase, sizes_beyond_32_bits_are_counted);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
