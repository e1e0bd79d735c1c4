/* SPDX-License-Identifier: GPL-2.0-only */
/* The bytes of a core file: its size, and a function that reads at an offset. */
#ifndef WARMKEXEC_VMCORE_DMESG_CORE_SOURCE_H
#define WARMKEXEC_VMCORE_DMESG_CORE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

struct diag;

struct core_source {
	uint64_t size; /* of the file, in bytes */

	/*
	 * Reads exactly size bytes at offset; all of them lie below source->size.
	 * Returns 0, or -errno with the reason. The buffer is undefined on failure.
	 */
	int (*read)(const struct core_source *source, uint64_t offset, void *buffer, size_t size, struct diag *diag);
};

/*
 * Reads exactly size bytes at offset.
 *
 * Returns 0, or -errno with the reason; the buffer is undefined then:
 *   -ENODATA  the file ends before that
 *   others    those of source->read()
 */
int core_source_read(const struct core_source *source, uint64_t offset, void *buffer, size_t size, struct diag *diag);

#endif
