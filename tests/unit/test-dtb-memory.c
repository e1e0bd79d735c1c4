/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/parts/dtb.h"
#include "tests/helpers/suite.h"
#include "trees.h"

#define TREE_ROOM 0x1000

#define REG(...) (const uint32_t[4]){ __VA_ARGS__ }, 16

static const struct {
	const char *what, *device_type, *status, *name;
	const uint32_t *reg;
	size_t size; /* bytes */
	const char *in_chosen;
	int expected;
	struct range range;
} memory_cases[] = {
	{ "memory", "memory", NULL, "reg", REG(0, 0x40000000, 0, 0x80000000), NULL, 0, { 0x40000000, 0xc0000000 } },
	{ "usable memory",
	  "memory",
	  "okay",
	  "linux,usable-memory",
	  REG(0, 0x40000000, 0, 0x80000000),
	  NULL,
	  0,
	  { 0x40000000, 0xc0000000 } },
	{ "above 4 GiB alone", "memory", NULL, "reg", REG(8, 0, 1, 0), NULL, 0, { 0x800000000, 0x900000000 } },
	{ "beyond 64 bits",
	  "memory",
	  NULL,
	  "reg",
	  REG(0x80000000, 0, 0xffffffff, 0xffffffff),
	  NULL,
	  0,
	  { UINT64_C(1) << 63, UINT64_MAX } },
	/* Like the files that come with a kernel, which firmware completes. */
	{ "without a size", "memory", NULL, "reg", REG(0, 0x80000000, 0, 0), NULL, -ENODATA, { 0 } },
	{ "with a reg cut short",
	  "memory",
	  NULL,
	  "reg",
	  (const uint32_t[4]){ 0, 0x80000000, 0, 1 },
	  12,
	  NULL,
	  -ENODATA,
	  { 0 } },
	{ "without a reg", "memory", NULL, "other", REG(0, 0x40000000, 0, 0x80000000), NULL, -ENODATA, { 0 } },
	{ "disabled", "memory", "disabled", "reg", REG(0, 0x40000000, 0, 0x80000000), NULL, -ENODATA, { 0 } },
	{ "a device", "soc", NULL, "reg", REG(0, 0x40000000, 0, 0x80000000), NULL, -ENODATA, { 0 } },
	{ "a device, and UEFI's map",
	  "soc",
	  NULL,
	  "reg",
	  REG(0, 0x40000000, 0, 0x1000),
	  "linux,uefi-mmap-start",
	  -ENOENT,
	  { 0 } },
	{ "a device, and UEFI without a map",
	  "soc",
	  NULL,
	  "reg",
	  REG(0, 0x40000000, 0, 0x1000),
	  "linux,uefi-system-table",
	  -ENODATA,
	  { 0 } },
};

static void memory_case_node(void *fdt, int i)
{
	uint8_t reg[16];

	for (size_t n = 0; n < 4; n++)
		store_be32(reg + 4 * n, memory_cases[i].reg[n]);
	must(fdt_begin_node(fdt, "memory@0"));
	must(fdt_property_string(fdt, "device_type", memory_cases[i].device_type));
	if (memory_cases[i].status)
		must(fdt_property_string(fdt, "status", memory_cases[i].status));
	must(fdt_property(fdt, memory_cases[i].name, reg, (int)memory_cases[i].size));
	must(fdt_end_node(fdt));
}

START_TEST(memory_that_a_kernel_finds_is_found)
{
	CLEANUP(blob_release) struct blob tree = { 0 };
	CLEANUP(ranges_release) struct ranges ranges = { 0 };
	struct diag diag = { 0 };
	int r;

	ck_assert_int_eq(blob_alloc(TREE_ROOM, &tree), 0);
	must(fdt_create(tree.data, TREE_ROOM));
	must(fdt_finish_reservemap(tree.data));
	must(fdt_begin_node(tree.data, ""));
	must(fdt_property_u32(tree.data, "#address-cells", 2));
	must(fdt_property_u32(tree.data, "#size-cells", 2));
	must(fdt_begin_node(tree.data, "chosen"));
	if (memory_cases[_i].in_chosen)
		must(fdt_property_u64(tree.data, memory_cases[_i].in_chosen, 0xac43d9c0));
	must(fdt_end_node(tree.data));
	memory_case_node(tree.data, _i);
	must(fdt_end_node(tree.data));
	must(fdt_finish(tree.data));
	r = dtb_memory(tree.data, &ranges, &diag);
	ck_assert_msg(r == memory_cases[_i].expected, "%s: %d", memory_cases[_i].what, r);
	ck_assert_int_eq(!!strstr(diag.message, "describes no memory"), r == -ENODATA);
	ck_assert_uint_eq(ranges.count, !r);
	if (!r)
		ck_assert_mem_eq(ranges.range, &memory_cases[_i].range, sizeof(struct range));
}
END_TEST

static void narrow_memory(void *fdt)
{
	must(fdt_begin_node(fdt, "memory@40000000"));
	must(fdt_property_string(fdt, "device_type", "memory"));
	must(fdt_property_u64(fdt, "reg", 0x4000000080000000));
	must(fdt_end_node(fdt));
}

static void memory_in_pieces(void *fdt)
{
	static const uint64_t piece[][2] = { { 0x60000000, 0x10000000 },
					     { 0x40000000, 0x20000000 },
					     { 0x880000000, 0x80000000 } };

	for (size_t i = 0; i < COUNT(piece); i++) {
		must(fdt_begin_node(fdt, i ? "memory@4" : "memory@6"));
		must(fdt_property_string(fdt, "device_type", "memory"));
		write_range(fdt, "reg", piece[i][0], piece[i][1]);
		must(fdt_end_node(fdt));
	}
}

/* Absent cells count as 1; pieces are sorted and merged. */
static const struct {
	struct recipe recipe;
	size_t count;
	struct range first, last;
} memory_recipes[] = {
	{ { .address_cells = 1, .size_cells = 1, .nodes = narrow_memory },
	  1,
	  { 0x40000000, 0xc0000000 },
	  { 0x40000000, 0xc0000000 } },
	{ { .nodes = narrow_memory }, 1, { 0x40000000, 0xc0000000 }, { 0x40000000, 0xc0000000 } },
	{ { .address_cells = 2, .size_cells = 2, .nodes = memory_in_pieces },
	  2,
	  { 0x40000000, 0x70000000 },
	  { 0x880000000, 0x900000000 } },
};

START_TEST(memory_is_read_in_the_cells_of_the_root)
{
	CLEANUP(blob_release) struct blob tree = cook(&memory_recipes[_i].recipe);
	CLEANUP(ranges_release) struct ranges ranges = { 0 };
	struct diag diag = { 0 };

	ck_assert_msg(dtb_memory(tree.data, &ranges, &diag) == 0, "%s", diag.message);
	ck_assert_uint_eq(ranges.count, memory_recipes[_i].count);
	ck_assert_mem_eq(&ranges.range[0], &memory_recipes[_i].first, sizeof(struct range));
	ck_assert_mem_eq(&ranges.range[ranges.count - 1], &memory_recipes[_i].last, sizeof(struct range));
}
END_TEST

static Suite *dtb_memory_suite(void)
{
	Suite *suite = suite_create("dtb-memory");
	TCase *tcase = tcase_create("memory");

	tcase_add_loop_test(tcase, memory_that_a_kernel_finds_is_found, 0, COUNT(memory_cases));
	tcase_add_loop_test(tcase, memory_is_read_in_the_cells_of_the_root, 0, COUNT(memory_recipes));
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return run_suite(dtb_memory_suite());
}
