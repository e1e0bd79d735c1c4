/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes at a fixed place, by which a format is recognised. */
#ifndef WARMKEXEC_IMAGE_MAGIC_H
#define WARMKEXEC_IMAGE_MAGIC_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"

static inline bool has_magic(struct view bytes, size_t offset, const char *magic, size_t size)
{
	return span_fits(offset, size, bytes.size) && !memcmp(bytes.data + offset, magic, size);
}

/* literal: a string literal, whose NUL does not count. */
#define HAS_MAGIC(bytes, offset, literal) has_magic(bytes, offset, literal, sizeof(literal) - 1)

#endif
