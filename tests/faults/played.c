/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel that is played: what would have an effect on a real machine ends here. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "tests/faults/faults.h"

#define SEGMENTS_MAX 16

/* C library, without faults */
int REAL(LARGE(open))(const char *path, int flags, ...);
ssize_t REAL(write)(int fd, const void *bytes, size_t size);
ssize_t REAL(LARGE(pread))(int fd, void *bytes, size_t size, off_t offset);

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

void show(const char *path, const char *text)
{
	char name[512];
	int fd;

	snprintf(name, sizeof(name), "%s%s", folder, path);
	fd = REAL(LARGE(open))(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || REAL(write)(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(fd);
}

void show_images(void)
{
	char size[16];

	snprintf(size, sizeof(size), "%d\n", 4096 * (1 + shared->normal.digest[0]));
	show("/sys/kernel/kexec_crash_loaded", shared->crash.is_loaded ? "1\n" : "0\n");
	show("/sys/kernel/kexec_loaded", shared->normal.is_loaded ? "1\n" : "0\n");
	show("/sys/kernel/kexec_copy_size", shared->normal.is_loaded ? size : "0\n");
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
	shared->is_blind = refused && shared->blinds;
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

static const struct ways ways_random = { { EAGAIN } };

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
	case SYS_getrandom:
		if (fails(&ways_random, "getrandom"))
			return -1;
		memset((void *)a[0], 0x5a, a[1]); /* the same load has the same bytes */
		return (long)a[1];
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
