/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes: a view points to bytes that somebody else owns, a blob owns its bytes. */
#ifndef WARMKEXEC_BASE_BLOB_H
#define WARMKEXEC_BASE_BLOB_H

#include <stddef.h>
#include <stdint.h>

struct view {
	const uint8_t *data;
	size_t size;
};

enum blob_kind {
	BLOB_NONE = 0, /* owns nothing; data is NULL */
	BLOB_HEAP,     /* from malloc */
	BLOB_MAPPED,   /* from mmap, of size bytes, possibly read-only */
};

struct blob {
	uint8_t *data;
	size_t size;
	enum blob_kind kind;
};

/* Allocates a zeroed blob of size bytes; data is not NULL even if size is 0. Returns 0 or -ENOMEM (*ret is untouched then). */
int blob_alloc(size_t size, struct blob *ret);

/* Frees the bytes; the blob is empty afterwards. For CLEANUP(). */
void blob_release(struct blob *blob);

/* Hands the bytes on: the caller owns the returned blob, *blob is empty afterwards. */
struct blob blob_take(struct blob *blob);

/*
 * Gives the memory of these bytes back, page by page. They are private memory from malloc or mmap, and undefined afterwards; their
 * owner still releases them.
 */
void bytes_forget(struct view bytes);

static inline struct view blob_view(const struct blob *blob)
{
	return (struct view){ .data = blob->data, .size = blob->size };
}

#endif
