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
#include "kexec/rehearse/archive.h"

int marker_archive(struct view program, const char *next, struct blob *ret, struct diag *diag)
{
	const struct archive_entry entry[] = {
		{ .name = MARKER_FOLDER, .mode = ARCHIVE_FOLDER },
		{ .name = MARKER_FOLDER "/proc", .mode = ARCHIVE_FOLDER },
		{ .name = MARKER_FOLDER "/kmsg", .mode = ARCHIVE_DEVICE, .major = ARCHIVE_KMSG_MAJOR, .minor = ARCHIVE_KMSG_MINOR },
		{ .name = MARKER_FOLDER "/null", .mode = ARCHIVE_DEVICE, .major = ARCHIVE_NULL_MAJOR, .minor = ARCHIVE_NULL_MINOR },
		{ .name = MARKER_FOLDER "/next", .mode = ARCHIVE_LINK, .data = { (const uint8_t *)next, strlen(next) } },
		{ .name = MARKER_FOLDER "/init", .mode = ARCHIVE_PROGRAM, .data = program },
	};

	return archive_make(entry, sizeof(entry) / sizeof(entry[0]), ret, diag);
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
