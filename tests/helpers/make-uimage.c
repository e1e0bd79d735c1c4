/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make-uimage [KEY=VALUE ...] FILE...: a uImage of these files on standard output, for tests of the command line.
 *
 *   type=NUMBER          2 kernel (unless given), 3 initrd, 4 several parts, which the header's list then precedes
 *   compression=NUMBER   0 none (unless given), 1 gzip
 *   arch=NUMBER          (22)
 *   os=NUMBER            (5)
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/image/uimage.h"
#include "tests/helpers/uboot-writer.h"

#define FILES_MAX 32

static int read_file(const char *path, struct blob *ret)
{
	FILE *f = fopen(path, "rb");
	size_t n = 0, room = (size_t)64 << 20;

	if (f && blob_alloc(room, ret) == 0)
		n = fread(ret->data, 1, room, f);
	if (!f || !ret->data || n == room || ferror(f)) {
		fprintf(stderr, "make-uimage: %s: %s\n", path, strerror(errno));
		return -1;
	}
	fclose(f);
	ret->size = n;
	return 0;
}

/* False: it is no KEY=VALUE. */
static bool read_setting(const char *argument, struct uimage_spec *spec)
{
	const struct {
		const char *key;
		uint8_t *value;
	} settings[] = {
		{ "type=", &spec->type },
		{ "compression=", &spec->compression },
		{ "arch=", &spec->arch },
		{ "os=", &spec->os },
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		size_t length = strlen(settings[i].key);

		if (!strncmp(argument, settings[i].key, length)) {
			*settings[i].value = (uint8_t)strtoul(argument + length, NULL, 0);
			return true;
		}
	}
	return false;
}

int main(int argc, char **argv)
{
	struct uimage_spec spec = { .os = UIMAGE_OS_LINUX, .arch = 22, .type = UIMAGE_KERNEL, .name = "a test's" };
	struct blob files[FILES_MAX] = { 0 };
	struct view parts[FILES_MAX];
	CLEANUP(blob_release) struct blob result = { 0 };
	size_t count = 0;

	for (int i = 1; i < argc; i++) {
		if (read_setting(argv[i], &spec))
			continue;
		if (count == FILES_MAX || read_file(argv[i], &files[count]) < 0)
			return EXIT_FAILURE;
		parts[count] = blob_view(&files[count]);
		count++;
	}
	spec.have_list = spec.type == UIMAGE_MULTI;
	if (!count || uimage_write(&spec, parts, count, &result) < 0)
		return EXIT_FAILURE;
	for (size_t i = 0; i < count; i++)
		blob_release(&files[i]);
	return fwrite(result.data, 1, result.size, stdout) == result.size && !fflush(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
