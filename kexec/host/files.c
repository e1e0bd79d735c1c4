/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/host.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/hold.h"
#include "kexec/host/kept.h"

void host_close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int host_open(const char *sysroot, struct host *ret, struct diag *diag)
{
	int root = open(sysroot ? sysroot : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (root < 0)
		return diag_fail(diag, -errno, "cannot open the folder %s: %s", sysroot ? sysroot : "/", strerror(errno));
	*ret = (struct host){ .root = root, .is_recorded = sysroot != NULL, .wait_seconds = 60 };
	return 0;
}

void host_close(struct host *host)
{
	host_close_fd(&host->root);
}

/* Appends the bytes of fd, up to limit bytes in all. Returns 0; 1: the file has more than limit; or -errno. */
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

/* Reads all of fd; -EFBIG if it has more than limit bytes. */
static int read_all(int fd, size_t limit, struct blob *ret)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	int r = blob_alloc(limit < 65536 ? limit + 1 : 65536, &blob);

	if (r < 0)
		return r;
	r = read_up_to(fd, limit, &blob);
	if (r < 0)
		return r;
	if (r)
		return -EFBIG;
	blob.data[blob.size] = '\0';
	*ret = blob_take(&blob);
	return 0;
}

/*
 * Opens a file of the machine. It does not wait for a writer: a pipe in a recorded machine reads as empty. Links of a recorded
 * machine cannot leave its folder if the kernel has openat2(2) (Linux 5.6) and nothing forbids the call.
 */
static int open_file(const struct host *host, const char *path)
{
	struct open_how how = {
		.flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY,
		.resolve = host->is_recorded ? RESOLVE_IN_ROOT : 0,
	};
	int fd = host->is_recorded ? (int)syscall(SYS_openat2, host->root, path, &how, sizeof(how)) : -1;

	if (!host->is_recorded || (fd < 0 && (errno == ENOSYS || errno == EPERM)))
		fd = openat(host->root, path, (int)how.flags);
	return fd;
}

int host_read(const struct host *host, const char *path, size_t limit, struct blob *ret)
{
	CLEANUP(host_close_fd) int fd = -1;

	if (host->kept)
		return host_read_kept(host->kept, path, limit, ret);
	fd = open_file(host, path + 1);
	return fd < 0 ? -errno : read_all(fd, limit, ret);
}

int host_read_at(const struct host *host, const char *path, uint64_t offset, size_t size, struct blob *ret)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	CLEANUP(host_close_fd) int fd = open_file(host, path + 1);

	if (fd < 0)
		return -errno;
	if (offset > INT64_MAX - size)
		return -EOVERFLOW;
	if (blob_alloc(size, &blob) < 0)
		return -ENOMEM;
	for (blob.size = 0; blob.size < size;) {
		ssize_t n = pread(fd, blob.data + blob.size, size - blob.size, (off_t)(offset + blob.size));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		blob.size += (size_t)n;
	}
	*ret = blob_take(&blob);
	return 0;
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

/* More than this from a pipe is an endless one, or belongs into a file. */
#define PIPE_MAX ((uint64_t)48 << 20)

/* Reads size bytes from the beginning. Returns 0; -ESTALE: the file has become shorter; or -errno. */
static int read_exactly(int fd, uint8_t *data, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = pread(fd, data + done, size - done, (off_t)done);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0)
			return -ESTALE;
		if (n > 0)
			done += (size_t)n;
	}
	return 0;
}

/* The bytes of the file, as a copy, or as they are in the file. */
static int take_bytes(int fd, size_t size, bool mapped, struct blob *ret)
{
	void *data = mapped ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0)
			    : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CLEANUP(blob_release) struct blob bytes = { .data = data, .size = size, .kind = BLOB_MAPPED };
	int r = 0;

	if (data == MAP_FAILED) {
		bytes = (struct blob){ 0 };
		return -errno;
	}
	madvise(data, size, mapped ? MADV_SEQUENTIAL : MADV_HUGEPAGE);
	if (!mapped)
		r = read_exactly(fd, data, size);
	if (!r)
		*ret = blob_take(&bytes);
	return r;
}

/*
 * A regular file that shows a size is kept open, so that it can be asked later if it was written to. Others are read to their
 * end.
 */
static int take_file(int *fd, const struct stat *status, uint64_t limit, bool mapped, struct user_file *file)
{
	size_t size = (size_t)status->st_size;
	int r;

	if (!S_ISREG(status->st_mode) || !size)
		return read_all(*fd, (size_t)limit, &file->bytes);
	file->is_held = !mapped && host_hold(*fd);
	r = take_bytes(*fd, size, mapped || file->is_held, &file->bytes);
	if (r == -ENODEV)
		r = take_bytes(*fd, size, false, &file->bytes);
	if (r < 0)
		return r;
	file->modified = status->st_mtim;
	file->fd = *fd;
	file->is_open = true;
	*fd = -1;
	return 0;
}

static const char *kind_of(mode_t mode)
{
	return S_ISDIR(mode) ? "folder" : S_ISSOCK(mode) ? "socket" : "device";
}

static int fail_too_large(const char *what, const char *path, bool is_pipe, uint64_t limit, struct diag *diag)
{
	diag_fail(diag, -EFBIG, "the %s %s has more than %" PRIu64 " MiB, which is not accepted%s", what, path, limit >> 20,
		  is_pipe ? " from a pipe" : "");
	if (is_pipe)
		diag_hint(diag, "Write it to a file first.");
	return -EFBIG;
}

static int fail_written_to(const struct user_file *file, struct diag *diag)
{
	diag_fail(diag, -ESTALE, "another program writes to the %s %s while it is loaded", file->what, file->path);
	diag_hint(diag, "Try again when the file is complete.");
	return -ESTALE;
}

static int check_kind(const char *what, const char *path, mode_t mode, struct diag *diag)
{
	if (S_ISREG(mode) || S_ISFIFO(mode))
		return 0;
	return diag_fail(diag, S_ISDIR(mode) ? -EISDIR : -EINVAL, "the %s %s is a %s, expected a file", what, path, kind_of(mode));
}

/* The kind is looked at before, too: a device may do something when it is opened, as a watchdog does. */
static int open_user_file(const char *what, const char *path, int *ret_fd, struct stat *ret_status, struct diag *diag)
{
	int r = 0;

	if (fstatat(AT_FDCWD, path, ret_status, 0) == 0)
		r = check_kind(what, path, ret_status->st_mode, diag);
	if (r < 0)
		return r;
	*ret_fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*ret_fd < 0 || fstat(*ret_fd, ret_status) < 0)
		return diag_fail(diag, -errno, "cannot open the %s %s: %s", what, path, strerror(errno));
	return check_kind(what, path, ret_status->st_mode, diag);
}

int host_read_user_file(const char *what, const char *path, uint64_t limit, bool mapped, struct user_file *ret, struct diag *diag)
{
	CLEANUP(host_release_user_file) struct user_file file = { .what = what, .path = path };
	CLEANUP(host_close_fd) int fd = -1;
	struct stat status;
	bool is_pipe;
	int r = open_user_file(what, path, &fd, &status, diag);

	if (r < 0)
		return r;
	is_pipe = S_ISFIFO(status.st_mode);
	if (is_pipe && limit > PIPE_MAX)
		limit = PIPE_MAX;
	r = !is_pipe && (uint64_t)status.st_size > limit ? -EFBIG : take_file(&fd, &status, limit, mapped, &file);
	if (r == -EFBIG)
		return fail_too_large(what, path, is_pipe, limit, diag);
	if (r == -ESTALE)
		return fail_written_to(&file, diag);
	if (r < 0)
		return diag_fail(diag, r, "cannot read the %s %s: %s", what, path, strerror(-r));
	if (!file.bytes.size)
		return diag_fail(diag, -ENODATA, "the %s %s is empty", what, path);
	*ret = file;
	file = (struct user_file){ 0 };
	return 0;
}

/* Compares the time of the last write, not of the last change: another file may have replaced this one under its name. */
int host_check_user_file(const struct user_file *file, struct diag *diag)
{
	struct stat status;

	if (!file->is_open)
		return 0;
	if ((!file->is_held || host_holds(file->fd)) && fstat(file->fd, &status) == 0 &&
	    (size_t)status.st_size == file->bytes.size && status.st_mtim.tv_sec == file->modified.tv_sec &&
	    status.st_mtim.tv_nsec == file->modified.tv_nsec)
		return 0;
	return fail_written_to(file, diag);
}

char *host_full_path(const char *path)
{
	char *full = realpath(path, NULL);

	return full || errno == ENOMEM ? full : strdup(path);
}

/* Linux, security/integrity/integrity.h, enum evm_ima_xattr_type: the first byte says what the attribute has. */
bool host_has_ima_signature(int fd)
{
	enum { EVM_IMA_XATTR_DIGSIG = 3, IMA_VERITY_DIGSIG = 6 };
	uint8_t value[4096];

	return fd >= 0 && fgetxattr(fd, "security.ima", value, sizeof(value)) > 0 &&
	       (value[0] == EVM_IMA_XATTR_DIGSIG || value[0] == IMA_VERITY_DIGSIG);
}

void host_release_user_file(struct user_file *file)
{
	if (file->is_open)
		close(file->fd);
	blob_release(&file->bytes);
	*file = (struct user_file){ 0 };
}

/*
 * By the system call and not by getrandom(3): since glibc 2.41 that lets the vDSO make the bytes, which asks the kernel for a key in a way of
 * its own that call-filter.c does not allow.
 */
static bool take_random(void *bytes, size_t size, unsigned int flags)
{
	return syscall(SYS_getrandom, bytes, size, flags) == (long)size;
}

bool host_random(void *bytes, size_t size)
{
#ifdef GRND_INSECURE
	return take_random(bytes, size, GRND_NONBLOCK) || take_random(bytes, size, GRND_INSECURE);
#else
	return take_random(bytes, size, GRND_NONBLOCK);
#endif
}

bool host_kernel_is_at_least(unsigned long major, unsigned long minor)
{
	struct utsname running;
	unsigned long have_major, have_minor = 0;
	char *end;

	if (uname(&running) < 0)
		return false;
	have_major = strtoul(running.release, &end, 10);
	if (*end == '.')
		have_minor = strtoul(end + 1, NULL, 10);
	return have_major > major || (have_major == major && have_minor >= minor);
}
