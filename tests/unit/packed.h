/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes that every compression has packed, and what unpacking them gives. */
#ifndef WARMKEXEC_TESTS_PACKED_H
#define WARMKEXEC_TESTS_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/image/layer.h"

#define PLAIN_SIZE 5000
#define ROOM 262144

struct packed {
	uint8_t data[ROOM];
	size_t size;
};

/* What is packed. fill_plain() is a fixture of each test that uses it. */
extern uint8_t plain[PLAIN_SIZE];
extern const struct view plain_view;
void fill_plain(void);

struct codec {
	const struct layer *layer;
	struct blob (*pack)(struct view in);
	bool concatenates; /* the format allows several streams in a row */
	bool has_check;	   /* the last bytes are, or guard, a checksum */
	bool has_no_end;   /* another block may always follow, and four bytes may be its size */
};

/* gzip, xz, lzma, zstd if the build has it, and the others that it has. */
extern const struct codec codecs[];
extern const int codec_count;

/* Releases the piece. */
void append_packed(struct blob piece, struct packed *to);

/* The layer that takes the bytes for its own, or NULL. */
const struct layer *match_packed(struct view view);

int unpack_packed(const struct codec *codec, const struct packed *packed, size_t limit, struct blob *ret, struct diag *diag);

/* Fails the test unless the bytes unpack to so many copies of plain. */
void assert_unpacks(const struct codec *codec, const struct packed *packed, size_t copies);

/* Fails the test unless the bytes are refused with this error and words, and the codec's name. */
void assert_refuses(const struct codec *codec, const struct packed *packed, size_t limit, int error, const char *message);

#endif
