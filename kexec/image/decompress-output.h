/* SPDX-License-Identifier: GPL-2.0-only */
/* Common parts of the decompressors: an output that grows up to a limit, and a check of the bytes behind the last stream. */
#ifndef WARMKEXEC_IMAGE_DECOMPRESS_OUTPUT_H
#define WARMKEXEC_IMAGE_DECOMPRESS_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;

/*
 * The memory that a decompressor may take beside its output: a window or a dictionary of 2^N bytes. Linux packs with windows of up to
 * 2^27 bytes (zstd -22) and dictionaries of 2^26 (scripts/xz_wrap.sh). A file that needs more than this is not a kernel.
 * Fuzzers would do little else than take memory: they get less.
 */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
#define DECOMPRESS_MEMORY_LOG 20
#else
#define DECOMPRESS_MEMORY_LOG 28
#endif

struct output {
	const char *format; /* for messages: "gzip" */
	struct view in;	    /* the whole input */
	struct view left;   /* the part that is not consumed yet */
	struct blob room;   /* size: bytes allocated */
	size_t used;
	size_t limit;
};

/*
 * Starts an output.
 *   limit  the maximum size in bytes, < SIZE_MAX
 *   hint   the unpacked size that the input claims, in bytes; 0: unknown. It only sets the first allocation, and no more than
 *          an input of this size can plausibly become.
 * Returns 0, or -ENOMEM with the reason.
 */
int output_begin(const char *format, struct view in, size_t limit, uint64_t hint, struct output *ret, struct diag *diag);

/* For CLEANUP(). */
void output_release(struct output *out);

/* Ensures that at least one byte can be written at room.data + used. Returns 0, or -ENOMEM with the reason. */
int output_reserve(struct output *out, struct diag *diag);

/* Ensures room for a block of size bytes, but never for more than one byte beyond the limit. Returns 0, or -errno with the reason. */
int output_reserve_block(struct output *out, size_t size, struct diag *diag);

/* Counts bytes that were read and written. Returns 0, or -EFBIG with the reason: the output exceeds the limit. */
int output_advance(struct output *out, size_t consumed, size_t written, struct diag *diag);

/* Reports a claimed size that exceeds the limit. Returns -EFBIG with the reason. */
int output_too_large(const struct output *out, struct diag *diag);

/* Report an input that ends inside a stream, or is damaged at the current byte. Return -EBADMSG with the reason. */
int output_cut_short(const struct output *out, struct diag *diag);
int output_damaged(const struct output *out, const char *why, struct diag *diag);

/* The number of zero bytes at the start of the rest: padding of a partition or of a stream. */
size_t output_zeros(const struct output *out);

/* Takes bytes off what is left. */
void output_skip(struct output *out, size_t size);

/* Do all bytes of a view have the value 0? */
bool output_is_padding(struct view bytes);

/*
 * Ends the output. If may_have_size is set, a 32-bit little-endian copy of the unpacked size may follow: Linux's build appends
 * it to all formats that lack it (scripts/Makefile.lib, "size_append").
 * ret_used: NULL: the rest of the input must be zero padding; otherwise the number of bytes before the rest, which is not looked at.
 * Returns 0, or -errno with the reason:
 *   -EBADMSG  other bytes than padding follow
 *   -ENOMEM
 */
int output_end(struct output *out, bool may_have_size, size_t *ret_used, struct blob *ret, struct diag *diag);

#endif
