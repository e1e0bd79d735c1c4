/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values that travel between two processes of this program. One function describes how a value travels, in both directions: it
 * writes the value if the wire writes, and fills it if the wire reads.
 *
 * A reader believes nothing: each number has a maximum, each text and list a bound. After the first fault nothing is moved any
 * more, wire->error stays, and what was not read is zero, empty or NULL. What was read before is the owner's to release as
 * ever.
 */
#ifndef WARMKEXEC_BASE_WIRE_H
#define WARMKEXEC_BASE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob;
struct range;
struct ranges;
struct view;

struct wire {
	bool reads;
	/* Takes size bytes of a wire that writes, or brings size bytes. Returns 0 or -errno. */
	int (*move)(void *context, void *bytes, size_t size);
	void *context;
	int error;    /* 0, or of the first fault: -EBADMSG: a value is out of bounds; -ENOMEM; others of move() */
	size_t count; /* values moved: the fault is at the next one */
};

/* Sets wire->error, unless there is one. For faults that the caller finds. */
void wire_fail(struct wire *wire, int error);

/* The value is at most max. */
void wire_number(struct wire *wire, uint64_t *value, uint64_t max);
void wire_u32(struct wire *wire, uint32_t *value, uint32_t max);
void wire_size(struct wire *wire, size_t *value, size_t max);
void wire_flag(struct wire *wire, bool *value);

/* start <= end */
void wire_range(struct wire *wire, struct range *range);

/* At most max ranges, in any order, none of them empty. */
void wire_ranges(struct wire *wire, struct ranges *ranges, size_t max);

/* A text in an array of this size. Control characters that are read become '?', except newlines. */
void wire_text(struct wire *wire, char *text, size_t size);

/* A text of at most max bytes, which is read into memory from malloc; may be NULL. */
void wire_string(struct wire *wire, char **text, size_t max);

/*
 * Bytes, at most max of them.
 *   from  written; if spent, their pages are given back on the way: they are from malloc or mmap, and the caller does not look
 *         at them again
 *   to    filled by a reader, which allocates no more than 64 MiB and twice what has come
 */
void wire_bytes(struct wire *wire, struct view from, bool spent, struct blob *to, uint64_t max);

/*
 * The count of a list whose elements the caller moves, at most max; *list is allocated, zeroed, by a reader (count elements of
 * this size; at least one).
 */
void wire_list(struct wire *wire, void **list, size_t *count, size_t element, size_t max);

#endif
