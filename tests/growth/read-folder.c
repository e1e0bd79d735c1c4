/* SPDX-License-Identifier: GPL-2.0-only */
/* A devicetree that is a folder of empty files, whose names are the lines of the input. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/fdt-folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
	if (!ok)
		abort();
}

/* Makes or removes the files. */
static void for_each_line(char *text, int folder, bool make)
{
	for (char *name = text, *end; (end = strchr(name, '\n')); *end = '\n', name = end + 1) {
		int fd;

		*end = '\0';
		if (make) {
			fd = openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
			check(fd >= 0 && close(fd) == 0);
		} else {
			check(unlinkat(folder, name, 0) == 0);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/tmp/growth-XXXXXX";
	AUTO_FREE char *text = strndup((const char *)data, size);
	CLEANUP(blob_release) struct blob tree = { 0 };
	struct diag diag = { 0 };
	int root, folder;

	check(text && mkdtemp(path));
	root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	check(root >= 0 && folder >= 0);
	for_each_line(text, folder, true);
	check(host_devicetree_flatten(root, path, &tree, &diag) == 0);
	for_each_line(text, folder, false);
	check(close(root) == 0 && close(folder) == 0 && rmdir(path) == 0);
	return 0;
}
