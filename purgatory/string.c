/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions that a compiler may call of its own accord, even for freestanding code (GCC manual, "Standards"). The
 * destinations are volatile lest it recognises what a loop does and makes it a call of the function it is in.
 */
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	volatile unsigned char *t = to;
	const unsigned char *f = from;

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
