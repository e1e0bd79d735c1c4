/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs a fuzz target on stored inputs: what make check does where there is no libFuzzer.
 *
 *   fuzz-NAME                    every input of $top_srcdir/tests/fuzz/corpus/NAME (or of ./tests/... when that is not set)
 *   fuzz-NAME FILE|FOLDER ...    these
 *
 * An input is a file: *.hex has its bytes in hexadecimal, white space ignored, '#' to the end of the line a comment; any other
 * name, *.txt by custom, has them as they are. Exit status: 0, 99 when inputs cannot be read or there are none; a target that
 * finds a fault does not return.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kexec/base/cleanup.h"

#define EXIT_BROKEN_HARNESS 99

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	uint8_t *data;
	size_t size;
};

static __attribute__((noreturn, format(printf, 1, 2))) void broken(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(EXIT_BROKEN_HARNESS);
}

/* The bytes in memory of exactly their size, so that AddressSanitizer sees a read behind them. */
static struct input exact(const uint8_t *data, size_t size)
{
	struct input input = { .data = malloc(size ? size : 1), .size = size };

	if (!input.data)
		broken("out of memory");
	if (size)
		memcpy(input.data, data, size);
	return input;
}

static struct input read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	AUTO_FREE uint8_t *data = NULL;
	struct input input;
	size_t size = 0, n;

	if (!f)
		broken("%s: %s", path, strerror(errno));
	do {
		uint8_t *larger = realloc(data, size + 65536);

		if (!larger)
			broken("out of memory");
		data = larger;
		n = fread(data + size, 1, 65536, f);
		size += n;
	} while (n);
	if (ferror(f))
		broken("%s: %s", path, strerror(errno));
	fclose(f);
	input = exact(data, size);
	return input;
}

static int digit(uint8_t c)
{
	const char *digits = "0123456789abcdef";
	const char *found = c ? strchr(digits, tolower(c)) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* In place: two digits become one byte. */
static size_t decode_hex(const char *path, uint8_t *data, size_t size)
{
	bool comment = false;
	size_t digits = 0;

	for (size_t i = 0; i < size; i++) {
		uint8_t c = data[i];

		comment = c != '\n' && (comment || c == '#');
		if (comment || isspace(c))
			continue;
		if (digit(c) < 0)
			broken("%s: no hexadecimal digit at byte %zu", path, i);
		data[digits / 2] = (uint8_t)(digits % 2 ? data[digits / 2] << 4 | digit(c) : digit(c));
		digits++;
	}
	if (digits % 2)
		broken("%s: an odd number of hexadecimal digits", path);
	return digits / 2;
}

static struct input read_input(const char *path)
{
	struct input raw = read_file(path), input;
	size_t length = strlen(path);

	if (length < 4 || strcmp(path + length - 4, ".hex"))
		return raw;
	input = exact(raw.data, decode_hex(path, raw.data, raw.size));
	free(raw.data);
	return input;
}

static size_t run_file(const char *path)
{
	struct input input = read_input(path);

	LLVMFuzzerTestOneInput(input.data, input.size);
	free(input.data);
	return 1;
}

static size_t run_folder(const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, alphasort);
	size_t done = 0;
	char name[4096];

	if (count < 0)
		broken("%s: %s", path, strerror(errno));
	for (int i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			done += run_file(name);
		free(entries[i]);
	}
	free(entries);
	return done;
}

static size_t run(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		broken("%s: %s", path, strerror(errno));
	return S_ISDIR(st.st_mode) ? run_folder(path) : run_file(path);
}

static size_t run_corpus(const char *program)
{
	const char *top = getenv("top_srcdir");
	const char *name = strstr(program, "fuzz-");
	char path[4096];

	for (const char *next = name; next; next = strstr(name + 1, "fuzz-"))
		name = next;
	if (!name)
		broken("%s: which corpus? The program's name is not fuzz-NAME", program);
	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%s", top ? top : ".", name + strlen("fuzz-"));
	return run(path);
}

int main(int argc, char **argv)
{
	size_t done = 0;

	if (argc == 1)
		done = run_corpus(argv[0]);
	for (int i = 1; i < argc; i++)
		done += run(argv[i]);
	if (!done)
		broken("%s: no inputs", argv[0]);
	printf("%s: %zu inputs\n", argv[0], done);
	return EXIT_SUCCESS;
}
