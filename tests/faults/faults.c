/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs kexec on a machine in a folder and fails one call after the other: each allocation, open, read, map, write and system call, with
 * each error that it may have. faults MACHINE NAME ARMED LOADED ARGUMENT...
 *
 *   MACHINE  the folder of an arm64 machine, which plays the running one; it is changed
 *   NAME     of the scenario, for the output
 *   ARMED    the arguments, in one word, that arm a crash kernel before; "-": none
 *   LOADED   the same for a normal kernel
 *
 * The calls are those of our own objects, which the linker leads to the functions here (--wrap, the list is in Makemodule.am). None that
 * has an effect on a machine gets through: kexec_load, kexec_file_load, reboot, sync, the network's ioctls and shutdown(8) end in a kernel
 * that is played here. So the program needs no rights, and must have none.
 *
 * After each fault:
 *   - the program ends by itself, with status 255 and a reason, or it has done exactly what it does without the fault; --check may
 *     also have a finding more;
 *   - no descriptor and no memory is left over;
 *   - what is armed is the old or the new crash kernel, whole; so is the normal one;
 *   - a record that would be believed is that of what is loaded.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/sha256.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"

#ifdef __GLIBC__
#define LARGE(name) name##64 /* the objects are built with large files */
#else
#define LARGE(name) name
#endif
#define JOIN(a, b) a##b
#define PREFIXED(prefix, name) JOIN(prefix, name)
#define WRAP(name) PREFIXED(__wrap_, name)
#define REAL(name) PREFIXED(__real_, name)

int kexec_main(int argc, char **argv);

/* ---- the kernel that is played ---- */

#define SEGMENTS_MAX 16

struct image {
	bool is_loaded;
	uint8_t digest[SHA256_SIZE];
};

#define PROCESSES_MAX 16

/* In memory that all processes share: the program has children. A call has the number that it has in its own process. */
static struct shared {
	struct image crash, normal;
	bool was_started;	     /* the loaded kernel */
	unsigned synced, taken_down; /* calls that had an effect on a real machine */
	unsigned processes;	     /* begun so far, at most PROCESSES_MAX */
	unsigned calls[PROCESSES_MAX]; /* counted so far, of each */
	unsigned fault_in;	     /* in this process ... */
	unsigned fault_at;	     /* ... this call fails; 0: none */
	unsigned variant;	     /* in this way */
	bool did_fail;		     /* the call had a variant of this number */
	bool has_more_variants;
	char what[64];	 /* the call that failed */
	long live;	 /* allocations that were not freed, of the first process */
	int descriptors; /* at the end of the first process, less those at the start */
	pid_t first;
	int error_before; /* an error of the played kernel before it frees anything, 0 if none */
} *shared;

static char folder[256];
static unsigned process; /* which one this is */

/* ---- faults ---- */

struct ways {
	int error[4]; /* 0 ends them; -1: a short read or write */
};

static const struct ways ways_alloc = { { ENOMEM } };
static const struct ways ways_open = { { EIO, ENOMEM, EMFILE } };
static const struct ways ways_read = { { EIO, EINTR, -1 } };
static const struct ways ways_write = { { ENOSPC, EINTR, -1 } };
static const struct ways ways_map = { { ENOMEM } };
static const struct ways ways_file = { { EIO, ENOSPC } };
static const struct ways ways_stat = { { EIO, ENOMEM } };
static const struct ways ways_load = { { EPERM, ENOMEM, EADDRNOTAVAIL } };
static const struct ways ways_wait = { { EINTR } };
static const struct ways ways_fork = { { EAGAIN } };
static const struct ways ways_random = { { EAGAIN } };

/* True if this call is to fail; *ret_short: as a short one. Sets errno. */
static bool fails_in(const struct ways *ways, const char *what, bool *ret_short)
{
	int error;

	if (!shared || ++shared->calls[process] != shared->fault_at || process != shared->fault_in)
		return false;
	error = shared->variant < 4 ? ways->error[shared->variant] : 0;
	if (!error)
		return false;
	shared->did_fail = true;
	shared->has_more_variants = shared->variant + 1 < 4 && ways->error[shared->variant + 1];
	snprintf(shared->what, sizeof(shared->what), "%.40s %s", what, error < 0 ? "short" : strerror(error));
	*ret_short = error < 0;
	if (error > 0)
		errno = error;
	return true;
}

static bool fails(const struct ways *ways, const char *what)
{
	bool is_short;

	return fails_in(ways, what, &is_short);
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

static __attribute__((format(printf, 2, 0))) int counted_print(char **ret, const char *format, va_list ap)
{
	int r = fails(&ways_alloc, "asprintf") ? -1 : vasprintf(ret, format, ap);

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
	return fails(&ways_open, "openat") ? -1 : REAL(LARGE(openat))(folder_fd, path, flags, 0600);
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

int REAL(LARGE(statvfs))(const char *path, struct statvfs *ret);
int WRAP(LARGE(statvfs))(const char *path, struct statvfs *ret);
int WRAP(LARGE(statvfs))(const char *path, struct statvfs *ret)
{
	return fails(&ways_stat, "statvfs") ? -1 : REAL(LARGE(statvfs))(path, ret);
}

int REAL(pipe2)(int fd[2], int flags);
int WRAP(pipe2)(int fd[2], int flags);
int WRAP(pipe2)(int fd[2], int flags)
{
	return fails(&ways_open, "pipe2") ? -1 : REAL(pipe2)(fd, flags);
}

#ifdef __GLIBC__
/* What a build for coverage brings with it is not built with large files. */
int WRAP(open)(const char *path, int flags, ...) __attribute__((alias("__wrap_open64")));
FILE *WRAP(fopen)(const char *path, const char *mode) __attribute__((alias("__wrap_fopen64")));
void *WRAP(mmap)(void *at, size_t size, int protection, int flags, int fd, off_t offset) __attribute__((alias("__wrap_mmap64")));
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

ssize_t WRAP(getrandom)(void *bytes, size_t size, unsigned flags);
ssize_t WRAP(getrandom)(void *bytes, size_t size, unsigned flags)
{
	(void)flags;
	if (fails(&ways_random, "getrandom"))
		return -1;
	memset(bytes, 0x5a, size); /* the same load has the same bytes */
	return (ssize_t)size;
}

int WRAP(uname)(struct utsname *ret);
int WRAP(uname)(struct utsname *ret)
{
	*ret = (struct utsname){ .sysname = "Linux", .release = "6.12.0", .machine = "aarch64" };
	return fails(&ways_stat, "uname") ? -1 : 0;
}

/* ---- what would have an effect ---- */

void WRAP(sync)(void);
void WRAP(sync)(void)
{
	shared->synced++;
}

int WRAP(socket)(int domain, int type, int protocol);
int WRAP(socket)(int domain, int type, int protocol)
{
	(void)domain, (void)type, (void)protocol;
	return fails(&ways_open, "socket") ? -1 : REAL(LARGE(open))("/dev/null", O_RDWR | O_CLOEXEC);
}

struct if_nameindex *WRAP(if_nameindex)(void);
struct if_nameindex *WRAP(if_nameindex)(void)
{
	static char name[] = "played0";
	static struct if_nameindex list[] = { { 1, name }, { 0, NULL } };

	return fails(&ways_alloc, "if_nameindex") ? NULL : list;
}

void WRAP(if_freenameindex)(struct if_nameindex *list);
void WRAP(if_freenameindex)(struct if_nameindex *list)
{
	(void)list;
}

int WRAP(ioctl)(int fd, unsigned long request, ...);
int WRAP(ioctl)(int fd, unsigned long request, ...)
{
	struct ifreq *flags;
	va_list ap;

	(void)fd;
	va_start(ap, request);
	flags = va_arg(ap, struct ifreq *);
	va_end(ap);
	if (fails(&ways_stat, "ioctl"))
		return -1;
	if (request == SIOCGIFFLAGS)
		flags->ifr_flags = IFF_UP;
	if (request == SIOCSIFFLAGS)
		shared->taken_down++;
	return 0;
}

int WRAP(execl)(const char *path, const char *argument, ...);
int WRAP(execl)(const char *path, const char *argument, ...)
{
	(void)path, (void)argument;
	errno = ENOENT;
	return -1;
}

/* A file of the played machine, as its kernel shows it. */
static void show(const char *path, const char *text)
{
	char name[512];
	int fd;

	snprintf(name, sizeof(name), "%s%s", folder, path);
	fd = REAL(LARGE(open))(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || REAL(write)(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(fd);
}

static void show_images(void)
{
	show("/sys/kernel/kexec_crash_loaded", shared->crash.is_loaded ? "1\n" : "0\n");
	show("/sys/kernel/kexec_loaded", shared->normal.is_loaded ? "1\n" : "0\n");
}

/* Linux frees the armed kernel before it takes another, but after it has looked at rights and arguments. */
static long load(bool crash, const char *what, const uint8_t digest[SHA256_SIZE])
{
	struct image *image = crash ? &shared->crash : &shared->normal;
	bool refused = fails(&ways_load, what);
	int error = errno;

	if (refused && error == EPERM)
		return -1;
	image->is_loaded = !refused && digest;
	memset(image->digest, 0, SHA256_SIZE);
	if (image->is_loaded)
		memcpy(image->digest, digest, SHA256_SIZE);
	show_images();
	errno = error;
	return refused ? -1 : 0;
}

static long play_load(unsigned long entry, unsigned long count, const struct kexec_segment *segment, unsigned long flags)
{
	uint8_t digest[SHA256_SIZE];
	struct sha256 context;

	if (count > SEGMENTS_MAX) {
		errno = EPERM; /* the question whether there is this call */
		return -1;
	}
	sha256_init(&context);
	sha256_update(&context, &entry, sizeof(entry));
	for (unsigned long i = 0; i < count; i++) {
		sha256_update(&context, &segment[i].mem, sizeof(segment[i].mem));
		sha256_update(&context, &segment[i].memsz, sizeof(segment[i].memsz));
		sha256_update(&context, segment[i].buf, segment[i].bufsz);
	}
	sha256_final(&context, digest);
	return load(flags & KEXEC_ON_CRASH, count ? "kexec_load" : "kexec_load (unload)", count ? digest : NULL);
}

static void add_file(struct sha256 *context, int fd)
{
	char bytes[4096];
	ssize_t n;

	for (off_t at = 0; fd >= 0 && (n = REAL(LARGE(pread))(fd, bytes, sizeof(bytes), at)) > 0; at += n)
		sha256_update(context, bytes, (size_t)n);
}

static long play_load_files(int kernel, int initrd, unsigned long length, const char *cmdline, unsigned long flags)
{
	uint8_t digest[SHA256_SIZE];
	struct sha256 context;
	bool unload = flags & KEXEC_FILE_UNLOAD;

	if (flags == ~0UL) {
		errno = EPERM;
		return -1;
	}
	sha256_init(&context);
	if (!unload) {
		add_file(&context, kernel);
		add_file(&context, initrd);
		sha256_update(&context, cmdline, length);
	}
	sha256_final(&context, digest);
	return load(flags & KEXEC_FILE_ON_CRASH, unload ? "kexec_file_load (unload)" : "kexec_file_load", unload ? NULL : digest);
}

long REAL(syscall)(long number, ...);
long WRAP(syscall)(long number, ...);
long WRAP(syscall)(long number, ...)
{
	unsigned long a[6];
	va_list ap;

	va_start(ap, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(ap, unsigned long);
	va_end(ap);
	switch (number) {
	case SYS_kexec_load:
		return play_load(a[0], a[1], (const struct kexec_segment *)a[2], a[3]);
	case SYS_kexec_file_load:
		return play_load_files((int)a[0], (int)a[1], a[2], (const char *)a[3], a[4]);
	case SYS_reboot:
		if (fails(&ways_load, "reboot"))
			return -1;
		shared->was_started = true;
		shared->live = shared->descriptors = 0;
		_exit(0);
	case SYS_openat2:
		return fails(&ways_open, "openat2") ? -1 : REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	default:
		return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	}
}

/* The folder plays the running machine. */
int WRAP(host_open)(const char *sysroot, struct host *ret, struct diag *diag);
int REAL(host_open)(const char *sysroot, struct host *ret, struct diag *diag);
int WRAP(host_open)(const char *sysroot, struct host *ret, struct diag *diag)
{
	int r = REAL(host_open)(sysroot ? sysroot : folder, ret, diag);

	if (!r) {
		ret->is_recorded = false;
		ret->wait_seconds = 1;
	}
	return r;
}

/* ---- one run ---- */

#define WORDS_MAX 32
#define TEXT_MAX_SIZE 8192

struct result {
	int status; /* of waitpid */
	char said[TEXT_MAX_SIZE];
};

static int count_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void run_child(int argc, char **argv, int said)
{
	int before, status;

	shared->first = getpid();
	dup2(REAL(LARGE(open))("/dev/null", O_WRONLY), STDOUT_FILENO);
	dup2(said, STDERR_FILENO);
	before = count_descriptors();
	alarm(20);
	status = kexec_main(argc, argv);
	fflush(NULL);
	shared->descriptors = count_descriptors() - before;
	_exit(status);
}

static struct result run(int argc, char **argv, unsigned fault_in, unsigned fault_at, unsigned variant)
{
	struct result result = { 0 };
	int said = REAL(memfd_create)("said", MFD_CLOEXEC);
	pid_t child;

	memset(shared->calls, 0, sizeof(shared->calls));
	shared->processes = 1;
	shared->fault_in = fault_in;
	shared->fault_at = fault_at;
	shared->variant = variant;
	shared->did_fail = shared->has_more_variants = shared->was_started = false;
	shared->live = 0;
	shared->descriptors = 0;
	shared->what[0] = '\0';
	child = REAL(fork)();
	if (!child)
		run_child(argc, argv, said);
	if (child < 0 || REAL(waitpid)(child, &result.status, 0) != child)
		abort();
	(void)!REAL(LARGE(pread))(said, result.said, sizeof(result.said) - 1, 0);
	close(said);
	return result;
}

/* ---- the state between the runs ---- */

#define RECORDS 4

static const char *const record_name[RECORDS] = { "/run/warmkexec/crash", "/run/warmkexec/normal", "/run/warmkexec/crash.new",
						  "/run/warmkexec/normal.new" };

struct state {
	struct image crash, normal;
	bool exists[RECORDS];
	char text[RECORDS][TEXT_MAX_SIZE];
};

static struct state take_state(void)
{
	struct state state = { .crash = shared->crash, .normal = shared->normal };

	for (int i = 0; i < RECORDS; i++) {
		char name[512];
		int fd;

		snprintf(name, sizeof(name), "%s%s", folder, record_name[i]);
		fd = REAL(LARGE(open))(name, O_RDONLY);
		state.exists[i] = fd >= 0;
		if (fd >= 0 && REAL(read)(fd, state.text[i], TEXT_MAX_SIZE - 1) < 0)
			abort();
		if (fd >= 0)
			close(fd);
	}
	return state;
}

static void restore_state(const struct state *state)
{
	char name[512];

	shared->crash = state->crash;
	shared->normal = state->normal;
	show_images();
	for (int i = 0; i < RECORDS; i++) {
		snprintf(name, sizeof(name), "%s%s", folder, record_name[i]);
		unlink(name);
		if (!state->exists[i])
			continue;
		show(record_name[i], state->text[i]);
		chmod(name, 0600);
	}
}

/* Everything but the time of the load and the reason for the system call, which a repair has, too. */
static bool is_same_text(const char *a, const char *b)
{
	while (*a && *b) {
		size_t length = strcspn(a, "\n"), other = strcspn(b, "\n");
		bool may_differ = (!strncmp(a, "when ", 5) && !strncmp(b, "when ", 5)) || (!strncmp(a, "why ", 4) && !strncmp(b, "why ", 4));

		if (!may_differ && (length != other || strncmp(a, b, length) != 0))
			return false;
		a += length + (a[length] == '\n');
		b += other + (b[other] == '\n');
	}
	return *a == *b;
}

static bool is_same_image(const struct image *a, const struct image *b)
{
	return a->is_loaded == b->is_loaded && !memcmp(a->digest, b->digest, SHA256_SIZE);
}

/* A record that would be believed must be that of what is loaded: before the run, or after one without a fault. */
static bool is_record_true(int kind, const struct image *now, const struct state *state, const struct state *before,
			   const struct state *after)
{
	const struct image *then[2] = { kind ? &before->normal : &before->crash, kind ? &after->normal : &after->crash };
	const struct state *of[2] = { before, after };

	if (!now->is_loaded || !state->exists[kind] || state->exists[kind + 2])
		return true;
	for (int i = 0; i < 2; i++)
		if (is_same_image(now, then[i]) && of[i]->exists[kind] && is_same_text(state->text[kind], of[i]->text[kind]))
			return true;
	return false;
}

/* ---- judging ---- */

/* A scenario, and what it does without a fault. */
struct scenario {
	const char *name;
	int argc;
	char **argv;
	bool only_finds; /* --check: a fault may be a finding, which has a status of its own */
	struct state before, after;
	struct result good;
	bool starts;
	unsigned processes, calls[PROCESSES_MAX];
	unsigned clear, kept, failed;
	unsigned missed; /* calls that were not made in the run in which they should have failed */
};

/* docs/check.md: 0, 2 and 3 are its statuses. */
static bool is_good_status(const struct scenario *of, int status)
{
	return status == of->good.status ||
	       (of->only_finds && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 2 || WEXITSTATUS(status) == 3));
}

static const char *judge(const struct scenario *of, const struct result *result)
{
	const struct state *before = &of->before, *after = &of->after;
	struct state now = take_state();
	bool is_good;

	if (!WIFEXITED(result->status))
		return WTERMSIG(result->status) == SIGALRM ? "hangs" : "dies by a signal";
	if (shared->live)
		return "leaves memory allocated";
	if (shared->descriptors)
		return "leaves descriptors open";
	is_good = is_good_status(of, result->status) && shared->was_started == of->starts;
	if (!is_good && shared->was_started)
		return "starts the loaded kernel, and should not";
	if (!is_good && WEXITSTATUS(result->status) != 255)
		return "ends with a status that is neither that of success nor 255";
	if (WEXITSTATUS(result->status) == 255 && !strstr(result->said, "kexec: "))
		return "fails without a reason";
	if (is_good && !of->starts && !(is_same_image(&now.crash, &after->crash) && is_same_image(&now.normal, &after->normal)))
		return "says that it is done, and has done something else";
	if (!is_same_image(&now.crash, &before->crash) && !is_same_image(&now.crash, &after->crash))
		return "leaves another crash kernel, or none";
	if (!is_same_image(&now.normal, &before->normal) && !is_same_image(&now.normal, &after->normal) && now.normal.is_loaded)
		return "leaves another normal kernel";
	if (!is_record_true(0, &now.crash, &now, before, after) || !is_record_true(1, &now.normal, &now, before, after))
		return "leaves a record of another load";
	return NULL;
}

/* Returns whether the call can fail in yet another way. */
static bool try_fault(struct scenario *of, unsigned in, unsigned at, unsigned variant)
{
	struct result result;
	const char *why;

	restore_state(&of->before);
	result = run(of->argc, of->argv, in, at, variant);
	if (!shared->did_fail) {
		of->missed += variant == 0;
		return false;
	}
	why = judge(of, &result);
	if (why && of->failed++ < 20)
		printf("FAIL %s: call %u of process %u (%s): %s\n%s", of->name, at, in, shared->what, why, result.said);
	of->clear += !why && result.status != of->good.status;
	of->kept += !why && result.status == of->good.status;
	return shared->has_more_variants;
}

/* Returns false, and says why, if the scenario does not work as it is. */
static bool try_without(struct scenario *of)
{
	of->before = take_state();
	of->good = run(of->argc, of->argv, 0, 0, 0);
	of->after = take_state();
	of->processes = shared->processes;
	memcpy(of->calls, shared->calls, sizeof(of->calls));
	of->starts = shared->was_started;
	if (WIFEXITED(of->good.status) && WEXITSTATUS(of->good.status) != 255 && !shared->live && !shared->descriptors)
		return true;
	printf("FAIL %s: without a fault: status 0x%x, %ld allocations and %d descriptors left: %s", of->name, of->good.status,
	       shared->live, shared->descriptors, of->good.said);
	return false;
}

static int split(char *text, char **argv)
{
	int argc = 0;

	for (char *word = strtok(text, " "); word && argc < WORDS_MAX; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	return argc;
}

static void prepare(char *arguments)
{
	static char name[] = "kexec";
	char *argv[WORDS_MAX + 2] = { name };
	struct result result;

	if (!strcmp(arguments, "-"))
		return;
	result = run(1 + split(arguments, argv + 1), argv, 0, 0, 0);
	if (!result.status)
		return;
	fprintf(stderr, "faults: cannot prepare: status 0x%x: %s", result.status, result.said);
	exit(99);
}

#undef main
int main(int argc, char **argv)
{
	static char name[] = "kexec";
	struct scenario scenario = { .argc = argc - 4, .argv = argv + 4 };
	unsigned calls = 0;

	if (argc < 6 || strlen(argv[1]) >= sizeof(folder))
		return 99;
	scenario.name = argv[2];
	snprintf(folder, sizeof(folder), "%s", argv[1]);
	shared = REAL(LARGE(mmap))(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return 99;
	show_images();
	prepare(argv[3]);
	prepare(argv[4]);
	argv[4] = name;
	scenario.only_finds = !strcmp(argv[5], "--check");
	if (!try_without(&scenario))
		return 1;
	for (unsigned in = 0; in < scenario.processes; in++) {
		for (unsigned at = 1; at <= scenario.calls[in]; at++)
			for (unsigned variant = 0; try_fault(&scenario, in, at, variant); variant++)
				;
		calls += scenario.calls[in];
	}
	if (scenario.missed > calls / 50) { /* how often a pipe is read is a matter of chance */
		printf("FAIL %s: %u calls were not made again, so that they did not fail\n", scenario.name, scenario.missed);
		scenario.failed++;
	}
	printf("%s %s: %u calls; %u faults are clear errors, %u have no effect, %u are wrong\n", scenario.failed ? "FAIL" : "PASS",
	       scenario.name, calls, scenario.clear, scenario.kept, scenario.failed);
	return scenario.failed != 0;
}
