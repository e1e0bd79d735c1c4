/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Initrds that are given together. "\n@\n" ends one and begins the next. Each is looked at and taken out of its uImage; joined, each
 * begins at a multiple of 4, and nothing but zeros is between them.
 */
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/image/uimage.h"
#include "kexec/load/load-steps.h"
#include "kexec/load/load-values.h"
#include "kexec/load/load.h"
#include "kexec/options/options.h"

#define INITRDS_MAX 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *find_end(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *found = end - at >= 3 ? memmem(at, (size_t)(end - at), "\n@\n", 3) : NULL;

	return found ? found : end;
}

static void add_file(struct load *load, const uint8_t *at, const uint8_t *end)
{
	struct user_file *file = &load->initrd_file[load->initrd_count++];

	*file = (struct user_file){ .what = "initrd", .path = "initrd" };
	if (blob_alloc((size_t)(end - at), &file->bytes) < 0)
		abort();
	if (end > at)
		memcpy(file->bytes.data, at, (size_t)(end - at));
}

static void split(struct load *load, const uint8_t *data, size_t size)
{
	const uint8_t *at = data, *end = data + size;

	load->initrd_file = calloc(INITRDS_MAX, sizeof(*load->initrd_file));
	if (!load->initrd_file)
		abort();
	while (load->initrd_count < INITRDS_MAX) {
		const uint8_t *stop = find_end(at, end);

		add_file(load, at, stop);
		if (stop == end)
			return;
		at = stop + 3;
	}
}

/* The bytes of a file that the next kernel gets. */
static struct view bytes_of(const struct user_file *file)
{
	struct view bytes = blob_view(&file->bytes);
	struct diag diag;

	if (uimage_matches(bytes) && uimage_unwrap_initrd(bytes, &bytes, &diag) < 0)
		abort();
	return bytes;
}

static void check_joined(const struct load *load)
{
	size_t at = 0;

	for (size_t i = 0; i < load->initrd_count; i++) {
		struct view bytes = bytes_of(&load->initrd_file[i]);

		for (; at % 4; at++)
			if (at >= load->initrd.size || load->initrd.data[at])
				abort();
		if (load->initrd.size - at < bytes.size || (bytes.size && memcmp(load->initrd.data + at, bytes.data, bytes.size)))
			abort();
		at += bytes.size;
	}
	if (at != load->initrd.size)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct options options = { .check_initrd = CHECK_INITRD_NO };
	CLEANUP(load_release) struct load *load = load_new();
	struct diag diag = { 0 };
	const struct context context = { .options = &options, .diag = &diag };
	int r;

	if (!load)
		return 0;
	split(load, data, size);
	r = choose_initrd(&context, load);
	if (r ? r > 0 || !diag.message[0] || strchr(diag.message, '\n') || load->initrd.size : (check_joined(load), false))
		abort();
	return 0;
}
