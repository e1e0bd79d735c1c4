/* SPDX-License-Identifier: GPL-2.0-only */
/* The entries of a folder of the machine, sorted: scandirat(3), which musl does not have. */
#ifndef WARMKEXEC_HOST_LIST_FOLDER_H
#define WARMKEXEC_HOST_LIST_FOLDER_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

struct host;

struct folder_list {
	struct dirent **entry;
	size_t count;
};

/*
 * Lists the entries of path (absolute, as on the machine) that is_wanted() accepts, in the order of compare(), which gets
 * two pointers to entries, of type struct dirent *const *.
 *
 * *ret: the entries; release them with folder_list_release(). Untouched on failure.
 *
 * -ENOENT, -ENOTDIR, ...: the folder cannot be opened or read
 * -ENOMEM
 */
int host_list_folder(const struct host *host, const char *path, int (*is_wanted)(const struct dirent *),
		     int (*compare)(const void *, const void *), struct folder_list *ret);

void folder_list_release(struct folder_list *list);

#endif
