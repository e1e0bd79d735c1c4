/* SPDX-License-Identifier: GPL-2.0-only */
/* Checksums and digests that containers keep of their pieces. Each reads all of the bytes once. */
#ifndef WARMKEXEC_IMAGE_CHECKSUM_H
#define WARMKEXEC_IMAGE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

#define CHECKSUM_SIZE_MAX 64

struct checksum {
	const char *name; /* as a FIT image spells it: "crc32", "sha256" */
	size_t size;	  /* bytes of its value, <= CHECKSUM_SIZE_MAX */
	void (*compute)(struct view bytes, uint8_t *ret);
};

/* CRC-32 as in IEEE 802.3. */
uint32_t checksum_crc32(struct view bytes);

void checksum_md5(struct view bytes, uint8_t ret[16]);	  /* RFC 1321 */
void checksum_sha1(struct view bytes, uint8_t ret[20]);	  /* FIPS 180-4 */
void checksum_sha384(struct view bytes, uint8_t ret[48]); /* FIPS 180-4 */
void checksum_sha512(struct view bytes, uint8_t ret[64]); /* FIPS 180-4 */

/* The row of this name. NULL: it is not known. */
const struct checksum *checksum_find(const char *name);

#endif
