/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/lzma-dictionary.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/image/decompress-output.h"

/*
 * The bytes that the library may allocate beyond the dictionary's size. 5.4 and older need none and begin at the first byte;
 * since 5.6 the dictionary begins 576 bytes behind it.
 */
#define SLACK ((size_t)4096)
#define ROOM_MIN ((size_t)52 << 10) /* the library's other allocations are smaller */
#define ROOM_MAX ((size_t)1 << 30)
#define CHUNK ((size_t)16 << 10)

static void *allocate(void *opaque, size_t count, size_t size)
{
	struct lzma_dictionary *dictionary = opaque;

	/* The count is always 1. */
	if (count == 1 && !dictionary->is_given && size >= dictionary->size && size <= dictionary->room_size) {
		dictionary->is_given = true;
		return dictionary->room;
	}
	return reallocarray(NULL, count, size);
}

static void release(void *opaque, void *pointer)
{
	const struct lzma_dictionary *dictionary = opaque;

	if (pointer != dictionary->room)
		free(pointer);
}

int lzma_dictionary_begin(const struct output *out, lzma_stream *stream, struct lzma_dictionary *ret)
{
	uint8_t *end = out->room.data + out->used;
	size_t gap = -(uintptr_t)end % 16, left = out->room.size - out->used;

	if (left < gap + ROOM_MIN)
		return -ENOSPC;
	left -= gap;
	*ret = (struct lzma_dictionary){
		.allocator = { .alloc = allocate, .free = release, .opaque = ret },
		.output = end,
		.room = end + gap,
		.room_size = left,
		.size = (uint32_t)((left < ROOM_MAX ? left : ROOM_MAX) - SLACK),
	};
	stream->allocator = &ret->allocator;
	return 0;
}

/* The place of the first chunk in the room; NULL: it is not there. */
static const uint8_t *find_start(const struct lzma_dictionary *dictionary, const uint8_t *chunk, size_t size)
{
	const uint8_t *at = dictionary->room;

	if (!dictionary->is_given)
		return NULL;
	for (; at < dictionary->room + SLACK; at++)
		if (!memcmp(at, chunk, size))
			return at;
	return NULL;
}

/* Decodes a chunk. *start: where the first chunk is, NULL before it; *used: the bytes of all chunks. */
static lzma_ret decode_chunk(const struct lzma_dictionary *dictionary, lzma_stream *stream, const uint8_t **start, size_t *used)
{
	uint8_t chunk[CHUNK];
	lzma_ret status;
	size_t size;

	stream->next_out = chunk;
	stream->avail_out = sizeof(chunk);
	status = lzma_code(stream, LZMA_RUN);
	size = sizeof(chunk) - stream->avail_out;
	if (!size)
		return status;
	if (size > dictionary->size - *used)
		return LZMA_MEM_ERROR;
	if (!*start)
		*start = find_start(dictionary, chunk, size);
	if (!*start || memcmp(*start + *used, chunk, size) != 0)
		return LZMA_MEM_ERROR;
	*used += size;
	return status;
}

int lzma_dictionary_decode(struct lzma_dictionary *dictionary, lzma_stream *stream, size_t *ret_size)
{
	const uint8_t *start = NULL;
	lzma_ret status;
	size_t used = 0;

	do
		status = decode_chunk(dictionary, stream, &start, &used);
	while (status == LZMA_OK);
	if (status != LZMA_STREAM_END)
		return status == LZMA_MEM_ERROR ? -ENOSPC : -EBADMSG;
	if (start && start != dictionary->output)
		memmove(dictionary->output, start, used);
	*ret_size = used;
	return 0;
}
