/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/collect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/fdt-folder.h"
#include "kexec/host/host.h"
#include "kexec/host/list-folder.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine-from.h"
#include "kexec/machine/snapshot.h"

#define PATH_MAX_SIZE 256

static int is_cpu(const struct dirent *entry)
{
	const char *digits = entry->d_name + 3;

	return strncmp(entry->d_name, "cpu", 3) == 0 && *digits && strspn(digits, "0123456789") == strlen(digits) &&
	       strlen(digits) < 8;
}

/* Sorts paths in the order of a snapshot's entries, so that entries are appended. */
static int by_cpu_number(const void *a, const void *b)
{
	const struct dirent *const *one = a, *const *other = b;
	long left = atol((*one)->d_name + 3), right = atol((*other)->d_name + 3);

	return left < right ? -1 : left > right;
}

/* Keeps the bytes, or the error. An attribute that vanishes while it is read (its CPU goes offline) counts as absent. */
static int keep(const char *path, int r, struct blob *bytes, struct snapshot *snapshot)
{
	if (r < 0)
		return r == -ENOMEM ? r : snapshot_add_error(snapshot, path, r == -ENODEV ? -ENOENT : r, NULL);
	return snapshot_add(snapshot, path, bytes);
}

static int add_file(const struct host *host, const char *path, size_t limit, struct snapshot *snapshot)
{
	CLEANUP(blob_release) struct blob bytes = { 0 };
	int r = host_read(host, path, limit, &bytes);

	return keep(path, r, &bytes, snapshot);
}

#define READINGS_MAX 20

/* Longer each time, 0.2 seconds in all: memory that is plugged in comes block by block. */
static void pause_before(int reading)
{
	const struct timespec pause = { .tv_nsec = (reading - 1) * 1000000L };

	(void)nanosleep(&pause, NULL);
}

/*
 * Linux, fs/seq_file.c and kernel/resource.c: /proc/iomem comes by pages, and its place in the list is a count of lines. If an
 * entry comes or goes between two pages, a line is missing or comes twice. So it is read until two readings are the same.
 *
 * Returns 0; 1: no two are; or -errno.
 */
static int read_live(const struct host *host, const struct snapshot_row *row, struct blob *ret)
{
	CLEANUP(blob_release) struct blob before = { 0 };
	int r = host_read(host, row->path, row->limit, &before);

	for (int i = 1; !r && i < READINGS_MAX; i++) {
		CLEANUP(blob_release) struct blob now = { 0 };

		pause_before(i);
		r = host_read(host, row->path, row->limit, &now);
		if (!r && now.size == before.size && memcmp(now.data, before.data, now.size) == 0) {
			*ret = blob_take(&now);
			return 0;
		}
		blob_release(&before);
		before = blob_take(&now);
	}
	return r < 0 ? r : 1;
}

static int add_live(const struct host *host, const struct snapshot_row *row, struct snapshot *snapshot)
{
	CLEANUP(blob_release) struct blob bytes = { 0 };
	char reason[PATH_MAX_SIZE + 64];
	int r = read_live(host, row, &bytes);

	if (r <= 0)
		return keep(row->path, r, &bytes, snapshot);
	snprintf(reason, sizeof(reason), "%s changes while it is read, each time", row->path);
	return snapshot_add_error(snapshot, row->path, -EAGAIN, reason);
}

/* The files of a recorded machine do not change. */
static int add_row(const struct host *host, const struct snapshot_row *row, struct snapshot *snapshot)
{
	if (row->is_live && !host->is_recorded)
		return add_live(host, row, snapshot);
	return add_file(host, row->path, row->limit, snapshot);
}

static int add_tree(const struct host *host, const char *path, struct snapshot *snapshot)
{
	CLEANUP(blob_release) struct blob bytes = { 0 };
	struct diag reason = { 0 };
	int r = host_devicetree_flatten(host->root, path + 1, &bytes, &reason);

	if (r < 0)
		return r == -ENOMEM ? r : snapshot_add_error(snapshot, path, r, reason.message);
	return snapshot_add(snapshot, path, &bytes);
}

/* Makes the row's path, with the name instead of its '*'. */
static int add_named(const struct host *host, const struct snapshot_row *row, const char *name, struct snapshot *snapshot)
{
	char path[PATH_MAX_SIZE];
	const char *star = strchr(row->path, '*');
	int n = snprintf(path, sizeof(path), "%.*s%s%s", (int)(star - row->path), row->path, name, star + 1);

	if (n < 0 || (size_t)n >= sizeof(path))
		return 0;
	return add_file(host, path, row->limit, snapshot);
}

static bool is_absent(const struct snapshot *snapshot, const char *path)
{
	const struct snapshot_entry *entry = snapshot_find(snapshot, path);

	return !entry || entry->error == -ENOENT;
}

static bool is_wanted(const struct snapshot_row *row, const struct machine_request *request, const struct snapshot *snapshot)
{
	return (!row->crash_only || request->crash) && (!row->recorded_only || snapshot->is_recorded) &&
	       (!row->instead || is_absent(snapshot, row->instead));
}

/* Reads a row that stands for one file. */
static int add_rows(const struct host *host, const struct snapshot_row *row, const struct machine_request *request,
		    struct snapshot *snapshot)
{
	const char *tty = console_port_name(request->serial);
	int r = 0;

	for (; row->path && !r; row++) {
		if (!is_wanted(row, request, snapshot))
			continue;
		if (row->each == EACH_FILE)
			r = add_row(host, row, snapshot);
		else if (row->each == EACH_TREE)
			r = add_tree(host, row->path, snapshot);
		else if (row->each == EACH_TTY && tty)
			r = add_named(host, row, tty, snapshot);
	}
	return r;
}

static int add_cpu_rows(const struct host *host, const struct snapshot_row *row, const char *cpu,
			const struct machine_request *request, struct snapshot *snapshot)
{
	int r = 0;

	for (; row->path && !r; row++)
		if (row->each == EACH_CPU && is_wanted(row, request, snapshot))
			r = add_named(host, row, cpu, snapshot);
	return r;
}

static int add_cpus(const struct host *host, const struct arch *arch, const struct machine_request *request,
		    struct snapshot *snapshot)
{
	CLEANUP(folder_list_release) struct folder_list list = { 0 };
	struct blob nothing = { 0 };
	int r = host_list_folder(host, SNAPSHOT_CPUS, is_cpu, by_cpu_number, &list);

	if (r < 0)
		return r == -ENOMEM ? r : snapshot_add_error(snapshot, SNAPSHOT_CPUS, r, NULL);
	r = snapshot_add(snapshot, SNAPSHOT_CPUS, &nothing);
	for (size_t i = 0; i < list.count && !r; i++) {
		r = add_cpu_rows(host, machine_rows(), list.entry[i]->d_name, request, snapshot);
		if (!r)
			r = add_cpu_rows(host, arch->snapshot_rows(), list.entry[i]->d_name, request, snapshot);
	}
	return r;
}

/* Collects the facts that no file has. */
static int identify(const struct host *host, struct snapshot *snapshot, struct diag *diag)
{
	struct utsname running;

	if (uname(&running) < 0)
		return diag_fail(diag, -errno, "uname: %s", strerror(errno));
	snprintf(snapshot->uts_machine, sizeof(snapshot->uts_machine), "%.64s", running.machine);
	snapshot->is_recorded = host->is_recorded;
	snapshot->page_size = host->is_recorded ? 0 : (uint64_t)sysconf(_SC_PAGESIZE);
	snapshot->big_endian = !host->is_recorded && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	return 0;
}

int host_collect(const struct host *host, const struct machine_request *request, struct snapshot *ret, struct diag *diag)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	const struct arch *arch;
	int r = identify(host, &snapshot, diag);

	if (!r)
		r = machine_find_arch(request, &snapshot, &arch, diag);
	if (r < 0)
		return r;
	r = add_rows(host, machine_rows(), request, &snapshot);
	if (!r)
		r = add_rows(host, arch->snapshot_rows(), request, &snapshot);
	if (!r)
		r = add_cpus(host, arch, request, &snapshot);
	if (r < 0)
		return diag_oom(diag);
	*ret = snapshot;
	snapshot = (struct snapshot){ 0 };
	return 0;
}

int host_collect_files(const struct host *host, const struct snapshot_row *row, struct snapshot *ret, struct diag *diag)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { .is_recorded = host->is_recorded };
	const struct machine_request nothing = { 0 };

	if (add_rows(host, row, &nothing, &snapshot) < 0)
		return diag_oom(diag);
	*ret = snapshot;
	snapshot = (struct snapshot){ 0 };
	return 0;
}

int host_collect_file(const struct host *host, const char *path, size_t limit, struct snapshot *snapshot, struct diag *diag)
{
	return add_file(host, path, limit, snapshot) < 0 ? diag_oom(diag) : 0;
}

int host_collect_more(const struct host *host, const struct snapshot_need *need, struct snapshot *snapshot, struct diag *diag)
{
	CLEANUP(blob_release) struct blob bytes = { 0 };
	int r = host_read_at(host, need->file, need->offset, need->size, &bytes);
	bool is_head = bytes.size == need->size;

	if (r < 0)
		r = r == -ENOMEM ? r : snapshot_add_error(snapshot, need->name, r, NULL);
	else
		r = snapshot_add(snapshot, need->name, &bytes);
	if (r < 0)
		return diag_oom(diag);
	snapshot_find(snapshot, need->name)->is_head = is_head;
	return 0;
}

int host_read_map(const struct host *host, struct memmap *ret, struct diag *diag)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { .is_recorded = host->is_recorded };

	if (add_row(host, &machine_rows()[0], &snapshot) < 0)
		return diag_oom(diag);
	return machine_find_map(&snapshot, ret, diag);
}
