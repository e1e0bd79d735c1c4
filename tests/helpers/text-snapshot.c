/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/text-snapshot.h"

#include <check.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/machine/snapshot.h"

void add_bytes(struct snapshot *snapshot, const char *name, const void *bytes, size_t size)
{
	CLEANUP(blob_release) struct blob blob = { 0 };

	ck_assert_int_eq(blob_alloc(size, &blob), 0);
	memcpy(blob.data, bytes, size);
	ck_assert_int_eq(snapshot_add(snapshot, name, &blob), 0);
}

void add_text(struct snapshot *snapshot, const char *name, const char *text)
{
	add_bytes(snapshot, name, text, strlen(text));
}

void add_error(struct snapshot *snapshot, const char *name, int error)
{
	ck_assert_int_eq(snapshot_add_error(snapshot, name, error, NULL), 0);
}
