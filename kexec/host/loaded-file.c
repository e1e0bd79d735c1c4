/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/loaded-change.h"
#include "kexec/host/loaded-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/kexec-sysfs.h"
#include "kexec/loaded/loaded-text.h"

#define FOLDER "/run/warmkexec"
#define BOOT_ID_FILE "/proc/sys/kernel/random/boot_id"

static const char *name_of(bool crash)
{
	return crash ? "crash" : "normal";
}

/* The file that marks a change under way, or one that was interrupted. */
static const char *pending_of(bool crash)
{
	return crash ? "crash.new" : "normal.new";
}

int host_boot_id(const struct host *host, char ret[BOOT_ID_SIZE], struct diag *diag)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	int r = host_read(host, BOOT_ID_FILE, BOOT_ID_SIZE, &text);

	memset(ret, 0, BOOT_ID_SIZE);
	if (r < 0)
		return r == -ENOENT ? 0 : diag_fail(diag, r, "cannot read " BOOT_ID_FILE ": %s", strerror(-r));
	if (strcspn((const char *)text.data, "\n") == BOOT_ID_SIZE - 1)
		memcpy(ret, text.data, BOOT_ID_SIZE - 1);
	return 0;
}

int host_copy_size(const struct host *host, bool *ret_have, uint64_t *ret, struct diag *diag)
{
	int r = host_kexec_number(host, KEXEC_SYSFS_COPY_SIZE, ret);

	if (r < 0 && r != -ENOENT)
		return diag_fail(diag, r, "cannot read %s: %s", host_kexec_sysfs_name(KEXEC_SYSFS_COPY_SIZE), strerror(-r));
	*ret_have = !r;
	return 0;
}

/* ---- reading ---- */

/* The folder and the files must belong to the user alone. The owner of a recorded machine does not matter. */
static int check_owned(const struct host *host, int fd, const char *path, mode_t type, struct diag *diag)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return diag_fail(diag, -errno, "%s: %s", path, strerror(errno));
	if ((status.st_mode & S_IFMT) != type)
		return diag_fail(diag, -EINVAL, "%s is not a %s", path, type == S_IFDIR ? "folder" : "file");
	if (host->is_recorded)
		return 0;
	if (status.st_uid != geteuid())
		return diag_fail(diag, -EPERM, "%s belongs to user %u, expected %u", path, (unsigned)status.st_uid,
				 (unsigned)geteuid());
	if (status.st_mode & 077)
		return diag_fail(diag, -EPERM, "%s has mode %03o, expected no rights for group and others", path,
				 (unsigned)status.st_mode & 0777);
	return 0;
}

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

static int open_folder(const struct host *host, int *ret, struct diag *diag)
{
	CLEANUP(host_close_fd) int fd = openat(host->root, &FOLDER[1], FOLDER_FLAGS);
	int r;

	if (fd < 0)
		return diag_fail(diag, -errno, FOLDER ": %s", strerror(errno));
	r = check_owned(host, fd, FOLDER, S_IFDIR, diag);
	if (r < 0)
		return r;
	*ret = fd;
	fd = -1;
	return 0;
}

static int read_text(int fd, struct blob *ret)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	int r = blob_alloc(LOADED_TEXT_MAX + 1, &text);

	text.size = 0;
	while (!r && text.size <= LOADED_TEXT_MAX) {
		ssize_t n = read(fd, text.data + text.size, LOADED_TEXT_MAX + 1 - text.size);

		if (n == 0)
			break;
		if (n < 0 && errno != EINTR)
			r = -errno;
		else if (n > 0)
			text.size += (size_t)n;
	}
	if (!r && text.size > LOADED_TEXT_MAX)
		r = -EFBIG;
	if (r < 0)
		return r;
	*ret = blob_take(&text);
	return 0;
}

static int read_file(const struct host *host, int folder, bool crash, struct blob *ret, struct diag *diag)
{
	const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	CLEANUP(host_close_fd) int fd = openat(folder, name_of(crash), flags);
	char path[64];
	int r;

	snprintf(path, sizeof(path), FOLDER "/%s", name_of(crash));
	if (fd < 0)
		return diag_fail(diag, -errno, "%s: %s", path, strerror(errno));
	r = check_owned(host, fd, path, S_IFREG, diag);
	if (r < 0)
		return r;
	r = read_text(fd, ret);
	return r < 0 ? diag_fail(diag, r, "%s: %s", path, strerror(-r)) : 0;
}

int host_read_loaded(const struct host *host, bool crash, struct blob *ret, struct diag *diag)
{
	CLEANUP(host_close_fd) int folder = -1;
	int r = open_folder(host, &folder, diag);

	if (r < 0)
		return r;
	if (!host->is_recorded && faccessat(folder, ".", W_OK, 0) < 0)
		return diag_fail(diag, -errno, FOLDER " cannot be written to (%s): its record may be of an earlier load",
				 strerror(errno));
	if (faccessat(folder, pending_of(crash), F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return diag_fail(diag, -EBUSY, "a load or unload is under way, or was interrupted");
	if (errno != ENOENT)
		return diag_fail(diag, -errno, FOLDER "/%s: %s", pending_of(crash), strerror(errno));
	return read_file(host, folder, crash, ret, diag);
}

/* ---- writing ---- */

static int write_all(int fd, struct view text)
{
	while (text.size) {
		ssize_t n = write(fd, text.data, text.size);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			text = (struct view){ text.data + n, text.size - (size_t)n };
	}
	return 0;
}

static int create_mark(int folder, bool crash)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	CLEANUP(host_close_fd) int fd = openat(folder, pending_of(crash), flags, 0600);

	return fd < 0 ? -errno : 0;
}

/*
 * Makes the mark of a change. One that is there already is of a change that was interrupted, and stays: without it a reader
 * would believe the record. If it is no file it is replaced.
 */
static int make_mark(int folder, bool crash, bool *ret_was_interrupted)
{
	int r = create_mark(folder, crash);
	struct stat status;

	if (r != -EEXIST)
		return r;
	*ret_was_interrupted = true;
	if (fstatat(folder, pending_of(crash), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode))
		return 0;
	return unlinkat(folder, pending_of(crash), 0) < 0 ? -errno : create_mark(folder, crash);
}

/* The mark stays in place while it is filled, so that nobody believes the earlier record meanwhile. */
static int fill_mark(int folder, bool crash, struct view text)
{
	CLEANUP(host_close_fd) int fd = openat(folder, pending_of(crash), O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : write_all(fd, text);
}

#define POLLS_PER_SECOND 20

static void tell_wait(const struct host *host)
{
	if (!host->waiting)
		return;
	fprintf(host->waiting, "kexec: waiting for another kexec that loads or unloads, for %u seconds at most\n",
		host->wait_seconds);
	fflush(host->waiting);
}

/*
 * A kernel without CONFIG_FILE_LOCKING has no flock(2), but it still accepts one load at a time. A holder that hangs must not
 * hang all others.
 */
static int lock(const struct host *host, int folder)
{
	const struct timespec poll = { .tv_nsec = 1000000000 / POLLS_PER_SECOND };

	for (unsigned polls = 0; flock(folder, LOCK_EX | LOCK_NB) < 0 && errno != ENOSYS; polls++) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (polls == POLLS_PER_SECOND)
			tell_wait(host);
		if (polls >= host->wait_seconds * POLLS_PER_SECOND)
			return -ETIMEDOUT;
		nanosleep(&poll, NULL);
	}
	return 0;
}

static int fail_locked(const struct host *host, struct diag *diag)
{
	diag_fail(diag, -ETIMEDOUT, "another kexec has been loading or unloading for more than %u seconds", host->wait_seconds);
	diag_hint(diag, "It holds the lock of " FOLDER ": see what it waits for, or end it, and try again.");
	return -ETIMEDOUT;
}

/* Removes a record, and then the mark of a change, which must stay as long as the record does. */
static void remove_record(int folder, bool crash)
{
	if (unlinkat(folder, name_of(crash), 0) == 0 || errno == ENOENT)
		(void)unlinkat(folder, pending_of(crash), 0);
}

/* Removes a record that may be wrong soon. False if it is there to stay: unlinkat(2) may fail before it looks for the name. */
static bool forget(int folder, bool crash)
{
	return unlinkat(folder, name_of(crash), 0) == 0 || errno == ENOENT ||
	       (faccessat(folder, name_of(crash), F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT);
}

/* path: of the record, or of the folder, for somebody to remove. */
static void hint_remove(const char *path, struct diag *diag)
{
	diag_hint(diag,
		  "Nothing was done: the record of an earlier load there would be believed later. Remove %s, or let kexec "
		  "write to /run.",
		  path);
}

/* Nobody believes the records of a folder that is open to others. Nor must anybody when its rights are mended. */
static int forget_all(const struct host *host, struct diag *diag)
{
	CLEANUP(host_close_fd) int folder = openat(host->root, &FOLDER[1], FOLDER_FLAGS);

	if (folder >= 0 && forget(folder, false) && forget(folder, true))
		return 0;
	hint_remove(FOLDER, diag);
	return -EPERM;
}

/* Returns a positive errno if the folder has no record that could be wrong later: it is absent, or believed by nobody. */
static int judge_folder(const struct host *host, int r, struct diag *diag)
{
	if (r == -ENOENT || r == -ENOTDIR)
		return -r;
	return r == -EPERM && forget_all(host, diag) == 0 ? EPERM : r;
}

int host_lock_loads(const struct host *host, int *ret, struct diag *diag)
{
	CLEANUP(host_close_fd) int folder = -1;
	int made = mkdirat(host->root, &FOLDER[1], 0700) < 0 && errno != EEXIST ? errno : 0;
	int r = open_folder(host, &folder, diag);

	if (r == -ENOENT && made)
		return -diag_fail(diag, -made, FOLDER ": %s", strerror(made));
	if (r < 0)
		return judge_folder(host, r, diag);
	r = lock(host, folder);
	if (r == -ETIMEDOUT)
		return fail_locked(host, diag);
	if (r < 0)
		return diag_fail(diag, r, FOLDER ": %s", strerror(-r));
	*ret = folder;
	folder = -1;
	return 0;
}

void host_unlock_loads(int *lock)
{
	host_close_fd(lock);
}

int host_change_begin(int lock, bool crash, struct host_change *ret, struct diag *diag)
{
	struct host_change change = { .folder = lock, .crash = crash };
	int r = lock < 0 ? 0 : make_mark(lock, crash, &change.was_interrupted);

	*ret = (struct host_change){ .folder = -1, .crash = crash };
	if (r < 0) {
		bool is_gone = forget(lock, crash);

		diag_fail(diag, r, FOLDER "/%s: %s%s", pending_of(crash), strerror(-r),
			  is_gone ? "" : "; the record of an earlier load stays there");
		if (is_gone)
			return -r;
		hint_remove(crash ? FOLDER "/crash" : FOLDER "/normal", diag);
		return r;
	}
	*ret = change;
	return 0;
}

/* Renames the mark to the record, or removes the record and then the mark. */
static int replace_record(int folder, bool crash, const struct view *text)
{
	int r = text ? fill_mark(folder, crash, *text) : 0;

	if (!r && text && renameat(folder, pending_of(crash), folder, name_of(crash)) < 0)
		r = -errno;
	if (r < 0 || !text)
		remove_record(folder, crash);
	return r;
}

int host_change_commit(struct host_change *change, const struct view *text, struct diag *diag)
{
	int r;

	if (change->folder < 0)
		return 0;
	r = replace_record(change->folder, change->crash, text);
	change->folder = -1;
	return r < 0 ? diag_fail(diag, r, FOLDER "/%s: %s", name_of(change->crash), strerror(-r)) : 0;
}

/* The record is older than a change that was interrupted: the mark goes on to say that it is not to be believed. */
void host_change_abort(struct host_change *change)
{
	if (change->folder >= 0 && !change->was_interrupted)
		(void)unlinkat(change->folder, pending_of(change->crash), 0);
	change->folder = -1;
}

void host_sweep_loaded(const struct host *host, int lock)
{
	struct diag ignored;

	for (int crash = 0; crash < 2 && lock >= 0; crash++) {
		bool loaded = true;

		if (host_is_loaded(host, crash, &loaded, &ignored) == 0 && !loaded)
			remove_record(lock, crash);
	}
}
