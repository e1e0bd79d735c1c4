/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/decompress-output.h"

#include <errno.h>
#include <stdlib.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"

/*
 * A compressed kernel has from a half to a tenth of the kernel's size. If a file claims a larger ratio than this, memory for it
 * is allocated only as the bytes come out.
 */
#define HINT_RATIO_MAX 16
#define FIRST_ROOM_MIN ((size_t)64 << 10)

static uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* One byte more than the limit, to detect an output that exceeds it. */
static int resize(struct output *out, uint64_t wanted, struct diag *diag)
{
	size_t size = (size_t)min_u64(wanted, (uint64_t)out->limit + 1);
	uint8_t *data = realloc(out->room.data, size ? size : 1);

	if (!data)
		return diag_oom(diag);
	out->room = (struct blob){ .data = data, .size = size, .kind = BLOB_HEAP };
	return 0;
}

int output_begin(const char *format, struct view in, size_t limit, uint64_t hint, struct output *ret, struct diag *diag)
{
	struct output out = { .format = format, .in = in, .left = in, .limit = limit };
	uint64_t sensible = (uint64_t)in.size * HINT_RATIO_MAX + FIRST_ROOM_MIN;
	int r;

	hint = hint < UINT64_MAX ? hint + 1 : 0; /* a spare byte: the end is seen without growing */
	if (hint < FIRST_ROOM_MIN)
		hint = FIRST_ROOM_MIN;
	r = resize(&out, min_u64(hint, sensible), diag);
	if (r < 0)
		return r;
	*ret = out;
	return 0;
}

void output_release(struct output *out)
{
	blob_release(&out->room);
}

int output_reserve(struct output *out, struct diag *diag)
{
	if (out->used < out->room.size)
		return 0;
	return resize(out, (uint64_t)out->room.size * 2, diag);
}

int output_reserve_block(struct output *out, size_t size, struct diag *diag)
{
	uint64_t wanted = (uint64_t)out->used + size, doubled = (uint64_t)out->room.size * 2;

	if (size <= out->room.size - out->used || out->room.size > out->limit)
		return 0;
	return resize(out, wanted > doubled ? wanted : doubled, diag);
}

void output_skip(struct output *out, size_t size)
{
	out->left.data += size;
	out->left.size -= size;
}

int output_advance(struct output *out, size_t consumed, size_t written, struct diag *diag)
{
	output_skip(out, consumed);
	out->used += written;
	return out->used <= out->limit ? 0 : output_too_large(out, diag);
}

int output_too_large(const struct output *out, struct diag *diag)
{
	return diag_fail(diag, -EFBIG, "the %s data unpack to more than %zu bytes (%zu MiB), the accepted maximum", out->format,
			 out->limit, out->limit >> 20);
}

int output_cut_short(const struct output *out, struct diag *diag)
{
	int r = diag_fail(diag, -EBADMSG, "the %s data are cut short: they end inside a stream after %zu bytes", out->format,
			  out->in.size);

	diag_hint(diag, "Copy the file again; its end is missing.");
	return r;
}

int output_damaged(const struct output *out, const char *why, struct diag *diag)
{
	int r = diag_fail(diag, -EBADMSG, "the %s data are damaged before byte %zu of %zu: %s", out->format,
			  out->in.size - out->left.size, out->in.size, why);

	diag_hint(diag, "Copy the file again.");
	return r;
}

static size_t zeros_at_start(struct view bytes)
{
	size_t n = 0;

	while (n < bytes.size && !bytes.data[n])
		n++;
	return n;
}

size_t output_zeros(const struct output *out)
{
	return zeros_at_start(out->left);
}

bool output_is_padding(struct view bytes)
{
	return zeros_at_start(bytes) == bytes.size;
}

static bool starts_with_size(const struct output *out)
{
	return out->left.size >= 4 && load_le32(out->left.data) == out->used;
}

static int refuse_rest(const struct output *out, size_t zeros, struct diag *diag)
{
	size_t end = out->in.size - out->left.size;

	diag_fail(diag, -EBADMSG,
		  "the %s data end at byte %zu of %zu, and other bytes than zero padding follow: 0x%02x at byte %zu",
		  out->format, end, out->in.size, out->left.data[zeros], end + zeros);
	diag_hint(diag,
		  "Copy the file again. If a signature or a devicetree is appended to the kernel, remove it: "
		  "head -c %zu. Give a devicetree with --dtb.",
		  end);
	return -EBADMSG;
}

int output_end(struct output *out, bool may_have_size, size_t *ret_used, struct blob *ret, struct diag *diag)
{
	size_t zeros;
	int r;

	if (may_have_size && starts_with_size(out))
		output_skip(out, 4);
	zeros = ret_used ? 0 : output_zeros(out);
	if (!ret_used && zeros != out->left.size)
		return refuse_rest(out, zeros, diag);
	r = resize(out, out->used, diag);
	if (r < 0)
		return r;
	if (ret_used)
		*ret_used = out->in.size - out->left.size;
	*ret = blob_take(&out->room);
	return 0;
}
