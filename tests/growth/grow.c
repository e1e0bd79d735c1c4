/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes inputs that grow: grow NAME N prints an input of N lines, nodes, sections, ... for the fuzz target that the rows below name;
 * grow --list prints "NAME TARGET N" for each row. An input is the worst that is known of its kind, and is accepted by the parser as far as
 * the parser has to read it to the end.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>
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
#include "tests/helpers/pe-writer.h"

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void put(const void *bytes, size_t size)
{
	must(fwrite(bytes, 1, size, stdout) == size);
}

static void put_blob(struct blob *blob)
{
	put(blob->data, blob->size);
	blob_release(blob);
}

/* ---- /proc/iomem ---- */

#define MIB UINT64_C(0x100000)

static void line(unsigned depth, uint64_t start, uint64_t size, const char *name)
{
	printf("%*s%08" PRIx64 "-%08" PRIx64 " : %s\n", (int)(2 * depth), "", start, start + size - 1, name);
}

static void iomem_flat(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		line(0, i * 2 * MIB, MIB, "System RAM");
}

static void iomem_children(unsigned n)
{
	line(0, 0, (2 * (uint64_t)n + 2) * MIB, "System RAM");
	for (unsigned i = 0; i < n; i++)
		line(1, i * 2 * MIB, MIB, "reserved");
}

static void iomem_descending(unsigned n)
{
	line(0, 0, (2 * (uint64_t)n + 2) * MIB, "System RAM");
	for (unsigned i = n; i > 0; i--)
		line(1, i * 2 * MIB, MIB, "reserved");
}

static void iomem_crash(unsigned n)
{
	line(0, 0, (2 * (uint64_t)n + 2) * MIB, "System RAM");
	for (unsigned i = 0; i < n; i++)
		line(1, i * 2 * MIB, MIB, "Crash kernel");
}

static void iomem_nested(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		line(i < 30 ? i : 30, 0, (uint64_t)(n + 1) * MIB - i * (MIB / 2), i % 2 ? "reserved" : "System RAM");
}

/* ---- devicetrees ---- */

static void *tree;
static size_t tree_room;

/* "count" lines of reservations, then an open root. */
static void begin_tree(unsigned reservations, size_t room)
{
	tree_room = room;
	tree = calloc(1, room);
	must(tree && !fdt_create(tree, (int)room));
	for (unsigned i = 0; i < reservations; i++)
		must(!fdt_add_reservemap_entry(tree, (reservations - i) * 2 * MIB, MIB));
	must(!fdt_finish_reservemap(tree) && !fdt_begin_node(tree, "") && !fdt_property_u32(tree, "#address-cells", 2) &&
	     !fdt_property_u32(tree, "#size-cells", 2));
}

static void end_tree(void)
{
	must(!fdt_end_node(tree) && !fdt_finish(tree));
	put(tree, fdt_totalsize(tree));
	free(tree);
}

static void numbered(const char *name, uint64_t i)
{
	char text[64];

	snprintf(text, sizeof(text), "%s@%" PRIx64, name, i);
	must(!fdt_begin_node(tree, text));
}

static void put_reg(uint64_t start, uint64_t size)
{
	uint8_t reg[16];

	store_be64(reg, start);
	store_be64(reg + 8, size);
	must(!fdt_property(tree, "reg", reg, sizeof(reg)));
}

static void memory_node(uint64_t start, uint64_t size)
{
	numbered("memory", start);
	must(!fdt_property_string(tree, "device_type", "memory"));
	put_reg(start, size);
	must(!fdt_end_node(tree));
}

static void dtb_reservations(unsigned n)
{
	begin_tree(n, 65536 + n * 16);
	memory_node(0, UINT64_C(1) << 40);
	end_tree();
}

static void dtb_memory_nodes(unsigned n)
{
	begin_tree(0, 65536 + n * 128);
	for (unsigned i = n; i > 0; i--)
		memory_node(i * 2 * MIB, MIB);
	end_tree();
}

static void dtb_memory_cells(unsigned n)
{
	uint8_t *reg = calloc(n, 16);

	must(reg != NULL);
	for (unsigned i = 0; i < n; i++) {
		store_be64(reg + i * (size_t)16, (n - i) * 2 * MIB);
		store_be64(reg + i * (size_t)16 + 8, MIB);
	}
	begin_tree(0, 65536 + n * 16);
	must(!fdt_begin_node(tree, "memory") && !fdt_property_string(tree, "device_type", "memory") &&
	     !fdt_property(tree, "reg", reg, (int)(n * 16)) && !fdt_end_node(tree));
	end_tree();
	free(reg);
}

static void dtb_nodes(unsigned n)
{
	begin_tree(0, 65536 + n * 96);
	memory_node(0, UINT64_C(1) << 40);
	for (unsigned i = 0; i < n; i++) {
		numbered("device", i);
		must(!fdt_property_string(tree, "compatible", "nobody,nothing") && !fdt_end_node(tree));
	}
	end_tree();
}

static void dtb_reserved_nodes(unsigned n)
{
	begin_tree(0, 65536 + n * 128);
	memory_node(0, UINT64_C(1) << 40);
	must(!fdt_begin_node(tree, "reserved-memory") && !fdt_property_u32(tree, "#address-cells", 2) &&
	     !fdt_property_u32(tree, "#size-cells", 2) && !fdt_property(tree, "ranges", "", 0));
	for (unsigned i = n; i > 0; i--) {
		numbered("area", i);
		put_reg(i * 2 * MIB, MIB);
		must(!fdt_property(tree, "no-map", "", 0) && !fdt_end_node(tree));
	}
	must(!fdt_end_node(tree));
	end_tree();
}

/* Each is that of an initrd that an earlier load has left. */
static void dtb_same_reservations(unsigned n)
{
	tree_room = 65536 + n * (size_t)16;
	tree = calloc(1, tree_room);
	must(tree && !fdt_create(tree, (int)tree_room));
	for (unsigned i = 0; i < n; i++)
		must(!fdt_add_reservemap_entry(tree, 0x48000000, MIB));
	must(!fdt_finish_reservemap(tree) && !fdt_begin_node(tree, ""));
	must(!fdt_begin_node(tree, "chosen") && !fdt_property_u64(tree, "linux,initrd-start", 0x48000000) &&
	     !fdt_property_u64(tree, "linux,initrd-end", 0x48000000 + MIB) && !fdt_end_node(tree));
	end_tree();
}

static void dtb_properties(unsigned n)
{
	char name[32];

	begin_tree(0, 65536 + n * 64);
	memory_node(0, UINT64_C(1) << 40);
	must(!fdt_begin_node(tree, "chosen"));
	for (unsigned i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "p%u", i);
		must(!fdt_property_u32(tree, name, i));
	}
	must(!fdt_end_node(tree));
	end_tree();
}

/* The same property again and again: libfdt finds the first, and does not object. */
static void dtb_duplicates(unsigned n)
{
	begin_tree(0, 65536 + n * 64);
	memory_node(0, UINT64_C(1) << 40);
	must(!fdt_begin_node(tree, "chosen"));
	for (unsigned i = 0; i < n; i++)
		must(!fdt_property_u64(tree, "kaslr-seed", i));
	for (unsigned i = 0; i < n; i++)
		must(!fdt_property_u64(tree, "linux,initrd-start", i));
	must(!fdt_end_node(tree));
	end_tree();
}

/* ---- FIT ---- */

static void fit_images(unsigned n)
{
	begin_tree(0, 65536 + n * 256);
	must(!fdt_begin_node(tree, "images"));
	for (unsigned i = 0; i < n; i++) {
		numbered("kernel", i);
		must(!fdt_property_string(tree, "type", "kernel") && !fdt_property_string(tree, "arch", "arm64") &&
		     !fdt_property_string(tree, "compression", "none") && !fdt_property(tree, "data", "data", 4) && !fdt_end_node(tree));
	}
	must(!fdt_end_node(tree) && !fdt_begin_node(tree, "configurations"));
	numbered("conf", 1);
	must(!fdt_property_string(tree, "kernel", "kernel@0") && !fdt_end_node(tree) && !fdt_end_node(tree));
	end_tree();
}

static void fit_configurations(unsigned n)
{
	begin_tree(0, 65536 + n * 256);
	must(!fdt_begin_node(tree, "images"));
	numbered("kernel", 1);
	must(!fdt_property_string(tree, "type", "kernel") && !fdt_property_string(tree, "arch", "arm64") &&
	     !fdt_property_string(tree, "compression", "none") && !fdt_property(tree, "data", "data", 4) && !fdt_end_node(tree));
	must(!fdt_end_node(tree) && !fdt_begin_node(tree, "configurations"));
	for (unsigned i = 0; i < n; i++) {
		numbered("conf", i);
		must(!fdt_property_string(tree, "kernel", "kernel@1") && !fdt_property_string(tree, "compatible", "maker,other") &&
		     !fdt_end_node(tree));
	}
	must(!fdt_end_node(tree));
	end_tree();
}

static void fit_hashes(unsigned n)
{
	begin_tree(0, 65536 + n * 128);
	must(!fdt_begin_node(tree, "images"));
	numbered("kernel", 1);
	must(!fdt_property_string(tree, "type", "kernel") && !fdt_property_string(tree, "arch", "arm64") &&
	     !fdt_property_string(tree, "compression", "none") && !fdt_property(tree, "data", "data", 4));
	for (unsigned i = 0; i < n; i++) {
		uint8_t crc[4] = { 0xad, 0xf3, 0xf3, 0x63 };

		numbered("hash", i);
		must(!fdt_property_string(tree, "algo", "crc32") && !fdt_property(tree, "value", crc, 4) && !fdt_end_node(tree));
	}
	must(!fdt_end_node(tree) && !fdt_end_node(tree) && !fdt_begin_node(tree, "configurations"));
	numbered("conf", 1);
	must(!fdt_property_string(tree, "kernel", "kernel@1") && !fdt_end_node(tree) && !fdt_end_node(tree));
	end_tree();
}

/* ---- an overlay behind its base ---- */

static void base_with_symbols(unsigned n)
{
	begin_tree(0, 65536 + n * 128);
	for (unsigned i = 0; i < n; i++) {
		numbered("device", i);
		must(!fdt_property_u32(tree, "phandle", i + 1) && !fdt_end_node(tree));
	}
	must(!fdt_begin_node(tree, "__symbols__"));
	for (unsigned i = 0; i < n; i++) {
		char name[32], path[32];

		snprintf(name, sizeof(name), "d%u", i);
		snprintf(path, sizeof(path), "/device@%x", i);
		must(!fdt_property_string(tree, name, path));
	}
	must(!fdt_end_node(tree));
	end_tree();
}

static void overlay_fragments(unsigned n)
{
	base_with_symbols(1);
	begin_tree(0, 65536 + n * 192);
	for (unsigned i = 0; i < n; i++) {
		numbered("fragment", i);
		must(!fdt_property_string(tree, "target-path", "/device@0") && !fdt_begin_node(tree, "__overlay__") &&
		     !fdt_property_u32(tree, "status", 1) && !fdt_end_node(tree) && !fdt_end_node(tree));
	}
	end_tree();
}

static void overlay_fixups(unsigned n)
{
	size_t size = 0, room = n * (size_t)40;
	char *list = malloc(room);

	must(list != NULL);
	for (unsigned i = 0; i < n; i++)
		size += (size_t)snprintf(list + size, room - size, "/fragment@0/__overlay__:p:%u", 4 * i) + 1;
	base_with_symbols(1);
	begin_tree(0, 65536 + n * 64);
	numbered("fragment", 0);
	must(!fdt_property_string(tree, "target-path", "/device@0") && !fdt_begin_node(tree, "__overlay__"));
	{
		uint8_t *cells = calloc(n, 4);

		must(cells && !fdt_property(tree, "p", cells, (int)(4 * n)));
		free(cells);
	}
	must(!fdt_end_node(tree) && !fdt_end_node(tree) && !fdt_begin_node(tree, "__fixups__") &&
	     !fdt_property(tree, "d0", list, (int)size) && !fdt_end_node(tree));
	end_tree();
	free(list);
}

/* ---- texts ---- */

static void cmdline_words(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		printf("word%u=\"a b\" crashkernel=%uM mem=1G ", i, i);
}

static void cmdline_ranges(unsigned n)
{
	for (unsigned i = n; i > 0; i--)
		printf("memmap=1M$%uM ramoops.mem_address=0x%x initrdmem=0x%x,0x1000 ", 2 * i, i << 20, i << 21);
}

static void vmcoreinfo_lines(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		printf("SYMBOL(name%u)=ffff800010000000\n", i);
	printf("PAGESIZE=4096\n");
}

static void loaded_head(void)
{
	printf("warmkexec loaded 3\nboot 6f1c9a52-8f5e-4a53-9d3a-0f5d0f7b2c11\nwhen 0x692002a4\nkind normal\nroute files\n"
	       "why it brings the purgatory that verifies the load\nformat bzImage\n"
	       "kernel 0x801 0xb 0x1900200 0x187983c6a5000000 0x187983c6a5000001 /boot/vmlinuz\n");
}

static void loaded_tail(void)
{
	printf("cmdline quiet\nrequest 3333333333333333333333333333333333333333333333333333333333333333\nplacement by-kernel\n");
}

static void loaded_initrds(unsigned n)
{
	loaded_head();
	for (unsigned i = 0; i < n; i++)
		printf("initrd 0x801 0xc 0x1900200 0x187983c6a5000000 0x187983c6a5000001 /boot/initrd%u\n", i);
	loaded_tail();
	printf("memory 0x40000000 0xc0000000\nend\n");
}

static void loaded_memory(unsigned n)
{
	loaded_head();
	loaded_tail();
	for (unsigned i = 0; i < n; i++)
		printf("memory 0x%" PRIx64 " 0x%" PRIx64 "\n", i * 2 * MIB, i * 2 * MIB + MIB);
	printf("end\n");
}

static void machine_head(void)
{
	printf("\1\n@/proc/iomem\n40000000-bfffffff : System RAM\n  40210000-4158ffff : Kernel code\n  41a10000-41caffff : Kernel data\n"
	       "  a0000000-afffffff : Crash kernel\n@/proc/cmdline\nquiet\n@/sys/kernel/vmcoreinfo\n41b00000 1000\n"
	       "@/sys/devices/system/cpu\n");
}

static void machine_cpus(unsigned n)
{
	machine_head();
	for (unsigned i = 0; i < n; i++)
		printf("\n@/sys/devices/system/cpu/cpu%u/crash_notes\nbff%05x\n@/sys/devices/system/cpu/cpu%u/crash_notes_size\n400", i, i,
		       i);
}

static void running_areas(unsigned n)
{
	for (unsigned i = n; i > 0; i--)
		printf("0x%" PRIx64 "\n", i * 2 * MIB);
}

/* ---- binaries ---- */

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

/* ELF64, as /proc/kcore: one PT_NOTE of no bytes, and loads. */
static void kcore_loads(unsigned n)
{
	uint8_t header[64] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 }, program[56] = { 0 };

	store_le16(header + 16, 4);
	store_le16(header + 18, 183);
	store_le32(header + 20, 1);
	store_le64(header + 32, 64);
	store_le16(header + 52, 64);
	store_le16(header + 54, 56);
	store_le16(header + 56, (uint16_t)n);
	put(header, sizeof(header));
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

static const uint8_t sample[64] = "what is compressed again and again";

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

	must(part != NULL);
	for (unsigned i = 0; i < n; i++)
		part[i] = (struct pe_part){ .name = ".other", .bytes = { bytes, 5 } };
	must(!pe_write(&spec, &file));
	put_blob(&file);
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

static void core_records(unsigned n)
{
	printf("ring count=12 size=20\n");
	for (unsigned i = 0; i < n; i++)
		printf("at 1.0 record %u\n", i);
}

/* ---- the list ---- */

static const struct row {
	const char *name, *target;
	void (*write)(unsigned n);
	unsigned n;
} rows[] = {
	{ "iomem-flat", "iomem", iomem_flat, 2000 },
	{ "iomem-children", "iomem", iomem_children, 2000 },
	{ "iomem-descending", "iomem", iomem_descending, 2000 },
	{ "iomem-crash", "iomem", iomem_crash, 2000 },
	{ "iomem-nested", "iomem", iomem_nested, 2000 },
	{ "dtb-reservations", "dtb", dtb_reservations, 1000 },
	{ "dtb-same-reservations", "dtb", dtb_same_reservations, 1000 },
	{ "dtb-memory-nodes", "dtb", dtb_memory_nodes, 500 },
	{ "dtb-memory-cells", "dtb", dtb_memory_cells, 1000 },
	{ "dtb-nodes", "dtb", dtb_nodes, 1000 },
	{ "dtb-reserved-nodes", "dtb", dtb_reserved_nodes, 500 },
	{ "dtb-properties", "dtb", dtb_properties, 1000 },
	{ "dtb-duplicates", "dtb", dtb_duplicates, 500 },
	{ "fit-images", "fit", fit_images, 200 },
	{ "fit-configurations", "fit", fit_configurations, 200 },
	{ "fit-hashes", "fit", fit_hashes, 200 },
	{ "overlay-fragments", "overlay", overlay_fragments, 100 },
	{ "overlay-fixups", "overlay", overlay_fixups, 100 },
	{ "cmdline-words", "cmdline", cmdline_words, 500 },
	{ "cmdline-ranges", "cmdline", cmdline_ranges, 500 },
	{ "vmcoreinfo-lines", "vmcoreinfo", vmcoreinfo_lines, 1000 },
	{ "loaded-initrds", "loaded", loaded_initrds, 50 },
	{ "loaded-memory", "loaded", loaded_memory, 1000 },
	{ "machine-cpus", "machine", machine_cpus, 500 },
	{ "running-areas", "running", running_areas, 1000 },
	{ "uefi-descriptors", "uefi-map", uefi_descriptors, 10000 },
	{ "kcore-loads", "kcore", kcore_loads, 6000 },
	{ "initrd-members", "initrd", initrd_members, 1000 },
	{ "initrd-archives", "initrd", initrd_archives, 1000 },
	{ "gzip-members", "decompress", gzip_members, 100 },
#ifdef HAVE_LIBLZMA
	{ "xz-streams", "decompress", xz_streams, 100 },
#endif
#ifdef HAVE_LIBZSTD
	{ "zstd-frames", "decompress", zstd_frames, 300 },
#endif
#ifdef HAVE_LIBBZ2
	{ "bzip2-streams", "decompress", bzip2_streams, 10 },
#endif
#ifdef HAVE_LIBLZ4
	{ "lz4-frames", "decompress", lz4_frames, 300 },
#endif
	{ "pe-sections", "pe", pe_sections, 900 },
	{ "uimage-parts", "uimage", uimage_parts, 1000 },
	{ "core-records", "core", core_records, 300 },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (argc == 2 && !strcmp(argv[1], "--list"))
			printf("%s %s %u\n", rows[i].name, rows[i].target, rows[i].n);
		if (argc == 3 && !strcmp(argv[1], rows[i].name)) {
			rows[i].write((unsigned)strtoul(argv[2], NULL, 10));
			return fflush(stdout) ? 1 : 0;
		}
	}
	return argc == 2 ? 0 : 99;
}
