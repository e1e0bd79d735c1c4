/* SPDX-License-Identifier: GPL-2.0-only */
/* Devicetrees that grow, as such, as FIT images and as overlays. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "tests/growth/grow.h"

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

/* Each lies in the one before. */
static void dtb_nested_memory(unsigned n)
{
	begin_tree(0, 65536 + n * 128);
	for (unsigned i = 0; i < n; i++) {
		numbered("memory", i * 2 * MIB);
		must(!fdt_property_string(tree, "device_type", "memory"));
		put_reg(i * 2 * MIB, MIB);
	}
	for (unsigned i = 0; i < n; i++)
		must(!fdt_end_node(tree));
	end_tree();
}

static void dtb_reserved_properties(unsigned n)
{
	char name[32];

	begin_tree(0, 65536 + n * 64);
	memory_node(0, UINT64_C(1) << 40);
	must(!fdt_begin_node(tree, "reserved-memory") && !fdt_property_u32(tree, "#address-cells", 2) &&
	     !fdt_property_u32(tree, "#size-cells", 2) && !fdt_property(tree, "ranges", "", 0));
	numbered("area", 2 * MIB);
	put_reg(2 * MIB, MIB);
	for (unsigned i = n; i > 0; i--) {
		snprintf(name, sizeof(name), "p%u", i);
		must(!fdt_property_u32(tree, name, i));
	}
	must(!fdt_end_node(tree) && !fdt_end_node(tree));
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

static const struct growth_input trees[] = {
	{ "dtb-reservations", "dtb", dtb_reservations, 1000 },
	{ "dtb-same-reservations", "dtb", dtb_same_reservations, 1000 },
	{ "dtb-memory-nodes", "dtb", dtb_memory_nodes, 200 },
	{ "dtb-memory-cells", "dtb", dtb_memory_cells, 1000 },
	{ "dtb-nodes", "dtb", dtb_nodes, 200 },
	{ "dtb-reserved-nodes", "dtb", dtb_reserved_nodes, 200 },
	{ "dtb-nested-memory", "dtb", dtb_nested_memory, 200 },
	{ "dtb-reserved-properties", "dtb", dtb_reserved_properties, 500 },
	{ "dtb-properties", "dtb", dtb_properties, 200 },
	{ "dtb-duplicates", "dtb", dtb_duplicates, 100 },
	{ "fit-images", "fit", fit_images, 200 },
	{ "fit-configurations", "fit", fit_configurations, 200 },
	{ "fit-hashes", "fit", fit_hashes, 200 },
	{ "overlay-fragments", "overlay", overlay_fragments, 100 },
	{ "overlay-fixups", "overlay", overlay_fixups, 100 },
};

const struct growth_inputs growth_trees = { trees, sizeof(trees) / sizeof(trees[0]) };
