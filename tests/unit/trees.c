/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/fdt-open.h"
#include "trees.h"

#define TREE_ROOM 0x40000

void must(int libfdt_result)
{
	ck_assert_msg(!libfdt_result, "building the test's tree: %s", fdt_strerror(libfdt_result));
}

void write_range(void *fdt, const char *name, uint64_t start, uint64_t size)
{
	uint8_t value[16];

	store_be64(value, start);
	store_be64(value + 8, size);
	must(fdt_property(fdt, name, value, sizeof(value)));
}

struct blob cook(const struct recipe *recipe)
{
	struct blob tree = { 0 };

	ck_assert_int_eq(blob_alloc(TREE_ROOM, &tree), 0);
	must(fdt_create(tree.data, TREE_ROOM));
	if (recipe->reserve)
		recipe->reserve(tree.data);
	must(fdt_finish_reservemap(tree.data));
	must(fdt_begin_node(tree.data, ""));
	if (recipe->address_cells)
		must(fdt_property_u32(tree.data, "#address-cells", recipe->address_cells));
	if (recipe->size_cells)
		must(fdt_property_u32(tree.data, "#size-cells", recipe->size_cells));
	if (recipe->root)
		recipe->root(tree.data);
	if (recipe->chosen) {
		must(fdt_begin_node(tree.data, recipe->chosen));
		if (recipe->in_chosen)
			recipe->in_chosen(tree.data);
		must(fdt_end_node(tree.data));
	}
	if (recipe->nodes)
		recipe->nodes(tree.data);
	must(fdt_end_node(tree.data));
	must(fdt_finish(tree.data));
	tree.size = fdt_totalsize(tree.data);
	return tree;
}

void memory_node(void *fdt)
{
	must(fdt_begin_node(fdt, "memory@40000000"));
	must(fdt_property_string(fdt, "device_type", "memory"));
	write_range(fdt, "reg", 0x40000000, 0x80000000);
	must(fdt_end_node(fdt));
}

void memory_node_one_cell(void *fdt)
{
	must(fdt_begin_node(fdt, "memory@40000000"));
	must(fdt_property_u64(fdt, "reg", 0x4000000040000000));
	must(fdt_end_node(fdt));
}

void psci_node(void *fdt, const char *compatible, const char *method, const char *status)
{
	must(fdt_begin_node(fdt, "psci"));
	must(fdt_property_string(fdt, "compatible", compatible));
	if (method)
		must(fdt_property_string(fdt, "method", method));
	if (status)
		must(fdt_property_string(fdt, "status", status));
	must(fdt_end_node(fdt));
}

void board_nodes(void *fdt)
{
	memory_node(fdt);
	psci_node(fdt, "arm,psci-1.0", "hvc", NULL);
}

void firmware_reserve(void *fdt)
{
	must(fdt_add_reservemap_entry(fdt, 0x40000000, 0x1000));
	must(fdt_add_reservemap_entry(fdt, 0x7fff0000, 0x10000));
}

static void stdout_path(void *fdt)
{
	must(fdt_property_string(fdt, "stdout-path", "/pl011@9000000"));
}

static void uefi_chosen(void *fdt)
{
	must(fdt_property_u64(fdt, "linux,uefi-system-table", 0x13f7b0018));
	must(fdt_property_string(fdt, "bootargs", "root=/dev/vda1"));
}

const struct recipe board = { 2, 2, firmware_reserve, NULL, "chosen", stdout_path, board_nodes };
const struct recipe uefi = { .chosen = "chosen", .in_chosen = uefi_chosen };

const struct stale_range stale_ranges[STALE_COUNT] = {
	{ "linux,elfcorehdr", 0x48000000, 0x1234 }, { "linux,ima-kexec-buffer", 0x4a000000, 0x2000 },
	{ "linux,kho-fdt", 0x4b000000, 0x1000 },    { "linux,kho-scratch", 0x4c000000, 0x800 },
	{ "linux,dmcryptkeys", 0x4d000000, 0x100 },
};

void stale_reserve(void *fdt)
{
	firmware_reserve(fdt);
	for (int i = 0; i < STALE_COUNT; i++)
		must(fdt_add_reservemap_entry(fdt, stale_ranges[i].start, stale_ranges[i].size));
	must(fdt_add_reservemap_entry(fdt, STALE_INITRD, STALE_INITRD_SIZE));
}

void stale_chosen(void *fdt)
{
	uint8_t seed[64];

	memset(seed, 0x5a, sizeof(seed));
	stdout_path(fdt);
	must(fdt_property_string(fdt, "bootargs", "old words"));
	must(fdt_property_u64(fdt, "kaslr-seed", 0x1122334455667788));
	must(fdt_property(fdt, "rng-seed", seed, sizeof(seed)));
	for (int i = 0; i < STALE_COUNT; i++)
		write_range(fdt, stale_ranges[i].name, stale_ranges[i].start, stale_ranges[i].size);
	write_range(fdt, "linux,usable-memory-range", 0x48000000, 0x8000000);
	must(fdt_property_u32(fdt, "linux,initrd-start", STALE_INITRD));
	must(fdt_property_u64(fdt, "linux,initrd-end", STALE_INITRD + STALE_INITRD_SIZE));
	must(fdt_property(fdt, "linux,booted-from-kexec", NULL, 0));
}

const struct recipe stale = { 2, 2, stale_reserve, NULL, "chosen", stale_chosen, board_nodes };

struct devicetree opened(const struct blob *tree)
{
	struct devicetree ret = { 0 };
	struct diag diag = { 0 };
	int r = devicetree_open(blob_view(tree), "test", &ret, &diag);

	ck_assert_msg(r == 0, "%d: %s", r, diag.message);
	return ret;
}

struct devicetree cook_opened(const struct recipe *recipe)
{
	CLEANUP(blob_release) struct blob tree = cook(recipe);

	return opened(&tree);
}
