/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/checksum.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

#include "common/bytes.h"
#include "common/sha256.h"

uint32_t checksum_crc32(struct view bytes)
{
	uLong crc = crc32(0, NULL, 0);

	while (bytes.size) {
		size_t n = bytes.size < UINT_MAX ? bytes.size : UINT_MAX;

		crc = crc32(crc, bytes.data, (uInt)n);
		bytes.data += n;
		bytes.size -= n;
	}
	return (uint32_t)crc;
}

static void compute_crc32(struct view bytes, uint8_t *ret)
{
	store_be32(ret, checksum_crc32(bytes));
}

static void compute_sha256(struct view bytes, uint8_t *ret)
{
	sha256(bytes.data, bytes.size, ret);
}

static const struct checksum checksums[] = {
	{ "crc32", 4, compute_crc32 },	  { "md5", 16, checksum_md5 },	     { "sha1", 20, checksum_sha1 },
	{ "sha256", 32, compute_sha256 }, { "sha384", 48, checksum_sha384 }, { "sha512", 64, checksum_sha512 },
};

const struct checksum *checksum_find(const char *name)
{
	for (size_t i = 0; i < sizeof(checksums) / sizeof(checksums[0]); i++)
		if (!strcmp(checksums[i].name, name))
			return &checksums[i];
	return NULL;
}
