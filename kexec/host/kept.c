/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kept.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/machine/snapshot.h"

int host_read_kept(const struct snapshot *kept, const char *path, size_t limit, struct blob *ret)
{
	const struct snapshot_entry *entry = snapshot_find(kept, path);
	struct blob bytes;

	assert(entry);
	if (entry->error)
		return entry->error;
	if (entry->bytes.size > limit)
		return -EFBIG;
	if (blob_alloc(entry->bytes.size + 1, &bytes) < 0)
		return -ENOMEM;
	if (entry->bytes.size)
		memcpy(bytes.data, entry->bytes.data, entry->bytes.size);
	bytes.size = entry->bytes.size; /* and a NUL, as of host_read() */
	*ret = bytes;
	return 0;
}
