/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/printable.h"
#include "kexec/base/ranges.h"

/* As much as is in both processes at a time: a huge page, which is given back as a whole. */
#define CHUNK ((size_t)2 << 20)

void wire_fail(struct wire *wire, int error)
{
	if (!wire->error)
		wire->error = error;
}

static bool move(struct wire *wire, void *bytes, size_t size)
{
	if (!wire->error && size)
		wire_fail(wire, wire->move(wire->context, bytes, size));
	return !wire->error;
}

void wire_number(struct wire *wire, uint64_t *value, uint64_t max)
{
	uint64_t number = wire->reads ? 0 : *value;

	if (!move(wire, &number, sizeof(number)))
		return;
	if (number > max) {
		wire_fail(wire, -EBADMSG);
		return;
	}
	*value = number;
	wire->count++;
}

void wire_u32(struct wire *wire, uint32_t *value, uint32_t max)
{
	uint64_t number = *value;

	wire_number(wire, &number, max);
	*value = (uint32_t)number;
}

void wire_size(struct wire *wire, size_t *value, size_t max)
{
	uint64_t number = *value;

	wire_number(wire, &number, max);
	*value = (size_t)number;
}

void wire_flag(struct wire *wire, bool *value)
{
	uint64_t number = *value;

	wire_number(wire, &number, 1);
	*value = number;
}

void wire_range(struct wire *wire, struct range *range)
{
	struct range moved = *range;

	wire_number(wire, &moved.start, UINT64_MAX);
	wire_number(wire, &moved.end, UINT64_MAX);
	if (moved.start > moved.end)
		wire_fail(wire, -EBADMSG);
	if (!wire->error)
		*range = moved;
}

void wire_ranges(struct wire *wire, struct ranges *ranges, size_t max)
{
	size_t count = wire->reads ? 0 : ranges->count;

	wire_size(wire, &count, max);
	for (size_t i = 0; i < count && !wire->error; i++) {
		struct range range = { 0, 0 };

		if (!wire->reads)
			range = ranges->range[i];
		wire_range(wire, &range);
		if (range_is_empty(range))
			wire_fail(wire, -EBADMSG);
		else if (wire->reads)
			wire_fail(wire, ranges_append(ranges, range));
	}
}

void wire_text(struct wire *wire, char *text, size_t size)
{
	size_t length = wire->reads ? 0 : strlen(text);

	wire_size(wire, &length, size - 1);
	if (!wire->error && move(wire, text, length) && wire->reads) {
		text[length] = '\0';
		make_printable(text, '\n');
	} else if (wire->reads) {
		text[0] = '\0';
	}
}

/* Reads the length bytes of a text. */
static char *read_string(struct wire *wire, size_t length)
{
	AUTO_FREE char *text = malloc(length + 1);

	if (!text) {
		wire_fail(wire, -ENOMEM);
		return NULL;
	}
	if (!move(wire, text, length))
		return NULL;
	text[length] = '\0';
	return TAKE(text);
}

void wire_string(struct wire *wire, char **text, size_t max)
{
	bool is_there = !wire->reads && *text;
	size_t length = is_there ? strlen(*text) : 0;

	wire_flag(wire, &is_there);
	wire_size(wire, &length, max);
	if (!is_there || wire->error)
		return;
	if (wire->reads)
		*text = read_string(wire, length);
	else
		move(wire, *text, length);
}

/* move() does not change what it takes. */
static bool write_bytes(struct wire *wire, struct view bytes)
{
	return move(wire, (void *)(uintptr_t)bytes.data, bytes.size);
}

static void write_chunks(struct wire *wire, struct view bytes, bool spent)
{
	while (bytes.size && !wire->error) {
		size_t size = CHUNK - (uintptr_t)bytes.data % CHUNK;
		struct view chunk = { bytes.data, size < bytes.size ? size : bytes.size };

		if (write_bytes(wire, chunk) && spent)
			bytes_forget(chunk);
		bytes = (struct view){ bytes.data + chunk.size, bytes.size - chunk.size };
	}
}

/* More than an unpacked kernel has, which then need not be moved while it comes. A page takes memory only when it is written to. */
#define FIRST_ROOM ((size_t)64 << 20)

/* As much more as has come, and at least the first room. */
static bool grow(struct wire *wire, size_t size, struct blob *blob)
{
	size_t left = size - blob->size, more = blob->size > FIRST_ROOM ? blob->size : FIRST_ROOM;
	uint8_t *data;

	more = more < left ? more : left;
	data = realloc(blob->data, blob->size + more);
	if (!data) {
		wire_fail(wire, -ENOMEM);
		return false;
	}
	*blob = (struct blob){ .data = data, .size = blob->size + more, .kind = BLOB_HEAP };
	return true;
}

/* A sender that claims more than it sends costs no more memory than wire.h says. */
static void read_bytes(struct wire *wire, size_t size, struct blob *ret)
{
	CLEANUP(blob_release) struct blob blob = { 0 };

	while (blob.size < size) {
		size_t had = blob.size;

		if (!grow(wire, size, &blob) || !move(wire, blob.data + had, blob.size - had))
			return;
	}
	*ret = blob_take(&blob);
}

void wire_bytes(struct wire *wire, struct view from, bool spent, struct blob *to, uint64_t max)
{
	size_t size = wire->reads ? 0 : from.size;

	wire_size(wire, &size, max < SIZE_MAX ? (size_t)max : SIZE_MAX);
	if (!wire->reads) {
		write_chunks(wire, from, spent);
		return;
	}
	if (size && !wire->error)
		read_bytes(wire, size, to);
}

void wire_list(struct wire *wire, void **list, size_t *count, size_t element, size_t max)
{
	size_t length = wire->reads ? 0 : *count;

	wire_size(wire, &length, max);
	if (!wire->reads || wire->error)
		return;
	*list = calloc(length + 1, element);
	if (*list)
		*count = length;
	else
		wire_fail(wire, -ENOMEM);
}
