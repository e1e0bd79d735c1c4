/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/memory-source.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"

static int read_memory(const struct core_source *source, uint64_t offset, void *buffer, size_t size, struct diag *diag)
{
	const struct memory_source *memory = (const struct memory_source *)(const void *)source;

	/* A core_source is asked for nothing behind its end. */
	if (!span_fits(offset, size, source->size))
		abort();
	if (offset < memory->bad_end && memory->bad_start < offset + size)
		return diag_fail(diag, -EIO, "cannot read %zu bytes at %#" PRIx64, size, offset);
	if (memory->bytes_read)
		*memory->bytes_read += size;
	if (size)
		memcpy(buffer, memory->data + offset, size);
	return 0;
}

struct memory_source memory_source_of(const struct blob *file)
{
	return (struct memory_source){ .source = { .size = file->size, .read = read_memory }, .data = file->data };
}
