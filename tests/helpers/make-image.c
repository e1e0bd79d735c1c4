/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * make-image [KEY=VALUE ...]: an arm64 kernel that does nothing, for tests of the command line.
 *
 *   format=Image|vmlinux          (Image)
 *   size=BYTES                    of the Image, 1M unless given; K, M, G and 0x are understood
 *   image_size=BYTES              in the header, size rounded up to 64K and 1M more unless given
 *   text_offset=BYTES             (0)
 *   page=4k|16k|64k|none          (4k)
 *   endian=little|big             (little)
 *   placement=any|low             (any)
 *   flags=NUMBER                  in place of page, endian and placement
 *   pe=yes|no                     with an EFI stub's PE header (yes)
 *   truncate=BYTES                only so many bytes of the result
 *   output=FILE                   (standard output)
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "tests/helpers/image-writer.h"

struct arguments {
	struct image_spec spec;
	bool vmlinux;
	bool have_image_size;
	bool have_flags;
	uint64_t page_bits, endian_bit, placement_bit;
	uint64_t truncate;
	const char *output;
};

static bool number(const char *text, uint64_t *ret)
{
	static const char suffixes[] = "KMG";
	const char *suffix;
	char *end;
	uint64_t n;

	errno = 0;
	n = strtoull(text, &end, 0);
	if (errno || end == text)
		return false;
	suffix = *end ? strchr(suffixes, *end) : NULL;
	if (*end && (!suffix || end[1]))
		return false;
	*ret = suffix ? n << 10 * (suffix - suffixes + 1) : n;
	return true;
}

struct choice {
	const char *name;
	uint64_t value;
};

static const struct choice pages[] = { { "none", 0 }, { "4k", 2 }, { "16k", 4 }, { "64k", 6 }, { 0 } };
static const struct choice endians[] = { { "little", 0 }, { "big", 1 }, { 0 } };
static const struct choice placements[] = { { "low", 0 }, { "any", 8 }, { 0 } };
static const struct choice answers[] = { { "no", 0 }, { "yes", 1 }, { 0 } };
static const struct choice formats[] = { { "Image", 0 }, { "vmlinux", 1 }, { 0 } };

static bool choose(const struct choice *choices, const char *text, uint64_t *ret)
{
	for (; choices->name; choices++)
		if (!strcmp(choices->name, text)) {
			*ret = choices->value;
			return true;
		}
	return false;
}

static bool set(struct arguments *args, const char *key, const char *value)
{
	uint64_t n = 0;
	bool ok;

	if (!strcmp(key, "size"))
		return number(value, &args->spec.size);
	if (!strcmp(key, "text_offset"))
		return number(value, &args->spec.text_offset);
	if (!strcmp(key, "truncate"))
		return number(value, &args->truncate);
	if (!strcmp(key, "image_size"))
		return args->have_image_size = number(value, &args->spec.image_size);
	if (!strcmp(key, "flags"))
		return args->have_flags = number(value, &args->spec.flags);
	if (!strcmp(key, "page"))
		return choose(pages, value, &args->page_bits);
	if (!strcmp(key, "endian"))
		return choose(endians, value, &args->endian_bit);
	if (!strcmp(key, "placement"))
		return choose(placements, value, &args->placement_bit);
	if (!strcmp(key, "pe")) {
		ok = choose(answers, value, &n);
		args->spec.pe = n;
		return ok;
	}
	if (!strcmp(key, "format")) {
		ok = choose(formats, value, &n);
		args->vmlinux = n;
		return ok;
	}
	args->output = value;
	return !strcmp(key, "output");
}

static bool parse(int argc, char **argv, struct arguments *args)
{
	for (int i = 1; i < argc; i++) {
		char *equals = strchr(argv[i], '=');

		if (equals)
			*equals = '\0';
		if (!equals || !set(args, argv[i], equals + 1)) {
			fprintf(stderr, "make-image: not understood: %s%s%s\n", argv[i], equals ? "=" : "",
				equals ? equals + 1 : "");
			return false;
		}
	}
	if (!args->have_image_size)
		args->spec.image_size = align_down(args->spec.size + 0xffff, 0x10000) + (1 << 20);
	if (!args->have_flags)
		args->spec.flags = args->page_bits | args->endian_bit | args->placement_bit;
	return true;
}

static int write_out(const struct blob *blob, const struct arguments *args)
{
	size_t size = blob->size < args->truncate ? blob->size : (size_t)args->truncate;
	FILE *f = args->output ? fopen(args->output, "wb") : stdout;

	if (!f || fwrite(blob->data, 1, size, f) != size || fclose(f)) {
		perror("make-image");
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct arguments args = {
		.spec = { .size = 1 << 20, .pe = true },
		.page_bits = 2,
		.placement_bit = 8,
		.truncate = UINT64_MAX,
	};
	CLEANUP(blob_release) struct blob blob = { 0 };
	int r;

	if (!parse(argc, argv, &args))
		return EXIT_FAILURE;
	r = args.vmlinux ? image_write_vmlinux(&args.spec, &blob) : image_write(&args.spec, &blob);
	if (r < 0) {
		fprintf(stderr, "make-image: %s\n", strerror(-r));
		return EXIT_FAILURE;
	}
	return write_out(&blob, &args);
}
