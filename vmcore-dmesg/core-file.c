/* SPDX-License-Identifier: GPL-2.0-only */
#include "vmcore-dmesg/core-file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "kexec/base/diag.h"

static int read_at(const struct core_source *source, uint64_t offset, void *buffer, size_t size, struct diag *diag)
{
	/* The source is the first member of a core_file. */
	int fd = ((const struct core_file *)(const void *)source)->fd;
	size_t done = 0;

	while (done < size) {
		ssize_t n = pread(fd, (char *)buffer + done, size - done, (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return diag_fail(diag, -errno, "cannot read %zu bytes at %#" PRIx64 ": %s", size - done, offset + done,
					 strerror(errno));
		if (n == 0)
			return diag_fail(diag, -ENODATA, "the file ends at %#" PRIx64 ", its size was %#" PRIx64, offset + done,
					 source->size);
		done += (size_t)n;
	}
	return 0;
}

int core_file_open(const char *path, struct core_file *ret, struct diag *diag)
{
	struct core_file file = { .source.read = read_at, .fd = open(path, O_RDONLY | O_CLOEXEC) };
	off_t size;

	if (file.fd < 0)
		return diag_fail(diag, -errno, "cannot open the file: %s", strerror(errno));
	size = lseek(file.fd, 0, SEEK_END);
	if (size < 0) {
		int error = errno;

		core_file_close(&file);
		return diag_fail(diag, -error, "cannot be read at any offset (%s): a file is needed, not a pipe",
				 strerror(error));
	}
	file.source.size = (uint64_t)size;
	*ret = file;
	return 0;
}

void core_file_close(struct core_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}
