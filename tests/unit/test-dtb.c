/* SPDX-License-Identifier: GPL-2.0-only */

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
#include "tests/helpers/suite.h"
#include "trees.h"

#define TREE_ROOM 0x8000
#define NO_CELLS 0u

static const struct range crash_ranges[] = { { 0x8a0000000, 0x8b0000000 }, { 0xb0000000, 0xb8000000 } };

static struct dtb_request normal_request(const struct devicetree *source)
{
	struct dtb_request request = {
		.source = source,
		.cmdline = "console=ttyAMA0 root=/dev/vda2",
		.initrd = { 0x123456000, 0x124000abc },
		.have_seeds = true,
		.kaslr_seed = 0x0123456789abcdef,
	};

	for (int i = 0; i < BOOT_RNG_SEED_SIZE; i++)
		request.rng_seed[i] = (uint8_t)(i + 1);
	return request;
}

static struct dtb_request crash_request(const struct devicetree *source)
{
	struct dtb_request request = normal_request(source);

	request.elfcorehdr = (struct range){ 0x8affff000, 0x8affffc00 };
	request.usable = crash_ranges;
	request.usable_count = 2;
	return request;
}

static struct blob build(const struct dtb_request *request)
{
	struct blob result = { 0 };
	struct diag diag = { 0 };
	int r = dtb_build(request, &result, &diag);

	ck_assert_msg(r == 0, "%d: %s", r, diag.message);
	ck_assert_int_eq(fdt_check_full(result.data, result.size), 0);
	ck_assert_uint_eq(fdt_totalsize(result.data), result.size);
	return result;
}

static int chosen_of(const struct blob *tree)
{
	int node = fdt_path_offset(tree->data, "/chosen");

	ck_assert_int_ge(node, 0);
	return node;
}

static void assert_property(const struct blob *tree, int node, const char *name, const void *expected, int size)
{
	int length;
	const void *value = fdt_getprop(tree->data, node, name, &length);

	ck_assert_msg(value != NULL, "no %s", name);
	ck_assert_int_eq(length, size);
	ck_assert_mem_eq(value, expected, (size_t)size);
}

static void assert_no_property(const struct blob *tree, int node, const char *name)
{
	ck_assert_msg(!fdt_getprop(tree->data, node, name, NULL), "%s is still there", name);
}

static void assert_u32(const struct blob *tree, const char *name, uint32_t value)
{
	uint8_t bytes[4];

	store_be32(bytes, value);
	assert_property(tree, 0, name, bytes, 4);
}

static int count_reservations(const struct blob *tree, uint64_t start, uint64_t size)
{
	int found = 0;

	for (int i = 0; i < fdt_num_mem_rsv(tree->data); i++) {
		uint64_t a, s;

		ck_assert_int_eq(fdt_get_mem_rsv(tree->data, i, &a, &s), 0);
		found += a == start && s == size;
	}
	return found;
}

START_TEST(bootargs_is_the_command_line)
{
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&stale);
	struct dtb_request request = normal_request(&source);
	CLEANUP(blob_release) struct blob result = build(&request);

	assert_property(&result, chosen_of(&result), "bootargs", "console=ttyAMA0 root=/dev/vda2", 31);
}
END_TEST

/* The old words, by whether there is a command line and whether they are to be kept. */
static const struct {
	const char *cmdline;
	bool keep;
	const char *expected; /* NULL: no bootargs */
} bootargs_cases[] = {
	{ NULL, false, NULL },	   { "", false, NULL },	   { NULL, true, "old words" },
	{ "", true, "old words" }, { "new", true, "new" }, { "new", false, "new" },
};

START_TEST(old_bootargs_stay_only_when_kept)
{
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&stale);
	struct dtb_request request = normal_request(&source);
	CLEANUP(blob_release) struct blob result = { 0 };
	const char *expected = bootargs_cases[_i].expected;

	request.cmdline = bootargs_cases[_i].cmdline;
	request.keep_bootargs = bootargs_cases[_i].keep;
	result = build(&request);
	if (expected)
		assert_property(&result, chosen_of(&result), "bootargs", expected, (int)strlen(expected) + 1);
	else
		assert_no_property(&result, chosen_of(&result), "bootargs");
}
END_TEST

START_TEST(initrd_is_64_bit_and_reserved)
{
	static const uint8_t start[8] = { 0, 0, 0, 1, 0x23, 0x45, 0x60, 0 };
	static const uint8_t end[8] = { 0, 0, 0, 1, 0x24, 0, 0x0a, 0xbc };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&board);
	struct dtb_request request = normal_request(&source);
	CLEANUP(blob_release) struct blob result = build(&request);

	assert_property(&result, chosen_of(&result), "linux,initrd-start", start, 8);
	assert_property(&result, chosen_of(&result), "linux,initrd-end", end, 8);
	ck_assert_int_eq(count_reservations(&result, 0x123456000, 0xbaaabc), 1);
	ck_assert_int_eq(fdt_num_mem_rsv(result.data), 3);
}
END_TEST

START_TEST(nothing_stale_passes_on)
{
	static const char *const gone[] = { "linux,usable-memory-range", "linux,initrd-start", "linux,initrd-end", "kaslr-seed",
					    "rng-seed" };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&stale);
	struct dtb_request request = { .source = &source };
	CLEANUP(blob_release) struct blob result = build(&request);
	int chosen = chosen_of(&result);

	for (int i = 0; i < STALE_COUNT; i++)
		assert_no_property(&result, chosen, stale_ranges[i].name);
	for (int i = 0; i < COUNT(gone); i++)
		assert_no_property(&result, chosen, gone[i]);
	ck_assert_int_eq(fdt_num_mem_rsv(result.data), 2);
}
END_TEST

START_TEST(firmware_keeps_its_reservations_and_properties)
{
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&stale);
	struct dtb_request request = crash_request(&source);
	CLEANUP(blob_release) struct blob result = build(&request);

	ck_assert_int_eq(count_reservations(&result, 0x40000000, 0x1000), 1);
	ck_assert_int_eq(count_reservations(&result, 0x7fff0000, 0x10000), 1);
	assert_property(&result, chosen_of(&result), "stdout-path", "/pl011@9000000", 15);
	assert_property(&result, fdt_path_offset(result.data, "/psci"), "method", "hvc", 4);
}
END_TEST

/* Firmware's reservation for an initrd of 0x100123 bytes, and whether it is recognised. */
static const struct {
	uint64_t start, size;
	bool gone;
} initrd_cases[] = {
	{ STALE_INITRD, 0x100123, true },	    { STALE_INITRD, 0x101000, true },  { STALE_INITRD, 0x104000, true },
	{ STALE_INITRD, 0x110000, true },	    { STALE_INITRD, 0x200000, false }, { STALE_INITRD, 0x100000, false },
	{ STALE_INITRD + 0x1000, 0x100123, false },
};

START_TEST(old_initrd_reservation_goes_exact_or_in_pages)
{
	CLEANUP(blob_release) struct blob source = cook(&stale), result = { 0 };
	struct dtb_request request = { 0 };
	uint8_t *p = source.data + fdt_off_mem_rsvmap(source.data) + 16 * 7;

	ck_assert_uint_eq(load_be64(p), STALE_INITRD);
	store_be64(p, initrd_cases[_i].start);
	store_be64(p + 8, initrd_cases[_i].size);
	CLEANUP(devicetree_release) struct devicetree tree = opened(&source);

	request.source = &tree;
	result = build(&request);
	ck_assert_int_eq(count_reservations(&result, initrd_cases[_i].start, initrd_cases[_i].size), !initrd_cases[_i].gone);
}
END_TEST

/* Reservations beside a tree whose total size is made total; may the first of them be the tree's own? */
static const struct {
	uint32_t total;
	uint64_t entry[2][2];
	bool gone;
} own_cases[] = {
	{ 0x3000, { { 0x4f000000, 0x3000 }, { 0x50000000, 0x1000 } }, true },
	{ 0x2f38, { { 0x4f000008, 0x2f38 }, { 0x50000000, 0x1000 } }, true },
	/* two of one size: which one is it? */
	{ 0x3000, { { 0x4f000000, 0x3000 }, { 0x50000000, 0x3000 } }, false },
	/* firmware likes powers of two */
	{ 0x4000, { { 0x4f000000, 0x4000 }, { 0x50000000, 0x1000 } }, false },
	/* no devicetree lies at such an address: arm64 booting.rst */
	{ 0x3000, { { 0x4f000004, 0x3000 }, { 0x50000000, 0x1000 } }, false },
	/* rounded to pages nearly anything matches */
	{ 0x2f38, { { 0x4f000000, 0x3000 }, { 0x50000000, 0x1000 } }, false },
};

static void own_reserve(void *fdt)
{
	must(fdt_add_reservemap_entry(fdt, 1, 1));
	must(fdt_add_reservemap_entry(fdt, 2, 2));
}

START_TEST(own_reservation_goes_when_it_cannot_be_mistaken)
{
	static const struct recipe recipe = { 2, 2, own_reserve, NULL, "chosen", NULL, board_nodes };
	CLEANUP(blob_release) struct blob source = cook(&recipe), padded = { 0 }, result = { 0 };
	struct dtb_request request = { 0 };
	uint8_t *p;

	ck_assert_int_eq(blob_alloc(own_cases[_i].total, &padded), 0);
	must(fdt_open_into(source.data, padded.data, (int)padded.size));
	p = padded.data + fdt_off_mem_rsvmap(padded.data);
	for (int i = 0; i < 4; i++)
		store_be64(p + 8 * i, own_cases[_i].entry[i / 2][i % 2]);
	CLEANUP(devicetree_release) struct devicetree tree = opened(&padded);

	request.source = &tree;
	result = build(&request);
	ck_assert_int_eq(count_reservations(&result, own_cases[_i].entry[0][0], own_cases[_i].entry[0][1]),
			 !own_cases[_i].gone);
	ck_assert_int_eq(count_reservations(&result, own_cases[_i].entry[1][0], own_cases[_i].entry[1][1]), 1);
}
END_TEST

START_TEST(seeds_are_fresh)
{
	static const uint8_t kaslr[8] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&stale);
	struct dtb_request request = normal_request(&source);
	CLEANUP(blob_release) struct blob result = build(&request);

	assert_property(&result, chosen_of(&result), "kaslr-seed", kaslr, 8);
	assert_property(&result, chosen_of(&result), "rng-seed", request.rng_seed, BOOT_RNG_SEED_SIZE);
}
END_TEST

START_TEST(without_randomness_there_is_no_seed)
{
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&stale);
	CLEANUP(blob_release) struct blob result = { 0 };
	struct dtb_request request = normal_request(&source);

	request.have_seeds = false;
	result = build(&request);
	assert_no_property(&result, chosen_of(&result), "kaslr-seed");
	assert_no_property(&result, chosen_of(&result), "rng-seed");
}
END_TEST

START_TEST(booted_from_kexec_is_said)
{
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&board);
	struct dtb_request request = { .source = &source };
	CLEANUP(blob_release) struct blob result = build(&request);

	assert_property(&result, chosen_of(&result), "linux,booted-from-kexec", "", 0);
}
END_TEST

START_TEST(crash_ranges_are_in_root_cells_and_in_order)
{
	static const uint8_t elfcorehdr[16] = { 0, 0, 0, 8, 0xaf, 0xff, 0xf0, 0, 0, 0, 0, 0, 0, 0, 0x0c, 0 };
	static const uint8_t usable[32] = { 0, 0, 0, 8, 0xa0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0,
					    0, 0, 0, 0, 0xb0, 0, 0, 0, 0, 0, 0, 0, 0x08, 0, 0, 0 };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&stale);
	struct dtb_request request = crash_request(&source);
	CLEANUP(blob_release) struct blob result = build(&request);

	assert_property(&result, chosen_of(&result), "linux,elfcorehdr", elfcorehdr, 16);
	assert_property(&result, chosen_of(&result), "linux,usable-memory-range", usable, 32);
	ck_assert_int_eq(count_reservations(&result, 0x8affff000, 0xc00), 1);
	ck_assert_int_eq(fdt_num_mem_rsv(result.data), 4);
}
END_TEST

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

START_TEST(missing_chosen_is_made)
{
	static const struct recipe recipe = { 2, 2, NULL, NULL, NULL, NULL, board_nodes };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&recipe);
	struct dtb_request request = crash_request(&source);
	CLEANUP(blob_release) struct blob result = build(&request);

	assert_property(&result, chosen_of(&result), "bootargs", request.cmdline, (int)strlen(request.cmdline) + 1);
	ck_assert_ptr_nonnull(fdt_getprop(result.data, chosen_of(&result), "linux,elfcorehdr", NULL));
}
END_TEST

START_TEST(old_name_of_chosen_is_taken)
{
	static const struct recipe recipe = { 2, 2, stale_reserve, NULL, "chosen@0", stale_chosen, board_nodes };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&recipe);
	struct dtb_request request = normal_request(&source);
	CLEANUP(blob_release) struct blob result = build(&request);
	int node = fdt_path_offset(result.data, "/chosen@0");

	ck_assert_int_ge(node, 0);
	ck_assert_int_eq(chosen_of(&result), node);
	assert_property(&result, node, "bootargs", request.cmdline, (int)strlen(request.cmdline) + 1);
	assert_no_property(&result, node, "linux,elfcorehdr");
}
END_TEST

static void seed_and_bootargs_twice(void *fdt)
{
	must(fdt_property_string(fdt, "bootargs", "old words"));
	must(fdt_property_string(fdt, "bootargs", "older words"));
	must(fdt_property_u64(fdt, "kaslr-seed", 1));
	must(fdt_property_u64(fdt, "kaslr-seed", 2));
}

START_TEST(no_copy_of_a_doubled_property_survives)
{
	static const struct recipe recipe = { 2, 2, NULL, NULL, "chosen", seed_and_bootargs_twice, NULL };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&recipe);
	struct dtb_request request = { .source = &source, .cmdline = "new", .keep_bootargs = true };
	CLEANUP(blob_release) struct blob result = build(&request);

	assert_no_property(&result, chosen_of(&result), "kaslr-seed");
	assert_property(&result, chosen_of(&result), "bootargs", "new", 4);
	must(fdt_delprop(result.data, chosen_of(&result), "bootargs"));
	assert_no_property(&result, chosen_of(&result), "bootargs");
}
END_TEST

static int repeats;

static void seed_repeated(void *fdt)
{
	for (int i = 0; i < repeats; i++)
		must(fdt_property_u64(fdt, "kaslr-seed", 1));
}

/* Each deletion moves all that is behind. _i: how often */
START_TEST(a_property_may_be_there_sixteen_times)
{
	static const struct recipe recipe = { 2, 2, NULL, NULL, "chosen", seed_repeated, NULL };
	CLEANUP(devicetree_release) struct devicetree source = { 0 };
	CLEANUP(blob_release) struct blob result = { 0 };
	struct dtb_request request = { .source = &source, .cmdline = "new" };
	struct diag diag = { 0 };

	repeats = _i;
	source = cook_opened(&recipe);
	ck_assert_int_eq(dtb_build(&request, &result, &diag), _i > 16 ? -EINVAL : 0);
}
END_TEST

START_TEST(boot_cpu_stays)
{
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&board);
	CLEANUP(blob_release) struct blob result = { 0 };
	struct dtb_request request = normal_request(&source);

	fdt_set_boot_cpuid_phys(source.tree.data, 3);
	result = build(&request);
	ck_assert_uint_eq(fdt_boot_cpuid_phys(result.data), 3);
}
END_TEST

START_TEST(slack_of_the_source_is_packed_away)
{
	CLEANUP(blob_release) struct blob source = cook(&board), padded = { 0 }, small = { 0 }, large = { 0 };
	CLEANUP(devicetree_release) struct devicetree small_tree = opened(&source);
	struct dtb_request request = crash_request(&small_tree);

	small = build(&request);
	ck_assert_int_eq(blob_alloc(0x100000, &padded), 0);
	must(fdt_open_into(source.data, padded.data, (int)padded.size));
	CLEANUP(devicetree_release) struct devicetree tree = opened(&padded);

	request.source = &tree;
	large = build(&request);
	ck_assert_uint_eq(small.size, large.size);
	ck_assert_mem_eq(small.data, large.data, small.size);
}
END_TEST

START_TEST(source_may_lie_at_an_odd_address)
{
	CLEANUP(blob_release) struct blob source = cook(&board), odd = { 0 };
	CLEANUP(devicetree_release) struct devicetree one = opened(&source), two = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(blob_alloc(source.size + 1, &odd), 0);
	memcpy(odd.data + 1, source.data, source.size);
	ck_assert_int_eq(devicetree_open((struct view){ odd.data + 1, source.size }, "odd", &two, &diag), 0);
	ck_assert_uint_eq(one.tree.size, two.tree.size);
	ck_assert_mem_eq(one.tree.data, two.tree.data, one.tree.size);
}
END_TEST

static const struct recipe *const machines[] = { &board, &uefi, &stale };

/* A capture kernel loads a kernel, which loads a capture kernel ...: every generation looks like the second. */
START_TEST(chain_of_kernels_accumulates_nothing)
{
	CLEANUP(blob_release) struct blob tree = cook(machines[_i / 2]), next = { 0 };
	struct dtb_request request = { 0 };

	for (int generation = 0; generation < 6; generation++) {
		CLEANUP(devicetree_release) struct devicetree first = opened(&tree), second = { 0 };

		request = generation % 2 == _i % 2 ? crash_request(&first) : normal_request(&first);
		next = build(&request);
		ck_assert_uint_le(next.size, 0x800);
		second = opened(&next);
		request.source = &second;
		CLEANUP(blob_release) struct blob again = build(&request);

		ck_assert_uint_eq(next.size, again.size);
		ck_assert_mem_eq(next.data, again.data, next.size);
		ck_assert_int_eq(fdt_num_mem_rsv(next.data),
				 (machines[_i / 2]->reserve ? 2 : 0) + 1 + (request.usable_count > 0));
		blob_release(&tree);
		tree = blob_take(&next);
	}
}
END_TEST

/* A small deterministic generator; the constants are Knuth's MMIX. */
static uint32_t random_below(uint64_t *state, uint32_t limit)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33) % limit;
}

static void random_request(uint64_t *state, struct dtb_request *request, char *cmdline, struct range *usable)
{
	size_t length = random_below(state, 2048);

	memset(cmdline, 'x', length);
	cmdline[length] = '\0';
	request->cmdline = cmdline;
	request->keep_bootargs = random_below(state, 2);
	request->usable = usable;
	request->usable_count = random_below(state, 8);
	for (size_t i = 0; i < request->usable_count; i++) {
		usable[i].start = (uint64_t)random_below(state, 0x100000) << 20;
		usable[i].end = usable[i].start + 0x1000;
	}
	if (random_below(state, 2))
		request->elfcorehdr = (struct range){ 0x8affff000, 0x8affffc00 };
	if (random_below(state, 2))
		request->initrd = (struct range){ 0x890000000, 0x898000001 };
	request->have_seeds = random_below(state, 2);
}

START_TEST(size_never_exceeds_the_bound)
{
	uint64_t state = 20250 + (uint64_t)_i;
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(machines[_i % 3]);
	struct range usable[8];
	char cmdline[2048];

	for (int i = 0; i < 300; i++) {
		struct dtb_request request = { .source = &source };
		struct diag diag = { 0 };
		size_t bound = 0;

		random_request(&state, &request, cmdline, usable);
		ck_assert_int_eq(dtb_size_bound(request.source, strlen(cmdline), request.usable_count, &bound, &diag), 0);
		CLEANUP(blob_release) struct blob result = build(&request);

		ck_assert_uint_le(result.size, bound);
		ck_assert_uint_le(bound - result.size, 1024);
	}
}
END_TEST

/* Everything that can be added to a tree that has nothing, without padding but for 3 bytes behind the two strings each. */
START_TEST(bound_is_no_larger_than_needed)
{
	static const struct recipe bare = { 0 };
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&bare);
	CLEANUP(blob_release) struct blob result = { 0 };
	struct dtb_request request = crash_request(&source);
	struct diag diag = { 0 };
	size_t bound = 0;

	request.cmdline = "abc";
	result = build(&request);
	ck_assert_int_eq(dtb_size_bound(request.source, 3, 2, &bound, &diag), 0);
	ck_assert_uint_eq(bound - result.size, 6);
}
END_TEST

/* The command line that fills the devicetree to its limit and, with one byte more, is too long. */
START_TEST(two_mebibytes_are_the_limit)
{
	CLEANUP(devicetree_release) struct devicetree source = cook_opened(&board);
	struct diag diag = { 0 };
	size_t empty = 0, bound = 0;

	ck_assert_int_eq(dtb_size_bound(&source, 0, 0, &empty, &diag), 0);
	ck_assert_int_eq(dtb_size_bound(&source, DTB_SIZE_MAX - empty, 0, &bound, &diag), 0);
	ck_assert_uint_eq(bound, DTB_SIZE_MAX);
	bound = 1;
	ck_assert_int_eq(dtb_size_bound(&source, DTB_SIZE_MAX - empty + 1, 0, &bound, &diag), -EFBIG);
	ck_assert_uint_eq(bound, 1);
	ck_assert_str_eq(diag.message, "the devicetree would take 2097153 bytes, at most 2097152 are allowed");
	ck_assert_int_eq(dtb_size_bound(&source, SIZE_MAX, 0, &bound, &diag), -EFBIG);
	ck_assert_int_eq(dtb_size_bound(&source, 0, SIZE_MAX, &bound, &diag), -EFBIG);
}
END_TEST

START_TEST(larger_tree_is_not_built)
{
	CLEANUP(blob_release) struct blob source = cook(&board), large = { 0 }, result = { 0 };
	struct dtb_request request = normal_request(NULL);
	struct diag diag = { 0 };
	void *value;

	ck_assert_int_eq(blob_alloc(DTB_SIZE_MAX + 0x10000, &large), 0);
	must(fdt_open_into(source.data, large.data, (int)large.size));
	must(fdt_setprop_placeholder(large.data, 0, "firmware", (int)DTB_SIZE_MAX, &value));
	CLEANUP(devicetree_release) struct devicetree tree = opened(&large);

	request.source = &tree;
	ck_assert_int_eq(dtb_build(&request, &result, &diag), -EFBIG);
	ck_assert_ptr_null(result.data);
}
END_TEST

static Suite *dtb_suite(void)
{
	Suite *suite = suite_create("dtb");
	TCase *tcase = tcase_create("dtb");

	tcase_add_test(tcase, bootargs_is_the_command_line);
	tcase_add_loop_test(tcase, old_bootargs_stay_only_when_kept, 0, COUNT(bootargs_cases));
	tcase_add_test(tcase, initrd_is_64_bit_and_reserved);
	tcase_add_test(tcase, nothing_stale_passes_on);
	tcase_add_test(tcase, firmware_keeps_its_reservations_and_properties);
	tcase_add_loop_test(tcase, old_initrd_reservation_goes_exact_or_in_pages, 0, COUNT(initrd_cases));
	tcase_add_loop_test(tcase, own_reservation_goes_when_it_cannot_be_mistaken, 0, COUNT(own_cases));
	tcase_add_test(tcase, seeds_are_fresh);
	tcase_add_test(tcase, without_randomness_there_is_no_seed);
	tcase_add_test(tcase, booted_from_kexec_is_said);
	tcase_add_test(tcase, crash_ranges_are_in_root_cells_and_in_order);
	tcase_add_loop_test(tcase, crash_range_fits_the_root_cells, 0, COUNT(cells_cases));
	tcase_add_test(tcase, cells_error_names_address_and_cells);
	tcase_add_test(tcase, normal_load_leaves_odd_cells_alone);
	tcase_add_test(tcase, cells_of_a_wrong_size_are_refused);
	tcase_add_test(tcase, missing_chosen_is_made);
	tcase_add_test(tcase, old_name_of_chosen_is_taken);
	tcase_add_test(tcase, no_copy_of_a_doubled_property_survives);
	tcase_add_loop_test(tcase, a_property_may_be_there_sixteen_times, 16, 18);
	tcase_add_test(tcase, boot_cpu_stays);
	tcase_add_test(tcase, slack_of_the_source_is_packed_away);
	tcase_add_test(tcase, source_may_lie_at_an_odd_address);
	tcase_add_loop_test(tcase, chain_of_kernels_accumulates_nothing, 0, 2 * COUNT(machines));
	tcase_add_loop_test(tcase, size_never_exceeds_the_bound, 0, 6);
	tcase_add_test(tcase, bound_is_no_larger_than_needed);
	tcase_add_test(tcase, two_mebibytes_are_the_limit);
	tcase_add_test(tcase, larger_tree_is_not_built);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return run_suite(dtb_suite());
}
