/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * LZMA unpacked to its place. liblzma writes all that it unpacks into a dictionary, and copies it from there to the caller. A
 * dictionary that is as large as the kernel doubles the memory that a load takes. Here the output's own room is the dictionary:
 * the library is given that memory when it allocates, and its copies only prove that the same bytes are in the room.
 *
 * The library does not promise how it uses its dictionary. Whatever is not as expected is found out by that comparison.
 */
#ifndef WARMKEXEC_IMAGE_LZMA_DICTIONARY_H
#define WARMKEXEC_IMAGE_LZMA_DICTIONARY_H

#include <lzma.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output;

struct lzma_dictionary {
	lzma_allocator allocator; /* for the library */
	uint8_t *output;	  /* the place for the result */
	uint8_t *room;		  /* the memory for the dictionary: from the first aligned byte there */
	size_t room_size;
	uint32_t size; /* the dictionary's size that the decoder must be given */
	bool is_given; /* the library has the room */
};

/*
 * Prepares the part of out's room that is not used yet. out must not grow while a decoder uses it.
 * Sets stream->allocator: *ret and the room must outlive the stream.
 * Returns 0, or -ENOSPC if the room is too small.
 */
int lzma_dictionary_begin(const struct output *out, lzma_stream *stream, struct lzma_dictionary *ret);

/*
 * Decodes stream, which is initialized with a dictionary of dictionary->size bytes, from stream->next_in to its end.
 * *ret_size: the bytes that it unpacked to; they are at the end of the output, which does not
 * count them yet.
 * Returns 0, or -errno; *ret_size is untouched on failure, and the room has any contents then:
 *   -EBADMSG  the data are damaged, or end before the stream does
 *   -ENOSPC   they unpack to more than the dictionary's size, or the library uses its dictionary in another way
 */
int lzma_dictionary_decode(struct lzma_dictionary *dictionary, lzma_stream *stream, size_t *ret_size);

#endif
