/* SPDX-License-Identifier: GPL-2.0-only */
/* A core file in memory, whose reader counts, and fails if it is told to. */
#ifndef WARMKEXEC_TESTS_MEMORY_SOURCE_H
#define WARMKEXEC_TESTS_MEMORY_SOURCE_H

#include "vmcore-dmesg/core-source.h"

struct blob;

struct memory_source {
	struct core_source source;
	const uint8_t *data;
	uint64_t *bytes_read;	     /* or NULL */
	uint64_t bad_start, bad_end; /* offsets in the file that cannot be read: -EIO */
};

/* The file has exactly the bytes of the blob, which must outlive the source. */
struct memory_source memory_source_of(const struct blob *file);

#endif
