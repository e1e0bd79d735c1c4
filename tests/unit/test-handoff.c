/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/build/handoff.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "common/sha256.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))
#define VIEW(text) ((struct view){ .data = (const uint8_t *)(text), .size = sizeof(text) - 1 })

static const struct handoff_part two_parts[] = {
	{ .name = "kernel", .start = 0x40200000, .bytes = VIEW("abc") },
	{ .name = "initrd", .start = 0x123456789a8, .bytes = VIEW("") },
};

static struct handoff_values some_values(void)
{
	return (struct handoff_values){
		.purgatory = VIEW("not really a program"),
		.kernel_entry = 0x840200000,
		.dtb = 0x8410000000,
		.psci = HANDOFF_PSCI_SMC,
		.on_mismatch = HANDOFF_ON_MISMATCH_RESET,
		.console = { .type = HANDOFF_CONSOLE_8250, .reg_shift = 2, .io_width = 4, .base = 0x100002600000 },
		.parts = two_parts,
		.part_count = 2,
	};
}

/* Builds, expecting success, into a segment that the caller releases. */
static struct blob build(const struct handoff_values *values)
{
	struct diag diag = { 0 };
	struct blob segment = { 0 };

	ck_assert_int_eq(handoff_build(values, &segment, &diag), 0);
	ck_assert_uint_eq(segment.size, PURGATORY_SIZE);
	return segment;
}

static uint32_t get32(const struct blob *segment, size_t offset)
{
	return load_le32(segment->data + HANDOFF_OFFSET + offset);
}

static uint64_t get64(const struct blob *segment, size_t offset)
{
	return load_le64(segment->data + HANDOFF_OFFSET + offset);
}

static const uint8_t *region(const struct blob *segment, unsigned int i)
{
	return segment->data + HANDOFF_OFFSET + 0x48 + 64 * i;
}

static void assert_zero(const uint8_t *from, const uint8_t *to)
{
	for (; from < to; from++)
		ck_assert_uint_eq(*from, 0);
}

START_TEST(blob_lies_at_the_start_and_nothing_follows_it)
{
	struct handoff_values values = some_values();
	struct blob segment = build(&values);

	ck_assert_mem_eq(segment.data, values.purgatory.data, values.purgatory.size);
	assert_zero(segment.data + values.purgatory.size, segment.data + HANDOFF_OFFSET);
	blob_release(&segment);
}
END_TEST

START_TEST(stack_is_zero)
{
	struct handoff_values values = some_values();
	struct blob segment = build(&values);

	assert_zero(segment.data + HANDOFF_OFFSET + sizeof(struct handoff), segment.data + PURGATORY_SIZE);
	blob_release(&segment);
}
END_TEST

/* The offsets are written out: they are the contract, whatever the structure's members are called. */
START_TEST(header_is_as_the_contract_says)
{
	struct handoff_values values = some_values();
	struct blob segment = build(&values);

	ck_assert_mem_eq(segment.data + HANDOFF_OFFSET, "WRMKHNDF", 8);
	ck_assert_uint_eq(get32(&segment, 0x08), 1);
	ck_assert_uint_eq(get32(&segment, 0x0c), 0x48 + 16 * 64);
	ck_assert_uint_eq(get64(&segment, 0x10), 0x840200000);
	ck_assert_uint_eq(get64(&segment, 0x18), 0x8410000000);
	ck_assert_uint_eq(get32(&segment, 0x20), 0);
	ck_assert_uint_eq(get32(&segment, 0x24), 2);
	ck_assert_uint_eq(get32(&segment, 0x28), 0);
	ck_assert_uint_eq(get32(&segment, 0x2c), 2);
	blob_release(&segment);
}
END_TEST

START_TEST(console_is_as_the_contract_says)
{
	struct handoff_values values = some_values();
	struct blob segment = build(&values);

	ck_assert_uint_eq(get32(&segment, 0x30), 2);
	ck_assert_uint_eq(get32(&segment, 0x34), 2);
	ck_assert_uint_eq(get32(&segment, 0x38), 4);
	ck_assert_uint_eq(get32(&segment, 0x3c), 0);
	ck_assert_uint_eq(get64(&segment, 0x40), 0x100002600000);
	blob_release(&segment);
}
END_TEST

START_TEST(regions_are_as_the_contract_says)
{
	/* FIPS 180-4: the digest of "abc" */
	static const uint8_t abc[] = {
		0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
		0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
	};
	struct handoff_values values = some_values();
	struct blob segment = build(&values);

	ck_assert_uint_eq(load_le64(region(&segment, 0)), 0x40200000);
	ck_assert_uint_eq(load_le64(region(&segment, 0) + 8), 3);
	ck_assert_mem_eq(region(&segment, 0) + 16, "kernel\0\0\0\0\0\0\0\0\0", 16);
	ck_assert_mem_eq(region(&segment, 0) + 32, abc, sizeof(abc));
	ck_assert_uint_eq(load_le64(region(&segment, 1)), 0x123456789a8);
	ck_assert_uint_eq(load_le64(region(&segment, 1) + 8), 0);
	assert_zero(region(&segment, 2), region(&segment, 16));
	blob_release(&segment);
}
END_TEST

START_TEST(skipping_checks_lists_parts_without_digests)
{
	struct handoff_values values = some_values();
	struct blob segment;

	values.flags = HANDOFF_SKIP_CHECKS;
	segment = build(&values);
	ck_assert_uint_eq(get32(&segment, 0x20), 1);
	ck_assert_uint_eq(get32(&segment, 0x2c), 2);
	ck_assert_uint_eq(load_le64(region(&segment, 0) + 8), 3);
	assert_zero(region(&segment, 0) + 32, region(&segment, 1));
	blob_release(&segment);
}
END_TEST

START_TEST(sixteen_parts_fit)
{
	struct handoff_part parts[16];
	struct handoff_values values = some_values();
	struct blob segment;

	for (int i = 0; i < COUNT(parts); i++)
		parts[i] = two_parts[0];
	values.parts = parts;
	values.part_count = 16;
	segment = build(&values);
	ck_assert_uint_eq(get32(&segment, 0x2c), 16);
	ck_assert_mem_eq(region(&segment, 15), region(&segment, 0), 64);
	blob_release(&segment);
}
END_TEST

START_TEST(purgatory_that_just_fits_is_taken)
{
	static const uint8_t code[HANDOFF_OFFSET] = { [HANDOFF_OFFSET - 1] = 0xd4 };
	struct handoff_values values = some_values();
	struct blob segment;

	values.purgatory = (struct view){ .data = code, .size = sizeof(code) };
	segment = build(&values);
	ck_assert_uint_eq(segment.data[HANDOFF_OFFSET - 1], 0xd4);
	ck_assert_mem_eq(segment.data + HANDOFF_OFFSET, "WRMKHNDF", 8);
	blob_release(&segment);
}
END_TEST

/* Expects a refusal with that error and a message with these words, and *ret as it was. */
static void assert_refused(const struct handoff_values *values, int error, const char *words)
{
	struct diag diag = { 0 };
	uint8_t byte = 0;
	struct blob untouched = { .data = &byte, .size = 1, .kind = BLOB_NONE };

	ck_assert_int_eq(handoff_build(values, &untouched, &diag), error);
	ck_assert_ptr_eq(untouched.data, &byte);
	ck_assert_uint_eq(untouched.size, 1);
	ck_assert_msg(strstr(diag.message, words), "the message is \"%s\"", diag.message);
}

START_TEST(build_without_purgatory_is_refused)
{
	struct handoff_values values = some_values();

	values.purgatory.size = 0;
	assert_refused(&values, -ENOEXEC, "built without a purgatory");
}
END_TEST

START_TEST(purgatory_that_reaches_into_its_handoff_is_refused)
{
	static const uint8_t code[HANDOFF_OFFSET + 1];
	struct handoff_values values = some_values();

	values.purgatory = (struct view){ .data = code, .size = sizeof(code) };
	assert_refused(&values, -EFBIG, "32769 bytes");
}
END_TEST

START_TEST(seventeen_parts_are_refused)
{
	struct handoff_part parts[17];
	struct handoff_values values = some_values();

	for (int i = 0; i < COUNT(parts); i++)
		parts[i] = two_parts[0];
	values.parts = parts;
	values.part_count = 17;
	assert_refused(&values, -E2BIG, "17 parts");
}
END_TEST

static const struct {
	struct handoff_part part;
	const char *words;
} bad_parts[] = {
	{ { .name = "", .start = 0x1000, .bytes = VIEW("x") }, "needs a name" },		 /* nothing to report */
	{ { .name = "sixteen_letters_", .start = 0x1000, .bytes = VIEW("x") }, "needs a name" }, /* no room for its NUL */
	{ { .name = "a\nb", .start = 0x1000, .bytes = VIEW("x") }, "needs a name" }, /* would break the report's line */
	{ { .name = "dtb", .start = 0x1004, .bytes = VIEW("x") }, "dtb at 0x1004 cannot be verified: not aligned" },
	{ { .name = "dtb", .start = UINT64_MAX - 7, .bytes = VIEW("123456789") }, "ends beyond 64 bits" },
};

START_TEST(part_that_cannot_be_is_refused)
{
	struct handoff_part parts[] = { two_parts[0], bad_parts[_i].part };
	struct handoff_values values = some_values();

	values.parts = parts;
	assert_refused(&values, -EINVAL, bad_parts[_i].words);
}
END_TEST

START_TEST(name_of_fifteen_characters_fits)
{
	const struct handoff_part part = { .name = "fifteen_letters", .bytes = VIEW("x") };
	struct handoff_values values = some_values();
	struct blob segment;

	values.parts = &part;
	values.part_count = 1;
	segment = build(&values);
	ck_assert_mem_eq(region(&segment, 0) + 16, "fifteen_letters", 16);
	blob_release(&segment);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("handoff");
	TCase *tcase = tcase_create("handoff");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tcase, blob_lies_at_the_start_and_nothing_follows_it);
	tcase_add_test(tcase, stack_is_zero);
	tcase_add_test(tcase, header_is_as_the_contract_says);
	tcase_add_test(tcase, console_is_as_the_contract_says);
	tcase_add_test(tcase, regions_are_as_the_contract_says);
	tcase_add_test(tcase, skipping_checks_lists_parts_without_digests);
	tcase_add_test(tcase, sixteen_parts_fit);
	tcase_add_test(tcase, purgatory_that_just_fits_is_taken);
	tcase_add_test(tcase, build_without_purgatory_is_refused);
	tcase_add_test(tcase, purgatory_that_reaches_into_its_handoff_is_refused);
	tcase_add_test(tcase, seventeen_parts_are_refused);
	tcase_add_loop_test(tcase, part_that_cannot_be_is_refused, 0, COUNT(bad_parts));
	tcase_add_test(tcase, name_of_fifteen_characters_fits);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
