/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <string.h>

#include "common/bytes.h"
#include "common/digest.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/parts/handoff-write.h"
#include "tests/helpers/suite.h"

#define VIEW(text) ((struct view){ .data = (const uint8_t *)(text), .size = sizeof(text) - 1 })

static const struct handoff_part two_parts[] = {
	{ .name = "kernel", .start = 0x40200000, .staged = 0x40200000, .bytes = VIEW("abc") },
	{ .name = "initrd", .start = 0x123456789a8, .staged = 0x7000000010, .bytes = VIEW("") },
};

static uint8_t tables[2 * 4096];

static struct handoff_values some_values(void)
{
	memset(tables, 0xab, sizeof(tables));
	return (struct handoff_values){
		.purgatory = VIEW("not really a program"),
		.segment = 0x8400000000,
		.kernel_entry = 0x840200000,
		.argument = { 0x8410000000, 0x1111111111, 0x2222222222, 0x3333333333 },
		.arguments_received = 5,
		.on_mismatch = HANDOFF_ON_MISMATCH_HALT,
		.console = { .type = HANDOFF_CONSOLE_8250,
			     .reg_shift = 2,
			     .io_width = 4,
			     .space = HANDOFF_SPACE_PORT,
			     .base = 0x100002600000 },
		.reset = { { .kind = HANDOFF_RESET_FIRMWARE, .value = 0x4444444444 },
			   { .kind = HANDOFF_RESET_WRITE_MEMORY, .width = 2, .address = 0x5555555554, .value = 0x66 },
			   { .kind = HANDOFF_RESET_WRITE_PORT, .width = 1, .address = 0xcf9, .value = 6 } },
		.ramoops = { .base = 0x8ff000000, .size = 0x40000, .kind = HANDOFF_RAMOOPS_DUMP },
		.tables = { .data = tables, .size = sizeof(tables) },
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
	return segment->data + HANDOFF_OFFSET + 0x1c8 + 48 * i;
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

	assert_zero(segment.data + HANDOFF_OFFSET + sizeof(struct handoff), segment.data + HANDOFF_OWN_DIGEST);
	assert_zero(segment.data + PURGATORY_STACK, segment.data + PURGATORY_TABLES);
	blob_release(&segment);
}
END_TEST

/* The offsets are written out: they are the contract, whatever the structure's members are called. */
START_TEST(header_is_as_the_contract_says)
{
	struct handoff_values values = some_values();
	struct blob segment = build(&values);

	ck_assert_mem_eq(segment.data + HANDOFF_OFFSET, "WRMKHNDF", 8);
	ck_assert_uint_eq(get32(&segment, 0x08), 5);
	ck_assert_uint_eq(get32(&segment, 0x0c), 0x1c8 + 16 * 48);
	ck_assert_uint_eq(get32(&segment, 0x10), 2);
	ck_assert_uint_eq(get32(&segment, 0x14), handoff_code_check(segment.data));
	ck_assert_uint_eq(get64(&segment, 0x18), 0x8400000000);
	ck_assert_uint_eq(get64(&segment, 0x20), 0xc000 + 2 * 4096 + 32);
	ck_assert_uint_eq(get64(&segment, 0x28), 0x8400000000 + 0xc000);
	ck_assert_uint_eq(get64(&segment, 0x30), 2 * 4096);
	ck_assert_uint_eq(segment.size, 0xc000 + 2 * 4096 + 32);
	blob_release(&segment);
}
END_TEST

START_TEST(tables_lie_where_the_header_says)
{
	struct handoff_values values = some_values();
	struct blob segment = build(&values);

	ck_assert_mem_eq(segment.data + 0xc000, tables, sizeof(tables));
	blob_release(&segment);
}
END_TEST

START_TEST(no_tables_keep_the_mmu_off)
{
	struct handoff_values values = some_values();
	struct blob segment;

	values.tables = (struct view){ 0 };
	segment = build(&values);
	ck_assert_uint_eq(get64(&segment, 0x28), 0);
	ck_assert_uint_eq(get64(&segment, 0x30), 0);
	ck_assert_uint_eq(segment.size, 0xc000 + 32);
	blob_release(&segment);
}
END_TEST

/* Twice the same, each with its check. */
START_TEST(emergency_is_as_the_contract_says)
{
	struct handoff_values values = some_values();
	struct blob segment = build(&values);
	size_t at = 0x38 + 200 * (size_t)_i;

	ck_assert_uint_eq(get32(&segment, at), 1);
	ck_assert_uint_eq(get32(&segment, at + 0x04), 0);
	ck_assert_uint_eq(get64(&segment, at + 0x08), 0x840200000);
	ck_assert_uint_eq(get64(&segment, at + 0x10), 0x8410000000);
	ck_assert_uint_eq(get64(&segment, at + 0x18), 0x1111111111);
	ck_assert_uint_eq(get64(&segment, at + 0x20), 0x2222222222);
	ck_assert_uint_eq(get64(&segment, at + 0x28), 0x3333333333);
	ck_assert_uint_eq(get32(&segment, at + 0x30), 5);
	ck_assert_uint_eq(get32(&segment, at + 0x34), 2);
	ck_assert_uint_eq(get32(&segment, at + 0x38), 2);
	ck_assert_uint_eq(get32(&segment, at + 0x3c), 2);
	ck_assert_uint_eq(get32(&segment, at + 0x40), 4);
	ck_assert_uint_eq(get32(&segment, at + 0x44), 1);
	ck_assert_uint_eq(get64(&segment, at + 0x48), 0x100002600000);
	ck_assert_uint_eq(get64(&segment, at + 0x50), 0x8ff000000);
	ck_assert_uint_eq(get32(&segment, at + 0x58), 0x40000);
	ck_assert_uint_eq(get32(&segment, at + 0x5c), 1);
	ck_assert_uint_eq(get64(&segment, at + 0xc0), handoff_emergency_check(segment.data + HANDOFF_OFFSET + at));
	blob_release(&segment);
}
END_TEST

START_TEST(resets_are_as_the_contract_says)
{
	struct handoff_values values = some_values();
	struct blob segment = build(&values);
	size_t at = 0x38 + 200 * (size_t)_i + 0x60;

	ck_assert_uint_eq(get32(&segment, at), 1);
	ck_assert_uint_eq(get32(&segment, at + 0x04), 0);
	ck_assert_uint_eq(get64(&segment, at + 0x08), 0);
	ck_assert_uint_eq(get64(&segment, at + 0x10), 0x4444444444);
	ck_assert_uint_eq(get32(&segment, at + 0x18), 2);
	ck_assert_uint_eq(get32(&segment, at + 0x1c), 2);
	ck_assert_uint_eq(get64(&segment, at + 0x20), 0x5555555554);
	ck_assert_uint_eq(get64(&segment, at + 0x28), 0x66);
	ck_assert_uint_eq(get32(&segment, at + 0x30), 3);
	ck_assert_uint_eq(get32(&segment, at + 0x34), 1);
	ck_assert_uint_eq(get64(&segment, at + 0x38), 0xcf9);
	ck_assert_uint_eq(get64(&segment, at + 0x40), 6);
	assert_zero(segment.data + HANDOFF_OFFSET + at + 0x48, segment.data + HANDOFF_OFFSET + at + 0x60);
	blob_release(&segment);
}
END_TEST

/* The last region that moves, and all before it. */
START_TEST(regions_that_are_needed_end_with_the_last_that_moves)
{
	static const uint32_t needed[4] = { 0, 1, 2, 2 };
	struct handoff_part parts[3] = { two_parts[0], two_parts[0], two_parts[0] };
	struct handoff_values values = some_values();
	struct blob segment;

	parts[0].staged += _i & 1 ? 0x1000000 : 0;
	parts[1].staged += _i & 2 ? 0x1000000 : 0;
	values.parts = parts;
	values.part_count = 3;
	segment = build(&values);
	ck_assert_uint_eq(get32(&segment, 0x38 + 0x34), needed[_i]);
	blob_release(&segment);
}
END_TEST

/* FNV-1a of 192 zero bytes is the start times the prime to the 192nd, modulo 2^64. */
START_TEST(check_of_the_emergency_is_fnv_1a)
{
	const uint8_t zero[192] = { 0 };
	uint64_t check = 0xcbf29ce484222325;

	for (int i = 0; i < 192; i++)
		check *= 0x100000001b3;
	ck_assert_uint_eq(handoff_emergency_check(zero), check);
}
END_TEST

START_TEST(check_of_the_emergency_sees_every_bit)
{
	uint8_t emergency[192] = { 0 };
	uint64_t whole = handoff_emergency_check(emergency);

	emergency[_i / 8] = (uint8_t)(1u << _i % 8);
	ck_assert_uint_ne(handoff_emergency_check(emergency), whole);
}
END_TEST

/* Words of 64 bits: the one before the last is rotated once, then the halves are XORed. */
START_TEST(check_of_the_code_is_as_the_contract_says)
{
	static uint8_t code[HANDOFF_OFFSET];

	store_le64(code + 0x6000 - 16, 0x8000000000000003);
	store_le64(code + 0x6000 - 8, 0x0100000000000040);
	ck_assert_uint_eq(handoff_code_check(code), 0x01000047);
	memset(code, 0, sizeof(code));
}
END_TEST

/* Changes the first byte that is checked, one in the middle and the last; and the last one that is not checked. */
START_TEST(check_of_the_code_sees_every_bit)
{
	static uint8_t code[HANDOFF_OFFSET];
	static const size_t at[] = { 0x300, 0x2a7f, 0x5fff };
	uint32_t whole;

	memset(code, 0x5a, sizeof(code));
	whole = handoff_code_check(code);
	code[at[_i / 8]] ^= (uint8_t)(1u << _i % 8);
	ck_assert_uint_ne(handoff_code_check(code), whole);
	code[at[_i / 8]] ^= (uint8_t)(1u << _i % 8);
	code[0x2ff] ^= 1;
	ck_assert_uint_eq(handoff_code_check(code), whole);
}
END_TEST

/* FIPS 180-4: the digest of "abc" */
static const uint8_t abc[] = {
	0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
	0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
};

START_TEST(regions_are_as_the_contract_says)
{
	struct handoff_values values = some_values();
	struct blob segment = build(&values);

	ck_assert_uint_eq(load_le64(region(&segment, 0)), 0x40200000);
	ck_assert_uint_eq(load_le64(region(&segment, 0) + 8), 0x40200000);
	ck_assert_uint_eq(load_le64(region(&segment, 0) + 16), 3);
	ck_assert_uint_eq(load_le64(region(&segment, 0) + 24), 0xe000);
	ck_assert_mem_eq(region(&segment, 0) + 32, "kernel\0\0\0\0\0\0\0\0\0", 16);
	ck_assert_uint_eq(load_le64(region(&segment, 1)), 0x123456789a8);
	ck_assert_uint_eq(load_le64(region(&segment, 1) + 8), 0x7000000010);
	ck_assert_uint_eq(load_le64(region(&segment, 1) + 16), 0);
	ck_assert_uint_eq(load_le64(region(&segment, 1) + 24), 0xe020);
	assert_zero(region(&segment, 2), region(&segment, 16));
	ck_assert_mem_eq(segment.data + 0xe000, abc, sizeof(abc));
	blob_release(&segment);
}
END_TEST

/* Two chunks and a byte of 'x'; what comes after has its digests behind those three. */
START_TEST(each_chunk_has_its_digest)
{
	static uint8_t big[2 * HANDOFF_CHUNK_SIZE + 1];
	const struct handoff_part parts[] = {
		{ .name = "big", .start = 0x1000, .staged = 0x1000, .bytes = { big, sizeof(big) } },
		two_parts[0],
	};
	struct handoff_values values = some_values();
	struct blob segment;
	uint8_t digest[SHA256_SIZE];

	memset(big, 'x', sizeof(big));
	values.parts = parts;
	segment = build(&values);
	sha256(big, HANDOFF_CHUNK_SIZE, digest);
	ck_assert_mem_eq(segment.data + 0xe000, digest, SHA256_SIZE);
	ck_assert_mem_eq(segment.data + 0xe020, digest, SHA256_SIZE);
	sha256("x", 1, digest);
	ck_assert_mem_eq(segment.data + 0xe040, digest, SHA256_SIZE);
	ck_assert_uint_eq(load_le64(region(&segment, 1) + 24), 0xe060);
	ck_assert_mem_eq(segment.data + 0xe060, abc, sizeof(abc));
	ck_assert_uint_eq(segment.size, 0xe080);
	blob_release(&segment);
}
END_TEST

/* All bytes except the stack, which is empty, and the digest itself. */
START_TEST(own_digest_is_of_all_that_is_written)
{
	struct handoff_values values = some_values();
	struct blob segment = build(&values);
	uint8_t digest[SHA256_SIZE];
	struct sha256 ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, segment.data, 0x6fe0);
	sha256_update(&ctx, segment.data + 0xc000, segment.size - 0xc000);
	sha256_final(&ctx, digest);
	ck_assert_mem_eq(segment.data + 0x6fe0, digest, SHA256_SIZE);
	blob_release(&segment);
}
END_TEST

START_TEST(skipping_checks_lists_parts_without_digests)
{
	struct handoff_values values = some_values();
	struct blob segment;

	values.flags = HANDOFF_SKIP_CHECKS;
	segment = build(&values);
	ck_assert_uint_eq(get32(&segment, 0x38 + 0x04), 1);
	ck_assert_uint_eq(get32(&segment, 0x10), 2);
	ck_assert_uint_eq(load_le64(region(&segment, 0) + 16), 3);
	ck_assert_uint_eq(segment.size, 0xe000);
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
	ck_assert_uint_eq(get32(&segment, 0x10), 16);
	ck_assert_uint_eq(load_le64(region(&segment, 15) + 24), 0xe000 + 15 * 32);
	ck_assert_mem_eq(region(&segment, 15) + 32, region(&segment, 0) + 32, 16);
	blob_release(&segment);
}
END_TEST

/* The bound in a plan must be enough for the later build. */
START_TEST(bound_of_the_same_parts_is_what_is_written)
{
	struct handoff_values values = some_values();
	struct blob segment = build(&values);
	const uint64_t size[] = { 3, 0 };

	ck_assert_uint_eq(handoff_segment_bound(size, 2, sizeof(tables)), segment.size);
	blob_release(&segment);
}
END_TEST

static const struct {
	uint64_t size[2];
	size_t tables;
	size_t bound;
} bounds[] = {
	{ { 0, 0 }, 0, 0xc000 },
	{ { 1, HANDOFF_CHUNK_SIZE }, 0x1000, 0xd040 },
	{ { HANDOFF_CHUNK_SIZE + 1, 0 }, 0, 0xc040 },
	{ { UINT64_C(1) << 40, 0 }, 0, 0xc000 + (32 << 20) }, /* a TiB */
	{ { UINT64_C(1) << 41, 0 }, 0, SIZE_MAX },	      /* its digests take 64 MiB */
	{ { UINT64_C(1) << 40, UINT64_C(1) << 40 }, 0, SIZE_MAX },
	{ { UINT64_MAX, UINT64_MAX }, 0, SIZE_MAX },
	{ { UINT64_MAX, 1 }, 0, SIZE_MAX }, /* once too much, it stays too much */
	{ { 0, 0 }, SIZE_MAX, SIZE_MAX },   /* an impossible bound of tables */
	{ { 0, 0 }, 64 << 20, SIZE_MAX },
};

START_TEST(bound_counts_tables_and_chunks)
{
	ck_assert_uint_eq(handoff_segment_bound(bounds[_i].size, 2, bounds[_i].tables), bounds[_i].bound);
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
	assert_refused(&values, -EFBIG, "24577 bytes");
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
	{ { .name = "dtb", .staged = 0x1004, .bytes = VIEW("x") }, "dtb, staged at 0x1004 cannot be verified: not aligned" },
	{ { .name = "dtb", .staged = UINT64_MAX - 7, .bytes = VIEW("123456789") }, "ends beyond 64 bits" },
};

START_TEST(part_that_cannot_be_is_refused)
{
	struct handoff_part parts[] = { two_parts[0], bad_parts[_i].part };
	struct handoff_values values = some_values();

	values.parts = parts;
	assert_refused(&values, -EINVAL, bad_parts[_i].words);
}
END_TEST

START_TEST(misaligned_segment_is_refused)
{
	struct handoff_values values = some_values();

	values.segment += 8;
	assert_refused(&values, -EINVAL, "purgatory at 0x8400000008 is not aligned");
}
END_TEST

START_TEST(tables_that_are_no_whole_pages_are_refused)
{
	struct handoff_values values = some_values();

	values.tables.size--;
	assert_refused(&values, -EINVAL, "8191 bytes are not whole pages");
}
END_TEST

static const struct handoff_reset bad_resets[] = {
	{ .kind = 4 },							       /* an unknown kind */
	{ .kind = HANDOFF_RESET_WRITE_MEMORY, .width = 0, .address = 0x1000 }, /* a write of nothing */
	{ .kind = HANDOFF_RESET_WRITE_MEMORY, .width = 8, .address = 0x1000 }, /* wider than the purgatory writes */
	{ .kind = HANDOFF_RESET_WRITE_MEMORY, .width = 4, .address = 0x1002 }, /* would fault on arm64 */
	{ .kind = HANDOFF_RESET_WRITE_PORT, .width = 3, .address = 0x1000 },
};

START_TEST(reset_that_cannot_be_is_refused)
{
	struct handoff_values values = some_values();

	values.reset[3] = bad_resets[_i];
	assert_refused(&values, -EINVAL, "reset step 3 is invalid");
}
END_TEST

START_TEST(too_many_chunks_are_refused)
{
	/* Never read: its digests alone are too much. */
	const struct handoff_part part = { .name = "huge", .bytes = { .data = tables, .size = SIZE_MAX / 2 } };
	struct handoff_values values = some_values();

	values.parts = &part;
	values.part_count = 1;
	assert_refused(&values, -EFBIG, "do not fit 64 MiB");
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
	ck_assert_mem_eq(region(&segment, 0) + 32, "fifteen_letters", 16);
	blob_release(&segment);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("handoff");
	TCase *tcase = tcase_create("handoff");

	tcase_add_test(tcase, blob_lies_at_the_start_and_nothing_follows_it);
	tcase_add_test(tcase, stack_is_zero);
	tcase_add_test(tcase, header_is_as_the_contract_says);
	tcase_add_test(tcase, tables_lie_where_the_header_says);
	tcase_add_test(tcase, no_tables_keep_the_mmu_off);
	tcase_add_loop_test(tcase, emergency_is_as_the_contract_says, 0, 2);
	tcase_add_loop_test(tcase, resets_are_as_the_contract_says, 0, 2);
	tcase_add_loop_test(tcase, regions_that_are_needed_end_with_the_last_that_moves, 0, 4);
	tcase_add_test(tcase, check_of_the_emergency_is_fnv_1a);
	tcase_add_loop_test(tcase, check_of_the_emergency_sees_every_bit, 0, 192 * 8);
	tcase_add_test(tcase, check_of_the_code_is_as_the_contract_says);
	tcase_add_loop_test(tcase, check_of_the_code_sees_every_bit, 0, 3 * 8);
	tcase_add_test(tcase, regions_are_as_the_contract_says);
	tcase_add_test(tcase, each_chunk_has_its_digest);
	tcase_add_test(tcase, own_digest_is_of_all_that_is_written);
	tcase_add_test(tcase, skipping_checks_lists_parts_without_digests);
	tcase_add_test(tcase, sixteen_parts_fit);
	tcase_add_test(tcase, bound_of_the_same_parts_is_what_is_written);
	tcase_add_loop_test(tcase, bound_counts_tables_and_chunks, 0, COUNT(bounds));
	tcase_add_test(tcase, purgatory_that_just_fits_is_taken);
	tcase_add_test(tcase, build_without_purgatory_is_refused);
	tcase_add_test(tcase, purgatory_that_reaches_into_its_handoff_is_refused);
	tcase_add_test(tcase, seventeen_parts_are_refused);
	tcase_add_test(tcase, misaligned_segment_is_refused);
	tcase_add_test(tcase, tables_that_are_no_whole_pages_are_refused);
	tcase_add_loop_test(tcase, reset_that_cannot_be_is_refused, 0, COUNT(bad_resets));
	tcase_add_test(tcase, too_many_chunks_are_refused);
	tcase_add_loop_test(tcase, part_that_cannot_be_is_refused, 0, COUNT(bad_parts));
	tcase_add_test(tcase, name_of_fifteen_characters_fits);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
