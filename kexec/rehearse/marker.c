/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/rehearse/marker.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"

/* Modes of <sys/stat.h>, which an archive has in octal as they are. */
#define MODE_FOLDER 0040755u
#define MODE_PROGRAM 0100755u
#define MODE_DEVICE 0020600u
#define MODE_LINK 0120777u

#define KMSG_MAJOR 1u /* Linux, Documentation/admin-guide/devices.txt */
#define KMSG_MINOR 11u

#define HEADER_SIZE 110u
#define ALIGN 4u

struct entry {
	const char *name;
	uint32_t mode;
	uint32_t major, minor; /* of a device */
	struct view data;
};

static size_t padded(size_t size)
{
	return (size + ALIGN - 1) / ALIGN * ALIGN;
}

static size_t entry_size(const struct entry *entry)
{
	return padded(HEADER_SIZE + strlen(entry->name) + 1) + padded(entry->data.size);
}

/* The format newc; kexec/image/cpio.h has its source. Returns the place behind the entry. */
static uint8_t *put_entry(uint8_t *at, uint32_t number, const struct entry *entry)
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

int marker_archive(struct view program, const char *next, struct blob *ret, struct diag *diag)
{
	const struct entry entry[] = {
		{ .name = MARKER_FOLDER, .mode = MODE_FOLDER },
		{ .name = MARKER_FOLDER "/proc", .mode = MODE_FOLDER },
		{ .name = MARKER_FOLDER "/kmsg", .mode = MODE_DEVICE, .major = KMSG_MAJOR, .minor = KMSG_MINOR },
		{ .name = MARKER_FOLDER "/next", .mode = MODE_LINK, .data = { (const uint8_t *)next, strlen(next) } },
		{ .name = MARKER_FOLDER "/init", .mode = MODE_PROGRAM, .data = program },
		{ .name = "TRAILER!!!" },
	};
	CLEANUP(blob_release) struct blob archive = { 0 };
	size_t size = 0;
	uint8_t *at;

	for (size_t i = 0; i < sizeof(entry) / sizeof(entry[0]); i++)
		size += entry_size(&entry[i]);
	if (blob_alloc(size, &archive) < 0)
		return diag_oom(diag);
	at = archive.data;
	for (size_t i = 0; i < sizeof(entry) / sizeof(entry[0]); i++)
		at = put_entry(at, (uint32_t)i + 1, &entry[i]);
	*ret = blob_take(&archive);
	return 0;
}

/* The text behind "rdinit=" if the word is that, without quotes around it. */
static bool is_rdinit(const char *word, size_t size, struct view *ret)
{
	static const char name[] = "rdinit=";
	size_t length = sizeof(name) - 1;

	if (size && *word == '"') {
		word++;
		size -= size > 1 && word[size - 2] == '"' ? 2 : 1;
	}
	if (size <= length || strncmp(word, name, length) != 0)
		return false;
	*ret = (struct view){ (const uint8_t *)word + length, size - length };
	return true;
}

char *marker_next(const char *cmdline)
{
	struct view found = { (const uint8_t *)"/init", 5 };

	for (const char *word = cmdline + strspn(cmdline, " \n"); *word; word += strspn(word, " \n")) {
		size_t size = strcspn(word, " \n");

		if (size == 2 && !strncmp(word, "--", 2))
			break;
		(void)is_rdinit(word, size, &found);
		word += size;
	}
	return strndup((const char *)found.data, found.size);
}

int marker_cmdline(const char *cmdline, size_t kernel_length, const char *console, size_t max, char **ret, struct diag *diag)
{
	AUTO_FREE char *text = NULL;
	int size = asprintf(&text, "%.*s%signore_loglevel %s rdinit=/" MARKER_FOLDER "/init%s%s", (int)kernel_length, cmdline,
			    kernel_length ? " " : "", console, !kernel_length && cmdline[0] ? " " : "", cmdline + kernel_length);

	if (size < 0) {
		text = NULL;
		return diag_oom(diag);
	}
	if ((size_t)size > max) {
		diag_fail(diag, -E2BIG, "the command line would have %d bytes with the words of the rehearsal, at most %zu are possible",
			  size, max);
		diag_hint(diag, "Shorten it for the rehearsal.");
		return -E2BIG;
	}
	*ret = TAKE(text);
	return 0;
}
