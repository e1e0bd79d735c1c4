/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory that a capture kernel needs, and the words of a command line that it depends on. */
#include <check.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/check/memory-sum.h"
#include "kexec/check/words.h"
#include "tests/helpers/suite.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

static uint64_t needed(struct memory_request request)
{
	struct memory_sum sum;
	uint64_t lines_sum = 0;

	memory_sum(&request, &sum);
	for (size_t i = 0; i < sum.count; i++)
		lines_sum += sum.line[i].bytes;
	ck_assert_uint_eq(lines_sum, sum.needed);
	ck_assert(sum.smallest >= sum.needed && sum.smallest - sum.needed < MIB(1) && sum.smallest % MIB(1) == 0);
	return sum.needed;
}

/* The smallest regions that captured, in MiB: docs/crash-memory.md, "Measured". */
static const struct {
	uint64_t page_size, kernel, initrd, unpacked;
	bool has_root;
	uint64_t captures, estimate;
} measured[] = {
	{ 4096, 28, 14, 14, false, 76, 83 },  { 4096, 28, 62, 62, false, 222, 228 }, { 4096, 28, 30, 94, false, 252, 262 },
	{ 4096, 28, 30, 94, true, 178, 182 }, { 4096, 34, 14, 14, false, 80, 89 },   { 4096, 34, 30, 94, true, 180, 188 },
	{ 4096, 36, 14, 14, false, 82, 91 },  { 4096, 36, 30, 94, false, 262, 270 }, { 4096, 36, 30, 94, true, 182, 190 },
	{ 16384, 8, 14, 14, false, 54, 61 },  { 16384, 8, 62, 62, false, 198, 204 }, { 16384, 8, 30, 94, false, 232, 236 },
	{ 16384, 8, 30, 94, true, 142, 158 }, { 16384, 38, 14, 14, false, 84, 91 },  { 16384, 8, 15, 15, false, 54, 62 },
	{ 16384, 8, 63, 63, false, 200, 205 }, { 16384, 8, 31, 95, false, 232, 238 }, { 16384, 8, 31, 95, true, 142, 158 },
};

START_TEST(the_sum_is_at_least_what_captured_and_little_more)
{
	const uint64_t captures = measured[_i].captures, estimate = measured[_i].estimate;
	const struct memory_request request = {
		.page_size = measured[_i].page_size, .kernel = MIB(measured[_i].kernel), .tree = MIB(1), .initrd = MIB(measured[_i].initrd),
		.unpacked = MIB(measured[_i].unpacked), .cmdline = measured[_i].has_root ? "root=x nr_cpus=1 cma=0" : "nr_cpus=1 cma=0", .cpus = 1,
	};
	uint64_t sum = needed(request) >> 20;

	/* The sizes in the table are whole MiB, and the sum was made of those in bytes. */
	ck_assert_uint_ge(sum + 2, estimate);
	ck_assert_uint_le(sum, estimate + 2);
	ck_assert_uint_ge(sum, captures);
	ck_assert_uint_le(sum * 100, captures * 115);
}
END_TEST

START_TEST(each_fact_adds_to_the_sum)
{
	const struct memory_request plain = { .page_size = 4096, .kernel = MIB(30), .initrd = MIB(10), .unpacked = MIB(20), .cmdline = "root=x nr_cpus=1", .cpus = 8 };
	struct memory_request more = plain;
	uint64_t base = needed(plain);

	more.kernel += MIB(10);
	ck_assert_uint_ge(needed(more), base + MIB(10));
	more = plain;
	more.unpacked += MIB(10);
	ck_assert_uint_ge(needed(more), base + MIB(10));
	more = plain;
	more.unpacked = 0; /* not known: more than it was */
	ck_assert_uint_ge(needed(more), base + MIB(10));
	more = plain;
	more.cmdline = "root=x";
	ck_assert_uint_gt(needed(more), base);
	more = plain;
	more.needs_bounce = true;
	ck_assert_uint_ge(needed(more), base + MIB(64));
	more.cmdline = "root=x nr_cpus=1 swiotlb=noforce";
	ck_assert_uint_eq(needed(more), base);
	more = plain;
	more.cmdline = "root=x nr_cpus=1 cma=32M";
	ck_assert_uint_ge(needed(more), base + MIB(32));
	more.cmdline = "root=x nr_cpus=1 cma=15E";
	ck_assert_uint_lt(needed(more), GIB(2048));
	more = plain;
	more.page_size = 65536;
	ck_assert_uint_gt(needed(more), base);
}
END_TEST

START_TEST(a_tmpfs_takes_half_of_the_memory)
{
	struct memory_request request = { .page_size = 4096, .kernel = MIB(30), .initrd = MIB(20), .unpacked = MIB(100), .cmdline = "root=/dev/vda", .cpus = 1 };
	uint64_t with_root = needed(request), without;

	request.cmdline = "quiet";
	without = needed(request);
	ck_assert_uint_ge(without, MIB(30 + 20 + 2 * 100));
	ck_assert_uint_lt(with_root, without - MIB(50));
	request.cmdline = "initramfs_options=size=90%"; /* 100 MiB are 9/10 of 111 */
	ck_assert_uint_eq(needed(request), with_root);
	request.cmdline = "initramfs_options=size=60%";
	ck_assert(needed(request) > with_root + MIB(40) && needed(request) < without - MIB(20));
	request.cmdline = "initramfs_options=nr_inodes=1000%";
	ck_assert_uint_eq(needed(request), without);
	request.cmdline = "initramfs_options=size=0%";
	ck_assert_uint_eq(needed(request), without);
	request.cmdline = "rootfstype=ramfs";
	ck_assert_uint_eq(needed(request), with_root);
	request.cmdline = "root=/dev/vda rootfstype=tmpfs";
	ck_assert_uint_eq(needed(request), without);
}
END_TEST

/* ---- words ---- */

START_TEST(finds_words_as_the_kernel_does)
{
	struct view value;
	uint64_t number;

	ck_assert(!words_have(NULL, "a") && !words_have("", "a") && !words_have("ab", "a") && words_have(" a", "a"));
	ck_assert(words_have("\"a=b c\" d", "a") && words_have("x=\"y a=b\" a", "a") && !words_have("x=\"y a=b\"", "a"));
	ck_assert(words_find("a=1 a=2", "a", &value) && value.size == 1 && *value.data == '2');
	ck_assert(words_find("a=\"b c\"", "a", &value) && value.size == 3 && !memcmp(value.data, "b c", 3));
	ck_assert(words_number("a=0x10M", "a", &number) && number == MIB(16));
	ck_assert(words_number("a=2g", "a", &number) && number == GIB(2));
	ck_assert(!words_number("a=x", "a", &number) && !words_number("a", "a", &number));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("memory-sum");
	TCase *tests = tcase_create("tests");

	tcase_add_loop_test(tests, the_sum_is_at_least_what_captured_and_little_more, 0, COUNT(measured));
	tcase_add_test(tests, each_fact_adds_to_the_sum);
	tcase_add_test(tests, a_tmpfs_takes_half_of_the_memory);
	tcase_add_test(tests, finds_words_as_the_kernel_does);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
