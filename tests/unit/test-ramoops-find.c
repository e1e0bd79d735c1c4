/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/ramoops-find.h"
#include "tests/helpers/suite.h"
#include "trees.h"

#define CONSOLE HANDOFF_RAMOOPS_CONSOLE
#define DUMP HANDOFF_RAMOOPS_DUMP

/* One node; sizes of 0 are left out. */
struct node {
	uint64_t start, size;
	uint32_t record, console, ftrace, pmsg, ecc;
	const char *compatible, *status;
	bool no_reg, no_ranges, short_record;
};

static struct node node;

static void write_size(void *fdt, const char *name, uint32_t size)
{
	if (size)
		must(fdt_property_u32(fdt, name, size));
}

static void ramoops_properties(void *fdt)
{
	must(fdt_property_string(fdt, "compatible", node.compatible ? node.compatible : "ramoops"));
	if (!node.no_reg)
		write_range(fdt, "reg", node.start, node.size);
	if (node.status)
		must(fdt_property_string(fdt, "status", node.status));
	if (node.short_record)
		must(fdt_property(fdt, "record-size", "\0\0", 2));
	else
		write_size(fdt, "record-size", node.record);
	write_size(fdt, "console-size", node.console);
	write_size(fdt, "ftrace-size", node.ftrace);
	write_size(fdt, "pmsg-size", node.pmsg);
	write_size(fdt, "ecc-size", node.ecc);
	must(fdt_property(fdt, "no-map", NULL, 0));
}

static void begin_reserved(void *fdt)
{
	must(fdt_begin_node(fdt, "reserved-memory"));
	must(fdt_property_u32(fdt, "#address-cells", 2));
	must(fdt_property_u32(fdt, "#size-cells", 2));
	if (!node.no_ranges)
		must(fdt_property(fdt, "ranges", NULL, 0));
	must(fdt_begin_node(fdt, "framebuffer@7f000000"));
	must(fdt_property_string(fdt, "compatible", "shared-dma-pool"));
	write_range(fdt, "reg", 0x7f000000, 0x800000);
	must(fdt_end_node(fdt));
}

static void one_ramoops(void *fdt)
{
	memory_node(fdt);
	begin_reserved(fdt);
	must(fdt_begin_node(fdt, "ramoops@7e000000"));
	ramoops_properties(fdt);
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
}

static int find(const struct node *what, struct ramoops_place *place, struct diag *diag)
{
	static const struct recipe recipe = { .address_cells = 2, .size_cells = 2, .nodes = one_ramoops };
	CLEANUP(blob_release) struct blob tree = { 0 };

	node = *what;
	tree = cook(&recipe);
	return ramoops_find(tree.data, place, diag);
}

static const struct {
	struct node node;
	struct handoff_ramoops want;
} places[] = {
	/* The console's zone follows those of the dumps; ftrace and pmsg come behind it. */
	{ { .start = 0x7e000000, .size = 0x100000, .record = 0x20000, .console = 0x40000, .ftrace = 0x20000, .pmsg = 0x20000 },
	  { 0x7e080000, 0x40000, CONSOLE } },
	/* Without dumps it is the first. */
	{ { .start = 0x7e000000, .size = 0x100000, .console = 0x80000 }, { 0x7e000000, 0x80000, CONSOLE } },
	/* All but the console is the others': no zone is left for dumps. */
	{ { .start = 0x7e000000, .size = 0x30000, .record = 0x4000, .console = 0x10000, .pmsg = 0x20000 },
	  { 0x7e000000, 0x10000, CONSOLE } },
	/* Above 4 GiB. */
	{ { .start = 0x8123400000, .size = 0x20000, .record = 0x4000, .console = 0x10000 },
	  { 0x8123410000, 0x10000, CONSOLE } },
	/* Sizes are rounded down to a power of two. */
	{ { .start = 0x7e000000, .size = 0x20000, .record = 0x4000, .console = 0x1ffff }, { 0x7e010000, 0x10000, CONSOLE } },
	{ { .start = 0x7e000000, .size = 0x10000, .record = 0x5000 }, { 0x7e00c000, 0x4000, DUMP } },
	/* Dumps only: the last. */
	{ { .start = 0x7e000000, .size = 0x10000, .record = 0x4000 }, { 0x7e00c000, 0x4000, DUMP } },
	{ { .start = 0x7e000000, .size = 0x10000, .record = 0x10000 }, { 0x7e000000, 0x10000, DUMP } },
	{ { .start = 0x7e000000, .size = 0x14000, .record = 0x4000, .pmsg = 0x8000 }, { 0x7e008000, 0x4000, DUMP } },
	/* A console too small to hold a report. */
	{ { .start = 0x7e000000, .size = 0x4100, .record = 0x4000, .console = 0x100 }, { 0x7e000000, 0x4000, DUMP } },
	/* No whole number of records: only where the first begins is certain. */
	{ { .start = 0x7e000000, .size = 0x1a000, .record = 0x4000, .console = 0x10000 }, { 0x7e000000, 0x4000, DUMP } },
	/* Enabled, and said so. */
	{ { .start = 0x7e000000, .size = 0x1000, .console = 0x1000, .status = "okay" }, { 0x7e000000, 0x1000, CONSOLE } },
	{ { .start = 0x7e000000, .size = 0x1000, .console = 0x1000, .status = "ok" }, { 0x7e000000, 0x1000, CONSOLE } },
};

START_TEST(zone_is_where_the_driver_has_it)
{
	struct ramoops_place place = { 0 };
	struct diag diag = { 0 };
	const struct handoff_ramoops *want = &places[_i].want;
	int r = find(&places[_i].node, &place, &diag);

	ck_assert_msg(!r, "%s", diag.message);
	ck_assert_uint_eq(place.zone.base, want->base);
	ck_assert_uint_eq(place.zone.size, want->size);
	ck_assert_uint_eq(place.zone.kind, want->kind);
	ck_assert_uint_eq(place.region.start, places[_i].node.start);
	ck_assert_uint_eq(place.region.end, places[_i].node.start + places[_i].node.size);
}
END_TEST

static const struct {
	struct node node;
	int error;
	const char *reason;
} refused[] = {
	{ { .start = 0x7e000000, .size = 0x10000, .console = 0x8000, .compatible = "ramoops2" }, -ENOENT, "has no ramoops" },
	{ { .start = 0x7e000000, .size = 0x10000, .console = 0x8000, .status = "disabled" }, -ENOENT, "has no ramoops" },
	{ { .start = 0x7e000000, .size = 0x10000, .console = 0x8000, .ecc = 16 }, -ENOTSUP, "ecc-size 16" },
	{ { .start = 0x7e000000, .size = 0x10000, .console = 0x8000, .no_reg = true }, -ENOTSUP, "no reg" },
	{ { .start = 0x7e000000, .size = 0x10000, .console = 0x8000, .no_ranges = true },
	  -ERANGE,
	  "does not pass on address 0x7e000000" },
	{ { .start = 0x7e000000, .size = 0x10000, .pmsg = 0x8000 }, -ENOTSUP, "no zone" },
	{ { .start = 0x7e000000, .size = 0x10000, .record = 0x100, .console = 0x100 }, -ENOTSUP, "no zone" },
	/* More in zones than the region has, by one byte and by far. */
	{ { .start = 0x7e000000, .size = 0x17fff, .console = 0x8000, .ftrace = 0x10000 },
	  -EINVAL,
	  "more than the 0x17fff bytes" },
	{ { .start = 0x7e000000, .size = 0x10000, .console = 0x40000000, .ftrace = 0x40000000, .pmsg = 0x40000000 },
	  -EINVAL,
	  "more than the 0x10000 bytes" },
	{ { .start = 0x7e000000, .size = 0x10000, .record = 0x10000, .console = 0x8000 },
	  -EINVAL,
	  "more than the 0x10000 bytes" },
	/* The driver refuses what is no int. */
	{ { .start = 0x7e000000, .size = 0x10000, .console = 0x80000000 }, -EINVAL, "console-size" },
	{ { .start = 0x7e000000, .size = 0x10000, .record = 0x80000000 }, -EINVAL, "record-size" },
	{ { .start = 0x7e000000, .size = 0x10000, .short_record = true, .console = 0x8000 }, -EINVAL, "record-size" },
	/* A region that cannot be. */
	{ { .start = 0x7e000002, .size = 0x10000, .console = 0x8000 }, -EINVAL, "0x7e000002" },
	{ { .start = 0, .size = 0x10000, .console = 0x8000 }, -EINVAL, "at 0x0" },
	{ { .start = 0x7e000000, .size = 0, .console = 0x8000 }, -EINVAL, "0x0 bytes" },
	{ { .start = 0xfffffffffff00000, .size = 0x200000, .console = 0x8000 }, -EINVAL, "beyond 64 bits" },
};

START_TEST(what_is_of_no_use_is_refused_with_its_reason)
{
	struct ramoops_place place = { .zone.base = 42 };
	struct diag diag = { 0 };

	ck_assert_int_eq(find(&refused[_i].node, &place, &diag), refused[_i].error);
	ck_assert_msg(strstr(diag.message, refused[_i].reason), "%s", diag.message);
	ck_assert_uint_eq(place.zone.base, 42);
}
END_TEST

static void second_ramoops(void *fdt)
{
	static const struct node first = { .start = 0x7e000000, .size = 0x10000, .console = 0x8000, .status = "disabled" };
	static const struct node second = { .start = 0x7d000000, .size = 0x10000, .console = 0x8000 };
	static const struct node third = { .start = 0x7c000000, .size = 0x10000, .console = 0x8000 };
	const struct node *nodes[] = { &first, &second, &third };

	node = first;
	begin_reserved(fdt);
	for (int i = 0; i < COUNT(nodes); i++) {
		const char *const names[] = { "ramoops@7e000000", "ramoops@7d000000", "ramoops@7c000000" };

		node = *nodes[i];
		must(fdt_begin_node(fdt, names[i]));
		ramoops_properties(fdt);
		must(fdt_end_node(fdt));
	}
	must(fdt_end_node(fdt));
}

START_TEST(first_enabled_region_counts)
{
	static const struct recipe recipe = { .address_cells = 2, .size_cells = 2, .nodes = second_ramoops };
	CLEANUP(blob_release) struct blob tree = cook(&recipe);
	struct ramoops_place place;
	struct diag diag = { 0 };

	ck_assert_int_eq(ramoops_find(tree.data, &place, &diag), 0);
	ck_assert_uint_eq(place.zone.base, 0x7d000000);
}
END_TEST

START_TEST(tree_without_reserved_memory_has_none)
{
	CLEANUP(blob_release) struct blob tree = cook(&board);
	struct ramoops_place place;
	struct diag diag = { 0 };

	ck_assert_int_eq(ramoops_find(tree.data, &place, &diag), -ENOENT);
}
END_TEST

static Suite *ramoops_suite(void)
{
	Suite *suite = suite_create("ramoops-find");
	TCase *tcase = tcase_create("ramoops-find");

	tcase_add_loop_test(tcase, zone_is_where_the_driver_has_it, 0, COUNT(places));
	tcase_add_loop_test(tcase, what_is_of_no_use_is_refused_with_its_reason, 0, COUNT(refused));
	tcase_add_test(tcase, first_enabled_region_counts);
	tcase_add_test(tcase, tree_without_reserved_memory_has_none);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return run_suite(ramoops_suite());
}
