/* SPDX-License-Identifier: GPL-2.0-only */
/* Binary files that grow: tables, archives, compressed streams and images. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>
#ifdef HAVE_LIBBZ2
#include <bzlib.h>
#endif
#ifdef HAVE_LIBLZ4
#include <lz4frame.h>
#endif
#ifdef HAVE_LIBLZMA
#include <lzma.h>
#endif
#ifdef HAVE_LIBZSTD
#include <zstd.h>
#endif

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "tests/growth/grow.h"
#include "tests/helpers/pe-writer.h"

static void uefi_descriptors(unsigned n)
{
	uint8_t size = 8, entry[48] = { 0 };

	put(&size, 1);
	for (unsigned i = n; i > 0; i--) {
		store_le32(entry, 7);
		store_le64(entry + 8, i * 2 * MIB);
		store_le64(entry + 24, MIB / 4096);
		store_le64(entry + 32, 8);
		put(entry, sizeof(entry));
	}
}

/* ELF64, as /proc/kcore: the header before n program headers. */
static void kcore_header(unsigned n)
{
	uint8_t header[64] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

	store_le16(header + 16, 4);
	store_le16(header + 18, 183);
	store_le32(header + 20, 1);
	store_le64(header + 32, 64);
	store_le16(header + 52, 64);
	store_le16(header + 54, 56);
	store_le16(header + 56, (uint16_t)n);
	put(header, sizeof(header));
}

/* The same notes for all PT_NOTEs. */
static void kcore_same_notes(unsigned n)
{
	uint8_t program[56] = { 0 }, note[12] = { 0 };

	kcore_header(n);
	store_le32(program, 4);
	store_le64(program + 8, 64 + 56 * (uint64_t)n);
	store_le64(program + 32, 12 * (uint64_t)n);
	for (unsigned i = 0; i < n; i++)
		put(program, sizeof(program));
	note[8] = 1;
	for (unsigned i = 0; i < n; i++)
		put(note, sizeof(note));
}

static void kcore_loads(unsigned n)
{
	uint8_t program[56] = { 0 };

	kcore_header(n);
	for (unsigned i = n; i > 0; i--) {
		store_le32(program, 1);
		store_le64(program + 8, (uint64_t)i << 24);
		store_le64(program + 16, UINT64_C(0xffff000000000000) + ((uint64_t)i << 24));
		store_le64(program + 24, (uint64_t)i << 24);
		store_le64(program + 32, 1 << 20);
		store_le64(program + 40, 1 << 20);
		put(program, sizeof(program));
	}
}

static void cpio_member(const char *name, uint32_t size)
{
	static const uint8_t zero[4];
	size_t length = strlen(name) + 1;

	printf("070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%s", 1u, 0100644u, 0u, 0u, 1u, 0u, size, 0u, 0u, 0u, 0u,
	       (unsigned)length, 0u, name);
	put(zero, 1 + (4 - (110 + length) % 4) % 4);
}

static void initrd_members(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		cpio_member("file", 0);
	cpio_member("TRAILER!!!", 0);
}

static void initrd_archives(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		cpio_member("TRAILER!!!", 0);
}

static const uint8_t sample[1] = { 0x61 }; /* the fuzz target has a limit of 16 KiB for what is unpacked */

/* The same stream again and again, behind the byte that chooses the decompressor. */
static void streams(uint8_t which, const void *stream, size_t size, unsigned n)
{
	put(&which, 1);
	for (unsigned i = 0; i < n; i++)
		put(stream, size);
}

static void gzip_members(unsigned n)
{
	uint8_t out[256];
	z_stream z = { .next_in = (uint8_t *)(uintptr_t)sample, .avail_in = sizeof(sample), .next_out = out, .avail_out = sizeof(out) };

	must(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK && deflate(&z, Z_FINISH) == Z_STREAM_END);
	streams(0, out, z.total_out, n);
	deflateEnd(&z);
}

#ifdef HAVE_LIBLZMA
static void xz_streams(unsigned n)
{
	uint8_t out[256];
	size_t size = 0;

	must(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, sample, sizeof(sample), out, &size, sizeof(out)) == LZMA_OK);
	streams(1, out, size, n);
}
#endif

#ifdef HAVE_LIBZSTD
static void zstd_frames(unsigned n)
{
	uint8_t out[256];

	streams(3, out, ZSTD_compress(out, sizeof(out), sample, sizeof(sample), 1), n);
}
#endif

#ifdef HAVE_LIBBZ2
static void bzip2_streams(unsigned n)
{
	char out[256];
	unsigned size = sizeof(out);

	must(BZ2_bzBuffToBuffCompress(out, &size, (char *)(uintptr_t)sample, sizeof(sample), 1, 0, 0) == BZ_OK);
	streams(4, out, size, n);
}
#endif

#ifdef HAVE_LIBLZ4
static void lz4_frames(unsigned n)
{
	uint8_t out[256];

	streams(5, out, LZ4F_compressFrame(out, sizeof(out), sample, sizeof(sample), NULL), n);
}
#endif

static void pe_sections(unsigned n)
{
	static const uint8_t bytes[] = "bytes";
	struct pe_part *part = calloc(n, sizeof(*part));
	struct pe_spec spec = { .machine = 0xaa64, .part = part, .part_count = n };
	struct blob file = { 0 };
	uint8_t profile = 0;

	must(part != NULL);
	for (unsigned i = 0; i < n; i++)
		part[i] = (struct pe_part){ .name = ".other", .bytes = { bytes, 5 } };
	must(!pe_write(&spec, &file));
	put(&profile, 1);
	put(file.data, file.size);
	blob_release(&file);
	free(part);
}

static void uimage_parts(unsigned n)
{
	uint8_t header[64] = { 0 }, size[4] = { 0, 0, 0, 1 }, zero[4] = { 0 };

	store_be32(header, 0x27051956);
	store_be32(header + 12, 4 * n + 4 + 4 * n);
	header[28] = 5;
	header[29] = 22;
	header[30] = 4;
	put(header, sizeof(header));
	for (unsigned i = 0; i < n; i++)
		put(size, 4);
	put(zero, 4);
	for (unsigned i = 0; i < n; i++)
		put(zero, 4);
}

static const struct growth_input binaries[] = {
	{ "uefi-descriptors", "uefi-map", uefi_descriptors, 10000 },
	{ "kcore-loads", "kcore", kcore_loads, 1000 },
	{ "kcore-same-notes", "kcore", kcore_same_notes, 5000 },
	{ "initrd-members", "initrd", initrd_members, 1000 },
	{ "initrd-archives", "initrd", initrd_archives, 1000 },
	{ "gzip-members", "decompress", gzip_members, 1000 },
#ifdef HAVE_LIBLZMA
	{ "xz-streams", "decompress", xz_streams, 1000 },
#endif
#ifdef HAVE_LIBZSTD
	{ "zstd-frames", "decompress", zstd_frames, 1000 },
#endif
#ifdef HAVE_LIBBZ2
	{ "bzip2-streams", "decompress", bzip2_streams, 10 },
#endif
#ifdef HAVE_LIBLZ4
	{ "lz4-frames", "decompress", lz4_frames, 1000 },
#endif
	{ "pe-sections", "pe", pe_sections, 900 },
	{ "uimage-parts", "uimage", uimage_parts, 1000 },
};

const struct growth_inputs growth_binaries = { binaries, sizeof(binaries) / sizeof(binaries[0]) };
