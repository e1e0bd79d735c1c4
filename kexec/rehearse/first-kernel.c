/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/rehearse/first-kernel.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/memmap.h"
#include "kexec/rehearse/archive.h"
#include "kexec/rehearse/marker.h"

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

#define LOW_END (4 * GIB)  /* crashkernel=SIZE,high begins there */
#define RAM_MAX (8 * GIB)  /* a kernel takes 1/64 of its RAM for itself, and the host must have that */
#define SYSTEM (256 * MIB) /* the first kernel, its program, and what it leaves free */

static uint64_t whole_mib(uint64_t bytes)
{
	return (bytes + MIB - 1) / MIB * MIB;
}

/* ---- memory ---- */

/* The bytes of the areas of a type that begin below, or not below, 4 GiB. */
static uint64_t bytes_of(const struct memmap *map, enum mem_type type, bool low)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < map->count; i++)
		if (map->area[i].type == type && (map->area[i].range.start < LOW_END) == low)
			sum += range_size(map->area[i].range);
	return sum;
}

static uint64_t all_of(const struct memmap *map, enum mem_type type)
{
	return bytes_of(map, type, true) + bytes_of(map, type, false);
}

uint64_t first_kernel_machine_ram(const struct memmap *map)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < map->count; i++)
		sum += range_size(map->area[i].range);
	return sum;
}

uint64_t first_kernel_ram(const struct memmap *map, uint64_t archive)
{
	uint64_t regions = all_of(map, MEM_CRASH) + all_of(map, MEM_CRASH_LOW) + all_of(map, MEM_CRASH_CMA);
	uint64_t needed = regions + 3 * archive + SYSTEM; /* packed, unpacked, and read by kexec */
	uint64_t ram = first_kernel_machine_ram(map);

	ram = ram < RAM_MAX ? ram : RAM_MAX;
	return whole_mib(ram > needed ? ram : needed);
}

/* ---- the command line ---- */

/* A region above 4 GiB has one below for devices, which mainline calls "Crash kernel", too. */
static char *crashkernel(const struct memmap *map)
{
	uint64_t low = bytes_of(map, MEM_CRASH, true) + all_of(map, MEM_CRASH_LOW), high = bytes_of(map, MEM_CRASH, false);
	uint64_t cma = all_of(map, MEM_CRASH_CMA);
	char pools[80] = "", *text = NULL;

	if (cma)
		snprintf(pools, sizeof(pools), " crashkernel=%" PRIu64 "K,cma", cma >> 10);
	if (high && asprintf(&text, "crashkernel=%" PRIu64 "K,high crashkernel=%" PRIu64 "K,low%s", high >> 10, low >> 10, pools) < 0)
		return NULL;
	if (!high && asprintf(&text, "crashkernel=%" PRIu64 "K%s", low >> 10, pools) < 0)
		return NULL;
	return text;
}

int first_kernel_cmdline(const struct memmap *map, const char *words, char **ret, struct diag *diag)
{
	AUTO_FREE char *regions = crashkernel(map);
	char *text;

	if (!all_of(map, MEM_CRASH))
		return diag_fail(diag, -ENODATA, "the machine has no crash region");
	if (!regions || asprintf(&text, "%s %s ignore_loglevel rdinit=/" MARKER_FOLDER "/first", regions, words) < 0)
		return diag_oom(diag);
	*ret = text;
	return 0;
}

/* ---- its initramfs ---- */

/* The words of kexec, each with its NUL. */
static int make_words(const struct first_kernel_files *files, struct blob *ret, struct diag *diag)
{
	AUTO_FREE char *append = NULL;
	const char *words[] = { "/kexec", "-p", "-c", "--serial=auto", "--check-initrd=no", "--initrd=/initrd",
				NULL, "/kernel", files->skip_checks ? "-i" : NULL };
	size_t count = sizeof(words) / sizeof(words[0]), size = 0, at = 0;

	if (asprintf(&append, "--command-line=%s", files->cmdline) < 0) {
		append = NULL;
		return diag_oom(diag);
	}
	words[6] = append;
	for (size_t i = 0; i < count && words[i]; i++)
		size += strlen(words[i]) + 1;
	if (blob_alloc(size, ret) < 0)
		return diag_oom(diag);
	for (size_t i = 0; i < count && words[i]; i++) {
		memcpy(ret->data + at, words[i], strlen(words[i]) + 1);
		at += strlen(words[i]) + 1;
	}
	return 0;
}

int first_kernel_archive(const struct first_kernel_files *files, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob words = { 0 };
	int r = make_words(files, &words, diag);
	const struct archive_entry entry[] = {
		{ .name = "proc", .mode = ARCHIVE_FOLDER },
		{ .name = "sys", .mode = ARCHIVE_FOLDER },
		{ .name = "run", .mode = ARCHIVE_FOLDER },
		{ .name = "dev", .mode = ARCHIVE_FOLDER },
		{ .name = "dev/console", .mode = ARCHIVE_DEVICE, .major = ARCHIVE_CONSOLE_MAJOR, .minor = ARCHIVE_CONSOLE_MINOR },
		{ .name = MARKER_FOLDER, .mode = ARCHIVE_FOLDER },
		{ .name = MARKER_FOLDER "/kmsg", .mode = ARCHIVE_DEVICE, .major = ARCHIVE_KMSG_MAJOR, .minor = ARCHIVE_KMSG_MINOR },
		{ .name = MARKER_FOLDER "/first", .mode = ARCHIVE_PROGRAM, .data = files->program },
		{ .name = MARKER_FOLDER "/words", .mode = ARCHIVE_FILE, .data = blob_view(&words) },
		{ .name = "kexec", .mode = ARCHIVE_PROGRAM, .data = files->kexec },
		{ .name = "kernel", .mode = ARCHIVE_FILE, .data = files->kernel },
		{ .name = "initrd", .mode = ARCHIVE_FILE, .data = files->initrd },
	};

	return r ? r : archive_make(entry, sizeof(entry) / sizeof(entry[0]), ret, diag);
}
