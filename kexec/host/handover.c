/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/handover.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/host/host.h"
#include "kexec/host/list-folder.h"

#define DEBUG_FOLDER "/sys/kernel/debug/kho"
#define DATA_FOLDER DEBUG_FOLDER "/out/sub_fdts"
#define LIVE_UPDATE "/sys/class/misc/liveupdate" /* the device exists only if live update is on, which needs handover */
#define CMDLINE_FILE "/proc/cmdline"
#define CMDLINE_MAX ((size_t)65536)

/* Returns 1; 0: it is absent, or closed to this user, as debugfs is to all but root, who alone can load; or -errno. */
static int exists(const struct host *host, const char *path)
{
	struct stat status;

	if (fstatat(host->root, path + 1, &status, 0) == 0)
		return 1;
	return errno == ENOENT || (errno == EACCES && geteuid() != 0) ? 0 : -errno;
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

/* The last kho= of the command line counts. Returns 1; 0: it is not asked for; or -errno. */
static int asked_for(const struct host *host)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	int on = 0, r = host_read(host, CMDLINE_FILE, CMDLINE_MAX, &text);
	char *rest = NULL;

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	for (char *word = strtok_r((char *)text.data, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest))
		if (strncmp(word, "kho=", 4) == 0)
			on = is_true(word + 4);
	return on;
}

/* Takes what came of looking for a sign: r as of exists(). One that is seen outweighs one that cannot be looked for. Returns true if it is seen. */
static bool take(int r, const char *sign, struct handover *handover)
{
	if (r > 0 || (r < 0 && !handover->error))
		snprintf(handover->seen, sizeof(handover->seen), "%s", sign);
	if (r > 0)
		handover->error = 0;
	else if (r < 0 && !handover->error)
		handover->error = r;
	return r > 0;
}

/* kho=on alone proves little: a kernel without handover accepts it, too. */
void host_handover(const struct host *host, struct handover *ret)
{
	struct handover handover = { 0 };
	bool shows = take(exists(host, DEBUG_FOLDER), DEBUG_FOLDER, &handover) || take(exists(host, LIVE_UPDATE), LIVE_UPDATE, &handover);

	if (!shows)
		(void)take(asked_for(host), "kho=on in " CMDLINE_FILE, &handover);
	handover.on = handover.seen[0] != '\0';
	if (handover.error || (shows && !list_data(host, &handover)))
		handover.have_data = true;
	*ret = handover;
}
