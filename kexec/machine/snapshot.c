/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"

#define DIGITS "0123456789"
#define CPU_PREFIX SNAPSHOT_CPUS "/cpu"
#define NUMBER_MAX 64 /* longest text of a number, with its newline */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Compares runs of digits as numbers: the longer run is larger. */
static int compare_names(const char *a, const char *b)
{
	const char *start = a;
	size_t length, other;
	bool in_number;

	for (; *a && *a == *b; a++)
		b++;
	length = strspn(a, DIGITS);
	other = strspn(b, DIGITS);
	in_number = a > start && is_digit(a[-1]);
	if (length != other && (in_number || (length && other)))
		return length < other ? -1 : 1;
	return (unsigned char)*a - (unsigned char)*b;
}

/* The index at which an entry of this name is, or would be inserted. */
static size_t position_of(const struct snapshot *snapshot, const char *name)
{
	size_t low = 0, high = snapshot->count;

	/* Most are added in order. */
	if (high && compare_names(snapshot->entry[high - 1].name, name) < 0)
		return high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_names(snapshot->entry[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void release_entry(struct snapshot_entry *entry)
{
	free(entry->name);
	free(entry->reason);
	blob_release(&entry->bytes);
}

/* Makes room for one more entry. The allocated size is a power of two. Returns 0 or -ENOMEM. */
static int make_room(struct snapshot *snapshot)
{
	size_t count = snapshot->count;
	struct snapshot_entry *entry;

	if (count & (count - 1))
		return 0;
	entry = reallocarray(snapshot->entry, count ? 2 * count : 1, sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	snapshot->entry = entry;
	return 0;
}

/* Moves the entry into the snapshot, with a copy of the name. On failure the caller still owns the entry. */
static int insert(struct snapshot *snapshot, const char *name, struct snapshot_entry *entry)
{
	size_t at = position_of(snapshot, name);
	bool is_there = at < snapshot->count && !strcmp(snapshot->entry[at].name, name);

	entry->name = strdup(name);
	if (!entry->name || (!is_there && make_room(snapshot) < 0)) {
		free(TAKE(entry->name));
		return -ENOMEM;
	}
	if (is_there) {
		release_entry(&snapshot->entry[at]);
	} else {
		memmove(&snapshot->entry[at + 1], &snapshot->entry[at], (snapshot->count - at) * sizeof(*entry));
		snapshot->count++;
	}
	snapshot->entry[at] = *entry;
	return 0;
}

int snapshot_add(struct snapshot *snapshot, const char *name, struct blob *bytes)
{
	struct snapshot_entry entry = { .bytes = *bytes };
	int r = insert(snapshot, name, &entry);

	if (!r)
		*bytes = (struct blob){ 0 };
	return r;
}

int snapshot_add_error(struct snapshot *snapshot, const char *name, int error, const char *reason)
{
	struct snapshot_entry entry = { .error = error, .reason = reason ? strdup(reason) : NULL };
	int r = reason && !entry.reason ? -ENOMEM : insert(snapshot, name, &entry);

	if (r < 0)
		free(entry.reason);
	return r;
}

struct snapshot_entry *snapshot_find(const struct snapshot *snapshot, const char *name)
{
	size_t at = position_of(snapshot, name);

	return at < snapshot->count && !strcmp(snapshot->entry[at].name, name) ? &snapshot->entry[at] : NULL;
}

int snapshot_bytes(const struct snapshot *snapshot, const char *name, struct view *ret, struct diag *diag)
{
	const struct snapshot_entry *entry = snapshot_find(snapshot, name);
	int error = entry ? entry->error : -ENOENT;

	if (error && entry && entry->reason)
		return diag_fail(diag, error, "%s", entry->reason);
	if (error)
		return diag_fail(diag, error, "cannot read %s: %s", name, strerror(-error));
	*ret = blob_view(&entry->bytes);
	return 0;
}

int snapshot_number(const struct snapshot *snapshot, const char *name, int base, uint64_t *ret, struct diag *diag)
{
	char text[NUMBER_MAX + 1], *end;
	unsigned long long value;
	struct view bytes;
	int r = snapshot_bytes(snapshot, name, &bytes, diag);

	if (r < 0)
		return r;
	if (bytes.size > NUMBER_MAX)
		return diag_fail(diag, -EINVAL, "%s: expected one number, it has %zu bytes", name, bytes.size);
	memcpy(text, bytes.data, bytes.size);
	text[bytes.size] = '\0';
	errno = 0;
	value = strtoull(text, &end, base);
	if (errno || end == text || end[strspn(end, " \n")])
		return diag_fail(diag, -EINVAL, "%s is \"%.40s\", expected one number", name, text);
	*ret = value;
	return 0;
}

bool snapshot_is_cpu_file(const struct snapshot_entry *entry, const char *file)
{
	const char *number = entry->name + sizeof(CPU_PREFIX) - 1;
	size_t digits;

	if (strncmp(entry->name, CPU_PREFIX, sizeof(CPU_PREFIX) - 1))
		return false;
	digits = strspn(number, DIGITS);
	return digits && number[digits] == '/' && !strcmp(number + digits + 1, file);
}

void snapshot_release(struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->count; i++)
		release_entry(&snapshot->entry[i]);
	free(snapshot->entry);
	*snapshot = (struct snapshot){ 0 };
}
