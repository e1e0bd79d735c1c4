/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/arena.h"

/* Of what is lent next, in bytes: whoever reads it may want any alignment of the processor's. */
#define ALIGN ((size_t)64)

struct blob arena_lend(const struct arena *arena)
{
	if (!arena || arena->used == arena->size)
		return (struct blob){ 0 };
	return (struct blob){ .data = arena->data + arena->used, .size = arena->size - arena->used };
}

void arena_keep(struct arena *arena, struct view bytes)
{
	uintptr_t start = arena ? (uintptr_t)arena->data : 0, at = (uintptr_t)bytes.data;
	size_t end;

	if (!arena || at < start || at - start >= arena->size)
		return;
	end = (size_t)(at - start) + bytes.size;
	end = end < arena->size - ALIGN ? (end + ALIGN - 1) & ~(ALIGN - 1) : arena->size;
	if (end > arena->used)
		arena->used = end;
}
