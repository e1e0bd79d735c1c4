/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/fdt-folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/fdt-writer.h"
#include "kexec/host/host.h"
#include "kexec/machine/fdt-open.h"

#define PATH_SIZE 4096

static void close_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

#define AUTO_CLOSE CLEANUP(host_close_fd)

/* The state of the walk. */
struct walk {
	struct fdt_writer writer;
	uint8_t *property; /* the value being read, of DTB_SIZE_MAX bytes */
	struct diag *diag;
	size_t path_length;
	char path[PATH_SIZE];
};

/* The names of one folder, sorted. bytes holds them one after the other. */
struct names {
	char *bytes;
	char **list;
	size_t size;
	size_t count;
};

static void names_release(struct names *names)
{
	free(names->bytes);
	free(names->list);
}

static int fail_errno(struct walk *walk, const char *doing)
{
	int error = errno;

	return diag_fail(walk->diag, -error, "%s: %s: %s", walk->path, doing, strerror(error));
}

/* error: of the writer */
static int fail_writing(struct walk *walk, int error)
{
	if (error == -ENOMEM)
		return diag_oom(walk->diag);
	return diag_fail(walk->diag, -EFBIG, "%s: the devicetree has more than %zu bytes", walk->path, DTB_SIZE_MAX);
}

/* Appends "/name". Returns false if the path would not fit PATH_SIZE. */
static bool path_push(struct walk *walk, const char *name)
{
	size_t room = PATH_SIZE - walk->path_length;
	int n = snprintf(walk->path + walk->path_length, room, "/%s", name);

	if (n < 0 || (size_t)n >= room)
		return false;
	walk->path_length += (size_t)n;
	return true;
}

static void path_cut(struct walk *walk, size_t length)
{
	walk->path_length = length;
	walk->path[length] = '\0';
}

static bool is_entry(const char *name)
{
	return strcmp(name, ".") && strcmp(name, "..");
}

/* Adds name and its NUL. More names than a devicetree can hold are an error before they take much memory. */
static int names_add(struct names *names, const char *name)
{
	size_t size = strlen(name) + 1;
	char *bytes;

	if (size > DTB_SIZE_MAX - names->size)
		return -EFBIG;
	if (!(names->count % 64)) {
		bytes = realloc(names->bytes, names->size + 64 * (NAME_MAX + 1));
		if (!bytes)
			return -ENOMEM;
		names->bytes = bytes;
	}
	memcpy(names->bytes + names->size, name, size);
	names->size += size;
	names->count++;
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int names_sort(struct names *names)
{
	char *p = names->bytes;

	names->list = calloc(names->count + 1, sizeof(names->list[0]));
	if (!names->list)
		return -ENOMEM;
	for (size_t i = 0; i < names->count; i++, p += strlen(p) + 1)
		names->list[i] = p;
	if (names->count)
		qsort(names->list, names->count, sizeof(names->list[0]), compare_names);
	return 0;
}

static int read_names(struct walk *walk, int dir_fd, struct names *names)
{
	CLEANUP(close_dir) DIR *dir = NULL;
	struct dirent *entry;
	int r = 0, fd;

	fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(walk, "cannot open");
	dir = fdopendir(fd);
	if (!dir) {
		r = fail_errno(walk, "cannot list");
		close(fd);
		return r;
	}
	while (errno = 0, !r && (entry = readdir(dir)))
		if (is_entry(entry->d_name))
			r = names_add(names, entry->d_name);
	if (!r && errno)
		return fail_errno(walk, "cannot list");
	if (!r)
		r = names_sort(names);
	return r < 0 ? fail_writing(walk, r) : 0;
}

/* Reads the file to its end into walk->property. */
static int read_value(struct walk *walk, int fd, size_t *ret_size)
{
	size_t size = 0;

	while (size < DTB_SIZE_MAX) {
		ssize_t n = read(fd, walk->property + size, DTB_SIZE_MAX - size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_errno(walk, "cannot read");
		if (n == 0) {
			*ret_size = size;
			return 0;
		}
		size += (size_t)n;
	}
	return fail_writing(walk, -EFBIG);
}

static int add_property(struct walk *walk, int dir_fd, const char *name)
{
	AUTO_CLOSE int fd = -1;
	size_t size = 0;
	int r;

	fd = openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(walk, "cannot open");
	r = read_value(walk, fd, &size);
	if (r < 0)
		return r;
	r = fdt_writer_property(&walk->writer, name, (struct view){ walk->property, size });
	return r < 0 ? fail_writing(walk, r) : 0;
}

static int add_node(struct walk *walk, int dir_fd, const char *name, unsigned int depth);

static int add_entry(struct walk *walk, int dir_fd, const char *name, bool folders, unsigned int depth)
{
	struct stat st;

	if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return fail_errno(walk, "cannot look at");
	if (S_ISLNK(st.st_mode))
		return diag_fail(walk->diag, -ELOOP, "%s: a devicetree has no symbolic links", walk->path);
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
		return diag_fail(walk->diag, -EINVAL, "%s: neither a folder nor a file", walk->path);
	if (!!S_ISDIR(st.st_mode) != folders)
		return 0;
	return folders ? add_node(walk, dir_fd, name, depth) : add_property(walk, dir_fd, name);
}

/* The properties of a node come before its subnodes (Devicetree Specification v0.4, 5.4.2). */
static int add_entries(struct walk *walk, int dir_fd, const struct names *names, bool folders, unsigned int depth)
{
	size_t length = walk->path_length;
	int r = 0;

	for (size_t i = 0; !r && i < names->count; i++) {
		const char *name = names->list[i];

		if (!folders && !strcmp(name, "name"))
			continue;
		if (!path_push(walk, name))
			return diag_fail(walk->diag, -ENAMETOOLONG, "%s: a path below it has more than %d bytes", walk->path,
					 PATH_SIZE);
		r = add_entry(walk, dir_fd, name, folders, depth);
		path_cut(walk, length);
	}
	return r;
}

static int add_open_node(struct walk *walk, int fd, const char *node_name, unsigned int depth)
{
	CLEANUP(names_release) struct names names = { 0 };
	int r;

	if (depth > DEVICETREE_DEPTH_MAX)
		return diag_fail(walk->diag, -ELOOP, "%s: more than %d folders deep", walk->path, DEVICETREE_DEPTH_MAX);
	r = read_names(walk, fd, &names);
	if (r < 0)
		return r;
	r = fdt_writer_begin_node(&walk->writer, node_name);
	if (r < 0)
		return fail_writing(walk, r);
	r = add_entries(walk, fd, &names, false, depth);
	if (!r)
		r = add_entries(walk, fd, &names, true, depth);
	if (r < 0)
		return r;
	r = fdt_writer_end_node(&walk->writer);
	return r < 0 ? fail_writing(walk, r) : 0;
}

static int add_node(struct walk *walk, int dir_fd, const char *name, unsigned int depth)
{
	AUTO_CLOSE int fd = openat(dir_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return fail_errno(walk, "cannot open");
	return add_open_node(walk, fd, name, depth + 1);
}

/* Replaces *fd by a folder inside it. Returns 0, or -errno; *fd is -1 on failure. */
static int step_into(int *fd, const char *name)
{
	int next = openat(*fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int r = next < 0 ? -errno : 0;

	close(*fd);
	*fd = next;
	return r;
}

/* Opens path below root_fd, one folder at a time, without following links and never above root_fd. Changes path. */
static int open_beneath(int root_fd, char *path, int *ret_fd)
{
	int fd = openat(root_fd, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int r = fd < 0 ? -errno : 0;
	unsigned int depth = 0;
	char *save = NULL;

	for (char *part = strtok_r(path, "/", &save); part && !r; part = strtok_r(NULL, "/", &save)) {
		if (!strcmp(part, "..") && !depth--) {
			close(fd);
			return -ELOOP;
		}
		depth += strcmp(part, "..") && strcmp(part, ".");
		r = step_into(&fd, part);
	}
	if (!r)
		*ret_fd = fd;
	return r;
}

/* Finds the path itself or, if its last part is a link, the target of the link. */
static int follow_link(int root_fd, const char *path, char ret[PATH_SIZE])
{
	AUTO_CLOSE int parent_fd = -1;
	char parent[PATH_SIZE], target[PATH_SIZE];
	const char *slash = strrchr(path, '/');
	int above = slash ? (int)(slash - path) : 0;
	ssize_t size;
	int n, r;

	snprintf(parent, sizeof(parent), "%.*s", above, path);
	r = open_beneath(root_fd, parent, &parent_fd);
	if (r < 0)
		return r;
	size = readlinkat(parent_fd, slash ? slash + 1 : path, target, sizeof(target) - 1);
	if (size < 0 && errno != EINVAL)
		return -errno;
	if (size < 0)
		n = snprintf(ret, PATH_SIZE, "%s", path);
	else if (target[0] == '/')
		n = snprintf(ret, PATH_SIZE, "%.*s", (int)size, target);
	else
		n = snprintf(ret, PATH_SIZE, "%.*s/%.*s", above, path, (int)size, target);
	return n < 0 || n >= PATH_SIZE ? -ENAMETOOLONG : 0;
}

static int open_top(int root_fd, const char *path, int *ret_fd, struct diag *diag)
{
	char followed[PATH_SIZE];
	int r = strlen(path) < PATH_SIZE ? follow_link(root_fd, path, followed) : -ENAMETOOLONG;

	if (!r)
		r = open_beneath(root_fd, followed, ret_fd);
	return r < 0 ? diag_fail(diag, r, "%s: cannot open: %s", path, strerror(-r)) : 0;
}

static void walk_release(struct walk *walk)
{
	fdt_writer_release(&walk->writer);
	free(walk->property);
}

int host_devicetree_flatten(int root_fd, const char *path, struct blob *ret, struct diag *diag)
{
	CLEANUP(walk_release) struct walk walk = { .diag = diag };
	AUTO_CLOSE int fd = -1;
	int r;

	r = open_top(root_fd, path, &fd, diag);
	if (r < 0)
		return r;
	walk.property = malloc(DTB_SIZE_MAX);
	if (!walk.property || fdt_writer_start(&walk.writer) < 0)
		return diag_oom(diag);
	walk.path_length = (size_t)snprintf(walk.path, sizeof(walk.path), "%s", path);
	r = add_open_node(&walk, fd, "", 0);
	if (r < 0)
		return r;
	r = fdt_writer_finish(&walk.writer, ret);
	return r < 0 ? fail_writing(&walk, r) : 0;
}
