/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * EFI zboot, the vmlinuz.efi of Linux since 6.1: an EFI program that unpacks the kernel it carries.
 * Source: Linux, drivers/firmware/efi/libstub/zboot-header.S, Makefile.zboot and zboot.lds.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/magic.h"
#include "kexec/image/pe.h"

/* Offsets in the header. */
#define PAYLOAD_OFFSET 8
#define PAYLOAD_SIZE 12
#define COMPRESSION 24
#define COMPRESSION_END 56
#define HEADER_SIZE 64

/* The unpacked size, 32 bits, which the build appends for all but gzip. It does not count in the payload's size. */
#define SIZE_FIELD 4

/*
 * The compression words, and the rows that unpack them. Makefile.zboot takes them from scripts/Makefile.lib, where the names
 * have changed: zstd22 became zstd in 6.13 and in later releases of 6.12, which have no others than gzip and zstd.
 */
static const struct compression {
	const char *word;
	const char *layer;
	bool has_size_field;
} compressions[] = {
	{ "gzip", "gzip", false }, { "zstd", "zstd", true }, { "zstd22", "zstd", true }, { "xzkern", "xz", true },
	{ "lzma", "lzma", true },  { "lz4", "lz4", true },   { "lzo", "lzo", true },
};

struct zboot {
	const struct compression *compression;
	struct view payload;
	uint32_t unpacked_size; /* if the compression has a size field */
};

/* An Image has code in the two bytes behind "MZ". */
static bool zboot_matches(struct view bytes)
{
	return HAS_MAGIC(bytes, 0, "MZ\0\0zimg");
}

static int cut_short(const char *what, uint64_t end, struct view file, struct diag *diag)
{
	int r = diag_fail(diag, -EBADMSG, "the zboot kernel is cut short: %s at byte %" PRIu64 ", the file has %zu", what, end,
			  file.size);

	diag_hint(diag, "Copy the file again; its end is missing.");
	return r;
}

static int read_compression(struct view file, const struct compression **ret, struct diag *diag)
{
	const char *word = (const char *)file.data + COMPRESSION;

	if (!memchr(word, 0, COMPRESSION_END - COMPRESSION))
		return diag_fail(diag, -EBADMSG, "the zboot kernel is damaged: the name of its compression has no end");
	for (size_t i = 0; i < sizeof(compressions) / sizeof(compressions[0]); i++)
		if (!strcmp(word, compressions[i].word)) {
			*ret = &compressions[i];
			return 0;
		}
	return diag_fail(diag, -EOPNOTSUPP, "the zboot kernel names a compression that is not known: \"%s\"", word);
}

static int read_header(struct view file, struct zboot *ret, struct diag *diag)
{
	struct zboot zboot = { 0 };
	uint64_t offset, size, end;
	int r;

	if (file.size < HEADER_SIZE)
		return cut_short("its header ends", HEADER_SIZE, file, diag);
	r = read_compression(file, &zboot.compression, diag);
	if (r < 0)
		return r;
	offset = load_le32(file.data + PAYLOAD_OFFSET);
	size = load_le32(file.data + PAYLOAD_SIZE);
	end = offset + size + (zboot.compression->has_size_field ? SIZE_FIELD : 0);
	if (offset < HEADER_SIZE || !size)
		return diag_fail(diag, -EBADMSG,
				 "the zboot kernel is damaged: its header gives a payload of %" PRIu64
				 " bytes at byte %" PRIu64,
				 size, offset);
	if (end > file.size)
		return cut_short("its payload ends", end, file, diag);
	zboot.payload = (struct view){ file.data + offset, (size_t)size };
	if (zboot.compression->has_size_field)
		zboot.unpacked_size = load_le32(file.data + offset + size);
	*ret = zboot;
	return 0;
}

static int check_machine(const struct unwrap_request *request, struct diag *diag)
{
	struct pe pe = { 0 };
	int r = pe_open(request->bytes, &pe, diag);

	return r < 0 ? r : pe_check_machine(&pe, request->arch, "the zboot kernel", diag);
}

/* The size field stands outside the compressed data, so it shows that none of them are missing. */
static int unpack(const struct zboot *zboot, size_t limit, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	int r = layers_unpack(zboot->compression->layer, zboot->payload, limit, &blob, diag);

	if (r < 0 && r != -ENOMEM)
		diag_prefix(diag, "the payload of the zboot kernel");
	if (r == -EOPNOTSUPP)
		diag_hint(diag, "Use the Image of the same kernel.");
	if (r < 0)
		return r;
	if (zboot->compression->has_size_field && blob.size != zboot->unpacked_size)
		return diag_fail(diag, -EBADMSG,
				 "the zboot kernel is damaged: its payload unpacks to %zu bytes, its size field says %" PRIu32,
				 blob.size, zboot->unpacked_size);
	*ret = blob_take(&blob);
	return 0;
}

static int zboot_unwrap(const struct unwrap_request *request, struct bundle *bundle, struct diag *diag)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct zboot zboot = { 0 };
	struct view kernel;
	int r = read_header(request->bytes, &zboot, diag);

	if (!r)
		r = check_machine(request, diag);
	if (!r)
		r = unpack(&zboot, request->limit, &blob, diag);
	if (r < 0)
		return r;
	kernel = pe_cut_padding(blob_view(&blob));
	r = bundle_own(bundle, &blob, diag);
	if (!r)
		piece_set(&bundle->kernel, kernel, "the payload of the zboot kernel");
	return r;
}

const struct layer layer_zboot = {
	.name = "zboot",
	.type = "vmlinuz",
	.what = "it is a compressed EFI kernel (zboot, vmlinuz.efi)",
	.matches = zboot_matches,
	.unwrap = zboot_unwrap,
};
