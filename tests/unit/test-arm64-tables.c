/* SPDX-License-Identifier: GPL-2.0-only */
/* The page tables of layouts that were thought of, as a processor sees them (tests/helpers/table-walker.h), and those that are
 * refused. */

#include <check.h>
#include <errno.h>

#include "arch/arch.h"
#include "arch/arm64/tables.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/table-walker.h"

/* ---- one behaviour each ---- */

/* Each row has an end of every level to itself: it crosses a 512 GiB boundary, and is not made of GiBs or 2 MiBs. */
START_TEST(bound_is_reached)
{
	struct table_row row[ROWS_MAX];
	size_t count = (size_t)_i;
	CLEANUP(release_built) struct built built = { 0 };

	for (size_t i = 0; i < count; i++) {
		uint64_t middle = TIB(1) * (i + 1);

		row[i] = (struct table_row){ { middle - PAGE, middle + PAGE }, TABLE_DATA };
	}
	ck_assert_uint_eq(arm64_tables_bound(count), 1 + 6 * count);
	built = build(row, count, 0, 1 + 6 * count);
	ck_assert_int_eq(built.r, 0);
	ck_assert_uint_eq(built.used, 1 + 6 * count);
}
END_TEST

START_TEST(bound_does_not_wrap)
{
	ck_assert_uint_eq(arm64_tables_bound(0), 1);
	ck_assert_uint_eq(arm64_tables_bound((SIZE_MAX - 1) / 6), 1 + 6 * ((SIZE_MAX - 1) / 6));
	ck_assert_uint_eq(arm64_tables_bound((SIZE_MAX - 1) / 6 + 1), SIZE_MAX);
	ck_assert_uint_eq(arm64_tables_bound(SIZE_MAX), SIZE_MAX);
}
END_TEST

/* The number of tables, and of leaves of level 1, 2 and 3. */
struct shape {
	const char *name;
	struct table_row row[8];
	size_t used, leaves[4];
};

static const struct shape shapes[] = {
	{ "one page", { { { GIB(1), GIB(1) + PAGE }, TABLE_DATA } }, 4, { 0, 0, 0, 1 } },
	{ "the first page", { { { 0, PAGE }, TABLE_DATA } }, 4, { 0, 0, 0, 1 } },
	{ "the last page", { { { TOP - PAGE, TOP }, TABLE_DATA } }, 4, { 0, 0, 0, 1 } },
	{ "2 MiB", { { { GIB(1), GIB(1) + MIB(2) }, TABLE_DATA } }, 3, { 0, 0, 1, 0 } },
	{ "2 MiB off by a page", { { { PAGE, MIB(2) + PAGE }, TABLE_DATA } }, 5, { 0, 0, 0, 512 } },
	{ "2 MiB and a page", { { { MIB(2), MIB(4) + PAGE }, TABLE_DATA } }, 4, { 0, 0, 1, 1 } },
	{ "1 GiB", { { { GIB(3), GIB(4) }, TABLE_DATA } }, 2, { 0, 1, 0, 0 } },
	{ "1 GiB less a page", { { { GIB(3), GIB(4) - PAGE }, TABLE_DATA } }, 4, { 0, 0, 511, 511 } },
	{ "1 GiB and a page", { { { GIB(3) - PAGE, GIB(4) }, TABLE_DATA } }, 4, { 0, 1, 0, 1 } },
	{ "512 GiB: no block of level 0", { { { 0, GIB(512) }, TABLE_DATA } }, 2, { 0, 512, 0, 0 } },
	{ "512 GiB off by a page", { { { PAGE, GIB(512) + PAGE }, TABLE_DATA } }, 7, { 0, 511, 511, 512 } },
	{ "touching: one block, in two rows",
	  { { { MIB(1), MIB(2) }, TABLE_DATA }, { { 0, MIB(1) }, TABLE_DATA } },
	  3,
	  { 0, 0, 1, 0 } },
	{ "touching, of two kinds: no block",
	  { { { 0, MIB(1) }, TABLE_CODE }, { { MIB(1), MIB(2) }, TABLE_DATA } },
	  4,
	  { 0, 0, 0, 512 } },
	{ "a page is missing in the middle of a GiB",
	  { { { 0, MIB(512) }, TABLE_DATA }, { { MIB(512) + PAGE, GIB(1) }, TABLE_DATA } },
	  4,
	  { 0, 0, 511, 511 } },
	/* An ordinary plan on QEMU: purgatory's code, its data, a kernel, a staged initrd, a devicetree, a UART. */
	{ "QEMU virt",
	  { { { GIB(1) + MIB(128), GIB(1) + MIB(128) + KIB(24) }, TABLE_CODE },
	    { { GIB(1) + MIB(128) + KIB(24), GIB(1) + MIB(128) + KIB(128) }, TABLE_DATA },
	    { { GIB(1), GIB(1) + MIB(36) + KIB(64) }, TABLE_DATA },
	    { { GIB(1) + MIB(160), GIB(1) + MIB(196) }, TABLE_DATA },
	    { { GIB(1) + MIB(256), GIB(1) + MIB(256) + KIB(64) }, TABLE_DATA },
	    { { MIB(144), MIB(144) + PAGE }, TABLE_DEVICE } },
	  8,
	  { 0, 0, 36, 16 + 32 + 16 + 1 } },
	/* A UART far above memory, as on Ampere Altra. */
	{ "Altra",
	  { { { UINT64_C(0x80000000000), UINT64_C(0x80000000000) + KIB(24) }, TABLE_CODE },
	    { { UINT64_C(0x80000000000) + KIB(24), UINT64_C(0x80000000000) + KIB(128) }, TABLE_DATA },
	    { { UINT64_C(0x80004000000), UINT64_C(0x80004000000) + MIB(260) }, TABLE_DATA },
	    { { UINT64_C(0x100002620000), UINT64_C(0x100002621000) }, TABLE_DEVICE } },
	  7,
	  { 0, 0, 130, 32 + 1 } },
};

START_TEST(layout_takes_as_few_pages_as_it_can)
{
	const struct shape *shape = &shapes[_i];
	size_t count = 0;
	CLEANUP(release_built) struct built built = { 0 };
	struct found found = { 0 };

	while (count < COUNT(shape->row) && shape->row[count].range.end)
		count++;
	built = build(shape->row, count, GIB(1) + MIB(128) + KIB(48), arm64_tables_bound(count));
	ck_assert_msg(built.r == 0, "%s: %s", shape->name, built.diag.message);
	scan(&built, &found);
	assert_maps_exactly_the_rows(&built, &found);
	ck_assert_msg(built.used == shape->used, "%s: %zu pages", shape->name, built.used);
	for (size_t i = 0; i < COUNT(found.leaves); i++)
		ck_assert_msg(found.leaves[i] == shape->leaves[i], "%s: %zu of level %zu", shape->name, found.leaves[i], i);
}
END_TEST

/* Bit for bit, since the walker above cares only for what the bits mean. */
START_TEST(descriptors_of_each_kind)
{
	static const struct table_row row[] = {
		{ { GIB(4), GIB(5) }, TABLE_CODE },
		{ { GIB(6), GIB(7) }, TABLE_DATA },
		{ { GIB(8), GIB(9) }, TABLE_DEVICE },
	};
	CLEANUP(release_built) struct built built = build(row, COUNT(row), UINT64_C(0x123456789000), 2);

	ck_assert_int_eq(built.r, 0);
	ck_assert_uint_eq(built.used, 2);
	ck_assert_uint_eq(descriptor_at(&built, 0, 0), UINT64_C(0x12345678a003));
	ck_assert_uint_eq(descriptor_at(&built, 1, 4), UINT64_C(0x0000000100000781));
	ck_assert_uint_eq(descriptor_at(&built, 1, 6), UINT64_C(0x0060000180000701));
	ck_assert_uint_eq(descriptor_at(&built, 1, 8), UINT64_C(0x0060000200000705));
}
END_TEST

static const uint64_t bases[] = { 0, PAGE, GIB(4) - PAGE, GIB(4), UINT64_C(0x8000deadb000), TOP - 4 * PAGE };

START_TEST(tables_may_be_anywhere_below_48_bits)
{
	static const struct table_row row[] = { { { GIB(40) + PAGE, GIB(40) + 2 * PAGE }, TABLE_CODE } };
	CLEANUP(release_built) struct built built = build(row, 1, bases[_i], 4);
	struct found found = { 0 };

	ck_assert_int_eq(built.r, 0);
	scan(&built, &found);
	assert_maps_exactly_the_rows(&built, &found);
}
END_TEST

/* ---- of the purgatory ---- */

#define SEGMENT MIB(64)

/* The tables of a purgatory at SEGMENT, as the loader asks for them. */
static struct built build_purgatory(const struct range *memory, size_t count, uint64_t device)
{
	const struct purgatory_map map = {
		.segment = { SEGMENT, SEGMENT + KIB(512) },
		.memory = memory,
		.memory_count = count,
		.device = device,
	};
	struct built built = { .base = SEGMENT + PURGATORY_TABLES };
	struct blob blob = { 0 };

	ck_assert_int_eq(arch_arm64.tables(&map, &blob, &built.diag), 0);
	ck_assert_uint_le(blob.size, arch_arm64.tables_bound(count));
	built.used = blob.size / PAGE;
	built.pages = blob.data;
	return built;
}

START_TEST(purgatory_cannot_write_its_code_nor_run_its_data)
{
	CLEANUP(release_built) struct built built = build_purgatory(NULL, 0, 0);

	ck_assert_int_eq(kind_at(&built, SEGMENT - 1), UNMAPPED);
	ck_assert_int_eq(kind_at(&built, SEGMENT), TABLE_CODE);
	ck_assert_int_eq(kind_at(&built, SEGMENT + HANDOFF_OFFSET - 1), TABLE_CODE);
	ck_assert_int_eq(kind_at(&built, SEGMENT + HANDOFF_OFFSET), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, SEGMENT + PURGATORY_STACK), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, SEGMENT + PURGATORY_TABLES), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, SEGMENT + KIB(512) - 1), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, SEGMENT + KIB(512)), UNMAPPED);
	ck_assert_int_eq(kind_at(&built, 0), UNMAPPED);
}
END_TEST

/* A part of no size has no segment; a UART's registers need not be at the start of their page. */
START_TEST(purgatory_sees_memory_and_one_page_of_uart)
{
	static const struct range memory[] = { { GIB(1), GIB(1) + KIB(64) }, { GIB(2), GIB(2) }, { GIB(3), GIB(4) } };
	CLEANUP(release_built) struct built built = build_purgatory(memory, COUNT(memory), UINT64_C(0x100002620800));

	ck_assert_int_eq(kind_at(&built, GIB(1)), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, GIB(1) + KIB(64)), UNMAPPED);
	ck_assert_int_eq(kind_at(&built, GIB(2)), UNMAPPED);
	ck_assert_int_eq(kind_at(&built, GIB(4) - 1), TABLE_DATA);
	ck_assert_int_eq(kind_at(&built, UINT64_C(0x10000261ffff)), UNMAPPED);
	ck_assert_int_eq(kind_at(&built, UINT64_C(0x100002620000)), TABLE_DEVICE);
	ck_assert_int_eq(kind_at(&built, UINT64_C(0x100002620fff)), TABLE_DEVICE);
	ck_assert_int_eq(kind_at(&built, UINT64_C(0x100002621000)), UNMAPPED);
}
END_TEST

/* ---- refusals ---- */

struct refusal {
	struct table_row row[3];
	size_t count;
	uint64_t base;
	size_t capacity;
	int error;
	const char *message;
};

#define GOOD                                                                                                                   \
	{                                                                                                                      \
		{ MIB(2), MIB(4) }, TABLE_DATA                                                                                 \
	}

static const struct refusal refusals[] = {
	/* Nothing at all: with these the processor could not fetch an instruction. */
	{ { GOOD }, 0, 0, 7, -EINVAL, "page tables: no ranges, expected at least one" },
	/* Its end is its start. */
	{ { GOOD, { { PAGE, PAGE }, TABLE_DATA } }, 2, 0, 13, -EINVAL, "page tables: range 0x1000-0x1000 is empty" },
	/* Its end is below its start, as when start + size wrapped. */
	{ { { { TOP, PAGE }, TABLE_DATA } }, 1, 0, 7, -EINVAL, "page tables: range 0x1000000000000-0x1000 is empty" },
	{ { { { UINT64_MAX, 0 }, TABLE_DATA } }, 1, 0, 7, -EINVAL, "page tables: range 0xffffffffffffffff-0x0 is empty" },
	/* A start, an end within a page. */
	{ { GOOD, { { 0x800, 0x2000 }, TABLE_DATA } },
	  2,
	  0,
	  13,
	  -EINVAL,
	  "page tables: range 0x800-0x2000 is not 4 KiB-aligned" },
	{ { { { 0x1000, 0x1fff }, TABLE_DATA } }, 1, 0, 7, -EINVAL, "page tables: range 0x1000-0x1fff is not 4 KiB-aligned" },
	/* All there is: one byte more would be 2^64. */
	{ { { { 0, UINT64_MAX }, TABLE_DATA } },
	  1,
	  0,
	  7,
	  -EINVAL,
	  "page tables: range 0x0-0xffffffffffffffff is not 4 KiB-aligned" },
	/* The last page of 64 bits. */
	{ { { { UINT64_MAX - 0x1fff + 0x1000, UINT64_MAX - 0xfff }, TABLE_DATA } },
	  1,
	  0,
	  7,
	  -EINVAL,
	  "page tables: range 0xfffffffffffff000-0xfffffffffffff000 is empty" },
	{ { { { UINT64_MAX - 0x1fff, UINT64_MAX - 0xfff }, TABLE_DATA } },
	  1,
	  0,
	  7,
	  -ERANGE,
	  "page tables: range 0xffffffffffffe000-0xfffffffffffff000 ends above 48 bits, 0x1000000000000" },
	/* The first page above 48 bits, and one that reaches into it. */
	{ { GOOD, { { TOP, TOP + PAGE }, TABLE_DATA } },
	  2,
	  0,
	  13,
	  -ERANGE,
	  "page tables: range 0x1000000000000-0x1000000001000 ends above 48 bits, 0x1000000000000" },
	{ { { { TOP - PAGE, TOP + PAGE }, TABLE_DATA } },
	  1,
	  0,
	  7,
	  -ERANGE,
	  "page tables: range 0xfffffffff000-0x1000000001000 ends above 48 bits, 0x1000000000000" },
	/* Longer than the bound on pages can be true for. */
	{ { { { 0, GIB(512) + PAGE }, TABLE_DATA } },
	  1,
	  0,
	  7,
	  -ERANGE,
	  "page tables: range 0x0-0x8000001000 is longer than 512 GiB" },
	{ { { { 0, TOP }, TABLE_DATA } }, 1, 0, 7, -ERANGE, "page tables: range 0x0-0x1000000000000 is longer than 512 GiB" },
	/* Twice the same; a page in common; one in the other. */
	{ { GOOD, GOOD }, 2, 0, 13, -EINVAL, "page tables: ranges 0x200000-0x400000 and 0x200000-0x400000 overlap" },
	{ { GOOD, { { MIB(1), MIB(2) + PAGE }, TABLE_CODE } },
	  2,
	  0,
	  13,
	  -EINVAL,
	  "page tables: ranges 0x200000-0x400000 and 0x100000-0x201000 overlap" },
	{ { { { 0, PAGE }, TABLE_CODE }, GOOD, { { MIB(3), MIB(3) + PAGE }, TABLE_DEVICE } },
	  3,
	  0,
	  19,
	  -EINVAL,
	  "page tables: ranges 0x200000-0x400000 and 0x300000-0x301000 overlap" },
	/* No kind that there is. */
	{ { { { 0, PAGE }, (enum table_kind)3 } }, 1, 0, 7, -EINVAL, "page tables: range 0x0-0x1000 is of the unknown kind 3" },
	/* Tables that are not where a table can be. */
	{ { GOOD }, 1, 0x800, 7, -EINVAL, "page tables: their address 0x800 is not 4 KiB-aligned" },
	{ { GOOD }, 1, UINT64_MAX, 7, -EINVAL, "page tables: their address 0xffffffffffffffff is not 4 KiB-aligned" },
	{ { GOOD }, 1, TOP, 7, -ERANGE, "page tables: at 0x1000000000000 they end above 48 bits, 0x1000000000000" },
	{ { GOOD },
	  1,
	  UINT64_MAX - 0xfff,
	  7,
	  -ERANGE,
	  "page tables: at 0xfffffffffffff000 they end above 48 bits, 0x1000000000000" },
	/* This takes 3 pages: the last of them is above. */
	{ { GOOD }, 1, TOP - 2 * PAGE, 7, -ERANGE, "page tables: at 0xffffffffe000 they end above 48 bits, 0x1000000000000" },
	{ { GOOD }, 1, 0, 2, -ENOSPC, "page tables: 1 ranges need more than 2 pages" },
	{ { GOOD }, 1, 0, 0, -ENOSPC, "page tables: 1 ranges need more than 0 pages" },
};

START_TEST(layout_is_refused)
{
	const struct refusal *refusal = &refusals[_i];
	CLEANUP(release_built) struct built built = build(refusal->row, refusal->count, refusal->base, refusal->capacity);

	ck_assert_str_eq(built.diag.message, refusal->message);
	ck_assert_int_eq(built.r, refusal->error);
	ck_assert_uint_eq(built.used, 12345);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("arm64-tables");
	Suite *suite = suite_create("arm64-tables");

	tcase_add_loop_test(tcase, bound_is_reached, 1, ROWS_MAX + 1);
	tcase_add_test(tcase, bound_does_not_wrap);
	tcase_add_loop_test(tcase, layout_takes_as_few_pages_as_it_can, 0, COUNT(shapes));
	tcase_add_test(tcase, descriptors_of_each_kind);
	tcase_add_loop_test(tcase, tables_may_be_anywhere_below_48_bits, 0, COUNT(bases));
	tcase_add_test(tcase, purgatory_cannot_write_its_code_nor_run_its_data);
	tcase_add_test(tcase, purgatory_sees_memory_and_one_page_of_uart);
	tcase_add_loop_test(tcase, layout_is_refused, 0, COUNT(refusals));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
