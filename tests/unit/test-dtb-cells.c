/* SPDX-License-Identifier: GPL-2.0-only */
/* The ranges of a crash load in trees with all kinds of #address-cells and #size-cells. */

#include <check.h>
#include <errno.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/parts/dtb.h"
#include "dtb-requests.h"
#include "tests/helpers/suite.h"
#include "trees.h"

#define NO_CELLS 0u

static void nested_user(void *fdt)
{
	must(fdt_begin_node(fdt, "soc"));
	must(fdt_begin_node(fdt, "uart"));
	must(fdt_property_u64(fdt, "reg", 0x900000000001000));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
}

static void bus_with_empty_ranges(void *fdt)
{
	must(fdt_begin_node(fdt, "soc"));
	must(fdt_property_u32(fdt, "#address-cells", 1));
	must(fdt_property_u32(fdt, "#size-cells", 1));
	must(fdt_property(fdt, "ranges", NULL, 0));
	must(fdt_end_node(fdt));
}

static void bus_with_own_cells(void *fdt)
{
	must(fdt_begin_node(fdt, "cpus"));
	must(fdt_property_u32(fdt, "#address-cells", 1));
	must(fdt_property_u32(fdt, "#size-cells", 0));
	must(fdt_begin_node(fdt, "cpu@0"));
	must(fdt_property_u32(fdt, "reg", 0));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
}

static void own_cells_then_nested_user(void *fdt)
{
	bus_with_own_cells(fdt);
	nested_user(fdt);
}

static void dma_ranges_user(void *fdt)
{
	must(fdt_begin_node(fdt, "bus"));
	must(fdt_property(fdt, "dma-ranges", NULL, 0));
	must(fdt_end_node(fdt));
}

#define LOW                                                                                                                    \
	{                                                                                                                      \
		0x48000000, 0x50000000                                                                                         \
	}
#define HIGH                                                                                                                   \
	{                                                                                                                      \
		0x8a0000000, 0x8b0000000                                                                                       \
	}
#define TO_4G                                                                                                                  \
	{                                                                                                                      \
		0xf0000000, 0x100000000                                                                                        \
	}
#define ACROSS_4G                                                                                                              \
	{                                                                                                                      \
		0xf0000000, 0x110000000                                                                                        \
	}

/* A crash range in a tree with these root cells (NO_CELLS: absent): what the cells become, or the error. */
static const struct {
	uint32_t address, size;
	void (*nodes)(void *fdt);
	struct range usable;
	int error;
	uint32_t want_address, want_size; /* NO_CELLS: still absent, and 1 is what the kernel takes */
} cells_cases[] = {
	{ NO_CELLS, NO_CELLS, NULL, HIGH, 0, 2, 2 },
	{ NO_CELLS, NO_CELLS, NULL, LOW, 0, 2, 2 },
	{ NO_CELLS, NO_CELLS, memory_node_one_cell, LOW, 0, NO_CELLS, NO_CELLS },
	{ NO_CELLS, NO_CELLS, memory_node_one_cell, HIGH, -ERANGE, 0, 0 },
	{ NO_CELLS, NO_CELLS, bus_with_own_cells, HIGH, 0, 2, 2 },
	{ 1, 1, memory_node_one_cell, LOW, 0, 1, 1 },
	{ 1, 1, memory_node_one_cell, TO_4G, 0, 1, 1 },
	{ 1, 1, memory_node_one_cell, ACROSS_4G, -ERANGE, 0, 0 },
	{ 1, 1, memory_node_one_cell, HIGH, -ERANGE, 0, 0 },
	{ 1, 1, nested_user, HIGH, -ERANGE, 0, 0 },
	{ 1, 1, own_cells_then_nested_user, HIGH, -ERANGE, 0, 0 },
	{ 1, 1, bus_with_empty_ranges, HIGH, -ERANGE, 0, 0 },
	{ 1, 1, dma_ranges_user, HIGH, -ERANGE, 0, 0 },
	{ 1, 1, bus_with_own_cells, HIGH, 0, 2, 2 },
	{ 1, 1, NULL, HIGH, 0, 2, 2 },
	{ 1, 1, NULL, LOW, 0, 1, 1 },
	{ 2, 1, memory_node, HIGH, 0, 2, 1 },
	{ 2, NO_CELLS, memory_node, HIGH, 0, 2, NO_CELLS },
	{ 2, 1, memory_node, { 0x100000000, 0x200000000 }, -ERANGE, 0, 0 },
	{ 1, 2, memory_node, LOW, 0, 1, 2 },
	{ 2, 2, memory_node, HIGH, 0, 2, 2 },
	/* legal in the format, but neither libfdt nor any arm64 machine writes it */
	{ 3, 2, NULL, LOW, -EINVAL, 0, 0 },
	{ 2, 3, NULL, LOW, -EINVAL, 0, 0 },
	{ 0xffffffff, 2, NULL, LOW, -EINVAL, 0, 0 },
};

static void assert_cells(const struct blob *tree, const char *name, uint32_t value)
{
	if (value == NO_CELLS)
		assert_no_property(tree, 0, name);
	else
		assert_u32(tree, name, value);
}

static int put_cells(uint8_t *p, uint32_t cells, uint64_t value)
{
	if (cells == 2)
		store_be64(p, value);
	else
		store_be32(p, (uint32_t)value);
	return cells == 2 ? 8 : 4;
}

START_TEST(crash_range_fits_the_root_cells)
{
	struct recipe recipe = { cells_cases[_i].address, cells_cases[_i].size, NULL, NULL, "chosen", NULL,
				 cells_cases[_i].nodes };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&recipe);
	CLEANUP(blob_release) struct blob result = { 0 };
	struct dtb_request request = { .source = &source, .usable = &cells_cases[_i].usable, .usable_count = 1 };
	struct range usable = cells_cases[_i].usable;
	struct diag diag = { 0 };
	uint8_t expected[16];
	int length;

	ck_assert_int_eq(dtb_build(&request, &result, &diag), cells_cases[_i].error);
	if (cells_cases[_i].error) {
		ck_assert_ptr_null(result.data);
		ck_assert_ptr_nonnull(strstr(diag.message, "#address-cells = "));
		return;
	}
	assert_cells(&result, "#address-cells", cells_cases[_i].want_address);
	assert_cells(&result, "#size-cells", cells_cases[_i].want_size);
	length = put_cells(expected, cells_cases[_i].want_address, usable.start);
	length += put_cells(expected + length, cells_cases[_i].want_size, range_size(usable));
	assert_property(&result, chosen_of(&result), "linux,usable-memory-range", expected, length);
}
END_TEST

START_TEST(cells_error_names_address_and_cells)
{
	struct recipe recipe = { 1, 1, NULL, NULL, "chosen", NULL, memory_node_one_cell };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&recipe);
	CLEANUP(blob_release) struct blob result = { 0 };
	struct dtb_request request = { .source = &source, .elfcorehdr = { 0x8affff000, 0x8affffc00 } };
	struct diag diag = { 0 };

	ck_assert_int_eq(dtb_build(&request, &result, &diag), -ERANGE);
	ck_assert_str_eq(diag.message,
			 "0x8affff000-0x8affffbff does not fit the devicetree's root, which has #address-cells = 1 and "
			 "#size-cells = 1");
	ck_assert_ptr_nonnull(strstr(diag.hint, "crashkernel="));
}
END_TEST

START_TEST(normal_load_leaves_odd_cells_alone)
{
	struct recipe recipe = { 3, NO_CELLS, NULL, NULL, "chosen", NULL, board_nodes };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&recipe);
	struct dtb_request request = normal_request(&source);
	CLEANUP(blob_release) struct blob result = build(&request);

	assert_u32(&result, "#address-cells", 3);
	assert_no_property(&result, 0, "#size-cells");
}
END_TEST

/* #address-cells of two bytes: no reader would agree on its value. */
static void short_cells(void *fdt)
{
	must(fdt_property(fdt, "#address-cells", "\0\2", 2));
}

START_TEST(cells_of_a_wrong_size_are_refused)
{
	struct recipe recipe = { NO_CELLS, 2, NULL, short_cells, "chosen", NULL, NULL };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&recipe);
	CLEANUP(blob_release) struct blob result = { 0 };
	struct dtb_request request = crash_request(&source);
	struct diag diag = { 0 };

	ck_assert_int_eq(dtb_build(&request, &result, &diag), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dtb-cells");
	TCase *tcase = tcase_create("dtb-cells");

	tcase_add_loop_test(tcase, crash_range_fits_the_root_cells, 0, COUNT(cells_cases));
	tcase_add_test(tcase, cells_error_names_address_and_cells);
	tcase_add_test(tcase, normal_load_leaves_odd_cells_alone);
	tcase_add_test(tcase, cells_of_a_wrong_size_are_refused);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
