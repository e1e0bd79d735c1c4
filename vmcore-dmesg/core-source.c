/* SPDX-License-Identifier: GPL-2.0-only */
#include "vmcore-dmesg/core-source.h"

#include <errno.h>
#include <inttypes.h>

#include "common/bytes.h"
#include "kexec/base/diag.h"

int core_source_read(const struct core_source *source, uint64_t offset, void *buffer, size_t size, struct diag *diag)
{
	if (!span_fits(offset, size, source->size))
		return diag_fail(diag, -ENODATA,
				 "the file is cut: it ends at %#" PRIx64 ", and %zu bytes at %#" PRIx64 " are needed",
				 source->size, size, offset);
	return source->read(source, offset, buffer, size, diag);
}
