/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/x86_64/sha256/sha256-x86.h"

#include <immintrin.h>

#define TARGET __attribute__((target("sha,sse4.1,ssse3")))
#define INLINE TARGET __attribute__((always_inline)) static inline

/* The words of the state as SHA256RNDS2 has them, the highest first (Intel SDM, volume 2B). */
struct state {
	__m128i abef;
	__m128i cdgh;
};

INLINE struct state load_state(const uint32_t state[8])
{
	const __m128i dcba = _mm_loadu_si128((const __m128i *)(const void *)state);
	const __m128i hgfe = _mm_loadu_si128((const __m128i *)(const void *)(state + 4));
	const __m128i badc = _mm_unpacklo_epi64(hgfe, dcba); /* of each pair the halves, to be swapped */
	const __m128i abef = _mm_shuffle_epi32(badc, _MM_SHUFFLE(2, 3, 0, 1));
	const __m128i cdgh = _mm_shuffle_epi32(_mm_unpackhi_epi64(hgfe, dcba), _MM_SHUFFLE(2, 3, 0, 1));

	return (struct state){ abef, cdgh };
}

INLINE void store_state(uint32_t state[8], struct state s)
{
	const __m128i feba = _mm_shuffle_epi32(s.abef, _MM_SHUFFLE(2, 3, 0, 1));
	const __m128i hgdc = _mm_shuffle_epi32(s.cdgh, _MM_SHUFFLE(2, 3, 0, 1));

	_mm_storeu_si128((__m128i *)(void *)state, _mm_unpackhi_epi64(feba, hgdc));
	_mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_unpacklo_epi64(feba, hgdc));
}

/* Four rounds. Two of them leave the old a, b, e and f where the new c, d, g and h are wanted. */
INLINE struct state rounds(struct state s, __m128i words, uint32_t k0, uint32_t k1, uint32_t k2, uint32_t k3)
{
	const __m128i k = _mm_set_epi32((int)k3, (int)k2, (int)k1, (int)k0);
	const __m128i wk = _mm_add_epi32(words, k);

	s.cdgh = _mm_sha256rnds2_epu32(s.cdgh, s.abef, wk);
	s.abef = _mm_sha256rnds2_epu32(s.abef, s.cdgh, _mm_srli_si128(wk, 8));
	return s;
}

/* The four words after those of w0 to w3 (FIPS 180-4, 6.2.2 step 1). */
INLINE __m128i schedule(__m128i w0, __m128i w1, __m128i w2, __m128i w3)
{
	const __m128i with_sigma0 = _mm_sha256msg1_epu32(w0, w1);

	return _mm_sha256msg2_epu32(_mm_add_epi32(with_sigma0, _mm_alignr_epi8(w3, w2, 4)), w3);
}

struct words {
	__m128i w0, w1, w2, w3;
};

/* FIPS 180-4, 4.2.2 and 6.2.2: a STEP is four rounds, and the words 16 further on in place of those they used; the LAST need
 * none. */
#define COMPRESS(STEP, LAST)                                                                                                   \
	do {                                                                                                                   \
		STEP(w0, w1, w2, w3, 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5);                                          \
		STEP(w1, w2, w3, w0, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5);                                          \
		STEP(w2, w3, w0, w1, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3);                                          \
		STEP(w3, w0, w1, w2, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174);                                          \
		STEP(w0, w1, w2, w3, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc);                                          \
		STEP(w1, w2, w3, w0, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da);                                          \
		STEP(w2, w3, w0, w1, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7);                                          \
		STEP(w3, w0, w1, w2, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967);                                          \
		STEP(w0, w1, w2, w3, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13);                                          \
		STEP(w1, w2, w3, w0, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85);                                          \
		STEP(w2, w3, w0, w1, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3);                                          \
		STEP(w3, w0, w1, w2, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070);                                          \
		LAST(w0, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5);                                                      \
		LAST(w1, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3);                                                      \
		LAST(w2, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208);                                                      \
		LAST(w3, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2);                                                      \
	} while (0)

INLINE struct state add(struct state a, struct state b)
{
	return (struct state){ _mm_add_epi32(a.abef, b.abef), _mm_add_epi32(a.cdgh, b.cdgh) };
}

INLINE struct state compress(const struct state before, struct words w)
{
	struct state s = before;

#define LAST(i, ...) (s = rounds(s, w.i, __VA_ARGS__))
#define STEP(i, j, k, l, ...) (LAST(i, __VA_ARGS__), w.i = schedule(w.i, w.j, w.k, w.l))
	COMPRESS(STEP, LAST);
#undef STEP
#undef LAST
	return add(s, before);
}

/* Two messages: the rounds of one fill the time in which those of the other wait for each other. */
INLINE void compress_pair(struct state *a, struct words x, struct state *b, struct words y)
{
	struct state s = *a, t = *b;

#define LAST(i, ...) (s = rounds(s, x.i, __VA_ARGS__), t = rounds(t, y.i, __VA_ARGS__))
#define STEP(i, j, k, l, ...) (LAST(i, __VA_ARGS__), x.i = schedule(x.i, x.j, x.k, x.l), y.i = schedule(y.i, y.j, y.k, y.l))
	COMPRESS(STEP, LAST);
#undef STEP
#undef LAST
	*a = add(s, *a);
	*b = add(t, *b);
}

INLINE __m128i load(const uint8_t *data)
{
	return _mm_loadu_si128((const __m128i *)(const void *)data);
}

INLINE void store(uint8_t *dst, __m128i v)
{
	_mm_storeu_si128((__m128i *)(void *)dst, v);
}

INLINE struct words load_words(const uint8_t *data)
{
	return (struct words){ load(data), load(data + 16), load(data + 32), load(data + 48) };
}

INLINE void store_words(uint8_t *dst, struct words w)
{
	store(dst, w.w0);
	store(dst + 16, w.w1);
	store(dst + 32, w.w2);
	store(dst + 48, w.w3);
}

INLINE struct words swap_bytes(struct words w)
{
	const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);

	return (struct words){ _mm_shuffle_epi8(w.w0, order), _mm_shuffle_epi8(w.w1, order), _mm_shuffle_epi8(w.w2, order),
			       _mm_shuffle_epi8(w.w3, order) };
}

TARGET static void x86_blocks(uint32_t state[8], const uint8_t *data, size_t blocks)
{
	struct state s = load_state(state);

	for (; blocks; blocks--, data += SHA256_BLOCK)
		s = compress(s, swap_bytes(load_words(data)));
	store_state(state, s);
}

TARGET static void x86_copy_blocks(uint32_t state[8], const uint8_t *data, size_t blocks, uint8_t *dst)
{
	struct state s = load_state(state);

	for (; blocks; blocks--, data += SHA256_BLOCK, dst += SHA256_BLOCK) {
		const struct words w = load_words(data);

		store_words(dst, w);
		s = compress(s, swap_bytes(w));
	}
	store_state(state, s);
}

TARGET static void x86_pair_blocks(uint32_t a[8], const uint8_t *a_data, uint32_t b[8], const uint8_t *b_data, size_t blocks,
				   uint8_t *a_copy)
{
	struct state s = load_state(a), t = load_state(b);
	const ptrdiff_t apart = b_data - a_data;

	for (; blocks; blocks--, a_data += SHA256_BLOCK) {
		const struct words v = load_words(a_data), w = load_words(a_data + apart);

		if (a_copy) {
			store_words(a_copy, v);
			store_words(a_copy + apart, w);
			a_copy += SHA256_BLOCK;
		}
		compress_pair(&s, swap_bytes(v), &t, swap_bytes(w));
	}
	store_state(a, s);
	store_state(b, t);
}

void sha256_init_x86(struct sha256 *ctx)
{
	sha256_init(ctx);
	ctx->blocks = x86_blocks;
	ctx->copy_blocks = x86_copy_blocks;
	ctx->pair_blocks = x86_pair_blocks;
	ctx->align = 1;
}
