/* SPDX-License-Identifier: GPL-2.0-only */
/* A uImage whose checksums are made right, as a kernel and as an initrd. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "arch/arm64/formats.h"
#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/uimage.h"

#define HEADER_SIZE 64
#define LIMIT ((size_t)64 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t crc_of(const uint8_t *data, size_t size)
{
	return (uint32_t)crc32(0, data, (uInt)size);
}

static void seal(struct view file, uint8_t *header)
{
	uint32_t size = load_be32(header + 12);

	if (size <= file.size - HEADER_SIZE)
		store_be32(header + 24, crc_of(header + HEADER_SIZE, size));
	store_be32(header + 4, 0);
	store_be32(header + 4, crc_of(header, HEADER_SIZE));
}

static void check(int r, const struct diag *diag)
{
	if (r > 0 || (r && (!diag->message[0] || strchr(diag->message, '\n'))))
		abort();
}

static void unwrap(struct view file)
{
	static const struct layer_choices none;
	const struct unwrap_request request = { .bytes = file, .limit = LIMIT, .arch = &arm64_kernels, .choices = &none };
	struct bundle bundle = { 0 };
	struct diag diag = { 0 };
	struct view initrd;

	check(layer_uimage.unwrap(&request, &bundle, &diag), &diag);
	bundle_release(&bundle);
	check(uimage_unwrap_initrd(file, &initrd, &diag), &diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view file = { .data = data, .size = size };
	struct blob copy;

	unwrap(file.size ? file : (struct view){ .data = (const uint8_t *)"", .size = 0 });
	if (size < HEADER_SIZE || blob_alloc(size, &copy) < 0)
		return 0;
	memcpy(copy.data, data, size);
	file.data = copy.data;
	seal(file, copy.data);
	unwrap(file);
	blob_release(&copy);
	return 0;
}
