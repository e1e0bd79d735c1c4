/* SPDX-License-Identifier: GPL-2.0-only */
/* The whole way of a kernel file: recognise, unpack, flatten, read the header. */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "arch/arm64/header.h"
#include "kexec/base/diag.h"
#include "kexec/image/image.h"

#define LIMIT ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct arch arm64 = { .name = "arm64", .elf_machine = EM_AARCH64, .parse_header = arm64_parse_header };

static void check_image(const struct image *image, struct view file)
{
	if (image->bytes.size > image->mem_size || image->bytes.size > (image->owned.data ? image->owned.size : file.size))
		abort();
	if (image->bytes.data != (image->owned.data ? image->owned.data : file.data) || image->owned.size > LIMIT)
		abort();
	if (image->offset >= image->align || !image->format)
		abort();
}

/* A reason is always given. */
static void check_failure(int r, const struct image *image, const struct diag *diag)
{
	static const struct image untouched;

	if (r >= 0 || !diag->message[0] || memchr(diag->message, '\n', strlen(diag->message)))
		abort();
	if (memcmp(image, &untouched, sizeof(untouched)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view file = { .data = data, .size = size };
	struct image image;
	struct diag diag = { 0 };
	volatile uint8_t last;
	int r;

	memset(&image, 0, sizeof(image));
	r = image_open_bounded(&arm64, file, NULL, LIMIT, &image, &diag);
	if (r != 0) {
		check_failure(r, &image, &diag);
		return 0;
	}
	check_image(&image, file);
	last = image.bytes.data[image.bytes.size - 1];
	(void)last;
	image_release(&image);
	return 0;
}
