/* SPDX-License-Identifier: GPL-2.0-only */
/* The whole way of a kernel file: recognise, unpack, flatten, read the header. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arm64/formats.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-open.h"
#include "kexec/image/image.h"

#define LIMIT ((size_t)64 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_inside(struct view inner, struct view outer)
{
	return inner.data >= outer.data && inner.size <= outer.size &&
	       (size_t)(inner.data - outer.data) <= outer.size - inner.size;
}

/*
 * The kernel is in the file or in one of the bundle's blobs, of which none is kept for nothing: others are a devicetree's and a
 * command line's.
 */
static void check_image(const struct image *image, const struct bundle *bundle, struct view file)
{
	bool inside = is_inside(image->bytes, file);

	for (size_t i = 0; i < bundle->owned_count; i++) {
		if (bundle->owned[i].size > LIMIT)
			abort();
		inside |= is_inside(image->bytes, blob_view(&bundle->owned[i]));
	}
	if (!inside || bundle->owned_count > 1u + (bundle->devicetree.bytes.size != 0) + (bundle->cmdline.bytes.size != 0) ||
	    image->bytes.size > image->mem_size || image->made.data)
		abort();
	if (image->offset >= image->align || !image->format || image->compression != bundle->layers)
		abort();
}

/* A reason is always given. */
static void check_failure(int r, const struct image *image, const struct bundle *bundle, const struct diag *diag)
{
	if (r >= 0 || !diag->message[0] || memchr(diag->message, '\n', strlen(diag->message)))
		abort();
	if (image->format || image->bytes.data || bundle->kernel.bytes.data || bundle->owned_count || bundle->layers)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct image_request request = { .arch = &arm64_kernels, .file = { .data = data, .size = size }, .limit = LIMIT };
	struct bundle bundle = { 0 };
	struct image image = { 0 };
	struct diag diag = { 0 };
	volatile uint8_t last;
	int r = image_open(&request, &bundle, &image, &diag);

	if (r != 0) {
		check_failure(r, &image, &bundle, &diag);
		return 0;
	}
	check_image(&image, &bundle, request.file);
	last = image.bytes.data[image.bytes.size - 1];
	(void)last;
	bundle_release(&bundle);
	return 0;
}
