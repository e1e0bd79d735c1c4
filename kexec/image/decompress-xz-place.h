/* SPDX-License-Identifier: GPL-2.0-only */
/* .xz and .lzma unpacked to their place, without a dictionary beside the output: lzma-dictionary.h. */
#ifndef WARMKEXEC_IMAGE_DECOMPRESS_XZ_PLACE_H
#define WARMKEXEC_IMAGE_DECOMPRESS_XZ_PLACE_H

#include <stdbool.h>
#include <stdint.h>

struct output;

/* The header of .lzma: properties, dictionary size, unpacked size. The range coder's data follow. */
#define LZMA_HEADER_SIZE 13

/*
 * Unpacks the .xz stream, or the .lzma data, at the start of what is left of the input, and verifies every checksum that the
 * format has. memory_limit: the largest dictionary in bytes that the data may ask for.
 * Returns true, or false with the output as it was: the data are damaged, or they need another way to be unpacked. Who reads
 * them by lzma_code() finds out which.
 */
bool xz_unpack_to_place(struct output *out, uint64_t memory_limit);
bool lzma_unpack_to_place(struct output *out, uint64_t memory_limit);

#endif
