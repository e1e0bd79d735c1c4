/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Source: tukaani.org/xz/xz-file-format.txt. The library's own decoder of whole streams takes the dictionary's size from the
 * file, so the parts of a stream are read one by one here.
 */
#include "kexec/image/decompress-xz-place.h"

#include <lzma.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/image/branch-filter.h"
#include "kexec/image/decompress-output.h"
#include "kexec/image/lzma-dictionary.h"

/* ---- a block ---- */

/* The filters of a block; what the library has allocated for them is released with it. */
struct filters {
	lzma_filter filter[LZMA_FILTERS_MAX + 1];
};

static void release_filters(struct filters *filters)
{
	for (size_t i = 0; filters->filter[i].id != LZMA_VLI_UNKNOWN; i++)
		free(filters->filter[i].options);
}

/* The last filter is LZMA2. */
static bool is_branch_filter(const lzma_filter *filter)
{
	const lzma_options_bcj *options = filter->options;

	return filter->id == BRANCH_FILTER_A64 && (!options || !options->start_offset);
}

static bool take_check(struct output *out, lzma_check check, struct view unpacked)
{
	size_t size = lzma_check_size(check);
	const uint8_t *stored = out->left.data;

	if (out->left.size < size)
		return false;
	output_skip(out, size);
	if (check == LZMA_CHECK_CRC32)
		return load_le32(stored) == lzma_crc32(unpacked.data, unpacked.size, 0);
	if (check == LZMA_CHECK_CRC64)
		return load_le64(stored) == lzma_crc64(unpacked.data, unpacked.size, 0);
	return check == LZMA_CHECK_NONE;
}

/* Block padding, xz-file-format 3.3. */
static bool take_padding(struct output *out, uint64_t size)
{
	size_t padding = -size % 4;

	if (out->left.size < padding || !output_is_padding((struct view){ out->left.data, padding }))
		return false;
	output_skip(out, padding);
	return true;
}

/* Unpacks LZMA2 data. *ret_packed and *ret_unpacked: how many bytes they take, and become. */
static bool unpack_data(struct output *out, const lzma_filter *lzma2, uint64_t memory_limit, size_t *ret_packed,
			size_t *ret_unpacked)
{
	struct lzma_dictionary dictionary;
	CLEANUP(lzma_end) lzma_stream stream = LZMA_STREAM_INIT;
	lzma_options_lzma *options = lzma2->options;

	if (options->dict_size > memory_limit || lzma_dictionary_begin(out, &stream, &dictionary) < 0)
		return false;
	options->dict_size = dictionary.size;
	if (lzma_raw_decoder(&stream, lzma2) != LZMA_OK)
		return false;
	stream.next_in = out->left.data;
	stream.avail_in = out->left.size;
	if (lzma_dictionary_decode(&dictionary, &stream, ret_unpacked) < 0)
		return false;
	*ret_packed = out->left.size - stream.avail_in;
	output_skip(out, *ret_packed);
	return true;
}

static bool sizes_are_right(const lzma_block *block, size_t packed, size_t unpacked)
{
	return (block->compressed_size == LZMA_VLI_UNKNOWN || block->compressed_size == packed) &&
	       (block->uncompressed_size == LZMA_VLI_UNKNOWN || block->uncompressed_size == unpacked);
}

static bool read_block_header(struct output *out, lzma_block *block)
{
	block->header_size = lzma_block_header_size_decode(out->left.data[0]);
	if (block->header_size > out->left.size || lzma_block_header_decode(block, NULL, out->left.data) != LZMA_OK)
		return false;
	output_skip(out, block->header_size);
	return true;
}

static bool unpack_block(struct output *out, lzma_check check, uint64_t memory_limit, lzma_index_hash *index)
{
	CLEANUP(release_filters) struct filters filters = { { { .id = LZMA_VLI_UNKNOWN } } };
	lzma_block block = { .check = check, .filters = filters.filter };
	const lzma_filter *lzma2 = filters.filter;
	size_t packed, unpacked;
	struct view result;

	if (!read_block_header(out, &block))
		return false;
	if (lzma2->id != LZMA_FILTER_LZMA2 && is_branch_filter(lzma2))
		lzma2++;
	if (lzma2->id != LZMA_FILTER_LZMA2 || !unpack_data(out, lzma2, memory_limit, &packed, &unpacked))
		return false;
	if (lzma2 != filters.filter)
		branch_filter_undo(out->room.data + out->used, unpacked);
	result = (struct view){ out->room.data + out->used, unpacked };
	out->used += unpacked;
	return sizes_are_right(&block, packed, unpacked) && take_padding(out, packed) && take_check(out, check, result) &&
	       lzma_index_hash_append(index, block.header_size + packed + lzma_check_size(check), unpacked) == LZMA_OK;
}

/* ---- a stream ---- */

static void release_index(lzma_index_hash **index)
{
	lzma_index_hash_end(*index, NULL);
}

/* The Index repeats the sizes of all blocks, the footer the header: xz-file-format 4 and 2.1.2. */
static bool take_end(struct output *out, lzma_index_hash *index, const lzma_stream_flags *header)
{
	lzma_stream_flags footer;
	size_t size = 0;

	if (lzma_index_hash_decode(index, out->left.data, &size, out->left.size) != LZMA_STREAM_END)
		return false;
	output_skip(out, size);
	if (out->left.size < LZMA_STREAM_HEADER_SIZE || lzma_stream_footer_decode(&footer, out->left.data) != LZMA_OK ||
	    lzma_stream_flags_compare(header, &footer) != LZMA_OK || footer.backward_size != lzma_index_hash_size(index))
		return false;
	output_skip(out, LZMA_STREAM_HEADER_SIZE);
	return true;
}

static bool unpack_stream(struct output *out, uint64_t memory_limit)
{
	CLEANUP(release_index) lzma_index_hash *index = lzma_index_hash_init(NULL, NULL);
	lzma_stream_flags header;

	if (!index || out->left.size < LZMA_STREAM_HEADER_SIZE || lzma_stream_header_decode(&header, out->left.data) != LZMA_OK)
		return false;
	output_skip(out, LZMA_STREAM_HEADER_SIZE);
	while (out->left.size && out->left.data[0]) /* 0 begins the Index */
		if (!unpack_block(out, header.check, memory_limit, index))
			return false;
	return out->left.size && take_end(out, index, &header) && out->used <= out->limit;
}

bool xz_unpack_to_place(struct output *out, uint64_t memory_limit)
{
	const struct output before = *out;

	if (unpack_stream(out, memory_limit))
		return true;
	*out = before;
	return false;
}

/* ---- .lzma ---- */

/* The decoder gets a header whose dictionary is the output's room; all else in it is the file's. */
static bool unpack_lzma(struct output *out, size_t *ret_packed, size_t *ret_unpacked)
{
	struct lzma_dictionary dictionary;
	CLEANUP(lzma_end) lzma_stream stream = LZMA_STREAM_INIT;
	uint8_t header[LZMA_HEADER_SIZE], none;

	if (lzma_dictionary_begin(out, &stream, &dictionary) < 0 || lzma_alone_decoder(&stream, UINT64_MAX) != LZMA_OK)
		return false;
	memcpy(header, out->left.data, sizeof(header));
	store_le32(header + 1, dictionary.size);
	stream.next_in = header;
	stream.avail_in = sizeof(header);
	stream.next_out = &none; /* without room for output it reads nothing */
	stream.avail_out = sizeof(none);
	if (lzma_code(&stream, LZMA_RUN) != LZMA_OK || stream.avail_in || !stream.avail_out)
		return false;
	stream.next_in = out->left.data + sizeof(header);
	stream.avail_in = out->left.size - sizeof(header);
	if (lzma_dictionary_decode(&dictionary, &stream, ret_unpacked) < 0 || *ret_unpacked > out->limit)
		return false;
	*ret_packed = out->left.size - stream.avail_in;
	return true;
}

bool lzma_unpack_to_place(struct output *out, uint64_t memory_limit)
{
	size_t packed, unpacked;

	if (out->left.size <= LZMA_HEADER_SIZE || load_le32(out->left.data + 1) > memory_limit ||
	    !unpack_lzma(out, &packed, &unpacked))
		return false;
	output_skip(out, packed);
	out->used += unpacked;
	return true;
}
