/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/base/blob.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

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
