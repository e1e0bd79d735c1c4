/* SPDX-License-Identifier: GPL-2.0-only */
/* Snapshots for tests, file by file. Each function fails the test if there is no memory. */
#ifndef WARMKEXEC_TESTS_TEXT_SNAPSHOT_H
#define WARMKEXEC_TESTS_TEXT_SNAPSHOT_H

#include <stddef.h>

struct snapshot;

void add_bytes(struct snapshot *snapshot, const char *name, const void *bytes, size_t size);
void add_text(struct snapshot *snapshot, const char *name, const char *text);

/* -ENOENT: the file is absent. */
void add_error(struct snapshot *snapshot, const char *name, int error);

#endif
