/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/handover.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/host/host.h"
#include "kexec/host/list-folder.h"

#define DEBUG_FOLDER "/sys/kernel/debug/kho"
#define DATA_FOLDER DEBUG_FOLDER "/out/sub_fdts"
#define LIVE_UPDATE "/sys/class/misc/liveupdate" /* the device exists only if live update is on, which needs handover */
#define CMDLINE_MAX ((size_t)65536)

static bool exists(const struct host *host, const char *path)
{
	struct stat status;

	return fstatat(host->root, path + 1, &status, 0) == 0;
}

/* kexec-metadata is the kernel's own note: the next kernel only prints it. */
static int is_data(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && strcmp(entry->d_name, "kexec-metadata") != 0;
}

static int by_name(const void *a, const void *b)
{
	const struct dirent *const *one = a, *const *other = b;

	return strcmp((*one)->d_name, (*other)->d_name);
}

static bool list_data(const struct host *host, struct handover *handover)
{
	CLEANUP(folder_list_release) struct folder_list list = { 0 };
	size_t used = 0;

	if (host_list_folder(host, DATA_FOLDER, is_data, by_name, &list) < 0)
		return false;
	for (size_t i = 0; i < list.count && used < sizeof(handover->data); i++)
		used += (size_t)snprintf(handover->data + used, sizeof(handover->data) - used, "%s%.60s", i ? ", " : "",
					 list.entry[i]->d_name);
	handover->have_data = list.count > 0;
	return true;
}

/* Reads a bool as the kernel's kstrtobool() does. */
static bool is_true(const char *value)
{
	return (*value && strchr("yYtTeE1", *value)) || strncasecmp(value, "on", 2) == 0;
}

/* The last kho= of the command line counts. */
static bool asked_for(const struct host *host)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	bool on = false;
	char *rest = NULL;

	if (host_read(host, "/proc/cmdline", CMDLINE_MAX, &text) < 0)
		return false;
	for (char *word = strtok_r((char *)text.data, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest))
		if (strncmp(word, "kho=", 4) == 0)
			on = is_true(word + 4);
	return on;
}

/* kho=on alone proves little: a kernel without handover accepts it, too. */
void host_handover(const struct host *host, struct handover *ret)
{
	struct handover handover = { 0 };
	const char *seen = NULL;

	if (exists(host, DEBUG_FOLDER))
		seen = DEBUG_FOLDER;
	else if (exists(host, LIVE_UPDATE))
		seen = LIVE_UPDATE;
	if (seen && !list_data(host, &handover))
		handover.have_data = true;
	if (!seen && asked_for(host))
		seen = "kho=on in /proc/cmdline";
	handover.on = seen != NULL;
	snprintf(handover.seen, sizeof(handover.seen), "%s", seen ? seen : "");
	*ret = handover;
}
