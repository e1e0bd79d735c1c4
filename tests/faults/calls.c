/* SPDX-License-Identifier: GPL-2.0-only */
/* The calls that fail, and the count of what is allocated. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/faults.h"

struct shared *shared;
char folder[256];
static unsigned process; /* which one this is */

const struct ways ways_alloc = { { ENOMEM } };
const struct ways ways_open = { { EIO, ENOMEM, EMFILE } };
static const struct ways ways_read = { { EIO, EINTR, -1 } };
static const struct ways ways_write = { { ENOSPC, EINTR, -1 } };
static const struct ways ways_map = { { ENOMEM } };
static const struct ways ways_file = { { EIO, ENOSPC } };
const struct ways ways_stat = { { EIO, ENOMEM } };
const struct ways ways_load = { { EPERM, ENOMEM, EADDRNOTAVAIL } };
static const struct ways ways_wait = { { EINTR } };
static const struct ways ways_fork = { { EAGAIN } };

bool fails_in(const struct ways *ways, const char *what, bool *ret_short)
{
	int error;

	if (!shared || ++shared->calls[process] != shared->fault_at || process != shared->fault_in)
		return false;
	error = shared->variant < 4 ? ways->error[shared->variant] : 0;
	if (!error)
		return false;
	shared->did_fail = true;
	shared->error = error;
	shared->has_more_variants = shared->variant + 1 < 4 && ways->error[shared->variant + 1];
	snprintf(shared->what, sizeof(shared->what), "%.40s %s", what, error < 0 ? "short" : strerror(error));
	*ret_short = error < 0;
	if (error > 0)
		errno = error;
	return true;
}

bool fails(const struct ways *ways, const char *what)
{
	bool is_short;

	return fails_in(ways, what, &is_short);
}

bool is_hidden(const char *path)
{
	if (!shared || !shared->is_blind || !strstr(path, "_loaded"))
		return false;
	errno = ENOMEM;
	return true;
}

/* ---- memory ---- */

static void count_live(long change)
{
	if (shared && getpid() == shared->first)
		shared->live += change;
}

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *old, size_t size);
void *REAL(reallocarray)(void *old, size_t count, size_t size);
char *REAL(strdup)(const char *text);
char *REAL(strndup)(const char *text, size_t size);
char *REAL(realpath)(const char *path, char *ret);
FILE *REAL(open_memstream)(char **ret, size_t *ret_size);
void REAL(free)(void *memory);

static void *counted(void *memory)
{
	count_live(memory ? 1 : 0);
	return memory;
}

void *WRAP(malloc)(size_t size);
void *WRAP(malloc)(size_t size)
{
	return fails(&ways_alloc, "malloc") ? NULL : counted(REAL(malloc)(size));
}

void *WRAP(calloc)(size_t count, size_t size);
void *WRAP(calloc)(size_t count, size_t size)
{
	return fails(&ways_alloc, "calloc") ? NULL : counted(REAL(calloc)(count, size));
}

void *WRAP(realloc)(void *old, size_t size);
void *WRAP(realloc)(void *old, size_t size)
{
	void *grown = fails(&ways_alloc, "realloc") ? NULL : REAL(realloc)(old, size);

	count_live(grown && !old ? 1 : 0);
	return grown;
}

void *WRAP(reallocarray)(void *old, size_t count, size_t size);
void *WRAP(reallocarray)(void *old, size_t count, size_t size)
{
	void *grown = fails(&ways_alloc, "reallocarray") ? NULL : REAL(reallocarray)(old, count, size);

	count_live(grown && !old ? 1 : 0);
	return grown;
}

char *WRAP(strdup)(const char *text);
char *WRAP(strdup)(const char *text)
{
	return fails(&ways_alloc, "strdup") ? NULL : counted(REAL(strdup)(text));
}

char *WRAP(strndup)(const char *text, size_t size);
char *WRAP(strndup)(const char *text, size_t size)
{
	return fails(&ways_alloc, "strndup") ? NULL : counted(REAL(strndup)(text, size));
}

char *WRAP(realpath)(const char *path, char *ret);
char *WRAP(realpath)(const char *path, char *ret)
{
	return fails(&ways_alloc, "realpath") ? NULL : counted(REAL(realpath)(path, ret));
}

FILE *WRAP(open_memstream)(char **ret, size_t *ret_size);
FILE *WRAP(open_memstream)(char **ret, size_t *ret_size)
{
	FILE *file = fails(&ways_alloc, "open_memstream") ? NULL : REAL(open_memstream)(ret, ret_size);

	count_live(file ? 1 : 0);
	return file;
}

int REAL(vasprintf)(char **ret, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));

static __attribute__((format(printf, 2, 0))) int counted_print(char **ret, const char *format, va_list ap)
{
	int r = fails(&ways_alloc, "asprintf") ? -1 : REAL(vasprintf)(ret, format, ap);

	count_live(r >= 0 ? 1 : 0);
	return r;
}

int WRAP(asprintf)(char **ret, const char *format, ...) __attribute__((format(printf, 2, 3)));
int WRAP(asprintf)(char **ret, const char *format, ...)
{
	va_list ap;
	int r;

	va_start(ap, format);
	r = counted_print(ret, format, ap);
	va_end(ap);
	return r;
}

int WRAP(vasprintf)(char **ret, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));
int WRAP(vasprintf)(char **ret, const char *format, va_list ap)
{
	return counted_print(ret, format, ap);
}

void WRAP(free)(void *memory);
void WRAP(free)(void *memory)
{
	count_live(memory ? -1 : 0);
	REAL(free)(memory);
}

void *REAL(LARGE(mmap))(void *at, size_t size, int protection, int flags, int fd, off_t offset);
void *WRAP(LARGE(mmap))(void *at, size_t size, int protection, int flags, int fd, off_t offset);
void *WRAP(LARGE(mmap))(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	return fails(&ways_map, "mmap") ? MAP_FAILED : REAL(LARGE(mmap))(at, size, protection, flags, fd, offset);
}

/* ---- files ---- */

int REAL(LARGE(openat))(int folder_fd, const char *path, int flags, ...);
int REAL(LARGE(open))(const char *path, int flags, ...);

/* The kernel's log is that of the machine that the test runs on. */
static bool is_forbidden(const char *path)
{
	return !strncmp(path, "/dev/", 5) && strcmp(path, "/dev/null") != 0;
}

int WRAP(LARGE(open))(const char *path, int flags, ...);
int WRAP(LARGE(open))(const char *path, int flags, ...)
{
	if (is_forbidden(path)) {
		errno = ENOENT;
		return -1;
	}
	return fails(&ways_open, "open") ? -1 : REAL(LARGE(open))(path, flags, 0600);
}

int WRAP(LARGE(openat))(int folder_fd, const char *path, int flags, ...);
int WRAP(LARGE(openat))(int folder_fd, const char *path, int flags, ...)
{
	return fails(&ways_open, "openat") || is_hidden(path) ? -1 : REAL(LARGE(openat))(folder_fd, path, flags, 0600);
}

DIR *REAL(fdopendir)(int fd);
DIR *WRAP(fdopendir)(int fd);
DIR *WRAP(fdopendir)(int fd)
{
	return fails(&ways_open, "fdopendir") ? NULL : REAL(fdopendir)(fd);
}

ssize_t REAL(read)(int fd, void *bytes, size_t size);
ssize_t WRAP(read)(int fd, void *bytes, size_t size);
ssize_t WRAP(read)(int fd, void *bytes, size_t size)
{
	bool is_short = false;

	if (fails_in(&ways_read, "read", &is_short) && !is_short)
		return -1;
	return REAL(read)(fd, bytes, is_short ? (size + 1) / 2 : size);
}

ssize_t REAL(LARGE(pread))(int fd, void *bytes, size_t size, off_t offset);
ssize_t WRAP(LARGE(pread))(int fd, void *bytes, size_t size, off_t offset);
ssize_t WRAP(LARGE(pread))(int fd, void *bytes, size_t size, off_t offset)
{
	bool is_short = false;

	if (fails_in(&ways_read, "pread", &is_short) && !is_short)
		return -1;
	return REAL(LARGE(pread))(fd, bytes, is_short ? (size + 1) / 2 : size, offset);
}

ssize_t REAL(write)(int fd, const void *bytes, size_t size);
ssize_t WRAP(write)(int fd, const void *bytes, size_t size);
ssize_t WRAP(write)(int fd, const void *bytes, size_t size)
{
	bool is_short = false;

	if (fails_in(&ways_write, "write", &is_short) && !is_short)
		return -1;
	return REAL(write)(fd, bytes, is_short ? (size + 1) / 2 : size);
}

int REAL(LARGE(fstat))(int fd, struct stat *ret);
int WRAP(LARGE(fstat))(int fd, struct stat *ret);
int WRAP(LARGE(fstat))(int fd, struct stat *ret)
{
	return fails(&ways_stat, "fstat") ? -1 : REAL(LARGE(fstat))(fd, ret);
}

int REAL(LARGE(fstatat))(int folder_fd, const char *path, struct stat *ret, int flags);
int WRAP(LARGE(fstatat))(int folder_fd, const char *path, struct stat *ret, int flags);
int WRAP(LARGE(fstatat))(int folder_fd, const char *path, struct stat *ret, int flags)
{
	return fails(&ways_stat, "fstatat") ? -1 : REAL(LARGE(fstatat))(folder_fd, path, ret, flags);
}

int REAL(faccessat)(int folder_fd, const char *path, int mode, int flags);
int WRAP(faccessat)(int folder_fd, const char *path, int mode, int flags);
int WRAP(faccessat)(int folder_fd, const char *path, int mode, int flags)
{
	return fails(&ways_stat, "faccessat") ? -1 : REAL(faccessat)(folder_fd, path, mode, flags);
}

int REAL(mkdirat)(int folder_fd, const char *path, mode_t mode);
int WRAP(mkdirat)(int folder_fd, const char *path, mode_t mode);
int WRAP(mkdirat)(int folder_fd, const char *path, mode_t mode)
{
	return fails(&ways_file, "mkdirat") ? -1 : REAL(mkdirat)(folder_fd, path, mode);
}

int REAL(unlinkat)(int folder_fd, const char *path, int flags);
int WRAP(unlinkat)(int folder_fd, const char *path, int flags);
int WRAP(unlinkat)(int folder_fd, const char *path, int flags)
{
	return fails(&ways_file, "unlinkat") ? -1 : REAL(unlinkat)(folder_fd, path, flags);
}

int REAL(renameat)(int from_fd, const char *from, int to_fd, const char *to);
int WRAP(renameat)(int from_fd, const char *from, int to_fd, const char *to);
int WRAP(renameat)(int from_fd, const char *from, int to_fd, const char *to)
{
	return fails(&ways_file, "renameat") ? -1 : REAL(renameat)(from_fd, from, to_fd, to);
}

int REAL(flock)(int fd, int operation);
int WRAP(flock)(int fd, int operation);
int WRAP(flock)(int fd, int operation)
{
	return fails(&ways_stat, "flock") ? -1 : REAL(flock)(fd, operation);
}

int REAL(memfd_create)(const char *name, unsigned flags);
int WRAP(memfd_create)(const char *name, unsigned flags);
int WRAP(memfd_create)(const char *name, unsigned flags)
{
	return fails(&ways_open, "memfd_create") ? -1 : REAL(memfd_create)(name, flags);
}

FILE *REAL(LARGE(fopen))(const char *path, const char *mode);
FILE *WRAP(LARGE(fopen))(const char *path, const char *mode);
FILE *WRAP(LARGE(fopen))(const char *path, const char *mode)
{
	if (is_forbidden(path)) {
		errno = ENOENT;
		return NULL;
	}
	return fails(&ways_open, "fopen") ? NULL : REAL(LARGE(fopen))(path, mode);
}

FILE *REAL(fopencookie)(void *cookie, const char *mode, cookie_io_functions_t functions);
FILE *WRAP(fopencookie)(void *cookie, const char *mode, cookie_io_functions_t functions);
FILE *WRAP(fopencookie)(void *cookie, const char *mode, cookie_io_functions_t functions)
{
	return fails(&ways_alloc, "fopencookie") ? NULL : REAL(fopencookie)(cookie, mode, functions);
}

off_t REAL(LARGE(lseek))(int fd, off_t offset, int whence);
off_t WRAP(LARGE(lseek))(int fd, off_t offset, int whence);
off_t WRAP(LARGE(lseek))(int fd, off_t offset, int whence)
{
	return fails(&ways_stat, "lseek") ? -1 : REAL(LARGE(lseek))(fd, offset, whence);
}

ssize_t REAL(readlinkat)(int folder_fd, const char *path, char *text, size_t size);
ssize_t WRAP(readlinkat)(int folder_fd, const char *path, char *text, size_t size);
ssize_t WRAP(readlinkat)(int folder_fd, const char *path, char *text, size_t size)
{
	return fails(&ways_stat, "readlinkat") ? -1 : REAL(readlinkat)(folder_fd, path, text, size);
}

/* The free space of the machine that the test runs on is another at every run. */
int WRAP(LARGE(statvfs))(const char *path, struct statvfs *ret);
int WRAP(LARGE(statvfs))(const char *path, struct statvfs *ret)
{
	(void)path;
	*ret = (struct statvfs){ .f_frsize = 4096, .f_bavail = 1 << 20 };
	return fails(&ways_stat, "statvfs") ? -1 : 0;
}

int REAL(pipe2)(int fd[2], int flags);
int WRAP(pipe2)(int fd[2], int flags);
int WRAP(pipe2)(int fd[2], int flags)
{
	return fails(&ways_open, "pipe2") ? -1 : REAL(pipe2)(fd, flags);
}

#ifdef __GLIBC__
/* The library that a build for coverage brings with it is not built with large files. */
int WRAP(open)(const char *path, int flags, ...) __attribute__((alias("__wrap_open64")));
FILE *WRAP(fopen)(const char *path, const char *mode) __attribute__((alias("__wrap_fopen64")));
void *WRAP(mmap)(void *at, size_t size, int protection, int flags, int fd, off_t offset) __attribute__((alias("__wrap_mmap64")));
#else
/* A static libbz2 that was built with glibc asks for it; musl's headers have it as a macro. */
#undef fopen64
FILE *WRAP(fopen64)(const char *path, const char *mode);
FILE *WRAP(fopen64)(const char *path, const char *mode)
{
	return WRAP(fopen)(path, mode);
}
#endif

/* ---- the same, as fortified headers call them: what they check first is not tested here ---- */

int WRAP(__asprintf_chk)(char **ret, int flag, const char *format, ...) __attribute__((format(printf, 3, 4)));
int WRAP(__asprintf_chk)(char **ret, int flag, const char *format, ...)
{
	va_list ap;
	int r;

	(void)flag;
	va_start(ap, format);
	r = counted_print(ret, format, ap);
	va_end(ap);
	return r;
}

int WRAP(__vasprintf_chk)(char **ret, int flag, const char *format, va_list ap) __attribute__((format(printf, 3, 0)));
int WRAP(__vasprintf_chk)(char **ret, int flag, const char *format, va_list ap)
{
	(void)flag;
	return counted_print(ret, format, ap);
}

char *WRAP(__realpath_chk)(const char *path, char *ret, size_t room);
char *WRAP(__realpath_chk)(const char *path, char *ret, size_t room)
{
	(void)room;
	return WRAP(realpath)(path, ret);
}

ssize_t WRAP(__read_chk)(int fd, void *bytes, size_t size, size_t room);
ssize_t WRAP(__read_chk)(int fd, void *bytes, size_t size, size_t room)
{
	(void)room;
	return WRAP(read)(fd, bytes, size);
}

ssize_t WRAP(PREFIXED(__, PREFIXED(LARGE(pread), _chk)))(int fd, void *bytes, size_t size, off_t offset, size_t room);
ssize_t WRAP(PREFIXED(__, PREFIXED(LARGE(pread), _chk)))(int fd, void *bytes, size_t size, off_t offset, size_t room)
{
	(void)room;
	return WRAP(LARGE(pread))(fd, bytes, size, offset);
}

ssize_t WRAP(__readlinkat_chk)(int folder_fd, const char *path, char *text, size_t size, size_t room);
ssize_t WRAP(__readlinkat_chk)(int folder_fd, const char *path, char *text, size_t size, size_t room)
{
	(void)room;
	return WRAP(readlinkat)(folder_fd, path, text, size);
}

int WRAP(PREFIXED(__, PREFIXED(LARGE(open), _2)))(const char *path, int flags);
int WRAP(PREFIXED(__, PREFIXED(LARGE(open), _2)))(const char *path, int flags)
{
	return WRAP(LARGE(open))(path, flags);
}

int WRAP(PREFIXED(__, PREFIXED(LARGE(openat), _2)))(int folder_fd, const char *path, int flags);
int WRAP(PREFIXED(__, PREFIXED(LARGE(openat), _2)))(int folder_fd, const char *path, int flags)
{
	return WRAP(LARGE(openat))(folder_fd, path, flags);
}

/* ---- processes ---- */

pid_t REAL(waitpid)(pid_t child, int *status, int options);
pid_t WRAP(waitpid)(pid_t child, int *status, int options);
pid_t WRAP(waitpid)(pid_t child, int *status, int options)
{
	return fails(&ways_wait, "waitpid") ? -1 : REAL(waitpid)(child, status, options);
}

pid_t REAL(fork)(void);
pid_t WRAP(fork)(void);
pid_t WRAP(fork)(void)
{
	unsigned number;
	pid_t child;

	if (fails(&ways_fork, "fork"))
		return -1;
	number = shared->processes++;
	if (number >= PROCESSES_MAX)
		abort();
	child = REAL(fork)();
	if (child == 0)
		process = number;
	return child;
}

/* The log is not that of the machine that the test runs on either: a long one, of which a part is read. */
int WRAP(klogctl)(int type, char *ret, int size);
int WRAP(klogctl)(int type, char *ret, int size)
{
	static const char log[] = "[0] Booting\n[0] crashkernel reserved: 0x1\n";

	(void)type, (void)size;
	if (fails(&ways_stat, "klogctl"))
		return -1;
	if (!ret)
		return 32 << 20;
	memcpy(ret, log, sizeof(log) - 1);
	return sizeof(log) - 1;
}

int WRAP(uname)(struct utsname *ret);
int WRAP(uname)(struct utsname *ret)
{
	*ret = (struct utsname){ .sysname = "Linux", .release = "6.12.0", .machine = "aarch64" };
	return fails(&ways_stat, "uname") ? -1 : 0;
}
