/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions that a compiler may call on its own, even in freestanding code (GCC manual, "Standards"). The destinations are
 * volatile: otherwise the compiler may replace a loop by a call of the function that contains it.
 */
#include <stddef.h>
#include <stdint.h>

/* Aligned words are safe with the MMU off. */
typedef uint64_t __attribute__((may_alias)) word;

static int is_words(uintptr_t addresses_and_size)
{
	return addresses_and_size % sizeof(word) == 0;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	volatile unsigned char *t = to;
	const unsigned char *f = from;

	if (is_words((uintptr_t)to | (uintptr_t)from | size))
		for (size_t i = 0; i < size / sizeof(word); i++)
			((volatile word *)to)[i] = ((const word *)from)[i];
	else
		for (size_t i = 0; i < size; i++)
			t[i] = f[i];
	return to;
}

void *memmove(void *to, const void *from, size_t size)
{
	volatile unsigned char *t = to;
	const unsigned char *f = from;

	for (size_t i = 0; i < size; i++) {
		size_t at = t <= f ? i : size - 1 - i;

		t[at] = f[at];
	}
	return to;
}

void *memset(void *to, int value, size_t size)
{
	volatile unsigned char *t = to;

	if (!value && is_words((uintptr_t)to | size))
		for (size_t i = 0; i < size / sizeof(word); i++)
			((volatile word *)to)[i] = 0;
	else
		for (size_t i = 0; i < size; i++)
			t[i] = (unsigned char)value;
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const volatile unsigned char *p = a;
	const unsigned char *q = b;

	for (size_t i = 0; i < size; i++) {
		int difference = p[i] - q[i];

		if (difference)
			return difference;
	}
	return 0;
}
