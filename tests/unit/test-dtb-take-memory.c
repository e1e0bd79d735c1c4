/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine's own memory and reservations in a devicetree that comes with a kernel. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/fdt-reserved.h"
#include "kexec/parts/dtb-memory.h"
#include "tests/helpers/suite.h"
#include "trees.h"

static void begin_reserved(void *fdt, uint32_t cells)
{
	must(fdt_begin_node(fdt, "reserved-memory"));
	must(fdt_property_u32(fdt, "#address-cells", cells));
	must(fdt_property_u32(fdt, "#size-cells", cells));
	must(fdt_property(fdt, "ranges", NULL, 0));
}

/* ---- the machine's own trees ---- */

static void own_nodes(void *fdt)
{
	board_nodes(fdt);
	begin_reserved(fdt, 2);
	must(fdt_begin_node(fdt, "secure@44000000"));
	write_range(fdt, "reg", 0x44000000, 0x200000);
	must(fdt_property(fdt, "no-map", NULL, 0));
	must(fdt_property_u32(fdt, "phandle", 7));
	must(fdt_property_string(fdt, "label", "the machine's"));
	must(fdt_end_node(fdt));
	must(fdt_begin_node(fdt, "off@45000000"));
	write_range(fdt, "reg", 0x45000000, 0x200000);
	must(fdt_property_string(fdt, "status", "disabled"));
	must(fdt_end_node(fdt));
	must(fdt_begin_node(fdt, "dynamic"));
	must(fdt_property_u64(fdt, "size", 0x4000000));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
}

/* As it is once an earlier load has left its parts in it. */
static const struct recipe own = { 2, 2, stale_reserve, NULL, "chosen", stale_chosen, own_nodes };

static void high_nodes(void *fdt)
{
	must(fdt_begin_node(fdt, "memory@880000000"));
	must(fdt_property_string(fdt, "device_type", "memory"));
	write_range(fdt, "reg", 0x880000000, 0x80000000);
	must(fdt_end_node(fdt));
}

static const struct recipe own_high = { .address_cells = 2, .size_cells = 2, .nodes = high_nodes };
static const struct recipe own_without_memory = { .address_cells = 2, .size_cells = 2, .chosen = "chosen" };

static void uefi_map(void *fdt)
{
	must(fdt_property_u64(fdt, "linux,uefi-system-table", 0x13f7b0018));
	must(fdt_property_u64(fdt, "linux,uefi-mmap-start", 0x13a0c0018));
	must(fdt_property_u32(fdt, "linux,uefi-mmap-size", 0x990));
}

static const struct recipe own_uefi = { .address_cells = 2, .size_cells = 2, .chosen = "chosen", .in_chosen = uefi_map };

/* ---- trees of packages ---- */

static void placeholder(void *fdt, const char *name, uint64_t start, uint64_t size)
{
	must(fdt_begin_node(fdt, name));
	must(fdt_property_string(fdt, "device_type", "memory"));
	write_range(fdt, "reg", start, size);
	must(fdt_end_node(fdt));
}

static void package_nodes(void *fdt)
{
	placeholder(fdt, "memory@0", 0, 0x28000000);
	placeholder(fdt, "memory@40000000", 0x40000000, 0x1000);
	must(fdt_begin_node(fdt, "soc"));
	placeholder(fdt, "memory@90000000", 0x90000000, 0x1000);
	must(fdt_end_node(fdt));
	begin_reserved(fdt, 2);
	must(fdt_begin_node(fdt, "secure@44000000"));
	must(fdt_property_string(fdt, "compatible", "maker,secure"));
	must(fdt_property_string(fdt, "label", "the package's"));
	write_range(fdt, "reg", 0x44000000, 0x1000);
	must(fdt_property_u32(fdt, "phandle", 3));
	must(fdt_begin_node(fdt, "part"));
	must(fdt_property_string(fdt, "label", "the part's"));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
	must(fdt_begin_node(fdt, "gpu@46000000"));
	write_range(fdt, "reg", 0x46000000, 0x1000);
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
}

static void package_reserve(void *fdt)
{
	must(fdt_add_reservemap_entry(fdt, 0, 0x80000));
}

static const struct recipe package = { 2, 2, package_reserve, NULL, "chosen", uefi_map, package_nodes };
static const struct recipe narrow_package = { .address_cells = 1, .size_cells = 1, .nodes = memory_node_one_cell };
static const struct recipe bare_package = { .address_cells = 2, .size_cells = 2 };

static void odd_nodes(void *fdt)
{
	begin_reserved(fdt, 1);
	must(fdt_end_node(fdt));
}

static void memory_as_reserved_memory(void *fdt)
{
	begin_reserved(fdt, 2);
	must(fdt_property_string(fdt, "device_type", "memory"));
	must(fdt_end_node(fdt));
}

static const struct recipe memory_package = { .address_cells = 2, .size_cells = 2, .nodes = memory_as_reserved_memory };
static const struct recipe odd_package = { .address_cells = 2, .size_cells = 2, .nodes = odd_nodes };

static void check_ranges(const struct ranges *ranges, const struct range *expected, size_t count)
{
	ck_assert_uint_eq(ranges->count, count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_eq(ranges->range[i].start, expected[i].start);
		ck_assert_uint_eq(ranges->range[i].end, expected[i].end);
	}
}

static void take(const struct recipe *from, const struct recipe *to, struct devicetree *ret)
{
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(from);
	struct diag diag = { 0 };

	*ret = cook_opened(to);
	ck_assert_msg(dtb_take_memory(&source, ret, &diag) == 0, "%s", diag.message);
}

START_TEST(memory_is_that_of_the_machine)
{
	static const struct range expected = { 0x40000000, 0xc0000000 };
	const struct recipe *packages[] = { &package, &narrow_package, &bare_package };
	CLEANUP(devicetree_release) struct devicetree given = { 0 };
	CLEANUP(ranges_release) struct ranges memory = { 0 };
	struct diag diag = { 0 };

	take(&own, packages[_i], &given);
	ck_assert_msg(dtb_memory(given.tree.data, &memory, &diag) == 0, "%s", diag.message);
	check_ranges(&memory, &expected, 1);
}
END_TEST

START_TEST(reservations_of_machine_and_package_are_there_and_no_stale_ones)
{
	static const struct range expected[] = {
		{ 0, 0x80000 },
		{ 0x40000000, 0x40001000 },
		{ 0x44000000, 0x44200000 },
		{ 0x46000000, 0x46001000 },
		{ 0x7fff0000, 0x80000000 },
	};
	CLEANUP(devicetree_release) struct devicetree given = { 0 };
	CLEANUP(ranges_release) struct ranges reserved = { 0 };

	take(&own, &package, &given);
	ck_assert_int_eq(fdt_reserved(given.tree.data, &reserved), 0);
	check_ranges(&reserved, expected, COUNT(expected));
}
END_TEST

/* Each property once, by what libfdt finds first and by their number. */
static void check_strings(const void *fdt, const char *path, const char *label, const char *compatible, int count)
{
	int property, found = 0, node = fdt_path_offset(fdt, path);

	ck_assert_int_ge(node, 0);
	fdt_for_each_property_offset(property, fdt, node)
		found++;
	ck_assert_int_eq(found, count);
	ck_assert_str_eq(fdt_getprop(fdt, node, "label", NULL), label);
	if (compatible)
		ck_assert_str_eq(fdt_getprop(fdt, node, "compatible", NULL), compatible);
}

START_TEST(what_only_the_package_says_of_a_reserved_node_stays)
{
	CLEANUP(devicetree_release) struct devicetree given = { 0 };

	take(&own, &package, &given);
	check_strings(given.tree.data, "/reserved-memory/secure@44000000", "the machine's", "maker,secure", 5);
	check_strings(given.tree.data, "/reserved-memory/secure@44000000/part", "the part's", NULL, 1);
}
END_TEST

/* The package's own phandle stays, to which its devices refer. */
START_TEST(reserved_node_has_the_properties_of_the_machines)
{
	CLEANUP(devicetree_release) struct devicetree given = { 0 };
	int node;

	take(&own, &package, &given);
	node = fdt_path_offset(given.tree.data, "/reserved-memory/secure@44000000");
	ck_assert_int_ge(node, 0);
	ck_assert_ptr_nonnull(fdt_getprop(given.tree.data, node, "no-map", NULL));
	ck_assert_uint_eq(fdt_get_phandle(given.tree.data, node), 3);
	ck_assert_int_lt(fdt_path_offset(given.tree.data, "/reserved-memory/off@45000000"), 0);
	ck_assert_int_lt(fdt_path_offset(given.tree.data, "/reserved-memory/dynamic"), 0);
}
END_TEST

START_TEST(reservations_are_spelled_in_the_cells_of_the_package)
{
	static const struct range expected[] = {
		{ 0x40000000, 0x40001000 },
		{ 0x44000000, 0x44200000 },
		{ 0x7fff0000, 0x80000000 },
	};
	CLEANUP(devicetree_release) struct devicetree given = { 0 };
	CLEANUP(ranges_release) struct ranges reserved = { 0 };

	take(&own, &narrow_package, &given);
	ck_assert_int_eq(fdt_reserved(given.tree.data, &reserved), 0);
	check_ranges(&reserved, expected, COUNT(expected));
}
END_TEST

START_TEST(place_of_uefis_map_is_that_of_the_machine)
{
	CLEANUP(devicetree_release) struct devicetree given = { 0 }, plain = { 0 };
	CLEANUP(ranges_release) struct ranges memory = { 0 };
	struct diag diag = { 0 };
	int chosen;

	take(&own_uefi, &bare_package, &given);
	ck_assert_int_eq(dtb_memory(given.tree.data, &memory, &diag), -ENOENT);
	chosen = fdt_path_offset(given.tree.data, "/chosen");
	ck_assert_ptr_nonnull(fdt_getprop(given.tree.data, chosen, "linux,uefi-system-table", NULL));
	/* A machine without UEFI has none, whatever the package says. */
	take(&own, &package, &plain);
	chosen = fdt_path_offset(plain.tree.data, "/chosen");
	ck_assert_ptr_null(fdt_getprop(plain.tree.data, chosen, "linux,uefi-system-table", NULL));
}
END_TEST

static const struct {
	const struct recipe *own, *given;
	int error;
	const char *message;
} refused[] = {
	{ &own_without_memory, &package, -ENODATA, "it describes no memory" },
	{ &own_high, &narrow_package, -ERANGE,
	  "0x80000000 bytes at 0x880000000 do not fit its root, which has #address-cells = 1 and #size-cells = 1" },
	{ &own, &memory_package, -EINVAL, "its /reserved-memory has device_type = \"memory\"" },
	{ &own, &odd_package, -EINVAL, "its /reserved-memory has other cells than its root, or no ranges" },
};

START_TEST(trees_that_cannot_be_joined_are_refused_and_untouched)
{
	CLEANUP(devicetree_release)
	struct devicetree source = cook_opened(refused[_i].own),
			  given = cook_opened(refused[_i].given);
	const struct devicetree before = given;
	struct diag diag = { 0 };

	ck_assert_int_eq(dtb_take_memory(&source, &given, &diag), refused[_i].error);
	ck_assert_msg(strstr(diag.message, refused[_i].message) == diag.message, "%s", diag.message);
	ck_assert_mem_eq(&given, &before, sizeof(given));
}
END_TEST

START_TEST(machine_without_a_devicetree_has_no_memory_to_take)
{
	CLEANUP(devicetree_release) struct devicetree given = cook_opened(&package);
	const struct devicetree none = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(dtb_take_memory(&none, &given, &diag), -ENODATA);
	ck_assert_str_eq(diag.message, "the machine has no devicetree of its own to take the memory from");
}
END_TEST

#define MANY 1000

static void many_reserve(void *fdt)
{
	for (uint64_t i = 0; i < MANY; i++)
		must(fdt_add_reservemap_entry(fdt, i << 20, 0x1000));
}

/* In no order: a prime number of steps at a time. */
static void many_nodes(void *fdt)
{
	char name[32];

	memory_node(fdt);
	begin_reserved(fdt, 2);
	for (uint64_t i = 0; i < MANY; i++) {
		uint64_t start = (i * 997 % MANY) << 20 | 0x80000;

		snprintf(name, sizeof(name), "area@%llx", (unsigned long long)start);
		must(fdt_begin_node(fdt, name));
		write_range(fdt, "reg", start, 0x1000);
		must(fdt_property_string(fdt, "label", name));
		must(fdt_end_node(fdt));
	}
	must(fdt_end_node(fdt));
}

static const struct recipe own_many = { 2, 2, many_reserve, NULL, NULL, NULL, many_nodes };

static void half_of_many_nodes(void *fdt)
{
	char name[32];

	begin_reserved(fdt, 2);
	for (uint64_t i = 0; i < MANY; i += 2) {
		snprintf(name, sizeof(name), "area@%llx", (unsigned long long)(i << 20 | 0x80000));
		must(fdt_begin_node(fdt, name));
		must(fdt_property_string(fdt, "label", "the package's"));
		must(fdt_end_node(fdt));
	}
	must(fdt_end_node(fdt));
}

static const struct recipe package_with_half = { .address_cells = 2, .size_cells = 2, .nodes = half_of_many_nodes };

START_TEST(there_may_be_many_reservations)
{
	const struct recipe *packages[] = { &bare_package, &package_with_half };
	CLEANUP(devicetree_release) struct devicetree given = { 0 };
	CLEANUP(ranges_release) struct ranges reserved = { 0 };
	int node, count = 0;

	take(&own_many, packages[_i], &given);
	ck_assert_int_eq(fdt_reserved(given.tree.data, &reserved), 0);
	ck_assert_uint_eq(reserved.count, 2 * MANY);
	fdt_for_each_subnode(node, given.tree.data, fdt_path_offset(given.tree.data, "/reserved-memory"))
	{
		ck_assert_str_eq(fdt_getprop(given.tree.data, node, "label", NULL), fdt_get_name(given.tree.data, node, NULL));
		count++;
	}
	ck_assert_int_eq(count, MANY);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dtb-take-memory");
	TCase *tcase = tcase_create("take-memory");

	tcase_add_loop_test(tcase, memory_is_that_of_the_machine, 0, 3);
	tcase_add_test(tcase, reservations_of_machine_and_package_are_there_and_no_stale_ones);
	tcase_add_test(tcase, reserved_node_has_the_properties_of_the_machines);
	tcase_add_test(tcase, what_only_the_package_says_of_a_reserved_node_stays);
	tcase_add_test(tcase, reservations_are_spelled_in_the_cells_of_the_package);
	tcase_add_test(tcase, place_of_uefis_map_is_that_of_the_machine);
	tcase_add_loop_test(tcase, trees_that_cannot_be_joined_are_refused_and_untouched, 0, COUNT(refused));
	tcase_add_test(tcase, machine_without_a_devicetree_has_no_memory_to_take);
	tcase_add_loop_test(tcase, there_may_be_many_reservations, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
