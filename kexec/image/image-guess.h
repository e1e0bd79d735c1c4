/* SPDX-License-Identifier: GPL-2.0-only */
/* What a file that cannot be loaded looks like: for error messages only, nothing is decided by it. */
#ifndef WARMKEXEC_IMAGE_IMAGE_GUESS_H
#define WARMKEXEC_IMAGE_IMAGE_GUESS_H

#include <stdbool.h>

#include "kexec/base/blob.h"

struct image_guess {
	bool (*matches)(struct view file);
	const char *what; /* "is a ..." */
	const char *hint; /* what to do, or NULL */
	bool not_yet;	  /* a kernel that a later version will load */
};

/* The first guess that fits, NULL when there is none. */
const struct image_guess *image_guess(struct view file);

#endif
