/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arch/sha256-best.h"
#include "common/sha256.h"
#include "tests/helpers/random.h"
#include "tests/helpers/suite.h"

/* The back end under test; a fixture sets it in the process of each test. */
static sha256_backend *backend;

static void use_portable(void)
{
	backend = sha256_init;
}

static void use_best(void)
{
	backend = sha256_best();
}

static void digest_of(const void *data, size_t size, uint8_t ret_digest[SHA256_SIZE])
{
	struct sha256 ctx;

	backend(&ctx);
	sha256_update(&ctx, data, size);
	sha256_final(&ctx, ret_digest);
}

struct vector {
	const char *message;
	const char *digest; /* in hex */
};

/* The messages of NIST's "SHA-256 examples" (one block, two blocks) and of its 896-bit example. */
static const struct vector text_vectors[] = {
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
};

/* NIST CAVP, SHA256ShortMsg; the messages are in hex. */
static const struct vector hex_vectors[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "d3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1" },
	{ "11af", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98" },
	{ "b4190e", "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2" },
	{ "74ba2521", "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e" },
	{ "c299209682", "f0887fe961c9cd3beab957e8222494abb969b1ce4c6557976df8b0f6d20e9166" },
	{ "e1dc724d5621", "eca0a060b489636225b4fa64d267dabbe44273067ac679f20820bddc6b6a90ac" },
	{ "06e076f5a442d5", "3fd877e27450e6bbd5d74bb82f9870c64c66e109418baa8e6bbcff355e287926" },
	{ "5738c929c4f4ccb6", "963bb88f27f512777aab6c8b1a02c70ec0ad651d428f870036e1917120fb48bf" },
	{ "3334c58075d3f4139e", "078da3d77ed43bd3037a433fd0341855023793f9afd08b4b08ea1e5597ceef20" },
	{ "0a27847cdc98bd6f62220b046edd762b", "80c25ec1600587e7f28b18b1b18e3cdc89928e39cab3bc25e4d4a4c139bcedc4" },
	{ "09fc1accc230a205e4a208e64a8f204291f581a12756392da4b8c0cf5ef02b95",
	  "4f44c1c7fbebb6f9601829f3897bfd650c56fa07844be76489076356ac1886a4" },
	{ "e2f76e97606a872e317439f1a03fcd92e632e5bd4e7cbc4e97f1afc19a16fde92d77cbe546416b51640cddb92af99653"
	  "4dfd81edb17c4424cf1ac4d75aceeb",
	  "18041bd4665083001fba8c5411d2d748e8abbfdcdfd9218cb02b68a78e7d4c23" },
	{ "5a86b737eaea8ee976a0a24da63e7ed7eefad18a101c1211e2b3650c5187c2a8a650547208251f6d4237e661c7bf4c77"
	  "f335390394c37fa1a9f9be836ac28509",
	  "42e61e174fbb3897d6dd6cef3dd2802fe67b331953b06114a65c772859dfc1aa" },
	/* SHA256LongMsg, Len = 2096 */
	{ "6b918fb1a5ad1f9c5e5dbdf10a93a9c8f6bca89f37e79c9fe12a57227941b173ac79d8d440cde8c64c4ebc84a4c803d1"
	  "98a296f3de060900cc427f58ca6ec373084f95dd6c7c427ecfbf781f68be572a88dbcbb188581ab200bfb99a3a816407"
	  "e7dd6dd21003554d4f7a99c93ebfce5c302ff0e11f26f83fe669acefb0c1bbb8b1e909bd14aa48ba3445c88b0e1190ee"
	  "f765ad898ab8ca2fe507015f1578f10dce3c11a55fb9434ee6e9ad6cc0fdc4684447a9b3b156b908646360f24fec2d8f"
	  "a69e2c93db78708fcd2eef743dcb9353819b8d667c48ed54cd436fb1476598c4a1d7028e6f2ff50751db36ab6bc32435"
	  "152a00abd3d58d9a8770d9a3e52d5a3628ae3c9e0325",
	  "46500b6ae1ab40bde097ef168b0f3199049b55545a1588792d39d594f493dca7" },
};

static uint8_t nibble(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static size_t from_hex(const char *hex, uint8_t *ret, size_t room)
{
	size_t size = strlen(hex) / 2;

	ck_assert_uint_le(size, room);
	for (size_t i = 0; i < size; i++)
		ret[i] = (uint8_t)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
	return size;
}

static void assert_digest(const uint8_t digest[SHA256_SIZE], const char *hex)
{
	uint8_t expected[SHA256_SIZE];

	ck_assert_uint_eq(from_hex(hex, expected, sizeof(expected)), SHA256_SIZE);
	ck_assert_mem_eq(digest, expected, SHA256_SIZE);
}

/* Bytes 0, 1, 2, ... */
static void fill(uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)i;
}

START_TEST(digest_of_text_is_nist_example)
{
	const struct vector *v = &text_vectors[_i];
	uint8_t digest[SHA256_SIZE];

	digest_of(v->message, strlen(v->message), digest);
	assert_digest(digest, v->digest);
}
END_TEST

START_TEST(digest_of_bytes_is_cavp_vector)
{
	const struct vector *v = &hex_vectors[_i];
	uint8_t message[512], digest[SHA256_SIZE];
	size_t size = from_hex(v->message, message, sizeof(message));

	digest_of(message, size, digest);
	assert_digest(digest, v->digest);
}
END_TEST

START_TEST(digest_of_one_million_a_is_nist_example)
{
	uint8_t piece[1000], digest[SHA256_SIZE];
	struct sha256 ctx;

	memset(piece, 'a', sizeof(piece));
	backend(&ctx);
	for (int i = 0; i < 1000; i++)
		sha256_update(&ctx, piece, sizeof(piece));
	sha256_final(&ctx, digest);
	assert_digest(digest, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

/* The digest of the digests of the first n of the bytes 0, 1, 2, ..., n = 0..200, as coreutils' sha256sum makes them. */
START_TEST(digests_of_every_short_length_are_right)
{
	uint8_t message[200], digests[201][SHA256_SIZE], digest[SHA256_SIZE];

	fill(message, sizeof(message));
	for (size_t size = 0; size <= sizeof(message); size++)
		digest_of(message, size, digests[size]);
	digest_of(digests, sizeof(digests), digest);
	assert_digest(digest, "64ef7c229fce2408b5336b6a542fea0e078c3a87d2da85cb3fc52e2008b65021");
}
END_TEST

/* The lengths around the places where padding and its length field move to another block. */
static const size_t tails[] = { 1, 55, 56, 63, 64, 119, 4095 };

/* _i: the length */
START_TEST(splitting_the_message_changes_nothing)
{
	uint8_t message[4096], whole[SHA256_SIZE], digest[SHA256_SIZE];
	size_t size = tails[_i];

	fill(message, sizeof(message));
	digest_of(message, size, whole);
	for (size_t first = 0; first <= size; first++) {
		struct sha256 ctx;

		backend(&ctx);
		sha256_update(&ctx, message, first);
		sha256_update(&ctx, message + first, size - first);
		sha256_final(&ctx, digest);
		ck_assert_mem_eq(digest, whole, SHA256_SIZE);
	}
}
END_TEST

static void check_pieces(const uint8_t *message, size_t size, size_t piece, const uint8_t whole[SHA256_SIZE])
{
	uint8_t digest[SHA256_SIZE];
	struct sha256 ctx;

	backend(&ctx);
	for (size_t at = 0; at < size; at += piece)
		sha256_update(&ctx, message + at, size - at < piece ? size - at : piece);
	sha256_final(&ctx, digest);
	ck_assert_mem_eq(digest, whole, SHA256_SIZE);
}

/* Most lengths of a piece leave later pieces at addresses that are not aligned. */
START_TEST(many_pieces_change_nothing)
{
	uint8_t message[1000], whole[SHA256_SIZE];

	fill(message, sizeof(message));
	digest_of(message, sizeof(message), whole);
	for (size_t piece = 1; piece <= 130; piece++)
		check_pieces(message, sizeof(message), piece, whole);
}
END_TEST

/* _i: the distance from an aligned address */
START_TEST(alignment_of_the_message_changes_nothing)
{
	uint64_t room[64];
	uint8_t *message = (uint8_t *)room, digest[SHA256_SIZE], whole[SHA256_SIZE];

	fill(message, 300);
	digest_of(message, 300, whole);
	memmove(message + _i, message, 300);
	digest_of(message + _i, 300, digest);
	ck_assert_mem_eq(digest, whole, SHA256_SIZE);
}
END_TEST

START_TEST(a_flipped_last_bit_changes_the_digest)
{
	static uint8_t message[4096];
	uint8_t good[SHA256_SIZE], bad[SHA256_SIZE];
	size_t size = tails[_i];

	digest_of(message, size, good);
	message[size - 1] ^= 1;
	digest_of(message, size, bad);
	ck_assert_mem_ne(good, bad, SHA256_SIZE);
}
END_TEST

/* Enough for a few blocks and two tails, at every alignment. */
#define MESSAGE_MAX 300
#define ROOM 1024
#define FILLER 0xa5

/* Hashes size bytes at src, and copies them to dst in two steps, the first of this many bytes. */
static void copy_in_two(uint8_t *dst, const uint8_t *src, size_t size, size_t first, uint8_t ret_digest[SHA256_SIZE])
{
	struct sha256 ctx;

	backend(&ctx);
	sha256_copy(&ctx, dst, src, first);
	sha256_copy(&ctx, dst + first, src + first, size - first);
	sha256_final(&ctx, ret_digest);
}

/* Copies a message of size bytes from one place in a room to another: the bytes, the digest, and nothing else is changed. */
static void check_copy(size_t to, size_t from, size_t size, size_t first)
{
	_Alignas(16) uint8_t room[ROOM], expected[ROOM];
	uint8_t message[MESSAGE_MAX], digest[SHA256_SIZE], wanted[SHA256_SIZE];

	fill(message, size);
	memset(room, FILLER, sizeof(room));
	memcpy(room + from, message, size);
	memcpy(expected, room, sizeof(expected));
	memcpy(expected + to, message, size);
	sha256(message, size, wanted);
	copy_in_two(room + to, room + from, size, first, digest);
	ck_assert_mem_eq(room, expected, sizeof(room));
	ck_assert_mem_eq(digest, wanted, SHA256_SIZE);
}

START_TEST(copy_of_every_length_is_exact)
{
	for (size_t size = 0; size <= MESSAGE_MAX; size++) {
		check_copy(512, 64, size, 0);
		check_copy(64, 512, size, 0);
	}
}
END_TEST

START_TEST(copy_downwards_onto_itself_is_exact)
{
	for (size_t distance = 0; distance <= MESSAGE_MAX; distance++) {
		check_copy(512 - distance, 512, MESSAGE_MAX, 0);
		check_copy(512 - distance, 512, 256, 0);
	}
}
END_TEST

START_TEST(copy_in_two_parts_is_exact)
{
	for (size_t first = 0; first <= 200; first++) {
		check_copy(16, 512, 200, first);
		check_copy(448, 512, 200, first);
	}
}
END_TEST

START_TEST(copy_between_alignments_is_exact)
{
	for (size_t to = 16; to < 32; to++)
		for (size_t from = 512; from < 528; from++)
			check_copy(to, from, 257, 0);
}
END_TEST

START_TEST(copy_to_its_own_place_is_a_digest)
{
	check_copy(512, 512, 256, 64);
}
END_TEST

/* _i: the seed. Long messages in random pieces from random places, copied or not, have the digest that portable C finds. */
START_TEST(random_pieces_have_the_digest_of_portable_c)
{
	static uint8_t message[100000], copy[sizeof(message)];
	struct random random = random_from((uint64_t)_i);
	uint8_t wanted[SHA256_SIZE], digest[SHA256_SIZE];
	struct sha256 ctx;
	size_t size = sizeof(message) - (size_t)random_below(&random, 4096);

	for (size_t i = 0; i < size; i++)
		message[i] = (uint8_t)random_below(&random, 256);
	sha256(message, size, wanted);
	backend(&ctx);
	for (size_t at = 0, piece; at < size; at += piece) {
		piece = (size_t)random_below(&random, random_once_in(&random, 2) ? 16384 : 100);
		piece = piece < size - at ? piece : size - at;
		if (random_once_in(&random, 2)) {
			sha256_copy(&ctx, copy + at, message + at, piece);
			ck_assert_mem_eq(copy + at, message + at, piece);
		} else {
			sha256_update(&ctx, message + at, piece);
		}
	}
	sha256_final(&ctx, digest);
	ck_assert_mem_eq(digest, wanted, SHA256_SIZE);
}
END_TEST

/* _i: the number of blocks */
START_TEST(a_pair_of_messages_is_two_messages)
{
	uint8_t a[8 * SHA256_BLOCK + 1], b[sizeof(a)];
	struct sha256 one[2], pair[2];
	size_t blocks = (size_t)_i;

	fill(a, sizeof(a));
	memset(b, FILLER, sizeof(b));
	for (int i = 0; i < 2; i++) {
		backend(&one[i]);
		backend(&pair[i]);
	}
	one[0].blocks(one[0].state, a + 1, blocks);
	one[1].blocks(one[1].state, b, blocks);
	pair[0].pair_blocks(pair[0].state, a + 1, pair[1].state, b, blocks, NULL);
	ck_assert_mem_eq(pair[0].state, one[0].state, SHA256_SIZE);
	ck_assert_mem_eq(pair[1].state, one[1].state, SHA256_SIZE);
}
END_TEST

/* _i: the number of blocks. The second message lies two blocks behind the first. */
START_TEST(a_pair_of_messages_is_copied)
{
	uint8_t both[18 * SHA256_BLOCK], copy[sizeof(both)], wanted[sizeof(both)];
	size_t blocks = (size_t)_i, apart = (blocks + 2) * SHA256_BLOCK;
	struct sha256 a, b;

	backend(&a);
	backend(&b);
	fill(both, sizeof(both));
	memset(copy, FILLER, sizeof(copy));
	memset(wanted, FILLER, sizeof(wanted));
	memcpy(wanted, both, blocks * SHA256_BLOCK);
	memcpy(wanted + apart, both + apart, blocks * SHA256_BLOCK);
	a.pair_blocks(a.state, both, b.state, both + apart, blocks, copy);
	ck_assert_mem_eq(copy, wanted, sizeof(copy));
}
END_TEST

static bool has_pairs(sha256_backend *start)
{
	struct sha256 ctx;

	start(&ctx);
	return ctx.pair_blocks;
}

static void add_tests(Suite *suite, const char *name, void (*fixture)(void), bool pairs)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, fixture, NULL);
	tcase_add_loop_test(tcase, digest_of_text_is_nist_example, 0, COUNT(text_vectors));
	tcase_add_loop_test(tcase, digest_of_bytes_is_cavp_vector, 0, COUNT(hex_vectors));
	tcase_add_test(tcase, digest_of_one_million_a_is_nist_example);
	tcase_add_test(tcase, digests_of_every_short_length_are_right);
	tcase_add_loop_test(tcase, splitting_the_message_changes_nothing, 0, COUNT(tails));
	tcase_add_test(tcase, many_pieces_change_nothing);
	tcase_add_loop_test(tcase, alignment_of_the_message_changes_nothing, 0, 16);
	tcase_add_loop_test(tcase, a_flipped_last_bit_changes_the_digest, 0, COUNT(tails));
	tcase_add_test(tcase, copy_of_every_length_is_exact);
	tcase_add_test(tcase, copy_downwards_onto_itself_is_exact);
	tcase_add_test(tcase, copy_in_two_parts_is_exact);
	tcase_add_test(tcase, copy_between_alignments_is_exact);
	tcase_add_test(tcase, copy_to_its_own_place_is_a_digest);
	tcase_add_loop_test(tcase, random_pieces_have_the_digest_of_portable_c, 0, 10);
	if (pairs) {
		tcase_add_loop_test(tcase, a_pair_of_messages_is_two_messages, 0, 9);
		tcase_add_loop_test(tcase, a_pair_of_messages_is_copied, 0, 8);
	}
	suite_add_tcase(suite, tcase);
}

int main(void)
{
	Suite *suite = suite_create("sha256");

	add_tests(suite, "portable", use_portable, has_pairs(sha256_init));
	if (sha256_best() == sha256_init)
		puts("this processor has no instructions for SHA-256 that are used here: only portable C is tested");
	else
		add_tests(suite, "best", use_best, has_pairs(sha256_best()));
	return run_suite(suite);
}
