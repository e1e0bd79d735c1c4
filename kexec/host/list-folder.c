/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/list-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/host/host.h"

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

void folder_list_release(struct folder_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->entry[i]);
	free(list->entry);
}

static int add_copy(const struct dirent *entry, struct folder_list *list)
{
	size_t size = offsetof(struct dirent, d_name) + strlen(entry->d_name) + 1;
	struct dirent **grown = reallocarray(list->entry, list->count + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	list->entry = grown;
	grown[list->count] = malloc(size);
	if (!grown[list->count])
		return -ENOMEM;
	memcpy(grown[list->count++], entry, size);
	return 0;
}

static int read_entries(DIR *dir, int (*is_wanted)(const struct dirent *), struct folder_list *list)
{
	const struct dirent *entry;
	int r = 0;

	while (!r) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			return -errno;
		if (is_wanted(entry))
			r = add_copy(entry, list);
	}
	return r;
}

int host_list_folder(const struct host *host, const char *path, int (*is_wanted)(const struct dirent *),
		     int (*compare)(const void *, const void *), struct folder_list *ret)
{
	CLEANUP(folder_list_release) struct folder_list list = { 0 };
	CLEANUP(close_dir) DIR *dir = NULL;
	int fd = openat(host->root, path + 1, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r;

	if (fd < 0)
		return -errno;
	dir = fdopendir(fd);
	if (!dir) {
		r = -errno;
		close(fd);
		return r;
	}
	r = read_entries(dir, is_wanted, &list);
	if (r < 0)
		return r;
	if (list.count)
		qsort(list.entry, list.count, sizeof(list.entry[0]), compare);
	*ret = list;
	list = (struct folder_list){ 0 };
	return 0;
}
