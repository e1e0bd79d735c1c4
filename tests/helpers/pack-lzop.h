/* SPDX-License-Identifier: GPL-2.0-only */
/* Files as the program lzop writes them, with any header. There is no code behind it in a build without liblzo2. */
#ifndef WARMKEXEC_TESTS_PACK_LZOP_H
#define WARMKEXEC_TESTS_PACK_LZOP_H

#include <stdint.h>

#include "kexec/base/blob.h"

/* The flags of a header: checksums of unpacked and packed bytes, a CRC-32 of the header, an extra field, a filter. */
#define LZOP_ADLER32 0x3u
#define LZOP_CRC32 0x300u
#define LZOP_EXTRA_FIELD 0x40u
#define LZOP_FILTER 0x800u
#define LZOP_HEADER_CRC32 0x1000u

struct lzop {
	uint32_t version, needed, method, flags;
};

/* A file of one member, "Image". The caller releases it. The test fails if the library does. */
struct blob pack_lzop(const struct lzop *lzop, struct view in);

/* The same as lzop makes it by default. */
struct blob pack_lzo(struct view in);

#endif
