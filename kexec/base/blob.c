/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/blob.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int blob_alloc(size_t size, struct blob *ret)
{
	uint8_t *data = calloc(1, size ? size : 1);

	if (!data)
		return -ENOMEM;
	*ret = (struct blob){ .data = data, .size = size, .kind = BLOB_HEAP };
	return 0;
}

void blob_release(struct blob *blob)
{
	if (blob->kind == BLOB_HEAP)
		free(blob->data);
	else if (blob->kind == BLOB_MAPPED)
		munmap(blob->data, blob->size);
	*blob = (struct blob){ 0 };
}

struct blob blob_take(struct blob *blob)
{
	struct blob taken = *blob;

	*blob = (struct blob){ 0 };
	return taken;
}

void bytes_forget(struct view bytes)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)bytes.data, end = start + bytes.size;

	start = (start + page - 1) & ~(page - 1);
	end &= ~(page - 1);
	if (start < end)
		(void)madvise((void *)start, end - start, MADV_DONTNEED);
}
