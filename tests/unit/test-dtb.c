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
#include "dtb-requests.h"
#include "tests/helpers/suite.h"
#include "trees.h"

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
	int fill;

	ck_assert_int_eq(blob_alloc(DTB_SIZE_MAX + 0x10000, &large), 0);
	must(fdt_open_into(source.data, large.data, (int)large.size));
	fill = (int)DTB_SIZE_MAX - (int)fdt_off_dt_strings(large.data) - (int)fdt_size_dt_strings(large.data) - 64;
	must(fdt_setprop_placeholder(large.data, 0, "firmware", fill, &value));
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
