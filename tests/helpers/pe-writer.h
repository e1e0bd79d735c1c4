/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes PE files from lists of sections: the UKIs and zboot kernels that tests feed to the parsers in place of binary files.
 */
#ifndef WARMKEXEC_TESTS_PE_WRITER_H
#define WARMKEXEC_TESTS_PE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

#define PE_MACHINE_ARM64 0xaa64

/* Offsets in the file, for tests that damage it. */
#define PE_HEADER 64
#define PE_COFF_SECTIONS (PE_HEADER + 6)
#define PE_OPTIONAL (PE_HEADER + 24)
#define PE_OPTIONAL_SIZE 240
#define PE_CERTIFICATES (PE_OPTIONAL + 112 + 32)
#define PE_SECTION(i) (PE_OPTIONAL + PE_OPTIONAL_SIZE + 40 * (i))

struct pe_part {
	const char *name; /* up to 8 bytes count */
	struct view bytes;
	uint32_t memory_size; /* VirtualSize; 0: bytes.size */
};

struct pe_spec {
	uint16_t machine;
	const struct pe_part *part;
	size_t part_count;
	uint32_t signature; /* bytes of a certificate table behind the sections; 0: none */
};

/* In the order of the parts, each padded to 512 bytes. Returns 0 or -ENOMEM. */
int pe_write(const struct pe_spec *spec, struct blob *ret);

struct zboot_spec {
	uint16_t machine;
	const char *word; /* of the compression; up to 31 bytes */
	struct view payload;
	bool has_size_field;
	uint32_t unpacked_size; /* the size field behind the payload */
	uint32_t signature;	/* as in struct pe_spec */
};

/* With other bytes before and behind the payload, which begins at an odd place. Returns 0 or -ENOMEM. */
int zboot_write(const struct zboot_spec *spec, struct blob *ret);

#endif
