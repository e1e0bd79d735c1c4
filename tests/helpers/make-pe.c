/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make-pe [ARGUMENT ...]: a PE file for tests of the command line: a UKI, an addon, an EFI program, or a zboot kernel.
 *
 *   .NAME=FILE         a section with the bytes of the file; sections come in the order of the arguments
 *   .NAME:TEXT         a section with this text
 *   zboot=WORD         a zboot kernel; the word names the compression
 *   payload=FILE       its payload, which is packed already
 *   unpacked=FILE      the size of this file goes into the size field behind the payload, which else is left out
 *   machine=NUMBER     (0xaa64, arm64)
 *   sign=BYTES         with a certificate table of so many bytes, which nobody verifies (0)
 *   truncate=BYTES     only so many bytes of the result
 *   output=FILE        (standard output)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "tests/helpers/pe-writer.h"

#define PARTS_MAX 64

struct arguments {
	struct pe_part part[PARTS_MAX];
	struct blob bytes[PARTS_MAX];
	struct pe_spec pe;
	struct zboot_spec zboot;
	struct blob payload;
	uint64_t truncate;
	const char *output;
};

static void release_arguments(struct arguments *args)
{
	for (size_t i = 0; i < PARTS_MAX; i++)
		blob_release(&args->bytes[i]);
	blob_release(&args->payload);
}

static bool read_file(const char *path, struct blob *ret)
{
	FILE *f = fopen(path, "rb");
	long size = f && !fseek(f, 0, SEEK_END) ? ftell(f) : -1;
	bool ok = size >= 0 && !blob_alloc((size_t)size, ret) && !fseek(f, 0, SEEK_SET) &&
		  fread(ret->data, 1, (size_t)size, f) == (size_t)size;

	if (f)
		fclose(f);
	return ok;
}

static bool add_section(struct arguments *args, char *text)
{
	size_t i = args->pe.part_count, length = strcspn(text, "=:");
	char separator = text[length];

	if (!separator || i == PARTS_MAX)
		return false;
	text[length] = '\0';
	args->part[i].name = text;
	text += length + 1;
	if (separator == '=') {
		if (!read_file(text, &args->bytes[i]))
			return false;
		args->part[i].bytes = blob_view(&args->bytes[i]);
	} else {
		args->part[i].bytes = (struct view){ (const uint8_t *)text, strlen(text) };
	}
	args->pe.part_count++;
	return true;
}

static bool set(struct arguments *args, const char *key, const char *value)
{
	CLEANUP(blob_release) struct blob unpacked = { 0 };

	if (!strcmp(key, "zboot"))
		args->zboot.word = value;
	else if (!strcmp(key, "payload"))
		return read_file(value, &args->payload);
	else if (!strcmp(key, "unpacked")) {
		args->zboot.has_size_field = read_file(value, &unpacked);
		args->zboot.unpacked_size = (uint32_t)unpacked.size;
		return args->zboot.has_size_field;
	} else if (!strcmp(key, "machine"))
		args->pe.machine = (uint16_t)strtoul(value, NULL, 0);
	else if (!strcmp(key, "sign"))
		args->pe.signature = (uint32_t)strtoul(value, NULL, 0);
	else if (!strcmp(key, "truncate"))
		args->truncate = strtoull(value, NULL, 0);
	else if (!strcmp(key, "output"))
		args->output = value;
	else
		return false;
	return true;
}

static bool parse(int argc, char **argv, struct arguments *args)
{
	for (int i = 1; i < argc; i++) {
		char *equals = strchr(argv[i], '=');
		bool ok = argv[i][0] == '.' ? add_section(args, argv[i]) : equals != NULL;

		if (ok && argv[i][0] != '.') {
			*equals = '\0';
			ok = set(args, argv[i], equals + 1);
		}
		if (!ok) {
			fprintf(stderr, "make-pe: not understood, or not to be read: %s\n", argv[i]);
			return false;
		}
	}
	args->pe.part = args->part;
	args->zboot.machine = args->pe.machine;
	args->zboot.signature = args->pe.signature;
	args->zboot.payload = blob_view(&args->payload);
	return true;
}

static int write_out(const struct blob *blob, const struct arguments *args)
{
	size_t size = blob->size < args->truncate ? blob->size : (size_t)args->truncate;
	FILE *f = args->output ? fopen(args->output, "wb") : stdout;

	if (!f || fwrite(blob->data, 1, size, f) != size || fclose(f)) {
		perror("make-pe");
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	CLEANUP(release_arguments) struct arguments args = { .pe.machine = PE_MACHINE_ARM64, .truncate = UINT64_MAX };
	CLEANUP(blob_release) struct blob file = { 0 };

	if (!parse(argc, argv, &args))
		return EXIT_FAILURE;
	if ((args.zboot.word ? zboot_write(&args.zboot, &file) : pe_write(&args.pe, &file)) < 0) {
		fprintf(stderr, "make-pe: out of memory\n");
		return EXIT_FAILURE;
	}
	return write_out(&file, &args);
}
