/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/file-hash.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/loaded/loaded.h"

#define SECOND UINT64_C(1000000000)

/*
 * The steps of a file's times: file systems take the time of the kernel's last tick, at most 10 ms ago (HZ=100); vfat and
 * others keep seconds, and vfat even ones.
 */
#define TICK (SECOND / 50)
#define COARSE (2 * SECOND)

static uint64_t nanoseconds(struct timespec time)
{
	return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static uint64_t latest_of(const struct file_identity *identity)
{
	return identity->modified > identity->changed ? identity->modified : identity->changed;
}

/*
 * A time that is a whole second may be chance: then the time of the last access, which is another, has a fraction. A file system
 * that keeps whole seconds has none there, either; vfat keeps days.
 */
static uint64_t step_of(const struct file_identity *identity, uint64_t accessed)
{
	return latest_of(identity) % SECOND || accessed % SECOND ? TICK : COARSE;
}

/*
 * A file that is written to twice within one step has the same time after both. A time to come is of a machine whose clock was
 * not set yet, or of a server: whoever writes next leaves another one.
 */
static bool is_settled(const struct file_identity *identity, uint64_t step)
{
	uint64_t latest = latest_of(identity);
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME, &now) < 0)
		return false;
	return (latest < nanoseconds(now) ? nanoseconds(now) - latest : latest - nanoseconds(now)) > step;
}

static int identify(int fd, struct file_identity *ret, uint64_t *ret_step)
{
	struct stat status;

	*ret = (struct file_identity){ 0 };
	*ret_step = COARSE;
	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return 0;
	*ret = (struct file_identity){
		.device = status.st_dev,
		.inode = status.st_ino,
		.size = (uint64_t)status.st_size,
		.modified = nanoseconds(status.st_mtim),
		.changed = nanoseconds(status.st_ctim),
	};
	*ret_step = step_of(ret, nanoseconds(status.st_atim));
	return 0;
}

int host_identify(int fd, struct file_identity *ret)
{
	const struct timespec tick = { .tv_nsec = (long)(TICK + TICK / 4) };
	uint64_t step;
	int r = identify(fd, ret, &step);

	/* A tick is short, and whoever writes after it leaves another time. */
	if (!r && !is_settled(ret, step) && step == TICK) {
		nanosleep(&tick, NULL);
		r = identify(fd, ret, &step);
	}
	if (!is_settled(ret, step))
		*ret = (struct file_identity){ 0 };
	return r;
}

static int hash_all(int fd, sha256_backend *backend, uint8_t ret[SHA256_SIZE])
{
	uint8_t bytes[65536] __attribute__((aligned(64)));
	struct sha256 context;
	ssize_t n;

	backend(&context);
	while ((n = read(fd, bytes, sizeof(bytes))) != 0) {
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			sha256_update(&context, bytes, (size_t)n);
	}
	sha256_final(&context, ret);
	return 0;
}

static int check(int fd, const struct file_identity *identity, struct diag *diag)
{
	struct file_identity now;
	uint64_t step;
	int r = identify(fd, &now, &step);

	if (r < 0)
		return diag_fail(diag, r, "%s", strerror(-r));
	if (file_identity_is_unchanged(identity, &now))
		return 0;
	return diag_fail(diag, -ESTALE, "the file has changed since the load");
}

int host_hash_file(const char *path, const struct file_identity *identity, sha256_backend *backend, uint8_t ret[SHA256_SIZE],
		   struct diag *diag)
{
	CLEANUP(host_close_fd) int fd = -1;
	uint8_t digest[SHA256_SIZE];
	int r;

	if (!file_identity_is_known(identity))
		return diag_fail(diag, -ESTALE, "the file was no regular one, or was written just before the load");
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return diag_fail(diag, -errno, "%s", strerror(errno));
	r = check(fd, identity, diag);
	if (!r) {
		r = hash_all(fd, backend, digest);
		if (r < 0)
			diag_fail(diag, r, "%s", strerror(-r));
	}
	if (!r)
		r = check(fd, identity, diag);
	if (!r)
		memcpy(ret, digest, SHA256_SIZE);
	return r;
}

int host_is_same_file(const char *path, const struct file_identity *identity)
{
	CLEANUP(host_close_fd) int fd = -1;
	struct file_identity now;
	uint64_t step;
	int r;

	if (!file_identity_is_known(identity))
		return -ENODATA;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	r = identify(fd, &now, &step);
	return r < 0 ? r : file_identity_is_unchanged(identity, &now);
}
