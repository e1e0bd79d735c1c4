/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>

#include "arch/arm64/purgatory/translation.h"
#include "common/handoff.h"
#include "tests/helpers/suite.h"

/* ID_AA64MMFR0_EL1 of processors with 4 KiB pages (TGran4, bits 31:28, is 0) and this many bits (PARange, bits 3:0). */
#define BITS_32 0x0u
#define BITS_40 0x2u
#define BITS_44 0x4u
#define BITS_48 0x5u
#define BITS_52 0x6u

static struct handoff some_handoff(void)
{
	return (struct handoff){
		.segment = 0x45000000,
		.written = 0x10000,
		.tables = 0x4500c000,
		.tables_size = 0x3000,
		.region_count = 2,
		.region = { { .start = 0x41200000, .staged = 0x41200000, .size = 0x2000000 },
			    { .start = 0x48000000, .staged = 0x50000000, .size = 0x1000 } },
	};
}

/* Written out, from the Arm ARM: T0SZ 16, IRGN0 1, ORGN0 1, SH0 3, TG0 4K; EPD1, T1SZ 16, TG1 4K; or RES1 31 and 23. */
static const struct {
	struct translation_facts facts;
	uint64_t tcr;
} values[] = {
	{ { .mmfr0 = BITS_32 }, 0x080903510 | UINT64_C(0) << 32 },
	{ { .mmfr0 = BITS_40 }, 0x080903510 | UINT64_C(2) << 32 },
	{ { .mmfr0 = BITS_44 }, 0x080903510 | UINT64_C(4) << 32 },
	{ { .mmfr0 = BITS_48 }, 0x080903510 | UINT64_C(5) << 32 },
	{ { .mmfr0 = BITS_52 }, 0x080903510 | UINT64_C(5) << 32 }, /* 48 bits is all that the tables have */
	{ { .mmfr0 = 0xf }, 0x080903510 | UINT64_C(5) << 32 },	   /* reserved: whatever it means, it is more */
	{ { .plain_el2 = true, .mmfr0 = BITS_32 }, 0x80803510 },
	{ { .plain_el2 = true, .mmfr0 = BITS_44 }, 0x80803510 | 4 << 16 },
	{ { .plain_el2 = true, .mmfr0 = BITS_52 }, 0x80803510 | 5 << 16 },
	{ { .mmfr0 = BITS_44 | UINT64_C(1) << 28 }, 0x080903510 | UINT64_C(4) << 32 },	/* 4 KiB pages, 52 bits with them */
	{ { .mmfr0 = UINT64_C(0xffffffff0fffff04) }, 0x080903510 | UINT64_C(4) << 32 }, /* no other field matters */
};

START_TEST(registers_are)
{
	struct handoff handoff = some_handoff();
	struct translation translation;

	ck_assert_ptr_null(translation_choose(&handoff, &values[_i].facts, &translation));
	ck_assert_uint_eq(translation.tcr, values[_i].tcr);
	ck_assert_uint_eq(translation.mair, 0x04ff);
	ck_assert_uint_eq(translation.ttbr0, 0x4500c000);
}
END_TEST

static void assert_refused(const struct handoff *handoff, uint64_t mmfr0, const char *why)
{
	const struct translation_facts facts = { .mmfr0 = mmfr0 };
	struct translation translation = { .tcr = 99 };

	ck_assert_pstr_eq(translation_choose(handoff, &facts, &translation), why);
	ck_assert_uint_eq(translation.tcr, 99);
}

START_TEST(without_tables_the_mmu_stays_off)
{
	struct handoff handoff = some_handoff();

	handoff.tables = 0;
	assert_refused(&handoff, BITS_48, "no page tables");
}
END_TEST

/* Absent, and what is reserved. */
static const uint64_t granules[] = { 0xf, 0x2, 0x8, 0xe };

START_TEST(without_4k_pages_the_mmu_stays_off)
{
	struct handoff handoff = some_handoff();

	assert_refused(&handoff, BITS_48 | granules[_i] << 28, "the processor has no 4 KiB pages");
}
END_TEST

static const struct {
	unsigned int range, bits;
} ranges[] = { { 0, 32 }, { 1, 36 }, { 2, 40 }, { 3, 42 }, { 4, 44 }, { 5, 48 }, { 6, 48 }, { 7, 48 } };

static const char too_far[] = "the memory lies beyond the processor's physical addresses";

START_TEST(memory_up_to_the_last_address_is_taken_and_no_further)
{
	const struct translation_facts facts = { .mmfr0 = ranges[_i].range };
	struct handoff handoff = some_handoff();
	struct translation translation;

	handoff.region[1].start = (UINT64_C(1) << ranges[_i].bits) - 0x1000;
	ck_assert_ptr_null(translation_choose(&handoff, &facts, &translation));
	handoff.region[1].start += 8;
	assert_refused(&handoff, ranges[_i].range, too_far);
}
END_TEST

START_TEST(staged_memory_counts)
{
	struct handoff handoff = some_handoff();

	handoff.region[0].staged = UINT64_C(1) << 40;
	assert_refused(&handoff, BITS_40, too_far);
}
END_TEST

START_TEST(segment_counts)
{
	struct handoff handoff = some_handoff();

	handoff.segment = (UINT64_C(1) << 40) - 0x1000;
	assert_refused(&handoff, BITS_40, too_far);
}
END_TEST

START_TEST(regions_that_are_not_there_do_not_count)
{
	const struct translation_facts facts = { .mmfr0 = BITS_40 };
	struct handoff handoff = some_handoff();
	struct translation translation;

	handoff.region[2].start = UINT64_C(1) << 40;
	ck_assert_ptr_null(translation_choose(&handoff, &facts, &translation));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("translation");
	TCase *tcase = tcase_create("translation");

	tcase_add_loop_test(tcase, registers_are, 0, COUNT(values));
	tcase_add_test(tcase, without_tables_the_mmu_stays_off);
	tcase_add_loop_test(tcase, without_4k_pages_the_mmu_stays_off, 0, COUNT(granules));
	tcase_add_loop_test(tcase, memory_up_to_the_last_address_is_taken_and_no_further, 0, COUNT(ranges));
	tcase_add_test(tcase, staged_memory_counts);
	tcase_add_test(tcase, segment_counts);
	tcase_add_test(tcase, regions_that_are_not_there_do_not_count);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
