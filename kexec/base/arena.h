/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A piece of memory that is handed out from its beginning to its end, and given back as a whole by its owner. Whoever makes bytes
 * whose size is not known beforehand borrows all that is left, and says afterwards how much of it stays.
 */
#ifndef WARMKEXEC_BASE_ARENA_H
#define WARMKEXEC_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct arena {
	uint8_t *data; /* the owner's */
	size_t size;
	size_t used;
};

/* Lends what is left, as a blob that owns nothing; empty if nothing is, or without an arena (NULL). It need not be zero. */
struct blob arena_lend(const struct arena *arena);

/* Bytes that lie in the arena stay: they, and all before them, are not lent any more. Others are ignored. arena: may be NULL. */
void arena_keep(struct arena *arena, struct view bytes);

#endif
