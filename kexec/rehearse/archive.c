/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/rehearse/archive.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"

#define HEADER_SIZE 110u
#define ALIGN 4u

static const struct archive_entry trailer = { .name = "TRAILER!!!" };

static size_t padded(size_t size)
{
	return (size + ALIGN - 1) / ALIGN * ALIGN;
}

static size_t entry_size(const struct archive_entry *entry)
{
	return padded(HEADER_SIZE + strlen(entry->name) + 1) + padded(entry->data.size);
}

/* Returns the place behind the entry. */
static uint8_t *put_entry(uint8_t *at, uint32_t number, const struct archive_entry *entry)
{
	size_t name_size = strlen(entry->name) + 1;
	char header[HEADER_SIZE + 1];

	snprintf(header, sizeof(header), "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", number, entry->mode, 0u, 0u,
		 1u, 0u, (unsigned)entry->data.size, 0u, 0u, entry->major, entry->minor, (unsigned)name_size, 0u);
	memcpy(at, header, HEADER_SIZE);
	memcpy(at + HEADER_SIZE, entry->name, name_size);
	at += padded(HEADER_SIZE + name_size);
	if (entry->data.size)
		memcpy(at, entry->data.data, entry->data.size);
	return at + padded(entry->data.size);
}

int archive_make(const struct archive_entry *entry, size_t count, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob archive = { 0 };
	size_t size = entry_size(&trailer);
	uint8_t *at;

	for (size_t i = 0; i < count; i++) {
		if (entry[i].data.size > UINT32_MAX)
			return diag_fail(diag, -EFBIG, "%s has %zu bytes: an archive for a kernel has room for less than 4 GiB",
					 entry[i].name, entry[i].data.size);
		size += entry_size(&entry[i]);
	}
	if (blob_alloc(size, &archive) < 0)
		return diag_oom(diag);
	at = archive.data;
	for (size_t i = 0; i < count; i++)
		at = put_entry(at, (uint32_t)i + 1, &entry[i]);
	(void)put_entry(at, (uint32_t)count + 1, &trailer);
	*ret = blob_take(&archive);
	return 0;
}
