/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The purgatory's own objects of common/sha256.h on a bare arm64 machine with the MMU off, where all memory is Device memory
 * and an unaligned access faults. Prints PASS or FAIL for each test and what a byte costs; the status is the number of
 * failures.
 */
#include <stdbool.h>

#include "arch/arm64/sha256/sha256-armv8.h"
#include "common/digest.h"
#include "common/sha256.h"

#define MESSAGE ((uint8_t *)0x43000000)
#define COPY ((uint8_t *)0x44000000)
#define OTHER ((uint8_t *)0x45000000)
#define LONG 100003u
#define MEASURED 0x100000u
#define NANOSECONDS 1000000000u /* in a second; -icount shift=0 makes an instruction take one */

void host_print(const char *text);
uint64_t host_ticks(void);
uint64_t host_frequency(void);
int keeps_vectors(uintptr_t f, const void *a0, const void *a1, uintptr_t a2, const void *a3, uintptr_t a4, void *a5);
int test_main(void);
int test_exception(uint64_t syndrome, uint64_t pc, uint64_t address);

struct random {
	uint64_t state;
};

static uint64_t random_below(struct random *random, uint64_t limit)
{
	random->state = random->state * 6364136223846793005u + 1442695040888963407u;
	return (random->state >> 33) % limit;
}

static bool same(const void *a, const void *b, size_t size)
{
	const uint8_t *p = a, *q = b;
	bool is_same = true;

	for (size_t i = 0; i < size; i++)
		is_same &= p[i] == q[i];
	return is_same;
}

static void fill(uint8_t *data, size_t size, uint64_t seed)
{
	struct random random = { seed };

	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)random_below(&random, 256);
}

static void digest_of(sha256_backend *backend, const void *data, size_t size, uint8_t ret_digest[SHA256_SIZE])
{
	struct sha256 ctx;

	backend(&ctx);
	sha256_update(&ctx, data, size);
	sha256_final(&ctx, ret_digest);
}

/* FIPS 180-4's examples: "abc", and one million times "a". */
static const uint8_t abc_digest[SHA256_SIZE] = {
	0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
	0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
};
static const uint8_t million_digest[SHA256_SIZE] = {
	0xcd, 0xc7, 0x6e, 0x5c, 0x99, 0x14, 0xfb, 0x92, 0x81, 0xa1, 0xc7, 0xe2, 0x84, 0xd7, 0x3e, 0x67,
	0xf1, 0x80, 0x9a, 0x48, 0xa4, 0x97, 0x20, 0x0e, 0x04, 0x6d, 0x39, 0xcc, 0xc7, 0x11, 0x2c, 0xd0,
};

static bool finds_nist_examples(sha256_backend *backend)
{
	uint8_t digest[SHA256_SIZE];
	bool good;

	digest_of(backend, "abc", 3, digest);
	good = same(digest, abc_digest, sizeof(digest));
	for (size_t i = 0; i < 1000000; i++)
		MESSAGE[i] = 'a';
	digest_of(backend, MESSAGE, 1000000, digest);
	return good && same(digest, million_digest, sizeof(digest));
}

static bool portable_finds_nist_examples(void)
{
	return finds_nist_examples(sha256_init);
}

static bool armv8_finds_nist_examples(void)
{
	return finds_nist_examples(sha256_init_armv8);
}

/* The digest of portable C, which the test before has seen to be right. */
static bool agrees(const uint8_t *data, size_t size)
{
	uint8_t wanted[SHA256_SIZE], digest[SHA256_SIZE];

	sha256(data, size, wanted);
	digest_of(sha256_init_armv8, data, size, digest);
	return same(digest, wanted, sizeof(digest));
}

static bool every_length_and_alignment_agrees(void)
{
	bool good = true;

	fill(MESSAGE, 400, 1);
	for (size_t size = 0; size <= 300; size++)
		good &= agrees(MESSAGE, size);
	for (size_t offset = 1; offset < 64; offset++)
		good &= agrees(MESSAGE + offset, 300);
	return good;
}

/* Moves size bytes from one place to another with this back end: digest and bytes are right, and the bytes around are kept. */
static bool moves(sha256_backend *backend, uint8_t *to, uint8_t *from, size_t size)
{
	uint8_t wanted[SHA256_SIZE], digest[SHA256_SIZE], before, after;

	fill(to - 16, size + 32, 3);
	fill(from - 16, size + 32, 2);
	for (size_t i = 0; i < size; i++)
		OTHER[i] = from[i];
	before = to[-1];
	after = to[size];
	sha256(from, size, wanted);
	digest_copy_chunk(backend, to, from, size, digest);
	return same(digest, wanted, sizeof(digest)) && same(to, OTHER, size) && to[-1] == before && to[size] == after;
}

static bool moves_every_way(sha256_backend *backend)
{
	bool good = true;

	for (size_t size = 0; size <= 300; size++)
		good &= moves(backend, COPY + 64, MESSAGE + 64, size);
	for (size_t distance = 0; distance <= 300; distance++)
		good &= moves(backend, MESSAGE + 512 - distance, MESSAGE + 512, 300);
	for (size_t i = 0; i < 256; i++)
		good &= moves(backend, COPY + 64 + i % 16, MESSAGE + 64 + i / 16, 200);
	return good && moves(backend, MESSAGE + 16, MESSAGE + 4112, LONG) && moves(backend, COPY + 64, MESSAGE + 64, LONG);
}

static bool portable_moves_every_way(void)
{
	return moves_every_way(sha256_init);
}

static bool armv8_moves_every_way(void)
{
	return moves_every_way(sha256_init_armv8);
}

static bool random_pieces_agree(void)
{
	struct random random = { 4 };
	uint8_t wanted[SHA256_SIZE], digest[SHA256_SIZE];
	struct sha256 ctx;

	fill(MESSAGE, LONG, 5);
	sha256(MESSAGE, LONG, wanted);
	sha256_init_armv8(&ctx);
	for (size_t at = 0, piece; at < LONG; at += piece) {
		piece = (size_t)random_below(&random, random_below(&random, 2) ? 5000 : 100);
		piece = piece < LONG - at ? piece : LONG - at;
		if (random_below(&random, 2))
			sha256_copy(&ctx, COPY + at, MESSAGE + at, piece);
		else
			sha256_update(&ctx, MESSAGE + at, piece);
	}
	sha256_final(&ctx, digest);
	return same(digest, wanted, sizeof(digest));
}

/* A function with fewer arguments does not look at the others. */
static bool armv8_keeps_the_callers_vectors(void)
{
	struct sha256 ctx, other;

	sha256_init_armv8(&ctx);
	sha256_init_armv8(&other);
	return keeps_vectors((uintptr_t)ctx.blocks, ctx.state, MESSAGE, 2, COPY, 0, NULL) &&
	       keeps_vectors((uintptr_t)ctx.copy_blocks, ctx.state, MESSAGE, 2, COPY, 0, NULL) &&
	       keeps_vectors((uintptr_t)ctx.pair_blocks, ctx.state, MESSAGE, (uintptr_t)other.state, COPY, 2, NULL) &&
	       keeps_vectors((uintptr_t)ctx.pair_blocks, ctx.state, MESSAGE, (uintptr_t)other.state, COPY, 2, OTHER);
}

/* Two messages of this many blocks at once have the states that they have one after the other. */
static bool a_pair_agrees(size_t blocks)
{
	struct sha256 a, b, alone_a, alone_b;

	sha256_init_armv8(&a);
	sha256_init_armv8(&b);
	sha256_init(&alone_a);
	sha256_init(&alone_b);
	a.pair_blocks(a.state, MESSAGE, b.state, OTHER, blocks, NULL);
	alone_a.blocks(alone_a.state, MESSAGE, blocks);
	alone_b.blocks(alone_b.state, OTHER, blocks);
	return same(a.state, alone_a.state, sizeof(a.state)) && same(b.state, alone_b.state, sizeof(b.state));
}

static bool every_pair_agrees(void)
{
	bool good = true;

	fill(MESSAGE, 4096, 7);
	fill(OTHER, 4096, 8);
	for (size_t blocks = 0; blocks <= 64; blocks++)
		good &= a_pair_agrees(blocks);
	return good;
}

static bool two_chunks_are_two_chunks(void)
{
	uint8_t wanted[2 * SHA256_SIZE], digests[2 * SHA256_SIZE];

	fill(MESSAGE, 2 * HANDOFF_CHUNK_SIZE, 9);
	sha256(MESSAGE, HANDOFF_CHUNK_SIZE, wanted);
	sha256(MESSAGE + HANDOFF_CHUNK_SIZE, HANDOFF_CHUNK_SIZE, wanted + SHA256_SIZE);
	if (!digest_can_pair(sha256_init_armv8, NULL, MESSAGE) || digest_can_pair(sha256_init, NULL, MESSAGE) ||
	    digest_can_pair(sha256_init_armv8, NULL, MESSAGE + 8))
		return false;
	digest_two_chunks(sha256_init_armv8, NULL, MESSAGE, digests);
	return same(digests, wanted, sizeof(digests));
}

static bool two_chunks_are_copied_if_they_are_far_enough(void)
{
	uint8_t *far = MESSAGE + 2 * HANDOFF_CHUNK_SIZE, *near = far - 16;
	uint8_t wanted[2 * SHA256_SIZE], digests[2 * SHA256_SIZE];

	if (!digest_can_pair(sha256_init_armv8, MESSAGE, far) || digest_can_pair(sha256_init_armv8, MESSAGE, near) ||
	    digest_can_pair(sha256_init_armv8, MESSAGE + 8, far) || !digest_can_pair(sha256_init_armv8, far, MESSAGE))
		return false;
	fill(MESSAGE, 2 * HANDOFF_CHUNK_SIZE, 9);
	fill(far, 2 * HANDOFF_CHUNK_SIZE, 10);
	sha256(far, HANDOFF_CHUNK_SIZE, wanted);
	sha256(far + HANDOFF_CHUNK_SIZE, HANDOFF_CHUNK_SIZE, wanted + SHA256_SIZE);
	digest_two_chunks(sha256_init_armv8, MESSAGE, far, digests);
	return same(digests, wanted, sizeof(digests)) && same(MESSAGE, far, 2 * HANDOFF_CHUNK_SIZE);
}

static bool no_blocks_change_nothing(void)
{
	struct sha256 ctx, fresh;

	sha256_init_armv8(&ctx);
	sha256_init(&fresh);
	fill(COPY, 64, 6);
	fill(OTHER, 64, 6);
	ctx.blocks(ctx.state, MESSAGE, 0);
	ctx.copy_blocks(ctx.state, MESSAGE, 0, COPY);
	return same(ctx.state, fresh.state, sizeof(ctx.state)) && same(COPY, OTHER, 64);
}

static void print_number(uint64_t n)
{
	char text[21], *p = text + sizeof(text) - 1;

	*p = '\0';
	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	host_print(p);
}

/* Thousandths of an instruction for each byte of one chunk, start and end included. */
static uint64_t cost(sha256_backend *backend, uint8_t *to)
{
	uint8_t digest[SHA256_SIZE];
	uint64_t start = host_ticks(), ticks;

	if (to)
		digest_copy_chunk(backend, to, MESSAGE, MEASURED, digest);
	else
		digest_chunk(backend, MESSAGE, MEASURED, digest);
	ticks = host_ticks() - start;
	return ticks * (NANOSECONDS / host_frequency()) * 1000 / MEASURED;
}

static bool costs_at_most(const char *what, uint64_t limit, sha256_backend *backend, uint8_t *to)
{
	uint64_t n = cost(backend, to);

	host_print("COST ");
	host_print(what);
	host_print(" ");
	print_number(n);
	host_print("\n");
	return n && n <= limit;
}

static bool armv8_costs_at_most_1_7(void)
{
	return costs_at_most("armv8", 1700, sha256_init_armv8, NULL);
}

static bool armv8_move_costs_at_most_1_8(void)
{
	return costs_at_most("armv8-copy", 1800, sha256_init_armv8, COPY);
}

static bool armv8_pair_costs_at_most_1_7(void)
{
	uint8_t digests[2 * SHA256_SIZE];
	uint64_t start = host_ticks(), n;

	digest_two_chunks(sha256_init_armv8, NULL, MESSAGE, digests);
	n = (host_ticks() - start) * (NANOSECONDS / host_frequency()) * 1000 / (2 * MEASURED);
	host_print("COST armv8-pair ");
	print_number(n);
	host_print("\n");
	return n && n <= 1700;
}

static bool portable_costs_at_most_30(void)
{
	return costs_at_most("portable", 30000, sha256_init, NULL);
}

static bool portable_move_costs_at_most_31(void)
{
	return costs_at_most("portable-copy", 31000, sha256_init, COPY);
}

static int run(const char *name, bool (*test)(void))
{
	bool good = test();

	host_print(good ? "PASS " : "FAIL ");
	host_print(name);
	host_print("\n");
	return !good;
}

#define RUN(name) run(#name, name)

int test_main(void)
{
	int failed = 0;

	failed += RUN(portable_finds_nist_examples);
	failed += RUN(armv8_finds_nist_examples);
	failed += RUN(every_length_and_alignment_agrees);
	failed += RUN(portable_moves_every_way);
	failed += RUN(armv8_moves_every_way);
	failed += RUN(random_pieces_agree);
	failed += RUN(armv8_keeps_the_callers_vectors);
	failed += RUN(no_blocks_change_nothing);
	failed += RUN(every_pair_agrees);
	failed += RUN(two_chunks_are_two_chunks);
	failed += RUN(two_chunks_are_copied_if_they_are_far_enough);
	failed += RUN(armv8_costs_at_most_1_7);
	failed += RUN(armv8_pair_costs_at_most_1_7);
	failed += RUN(armv8_move_costs_at_most_1_8);
	failed += RUN(portable_costs_at_most_30);
	failed += RUN(portable_move_costs_at_most_31);
	host_print("END\n");
	return failed;
}

int test_exception(uint64_t syndrome, uint64_t pc, uint64_t address)
{
	host_print("FAIL exception: ESR ");
	print_number(syndrome);
	host_print(" ELR ");
	print_number(pc);
	host_print(" FAR ");
	print_number(address);
	host_print("\n");
	return 99;
}
