/* SPDX-License-Identifier: GPL-2.0-only */
/* Ownership: the declaration of an owned variable names the function that releases it. */
#ifndef WARMKEXEC_BASE_CLEANUP_H
#define WARMKEXEC_BASE_CLEANUP_H

#include <stdlib.h>

/* Calls f with the address of the variable when the variable goes out of scope. */
#define CLEANUP(f) __attribute__((cleanup(f)))

static inline void free_pointer(void *pointer)
{
	free(*(void **)pointer);
}

/* For a pointer from malloc (or NULL): freed when it goes out of scope. */
#define AUTO_FREE CLEANUP(free_pointer)

/* Hands an owned pointer on: the expression has the variable's value, the variable is NULL afterwards. */
#define TAKE(pointer)                           \
	({                                      \
		__typeof__(pointer) _p = (pointer); \
		(pointer) = NULL;               \
		_p;                             \
	})

#endif
