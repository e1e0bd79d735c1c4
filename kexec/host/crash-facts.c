/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/crash-facts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/statvfs.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/host/host.h"

/* syslog(2) */
#define READ_ALL 3
#define BUFFER_SIZE 10

#define LOG_MAX (16 << 20)
#define RECORDED_SPACE "/etc/kdump.free-space" /* of a recorded machine: a number of bytes */

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Linux, kernel/crash_reserve.c, and earlier arch/arm64/mm/init.c: "crashkernel reserved: ...", "cannot allocate crashkernel (...)". */
static bool is_about_crash(const char *line, size_t length)
{
	static const char word[] = "crashkernel";
	const size_t size = sizeof(word) - 1;

	for (size_t at = 0; at + size <= length; at++) {
		size_t n = 0;

		while (n < size && small(line[at + n]) == word[n])
			n++;
		if (n == size)
			return true;
	}
	return false;
}

/* The kernel prints its command line first, which is shown elsewhere and may hold secrets. */
static bool is_cmdline(const char *line, size_t length)
{
	return memmem(line, length, "ommand line", 11) != NULL;
}

size_t host_keep_crash_lines(char *text, size_t size)
{
	size_t kept = 0;

	for (size_t at = 0; at < size;) {
		const char *end = memchr(text + at, '\n', size - at);
		size_t length = end ? (size_t)(end - text) - at + 1 : size - at;

		if (is_about_crash(text + at, length) && !is_cmdline(text + at, length)) {
			memmove(text + kept, text + at, length);
			kept += length;
		}
		at += length;
	}
	return kept;
}

/* Said of a longer log: the kernel gives its last lines, and the boot, which matters here, may be before them. */
static const char cut[] = "(only the last 16 MiB of it were looked at)\n";

int host_crash_log(const struct host *host, struct blob *ret)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	int size = host->is_recorded ? -1 : klogctl(BUFFER_SIZE, NULL, 0), n;
	bool is_cut = size > LOG_MAX;

	if (host->is_recorded)
		return -ENOENT;
	if (size < 0)
		return -errno;
	if (blob_alloc((size_t)(is_cut ? LOG_MAX : size) + sizeof(cut), &text) < 0)
		return -ENOMEM;
	n = klogctl(READ_ALL, (char *)text.data, is_cut ? LOG_MAX : size);
	if (n < 0)
		return -errno;
	text.size = host_keep_crash_lines((char *)text.data, (size_t)n);
	if (is_cut)
		memcpy(text.data + text.size, cut, sizeof(cut));
	text.size += is_cut ? sizeof(cut) - 1 : 0;
	*ret = blob_take(&text);
	return 0;
}

int host_free_space(const struct host *host, const char *path, uint64_t *ret)
{
	char folder[4096];
	struct statvfs status;
	int r;

	if (host->is_recorded)
		return host_read_number(host, RECORDED_SPACE, 10, ret);
	if ((size_t)snprintf(folder, sizeof(folder), "%s", path) >= sizeof(folder))
		return -ENAMETOOLONG;
	while ((r = statvfs(folder[0] ? folder : "/", &status)) < 0 && errno == ENOENT && strrchr(folder, '/'))
		*strrchr(folder, '/') = '\0';
	if (r < 0)
		return -errno;
	*ret = (uint64_t)status.f_bavail * status.f_frsize;
	return 0;
}
