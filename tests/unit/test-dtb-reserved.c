/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/parts/dtb-reserved.h"
#include "tests/helpers/suite.h"
#include "trees.h"

/* How /reserved-memory is spelled. */
struct spelling {
	uint32_t address, size; /* cells; 0: absent */
	bool ranges;
};

static void begin_reserved(void *fdt, struct spelling spelling)
{
	must(fdt_begin_node(fdt, "reserved-memory"));
	if (spelling.address)
		must(fdt_property_u32(fdt, "#address-cells", spelling.address));
	if (spelling.size)
		must(fdt_property_u32(fdt, "#size-cells", spelling.size));
	if (spelling.ranges)
		must(fdt_property(fdt, "ranges", NULL, 0));
}

static void reserved_node(void *fdt, const char *name, uint64_t start, uint64_t size, const char *status)
{
	must(fdt_begin_node(fdt, name));
	write_range(fdt, "reg", start, size);
	if (status)
		must(fdt_property_string(fdt, "status", status));
	must(fdt_end_node(fdt));
}

static void wide_nodes(void *fdt, struct spelling spelling)
{
	uint8_t two[32];

	begin_reserved(fdt, spelling);
	reserved_node(fdt, "cma@a0000000", 0xa0000000, 0x20000000, NULL);
	reserved_node(fdt, "off@90000000", 0x90000000, 0x1000, "disabled");
	reserved_node(fdt, "empty", 0x91000000, 0, NULL);
	reserved_node(fdt, "end", UINT64_C(0xfffffffff0000000), 0x20000000, "okay");
	must(fdt_begin_node(fdt, "dynamic"));
	must(fdt_property_u64(fdt, "size", 0x4000000));
	must(fdt_end_node(fdt));
	must(fdt_begin_node(fdt, "two"));
	store_be64(two, 0x98000000);
	store_be64(two + 8, 0x1001);
	store_be64(two + 16, 0x97000000);
	store_be64(two + 24, 0x10);
	must(fdt_property(fdt, "reg", two, sizeof(two)));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
}

static void good_nodes(void *fdt)
{
	wide_nodes(fdt, (struct spelling){ 2, 2, true });
}

static void nodes_in_other_cells(void *fdt)
{
	wide_nodes(fdt, (struct spelling){ 1, 1, true });
}

static void nodes_without_cells(void *fdt)
{
	wide_nodes(fdt, (struct spelling){ 0, 0, true });
}

static void nodes_without_ranges(void *fdt)
{
	wide_nodes(fdt, (struct spelling){ 2, 2, false });
}

static void narrow_nodes(void *fdt)
{
	begin_reserved(fdt, (struct spelling){ 1, 1, true });
	must(fdt_begin_node(fdt, "cma@a0000000"));
	must(fdt_property_u64(fdt, "reg", 0xa000000020000000));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
}

static void endless_reserve(void *fdt)
{
	must(fdt_add_reservemap_entry(fdt, UINT64_C(0xfffffffff0000000), 0x20000000));
}

#define FIRMWARE                                                                                                               \
	{ 0x40000000, 0x40001000 },                                                                                            \
	{                                                                                                                      \
		0x7fff0000, 0x80000000                                                                                         \
	}

static const struct {
	const char *what;
	struct recipe recipe;
	size_t count;
	struct range range[6];
} cases[] = {
	{ "entries of the header", { 2, 2, firmware_reserve, NULL, NULL, NULL, board_nodes }, 2, { FIRMWARE } },
	{ "an entry that ends beyond 64 bits",
	  { 2, 2, endless_reserve, NULL, NULL, NULL, board_nodes },
	  1,
	  { { UINT64_C(0xfffffffff0000000), UINT64_MAX } } },
	{ "nodes with a reg",
	  { 2, 2, firmware_reserve, NULL, NULL, NULL, good_nodes },
	  6,
	  { FIRMWARE,
	    { 0x97000000, 0x97000010 },
	    { 0x98000000, 0x98001001 },
	    { 0xa0000000, 0xc0000000 },
	    { UINT64_C(0xfffffffff0000000), UINT64_MAX } } },
	{ "nodes in narrow cells", { 1, 1, NULL, NULL, NULL, NULL, narrow_nodes }, 1, { { 0xa0000000, 0xc0000000 } } },
	/* Linux says "unsupported node format, ignoring". */
	{ "nodes in other cells than the root's", { 2, 2, NULL, NULL, NULL, NULL, nodes_in_other_cells }, 0, { { 0 } } },
	{ "nodes without cells", { 2, 2, NULL, NULL, NULL, NULL, nodes_without_cells }, 0, { { 0 } } },
	{ "nodes without ranges", { 2, 2, NULL, NULL, NULL, NULL, nodes_without_ranges }, 0, { { 0 } } },
	{ "what a UEFI boot stub makes", { .chosen = "chosen" }, 0, { { 0 } } },
	/* The reservations of an earlier load's parts go with the parts. */
	{ "what an earlier load left", { 2, 2, stale_reserve, NULL, "chosen", stale_chosen, board_nodes }, 2, { FIRMWARE } },
};

START_TEST(reservations_of_the_next_kernel_are_found)
{
	CLEANUP(devicetree_release) struct devicetree tree = cook_opened(&cases[_i].recipe);
	CLEANUP(ranges_release) struct ranges ranges = { 0 };

	ck_assert_int_eq(dtb_find_reserved(&tree, &ranges), 0);
	ck_assert_msg(ranges.count == cases[_i].count, "%s: %zu ranges", cases[_i].what, ranges.count);
	for (size_t i = 0; i < ranges.count; i++) {
		ck_assert_uint_eq(ranges.range[i].start, cases[_i].range[i].start);
		ck_assert_uint_eq(ranges.range[i].end, cases[_i].range[i].end);
	}
}
END_TEST

START_TEST(no_devicetree_reserves_nothing)
{
	CLEANUP(ranges_release) struct ranges ranges = { 0 };
	const struct devicetree none = { 0 };

	ck_assert_int_eq(dtb_find_reserved(&none, &ranges), 0);
	ck_assert_uint_eq(ranges.count, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dtb-reserved");
	TCase *tcase = tcase_create("reserved");

	tcase_add_loop_test(tcase, reservations_of_the_next_kernel_are_found, 0, COUNT(cases));
	tcase_add_test(tcase, no_devicetree_reserves_nothing);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
