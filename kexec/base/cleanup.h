/* SPDX-License-Identifier: GPL-2.0-only */
/* Ownership: everything owned is declared with the function that gives it back. */
#ifndef WARMKEXEC_BASE_CLEANUP_H
#define WARMKEXEC_BASE_CLEANUP_H

#include <stdlib.h>

/* The variable is passed to f by address when it goes out of scope. */
#define CLEANUP(f) __attribute__((cleanup(f)))

static inline void free_pointer(void *pointer)
{
	free(*(void **)pointer);
}

/* A pointer from malloc that is freed when it goes out of scope. */
#define AUTO_FREE CLEANUP(free_pointer)

/* Hands an owned pointer on: the expression's value; the variable is NULL afterwards. */
#define TAKE(pointer)                           \
	({                                      \
		__typeof__(pointer) _p = (pointer); \
		(pointer) = NULL;               \
		_p;                             \
	})

#endif
