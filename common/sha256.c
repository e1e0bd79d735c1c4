/* SPDX-License-Identifier: GPL-2.0-only */
#include "common/sha256.h"

#include "common/bytes.h"

#define WORD_SIZE 4 /* compress() receives aligned data, so that it loads whole words even with the MMU off */

static inline uint32_t load_word(const uint8_t *aligned)
{
	uint32_t word;

	__builtin_memcpy(&word, __builtin_assume_aligned(aligned, WORD_SIZE), WORD_SIZE);
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap32(word) : word;
}

static inline uint32_t ror(uint32_t x, unsigned int n)
{
	return x >> n | x << (32 - n);
}

/* FIPS 180-4, 4.1.2 */
static inline uint32_t sum0(uint32_t x)
{
	return ror(x, 2) ^ ror(x, 13) ^ ror(x, 22);
}

static inline uint32_t sum1(uint32_t x)
{
	return ror(x, 6) ^ ror(x, 11) ^ ror(x, 25);
}

static inline uint32_t sigma0(uint32_t x)
{
	return ror(x, 7) ^ ror(x, 18) ^ x >> 3;
}

static inline uint32_t sigma1(uint32_t x)
{
	return ror(x, 17) ^ ror(x, 19) ^ x >> 10;
}

/*
 * FIPS 180-4, 6.2.2 step 3. The caller rotates the working variables by the names that it passes. Maj(a, b, c) is
 * ((a ^ b) & (b ^ c)) ^ b; a ^ b of this round is b ^ c of the next one, and bc carries it.
 */
#define ROUND(a, b, c, d, e, f, g, h, k, w)                                                                                    \
	do {                                                                                                                   \
		uint32_t ab = (a) ^ (b);                                                                                       \
                                                                                                                               \
		(h) += sum1(e) + ((((f) ^ (g)) & (e)) ^ (g)) + (k) + (w);                                                      \
		(d) += (h);                                                                                                    \
		(h) += sum0(a) + ((ab & bc) ^ (b));                                                                            \
		bc = ab;                                                                                                       \
	} while (0)

/* Step 1 in place: word t of the schedule replaces word t - 16. */
#define SCHEDULE(t) (w[t] += sigma1(w[((t) + 14) % 16]) + w[((t) + 9) % 16] + sigma0(w[((t) + 1) % 16]))
#define LOADED(t) (w[t] = load_word(data + WORD_SIZE * (t)))

/* The constants are immediates: they cost no load, which is slow with the D-cache off. */
#define ROUNDS_8(WORD, t, k0, k1, k2, k3, k4, k5, k6, k7)                                                                      \
	ROUND(a, b, c, d, e, f, g, h, k0, WORD((t) + 0));                                                                      \
	ROUND(h, a, b, c, d, e, f, g, k1, WORD((t) + 1));                                                                      \
	ROUND(g, h, a, b, c, d, e, f, k2, WORD((t) + 2));                                                                      \
	ROUND(f, g, h, a, b, c, d, e, k3, WORD((t) + 3));                                                                      \
	ROUND(e, f, g, h, a, b, c, d, k4, WORD((t) + 4));                                                                      \
	ROUND(d, e, f, g, h, a, b, c, k5, WORD((t) + 5));                                                                      \
	ROUND(c, d, e, f, g, h, a, b, k6, WORD((t) + 6));                                                                      \
	ROUND(b, c, d, e, f, g, h, a, k7, WORD((t) + 7))

static void compress(uint32_t state[8], const uint8_t *data)
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
	uint32_t bc = b ^ c;
	uint32_t w[16];

	/* FIPS 180-4, 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes */
	ROUNDS_8(LOADED, 0, 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5);
	ROUNDS_8(LOADED, 8, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174);
	ROUNDS_8(SCHEDULE, 0, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da);
	ROUNDS_8(SCHEDULE, 8, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967);
	ROUNDS_8(SCHEDULE, 0, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85);
	ROUNDS_8(SCHEDULE, 8, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070);
	ROUNDS_8(SCHEDULE, 0, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3);
	ROUNDS_8(SCHEDULE, 8, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2);

	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
}

static void portable_blocks(uint32_t state[8], const uint8_t *data, size_t blocks)
{
	for (; blocks; blocks--, data += SHA256_BLOCK)
		compress(state, data);
}

/* Copies word by word; reads each before it is overwritten. */
static void copy_block(uint8_t *dst, const uint8_t *src)
{
	for (size_t i = 0; i < SHA256_BLOCK; i += WORD_SIZE) {
		uint32_t word;

		__builtin_memcpy(&word, __builtin_assume_aligned(src + i, WORD_SIZE), WORD_SIZE);
		__builtin_memcpy(__builtin_assume_aligned(dst + i, WORD_SIZE), &word, WORD_SIZE);
	}
}

static void portable_copy_blocks(uint32_t state[8], const uint8_t *data, size_t blocks, uint8_t *dst)
{
	for (; blocks; blocks--, data += SHA256_BLOCK, dst += SHA256_BLOCK) {
		compress(state, data);
		copy_block(dst, data);
	}
}

void sha256_init(struct sha256 *ctx)
{
	/* FIPS 180-4, 5.3.3: the same of the square roots of the first 8 */
	ctx->state[0] = 0x6a09e667;
	ctx->state[1] = 0xbb67ae85;
	ctx->state[2] = 0x3c6ef372;
	ctx->state[3] = 0xa54ff53a;
	ctx->state[4] = 0x510e527f;
	ctx->state[5] = 0x9b05688c;
	ctx->state[6] = 0x1f83d9ab;
	ctx->state[7] = 0x5be0cd19;
	ctx->length = 0;
	ctx->blocks = portable_blocks;
	ctx->copy_blocks = portable_copy_blocks;
	ctx->pair_blocks = NULL;
	ctx->align = WORD_SIZE;
}

static size_t fitting(const struct sha256 *ctx, size_t size)
{
	size_t room = SHA256_BLOCK - ctx->length % SHA256_BLOCK;

	return size < room ? size : room;
}

/* Fills the waiting block. Returns how many bytes it took. */
static size_t take_bytes(struct sha256 *ctx, const uint8_t *data, size_t size)
{
	uint8_t *waiting = ctx->block + ctx->length % SHA256_BLOCK;
	size_t taken = fitting(ctx, size);

	for (size_t i = 0; i < taken; i++)
		waiting[i] = data[i];
	ctx->length += taken;
	if (ctx->length % SHA256_BLOCK == 0)
		ctx->blocks(ctx->state, ctx->block, 1);
	return taken;
}

/* Returns how many blocks can be hashed in place; addresses: those of the data, or'ed together. */
static size_t whole_blocks(const struct sha256 *ctx, uintptr_t addresses, size_t size)
{
	return ctx->length % SHA256_BLOCK || addresses % ctx->align ? 0 : size / SHA256_BLOCK;
}

void sha256_update(struct sha256 *ctx, const void *data, size_t size)
{
	const uint8_t *p = data;

	while (size) {
		size_t blocks = whole_blocks(ctx, (uintptr_t)p, size);
		size_t taken = blocks * SHA256_BLOCK;

		if (blocks) {
			ctx->blocks(ctx->state, p, blocks);
			ctx->length += taken;
		} else {
			taken = take_bytes(ctx, p, size);
		}
		p += taken;
		size -= taken;
	}
}

static size_t copy_bytes(struct sha256 *ctx, uint8_t *dst, const uint8_t *src, size_t size)
{
	size_t fits = fitting(ctx, size);

	for (size_t i = 0; i < fits; i++)
		dst[i] = src[i];
	return take_bytes(ctx, dst, fits);
}

void sha256_copy(struct sha256 *ctx, void *dst, const void *src, size_t size)
{
	const uint8_t *from = src;
	uint8_t *to = dst;

	while (size) {
		size_t blocks = whole_blocks(ctx, (uintptr_t)to | (uintptr_t)from, size);
		size_t taken = blocks * SHA256_BLOCK;

		if (blocks) {
			ctx->copy_blocks(ctx->state, from, blocks, to);
			ctx->length += taken;
		} else {
			taken = copy_bytes(ctx, to, from, size);
		}
		to += taken;
		from += taken;
		size -= taken;
	}
}

void sha256_final(struct sha256 *ctx, uint8_t ret_digest[SHA256_SIZE])
{
	const uint64_t bits = ctx->length * 8;
	size_t used = ctx->length % SHA256_BLOCK;

	/* FIPS 180-4, 5.1.1: one bit, zeros, the length in bits in the last eight bytes of a block */
	ctx->block[used++] = 0x80;
	if (used > SHA256_BLOCK - 8) {
		while (used < SHA256_BLOCK)
			ctx->block[used++] = 0;
		ctx->blocks(ctx->state, ctx->block, 1);
		used = 0;
	}
	while (used < SHA256_BLOCK - 8)
		ctx->block[used++] = 0;
	store_be64(ctx->block + SHA256_BLOCK - 8, bits);
	ctx->blocks(ctx->state, ctx->block, 1);
	for (size_t i = 0; i < 8; i++)
		store_be32(ret_digest + 4 * i, ctx->state[i]);
}

void sha256(const void *data, size_t size, uint8_t ret_digest[SHA256_SIZE])
{
	struct sha256 ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, data, size);
	sha256_final(&ctx, ret_digest);
}
