/* SPDX-License-Identifier: GPL-2.0-only */
/* A command line, whatever it says: the words are the lines of the input. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/options/options-parse.h"
#include "kexec/options/options.h"

#define WORDS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int split(char *text, char *argv[WORDS_MAX + 2])
{
	static char name[] = "kexec";
	char *at = text;
	int argc = 0;

	argv[argc++] = name;
	while (at && *at && argc <= WORDS_MAX) {
		argv[argc++] = at;
		at = strchr(at, '\n');
		if (at)
			*at++ = '\0';
	}
	argv[argc] = NULL;
	return argc;
}

static bool is_word(const char *text, const char *start, size_t size)
{
	return !text || (text >= start && text <= start + size);
}

static void check_options(const struct options *options, const char *start, size_t size)
{
	if (!is_word(options->kernel, start, size) || !is_word(options->append, start, size) ||
	    !is_word(options->initrd.path[0], start, size) || !is_word(options->sysroot, start, size))
		abort();
	if (options->dry_run != DRY_RUN_NO && !options_is_load(options))
		abort();
	if (options->command == COMMAND_EXEC && options->kernel)
		abort();
	if (options->command == COMMAND_UNLOAD && (options->kernel || options->sysroot))
		abort();
	if (options->allowed.start > options->allowed.end)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_FREE char *text = malloc(size + 1);
	char *argv[WORDS_MAX + 2];
	struct options options = { 0 };
	struct diag diag = { 0 };
	int r;

	if (!text)
		return 0;
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	r = options_parse(split(text, argv), argv, &options, &diag);
	if (r != 0 && (r != -EINVAL || !diag.message[0] || options.kernel))
		abort();
	if (r == 0)
		check_options(&options, text, size);
	return 0;
}
