/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/state-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/host/collect.h"
#include "kexec/machine/memmap.h"

#define FOLDER "/run/warmkexec"

static const char *name_of(bool crash)
{
	return crash ? "crash" : "normal";
}

/* Of a change that is under way, or was not finished. */
static const char *pending_of(bool crash)
{
	return crash ? "crash.new" : "normal.new";
}

void host_boot_id(const struct host *host, char ret[BOOT_ID_SIZE])
{
	CLEANUP(blob_release) struct blob text = { 0 };

	memset(ret, 0, BOOT_ID_SIZE);
	if (host_read(host, "/proc/sys/kernel/random/boot_id", BOOT_ID_SIZE, &text) == 0 &&
	    strcspn((const char *)text.data, "\n") == BOOT_ID_SIZE - 1)
		memcpy(ret, text.data, BOOT_ID_SIZE - 1);
}

bool host_copy_size(const struct host *host, uint64_t *ret)
{
	return host_read_number(host, "/sys/kernel/kexec_copy_size", 10, ret) == 0 ||
	       host_read_number(host, "/sys/kernel/kexec/copy_size", 10, ret) == 0;
}

/* ---- reading ---- */

/* The folder and the files are nobody else's; who owns a recorded machine does not matter. */
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
		return diag_fail(diag, -EPERM, "%s has mode %03o, expected none for others than its owner", path,
				 (unsigned)status.st_mode & 0777);
	return 0;
}

static int open_folder(const struct host *host, int *ret, struct diag *diag)
{
	CLEANUP(host_close_fd) int fd = openat(host->root, &FOLDER[1], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
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
	int r = blob_alloc(STATE_TEXT_MAX + 1, &text);

	text.size = 0;
	while (!r && text.size <= STATE_TEXT_MAX) {
		ssize_t n = read(fd, text.data + text.size, STATE_TEXT_MAX + 1 - text.size);

		if (n == 0)
			break;
		if (n < 0 && errno != EINTR)
			r = -errno;
		else if (n > 0)
			text.size += (size_t)n;
	}
	if (!r && text.size > STATE_TEXT_MAX)
		r = -EFBIG;
	if (r < 0)
		return r;
	*ret = blob_take(&text);
	return 0;
}

static int read_state(const struct host *host, int folder, bool crash, struct state *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob text = { 0 };
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
	r = read_text(fd, &text);
	if (r < 0)
		return diag_fail(diag, r, "%s: %s", path, strerror(-r));
	r = state_parse(blob_view(&text), ret, diag);
	if (r == -EINVAL)
		diag_prefix(diag, "%s is damaged", path);
	return r;
}

/* What the running kernel can contradict. */
static int check_state(const struct host *host, const struct slot *slot, const struct state *state, struct diag *diag)
{
	char boot_id[BOOT_ID_SIZE];

	host_boot_id(host, boot_id);
	if (strcmp(boot_id, state->boot_id) != 0)
		return diag_fail(diag, -ESTALE, "what is written of it is of another boot");
	if (state->crash != slot->crash)
		return diag_fail(diag, -EINVAL, "what is written of it is of the other slot");
	if (slot->have_copy_size && state->have_copy_size && slot->copy_size != state->copy_size)
		return diag_fail(diag, -ESTALE, "it was loaded by another program after us, as it has another size");
	return 0;
}

static int find_state(const struct host *host, struct slot *slot, struct diag *why)
{
	CLEANUP(host_close_fd) int folder = -1;
	CLEANUP(state_release) struct state state = { 0 };
	int r = open_folder(host, &folder, why);

	if (!r && !host->is_recorded && faccessat(folder, ".", W_OK, 0) < 0 && errno == EROFS)
		return diag_fail(why, -EROFS, FOLDER " is read-only: what is written there may be of an earlier load");
	if (!r && faccessat(folder, pending_of(slot->crash), F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return diag_fail(why, -EBUSY, "a load or unload is under way, or did not come to its end");
	if (!r)
		r = read_state(host, folder, slot->crash, &state, why);
	if (r == -ENOENT)
		return diag_fail(why, r, "it was loaded by another program");
	if (r == -EACCES && geteuid() != 0)
		return diag_fail(why, r, "only root may know");
	if (!r)
		r = check_state(host, slot, &state, why);
	if (r < 0)
		return r;
	slot->state = state;
	slot->known = true;
	state = (struct state){ 0 };
	return 0;
}

static int compare_memory(const struct host *host, struct slot *slot)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(ranges_release) struct ranges now = { 0 };
	struct diag unreadable;
	int r = host_read_map(host, &map, &unreadable);

	if (!r)
		r = state_memory(&map, slot->crash, &now);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	slot->have_memory = true;
	slot->gone.bytes = ranges_missing(&slot->state.memory, &now, &slot->gone.first);
	slot->added.bytes = ranges_missing(&now, &slot->state.memory, &slot->added.first);
	slot->lost_segment = state_lost_segment(&slot->state, &now);
	return 0;
}

int host_slot(const struct host *host, bool crash, struct slot *ret, struct diag *diag)
{
	CLEANUP(slot_release) struct slot slot = { .crash = crash };
	struct diag why = { 0 };
	int r;

	slot.supported = host_is_loaded(host, crash, &slot.loaded, &why) == 0;
	slot.have_copy_size = !crash && host_copy_size(host, &slot.copy_size);
	r = slot.loaded ? find_state(host, &slot, &why) : 0;
	if (!r && slot.known)
		r = compare_memory(host, &slot);
	if (r == -ENOMEM)
		return diag_oom(diag);
	snprintf(slot.why, sizeof(slot.why), "%s", why.message);
	*ret = slot;
	slot = (struct slot){ 0 };
	return 0;
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

static int write_text(int folder, const char *name, struct view text)
{
	CLEANUP(host_close_fd) int fd = -1;

	if (unlinkat(folder, name, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : write_all(fd, text);
}

/* A kernel without CONFIG_FILE_LOCKING, which has no flock(2), still does one load at a time. */
static int lock(int folder)
{
	while (flock(folder, LOCK_EX) < 0 && errno != ENOSYS)
		if (errno != EINTR)
			return -errno;
	return 0;
}

int state_begin(const struct host *host, bool crash, struct change *ret, struct diag *diag)
{
	CLEANUP(host_close_fd) int folder = -1;
	int r;

	*ret = (struct change){ .folder = -1, .crash = crash };
	if (mkdirat(host->root, &FOLDER[1], 0700) < 0 && errno != EEXIST)
		return diag_fail(diag, -errno, FOLDER ": %s", strerror(errno));
	r = open_folder(host, &folder, diag);
	if (r < 0)
		return r;
	r = lock(folder);
	if (!r)
		r = write_text(folder, pending_of(crash), (struct view){ 0 });
	if (r < 0) {
		/* Better none than one that will be wrong. */
		(void)unlinkat(folder, name_of(crash), 0);
		return diag_fail(diag, r, FOLDER "/%s: %s", pending_of(crash), strerror(-r));
	}
	ret->folder = folder;
	folder = -1;
	return 0;
}

/* The mark becomes the state, or goes after it. */
static int replace_state(int folder, bool crash, const struct state *state)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	int r = state ? state_write(state, &text) : 0;

	if (!r && state)
		r = write_text(folder, pending_of(crash), blob_view(&text));
	if (!r && state && renameat(folder, pending_of(crash), folder, name_of(crash)) < 0)
		r = -errno;
	if (r < 0 || !state) {
		(void)unlinkat(folder, name_of(crash), 0);
		(void)unlinkat(folder, pending_of(crash), 0);
	}
	return r;
}

int state_commit(struct change *change, const struct state *state, struct diag *diag)
{
	int r;

	if (change->folder < 0)
		return 0;
	r = replace_state(change->folder, change->crash, state);
	host_close_fd(&change->folder);
	return r < 0 ? diag_fail(diag, r, FOLDER "/%s: %s", name_of(change->crash), strerror(-r)) : 0;
}

void state_abort(struct change *change)
{
	if (change->folder < 0)
		return;
	(void)unlinkat(change->folder, pending_of(change->crash), 0);
	host_close_fd(&change->folder);
}

void state_sweep(const struct host *host)
{
	CLEANUP(host_close_fd) int folder = -1;
	struct diag ignored;

	if (open_folder(host, &folder, &ignored) < 0 || lock(folder) < 0)
		return;
	for (int crash = 0; crash < 2; crash++) {
		bool loaded = true;

		if (host_is_loaded(host, crash, &loaded, &ignored) < 0 || loaded)
			continue;
		(void)unlinkat(folder, name_of(crash), 0);
		(void)unlinkat(folder, pending_of(crash), 0);
	}
}
