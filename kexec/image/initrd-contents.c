/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/initrd-contents.h"

#include <stdio.h>
#include <string.h>

/* Programs and scripts that save dumps: of makedumpfile, kexec, kdump-utils, kdump-tools, and openSUSE's kdump. */
static const char *const tools[] = { "makedumpfile", "vmcore-dmesg", "kdump.sh",       "kdump-capture.service", "kdump-config",
				     "kdumptool",    "kdump-save",   "save_dump.sh", "kdump" };

/* dracut 99squash and later: the rest of the initrd is in it. */
static const char *const images[] = { "squashfs-root.img", "squash-root.img", "erofs-root.img" };

static uint64_t round_up(uint64_t size, uint64_t page)
{
	return (size + page - 1) / page * page;
}

static bool is_one_of(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(name, list[i]))
			return true;
	return false;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void add_version(const char *name, size_t length, struct initrd_contents *contents)
{
	for (size_t i = 0; i < contents->version_count; i++)
		if (!strncmp(contents->version[i], name, length) && !contents->version[i][length])
			return;
	if (contents->version_count < INITRD_VERSIONS_MAX && length < sizeof(contents->version[0]))
		snprintf(contents->version[contents->version_count++], sizeof(contents->version[0]), "%.*s", (int)length, name);
}

/* The name behind "lib/modules/", up to the next "/", if there is more behind it. */
static void note_version(const char *path, struct initrd_contents *contents)
{
	static const char folder[] = "lib/modules/";
	const char *from = strstr(path, folder);
	size_t length;

	if (!from || (from > path && from[-1] != '/'))
		return;
	from += sizeof(folder) - 1;
	length = strcspn(from, "/");
	if (from[length] && length)
		add_version(from, length, contents);
}

/* The names of archives begin with "/" or "./" or neither. */
static bool is_init(const char *name)
{
	name += name[0] == '.' && name[1] == '/';
	name += strspn(name, "/");
	return !strcmp(name, "init");
}

void initrd_note(const char *name, uint64_t size, struct initrd_contents *contents)
{
	const char *base = base_name(name);

	/* An entry without bytes counts, too: a file with several names has them at the last one only. */
	if (is_init(name))
		contents->has_init = true;
	if (!size)
		return;
	contents->unpacked += round_up(size, 4096);
	contents->unpacked_16k += round_up(size, 16384);
	contents->unpacked_64k += round_up(size, 65536);
	contents->file_count++;
	if (!contents->tool[0] && is_one_of(base, tools, sizeof(tools) / sizeof(tools[0])))
		snprintf(contents->tool, sizeof(contents->tool), "%s", base);
	if (is_one_of(base, images, sizeof(images) / sizeof(images[0])))
		contents->is_opaque = true;
	if (strstr(name, "/drivers/watchdog/"))
		contents->has_watchdog = true;
	note_version(name, contents);
}

void initrd_add(struct initrd_contents *to, const struct initrd_contents *more)
{
	to->unpacked += more->unpacked;
	to->unpacked_16k += more->unpacked_16k;
	to->unpacked_64k += more->unpacked_64k;
	to->file_count += more->file_count;
	if (!to->tool[0])
		memcpy(to->tool, more->tool, sizeof(to->tool));
	to->has_init = to->has_init || more->has_init;
	to->has_watchdog = to->has_watchdog || more->has_watchdog;
	to->is_opaque = to->is_opaque || more->is_opaque;
	if (!to->unknown[0])
		memcpy(to->unknown, more->unknown, sizeof(to->unknown));
	for (size_t i = 0; i < more->version_count; i++)
		add_version(more->version[i], strlen(more->version[i]), to);
}
