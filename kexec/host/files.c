/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kexec/cleanup.h"

#define USER_FILE_MAX ((uint64_t)4 << 30)

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

int host_open(const char *sysroot, struct host *ret, struct diag *diag)
{
	int root = open(sysroot ? sysroot : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (root < 0)
		return diag_fail(diag, -errno, "cannot open the folder %s: %s", sysroot ? sysroot : "/", strerror(errno));
	*ret = (struct host){ .root = root, .is_recorded = sysroot != NULL };
	return 0;
}

void host_close(struct host *host)
{
	close_fd(&host->root);
	host->root = -1;
}

/* Appends what there is to read, up to limit bytes in all. Returns 1 when the file went on beyond, 0, or -errno. */
static int read_up_to(int fd, size_t limit, struct blob *blob)
{
	size_t room = blob->size;

	blob->size = 0;
	for (;;) {
		ssize_t n = read(fd, blob->data + blob->size, room - blob->size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		blob->size += (size_t)n;
		if (n == 0)
			return 0;
		if (blob->size > limit)
			return 1;
		if (blob->size == room) {
			uint8_t *data = realloc(blob->data, room * 2 + 1);

			if (!data)
				return -ENOMEM;
			blob->data = data;
			room *= 2;
		}
	}
}

/* Reads all of fd, at most limit bytes; a longer file is cut there, or -EFBIG. */
static int read_all(int fd, size_t limit, bool cut, struct blob *ret)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	int r = blob_alloc(limit < 65536 ? limit + 1 : 65536, &blob);

	if (r < 0)
		return r;
	r = read_up_to(fd, limit, &blob);
	if (r < 0)
		return r;
	if (r && !cut)
		return -EFBIG;
	if (r)
		blob.size = limit;
	blob.data[blob.size] = '\0';
	*ret = blob_take(&blob);
	return 0;
}

/* Does not wait for a writer: what is a pipe in a recorded machine reads as empty. */
static int read_file(const struct host *host, const char *path, size_t limit, bool cut, struct blob *ret)
{
	CLEANUP(close_fd) int fd = openat(host->root, path + 1, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return -errno;
	return read_all(fd, limit, cut, ret);
}

int host_read(const struct host *host, const char *path, size_t limit, struct blob *ret)
{
	return read_file(host, path, limit, false, ret);
}

int host_read_head(const struct host *host, const char *path, size_t size, struct blob *ret)
{
	return read_file(host, path, size, true, ret);
}

int host_read_number(const struct host *host, const char *path, int base, uint64_t *ret)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	int r = host_read(host, path, 64, &text);
	unsigned long long value;
	char *end;

	if (r < 0)
		return r;
	errno = 0;
	value = strtoull((const char *)text.data, &end, base);
	if (errno || end == (const char *)text.data || end[strspn(end, " \n")])
		return -EINVAL;
	*ret = value;
	return 0;
}

/*
 * A regular file is mapped; a pipe, or a file system that cannot map, is read. What is mapped is read from the disk while it is
 * hashed or unpacked, not before: whoever does that goes upwards.
 */
static int take_file(int fd, const struct stat *status, struct blob *ret)
{
	if (S_ISREG(status->st_mode) && status->st_size > 0) {
		void *data = mmap(NULL, (size_t)status->st_size, PROT_READ, MAP_PRIVATE, fd, 0);

		if (data != MAP_FAILED) {
			madvise(data, (size_t)status->st_size, MADV_SEQUENTIAL);
			*ret = (struct blob){ .data = data, .size = (size_t)status->st_size, .kind = BLOB_MAPPED };
			return 0;
		}
	}
	return read_all(fd, (size_t)(USER_FILE_MAX - 1), false, ret);
}

int host_read_user_file(const char *what, const char *path, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat status;
	int r;

	if (fd < 0 || fstat(fd, &status) < 0)
		return diag_fail(diag, -errno, "cannot open the %s %s: %s", what, path, strerror(errno));
	if (S_ISDIR(status.st_mode))
		return diag_fail(diag, -EISDIR, "the %s %s is a folder, expected a file", what, path);
	if (S_ISREG(status.st_mode) && (uint64_t)status.st_size >= USER_FILE_MAX)
		r = -EFBIG;
	else
		r = take_file(fd, &status, &file);
	if (r == -EFBIG)
		return diag_fail(diag, r, "the %s %s has 4 GiB or more, which is not accepted", what, path);
	if (r < 0)
		return diag_fail(diag, r, "cannot read the %s %s: %s", what, path, strerror(-r));
	if (!file.size)
		return diag_fail(diag, -ENODATA, "the %s %s is empty", what, path);
	*ret = blob_take(&file);
	return 0;
}

bool host_random(void *bytes, size_t size)
{
#ifdef GRND_INSECURE
	if (getrandom(bytes, size, GRND_NONBLOCK) == (ssize_t)size)
		return true;
	return getrandom(bytes, size, GRND_INSECURE) == (ssize_t)size;
#else
	return getrandom(bytes, size, GRND_NONBLOCK) == (ssize_t)size;
#endif
}
