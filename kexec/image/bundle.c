/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/bundle.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/diag.h"

/* The alignment of each archive, in bytes: the next kernel's unpacker needs it. */
#define INITRD_ALIGN 4u

void bundle_release(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->owned_count; i++)
		blob_release(&bundle->owned[i]);
	free(bundle->layers);
	*bundle = (struct bundle){ 0 };
}

void bundle_move(struct bundle *to, struct bundle *from)
{
	*to = *from;
	*from = (struct bundle){ 0 };
}

__attribute__((format(printf, 3, 0))) static void set_piece(struct piece *piece, struct view bytes, const char *format,
							    va_list ap)
{
	piece->bytes = bytes;
	vsnprintf(piece->from, sizeof(piece->from), format, ap);
}

void piece_set(struct piece *piece, struct view bytes, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	set_piece(piece, bytes, format, ap);
	va_end(ap);
}

void piece_offer(struct piece *piece, struct view bytes, const char *format, ...)
{
	va_list ap;

	if (piece->bytes.size)
		return;
	va_start(ap, format);
	set_piece(piece, bytes, format, ap);
	va_end(ap);
}

int bundle_add_initrd(struct bundle *bundle, struct view bytes, const char *from, struct diag *diag)
{
	if (!bytes.size)
		return 0;
	if (bundle->initrd_count == BUNDLE_INITRDS_MAX)
		return diag_fail(diag, -E2BIG, "the file has more than %d initrds, the accepted maximum", BUNDLE_INITRDS_MAX);
	piece_set(&bundle->initrd[bundle->initrd_count++], bytes, "%s", from);
	return 0;
}

int bundle_own(struct bundle *bundle, struct blob *blob, struct diag *diag)
{
	if (bundle->owned_count == BUNDLE_BLOBS_MAX) {
		blob_release(blob);
		return diag_fail(diag, -E2BIG, "the file has more than %d pieces, the accepted maximum", BUNDLE_BLOBS_MAX);
	}
	bundle->owned[bundle->owned_count++] = blob_take(blob);
	return 0;
}

static bool is_inside(const struct piece *piece, const struct blob *blob)
{
	uintptr_t start = (uintptr_t)blob->data, data = (uintptr_t)piece->bytes.data;

	return piece->bytes.size && data >= start && data - start < blob->size;
}

static bool is_viewed(const struct bundle *bundle, const struct blob *blob)
{
	for (size_t i = 0; i < bundle->initrd_count; i++)
		if (is_inside(&bundle->initrd[i], blob))
			return true;
	return is_inside(&bundle->kernel, blob) || is_inside(&bundle->devicetree, blob) || is_inside(&bundle->cmdline, blob);
}

void bundle_drop_unused(struct bundle *bundle)
{
	size_t kept = 0;

	for (size_t i = 0; i < bundle->owned_count; i++) {
		if (is_viewed(bundle, &bundle->owned[i]))
			bundle->owned[kept++] = bundle->owned[i];
		else
			blob_release(&bundle->owned[i]);
	}
	bundle->owned_count = kept;
}

void bundle_note(struct bundle *bundle, const char *format, ...)
{
	va_list ap;

	if (bundle->note_count == BUNDLE_NOTES_MAX)
		return;
	va_start(ap, format);
	vsnprintf(bundle->note[bundle->note_count], sizeof(bundle->note[0]), format, ap);
	va_end(ap);
	bundle->note_count++;
}

int bundle_add_layer(struct bundle *bundle, const char *name, struct diag *diag)
{
	size_t old = bundle->layers ? strlen(bundle->layers) : 0;
	size_t size = old + sizeof(", ") + strlen(name);
	char *text = realloc(bundle->layers, size);

	if (!text)
		return diag_oom(diag);
	snprintf(text + old, size - old, "%s%s", old ? ", " : "", name);
	bundle->layers = text;
	return 0;
}

static size_t aligned(size_t size)
{
	return (size + INITRD_ALIGN - 1) & ~(size_t)(INITRD_ALIGN - 1);
}

static int joined_size(const struct bundle *bundle, size_t *ret, struct diag *diag)
{
	size_t sum = 0;

	for (size_t i = 0; i < bundle->initrd_count; i++) {
		if (bundle->initrd[i].bytes.size > SIZE_MAX - INITRD_ALIGN - aligned(sum))
			return diag_fail(diag, -EFBIG, "the initrds are too large to be joined");
		sum = aligned(sum) + bundle->initrd[i].bytes.size;
	}
	*ret = sum;
	return 0;
}

int bundle_join_initrds(const struct bundle *bundle, struct view *ret, struct blob *ret_owned, struct diag *diag)
{
	struct blob joined;
	size_t size = 0, at = 0;
	int r;

	if (bundle->initrd_count <= 1) {
		*ret = bundle->initrd[0].bytes;
		return 0;
	}
	r = joined_size(bundle, &size, diag);
	if (r < 0)
		return r;
	if (blob_alloc(size, &joined) < 0)
		return diag_oom(diag);
	for (size_t i = 0; i < bundle->initrd_count; i++) {
		at = aligned(at);
		memcpy(joined.data + at, bundle->initrd[i].bytes.data, bundle->initrd[i].bytes.size);
		at += bundle->initrd[i].bytes.size;
	}
	*ret_owned = joined;
	*ret = blob_view(&joined);
	return 0;
}
