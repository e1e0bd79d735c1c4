/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/loaded/loaded-print.h"
#include "kexec/loaded/loaded-text.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/loaded/loaded.h"
#include "kexec/machine/memmap.h"
#include "tests/helpers/random.h"
#include "tests/helpers/suite.h"

#define D8 "0123456789abcdef"
#define DIGEST D8 D8 D8 D8
#define IDENTITY "0x801 0xb 0x2000 0x5 0x6"

static const char good[] = "warmkexec loaded 3\n"
			   "boot 6f1c9a52-8f5e-4a53-9d3a-0f5d0f7b2c11\n"
			   "when 0x692002a4\n"
			   "kind normal\n"
			   "route segments\n"
			   "why it is a test\n"
			   "format Image, gzip\n"
			   "kernel " IDENTITY " /boot/a%20%25%0ab c\n"
			   "initrd " IDENTITY " i\n"
			   "initrd " IDENTITY " j\n"
			   "dtb " IDENTITY " d\n"
			   "cmdline quiet  root=%09\n"
			   "option --append=quiet  root=%09\n"
			   "option --no-checks\n"
			   "request " DIGEST "\n"
			   "purgatory " DIGEST "\n"
			   "placement staged\n"
			   "copy 0x0\n"
			   "memory 0x40000000 0xc0000000\n"
			   "memory 0x100000000 0xffffffffffffffff\n"
			   "part kernel 0x1000 0x3000 0x5000 0x2000\n"
			   "part purgatory 0x3000 0x4000 0x3000 0x0\n"
			   "end\n";

static struct view view_of(const char *text)
{
	return (struct view){ (const uint8_t *)text, strlen(text) };
}

/* The only escape that is not one of a character that needs it. */
static char *good_text(void)
{
	char *text = strdup(good), *wrong = strstr(text, "%20");

	memmove(wrong + 1, wrong + 3, strlen(wrong + 3) + 1);
	*wrong = ' ';
	return text;
}

START_TEST(what_was_written_is_read)
{
	AUTO_FREE char *text = good_text();
	CLEANUP(loaded_release) struct loaded loaded = { 0 };
	CLEANUP(blob_release) struct blob again = { 0 };
	struct diag diag = { 0 };

	ck_assert_msg(loaded_parse(view_of(text), &loaded, &diag) == 0, "%s", diag.message);
	ck_assert_str_eq(loaded.boot_id, "6f1c9a52-8f5e-4a53-9d3a-0f5d0f7b2c11");
	ck_assert_uint_eq(loaded.when, 0x692002a4);
	ck_assert(!loaded.crash);
	ck_assert_str_eq(loaded.format, "Image, gzip");
	ck_assert_str_eq(loaded.kernel.path, "/boot/a %\nb c");
	ck_assert(!loaded.by_files);
	ck_assert_uint_eq(loaded.initrd_count, 2);
	ck_assert_str_eq(loaded.initrd[1].path, "j");
	ck_assert_str_eq(loaded.cmdline, "quiet  root=\t");
	ck_assert_str_eq(loaded.why, "it is a test");
	ck_assert_uint_eq(loaded.option_count, 2);
	ck_assert_str_eq(loaded.option[0], "--append=quiet  root=\t");
	ck_assert_str_eq(loaded.option[1], "--no-checks");
	ck_assert_int_eq((int)loaded.placement, LOADED_STAGED);
	ck_assert(loaded.have_copy_size && loaded.copy_size == 0);
	ck_assert_uint_eq(loaded.memory.count, 2);
	ck_assert_uint_eq(loaded.memory.range[1].end, UINT64_MAX);
	ck_assert_uint_eq(loaded.part_count, 2);
	ck_assert_str_eq(loaded.part[1].name, "purgatory");
	ck_assert_uint_eq(loaded.part[0].home, 0x5000);
	ck_assert(loaded.have_own_digest && loaded.own_digest[1] == 0x23 && loaded.request[1] == 0x23);
	ck_assert_uint_eq(loaded.kernel.identity.device, 0x801);
	ck_assert_uint_eq(loaded.kernel.identity.inode, 11);
	ck_assert_uint_eq(loaded.kernel.identity.size, 0x2000);
	ck_assert_uint_eq(loaded.kernel.identity.modified, 5);
	ck_assert_uint_eq(loaded.kernel.identity.changed, 6);

	ck_assert_int_eq(loaded_write(&loaded, &again), 0);
	ck_assert_uint_eq(again.size, strlen(text));
	ck_assert(memcmp(again.data, text, again.size) == 0);
}
END_TEST

START_TEST(what_may_be_absent_may_be)
{
	static const char *const optional[] = { "initrd", "dtb", "copy", "option", "purgatory" };
	AUTO_FREE char *text = good_text();
	CLEANUP(loaded_release) struct loaded loaded = { 0 };
	struct diag diag = { 0 };
	char *line = strstr(text, optional[_i]), *next;

	while (line[-1] != '\n')
		line = strstr(line + 1, optional[_i]);
	next = strchr(line, '\n') + 1;
	memmove(line, next, strlen(next) + 1);
	ck_assert_msg(loaded_parse(view_of(text), &loaded, &diag) == 0, "%s", diag.message);
	ck_assert(loaded.initrd_count < 2 || !loaded.dtb.path || !loaded.have_copy_size || loaded.option_count < 2 ||
		  !loaded.have_own_digest);
}
END_TEST

/* Each in place of the line of the good text that has this number. */
struct bad {
	unsigned line;
	const char *text;
	const char *why;
};

static const struct bad bad[] = {
	{ 1, "warmkexec loaded 1", "another version" },
	{ 1, "warmkexec loaded 3 ", "something behind" },
	{ 1, "", "an empty line" },
	{ 2, "boot 6f1c9a52", "a boot that is too short" },
	{ 2, "boot 6f1c9a52-8f5e-4a53-9d3a-0f5d0f7b2c111", "a boot that is too long" },
	{ 3, "when 0X1", "a big X" },
	{ 3, "when 1", "decimal" },
	{ 3, "when 0x", "no digits" },
	{ 3, "when 0x01", "a zero in front" },
	{ 3, "when -0x1", "a sign" },
	{ 3, "when 0x10000000000000000", "65 bits" },
	{ 3, "when 0xA", "a capital" },
	{ 3, "when 0x1 ", "something behind" },
	{ 3, "when", "no value" },
	{ 4, "kind panic", "no such kind" },
	{ 4, "kind normal ", "something behind" },
	{ 5, "route", "no value" },
	{ 5, "route other", "no such route" },
	{ 5, "route files", "a place of a load by files" },
	{ 6, "why", "no value" },
	{ 7, "formatImage", "no space" },
	{ 8, "kernel 0x1 0x2 0x3 0x4 k", "an identity of four numbers" },
	{ 8, "kernel " IDENTITY, "no name" },
	{ 8, "kernel " IDENTITY " a%", "an escape cut short" },
	{ 8, "kernel " IDENTITY " a%2", "an escape cut short" },
	{ 8, "kernel " IDENTITY " a%00b", "a NUL" },
	{ 8, "kernel " IDENTITY " a%41b", "an escape of what needs none" },
	{ 8, "kernel " IDENTITY " a%0Ab", "an escape in capitals" },
	{ 8, "kernel " IDENTITY " a\tb", "a control character" },
	{ 8, "initrd " IDENTITY " i", "no kernel" },
	{ 11, "initrd " IDENTITY, "no name" },
	{ 12, "initrd " IDENTITY " i", "an initrd behind the devicetree" },
	{ 12, "command line", "another keyword" },
	{ 13, "option", "no value" },
	{ 13, "option --append=a\tb", "a control character" },
	{ 15, "request " DIGEST " ", "something behind" },
	{ 15, "request 0123", "a short digest" },
	{ 15, "request " D8 D8 D8 "0123456789abcdeg", "no digit" },
	{ 15, "request " DIGEST "0", "a long digest" },
	{ 16, "purgatory 0123", "a short digest" },
	{ 17, "placement elsewhere", "no such placement" },
	{ 18, "copy -1", "no number" },
	{ 19, "memory 0x40000000 0x40000000", "an empty range" },
	{ 19, "memory 0x40000000 0x3fffffff", "a range upside down" },
	{ 19, "memory 0x40000000", "no end" },
	{ 20, "memory 0xc0000000 0xd0000000", "ranges that touch" },
	{ 20, "memory 0x50000000 0xd0000000", "ranges that overlap" },
	{ 20, "memory 0x1000 0x2000", "ranges that descend" },
	{ 21, "part  0x1000 0x3000 0x5000 0x2000", "a part without a name" },
	{ 21, "part sixteen-letters- 0x1000 0x3000 0x5000 0x2000", "a name that is too long" },
	{ 21, "part k\x80rnel 0x1000 0x3000 0x5000 0x2000", "a name that cannot be printed" },
	{ 21, "part purgatory 0x1000 0x3000 0x5000 0x2000", "a part twice" },
	{ 21, "part kernel 0x1000 0x1000 0x5000 0x0", "no memory" },
	{ 21, "part kernel 0x1000 0x3000 0x5000 0x2001", "more bytes than memory" },
	{ 21, "part kernel 0x1000 0x3000 0xfffffffffffff000 0x2000", "a home that ends beyond 64 bits" },
	{ 21,
	  "part kernel 0x1000 0x3000 0x5000 0x2000"
	  " x",
	  "something behind" },
	{ 23, "end\nend", "something behind the end" },
	{ 23, "End", "no end" },
};

/* Two are found only at a later line. */
static unsigned named_line(const struct bad *c)
{
	if (strcmp(c->why, "a part twice") == 0)
		return 22;
	return strcmp(c->why, "a place of a load by files") == 0 ? 17 : c->line;
}

START_TEST(what_was_not_written_so_is_refused)
{
	AUTO_FREE char *text = good_text();
	char wrong[sizeof(good) + 200];
	char wanted[40], *line = text;
	struct loaded loaded = { .when = 99 };
	struct diag diag = { 0 };

	for (unsigned i = 1; i < bad[_i].line; i++)
		line = strchr(line, '\n') + 1;
	snprintf(wrong, sizeof(wrong), "%.*s%s%s", (int)(line - text), text, bad[_i].text, strchr(line, '\n'));
	snprintf(wanted, sizeof(wanted), "line %u is malformed", named_line(&bad[_i]));
	ck_assert_msg(loaded_parse(view_of(wrong), &loaded, &diag) == -EINVAL, "%s", bad[_i].why);
	ck_assert_str_eq(diag.message, wanted);
	ck_assert_uint_eq(loaded.when, 99);
}
END_TEST

#define HEAD(route)                                                                                                            \
	"warmkexec loaded 3\nboot 6f1c9a52-8f5e-4a53-9d3a-0f5d0f7b2c11\nwhen 0x1\nkind crash\nroute " route                    \
	"\nwhy x\nformat bzImage\nkernel " IDENTITY " k\n"
#define MIDDLE(placement) "cmdline \nrequest " DIGEST "\nplacement " placement "\n"
#define PART "part kernel 0x1000 0x3000 0x5000 0x2000\n"

static const struct {
	const char *text;
	bool is_good;
} routes[] = {
	{ HEAD("files") MIDDLE("by-kernel") "end\n", true },  { HEAD("files") MIDDLE("by-kernel") PART "end\n", false },
	{ HEAD("files") MIDDLE("copied") "end\n", false },    { HEAD("segments") MIDDLE("copied") PART "end\n", true },
	{ HEAD("segments") MIDDLE("copied") "end\n", false }, { HEAD("segments") MIDDLE("by-kernel") PART "end\n", false },
};

START_TEST(load_by_files_has_no_parts_and_no_known_place)
{
	const char *text = routes[_i].text;
	CLEANUP(loaded_release) struct loaded loaded = { 0 };
	CLEANUP(blob_release) struct blob again = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(loaded_parse(view_of(text), &loaded, &diag), routes[_i].is_good ? 0 : -EINVAL);
	if (!routes[_i].is_good)
		return;
	ck_assert_int_eq(loaded_write(&loaded, &again), 0);
	ck_assert_uint_eq(again.size, strlen(text));
	ck_assert_mem_eq(again.data, text, again.size);
}
END_TEST

/* More than one is in the list's first room. */
START_TEST(any_number_of_initrds_is_kept_in_order)
{
	CLEANUP(loaded_release) struct loaded loaded = { 0 };

	for (int i = 0; i < 100; i++) {
		struct loaded_file initrd = { .identity = { .inode = (uint64_t)i } };

		initrd.path = strdup("i");
		ck_assert_int_eq(loaded_add_initrd(&loaded, &initrd), 0);
		ck_assert_ptr_null(initrd.path);
	}
	ck_assert_uint_eq(loaded.initrd_count, 100);
	for (int i = 0; i < 100; i++)
		ck_assert_uint_eq(loaded.initrd[i].identity.inode, i);
}
END_TEST

/* "initrd" is the first, for readers that know of one only. */
START_TEST(json_has_all_initrds)
{
	AUTO_FREE char *text = good_text();
	AUTO_FREE char *json = NULL;
	CLEANUP(loaded_view_release) struct loaded_view view = { .is_supported = true, .is_loaded = true, .is_known = true };
	struct diag diag = { 0 };
	const char *first, *all;
	size_t size;
	FILE *out;

	ck_assert_msg(loaded_parse(view_of(text), &view.loaded, &diag) == 0, "%s", diag.message);
	out = open_memstream(&json, &size);
	loaded_print_json(&view, 1, out);
	(void)fclose(out);
	first = strstr(json, "\"initrd\": {");
	all = strstr(json, "\"initrds\": [");
	ck_assert_msg(first && all && first < all, "%s", json);
	ck_assert_int_eq(strncmp(first, "\"initrd\": {\"file\": \"i\"", 22), 0);
	ck_assert_ptr_nonnull(strstr(all, "\"file\": \"i\""));
	ck_assert(strstr(all, "\"file\": \"i\"") < strstr(all, "\"file\": \"j\""));
}
END_TEST

START_TEST(text_that_is_cut_short_is_refused)
{
	AUTO_FREE char *text = good_text();
	struct loaded loaded = { 0 };
	struct diag diag = { 0 };

	for (size_t size = 0; size < strlen(text); size++)
		ck_assert_msg(loaded_parse((struct view){ (uint8_t *)text, size }, &loaded, &diag) == -EINVAL, "%zu bytes",
			      size);
}
END_TEST

START_TEST(nul_is_no_end)
{
	AUTO_FREE char *text = good_text();
	struct loaded loaded = { 0 };
	struct diag diag = { 0 };
	size_t size = strlen(text);

	ck_assert_int_eq(loaded_parse((struct view){ (uint8_t *)text, size + 1 }, &loaded, &diag), -EINVAL);
	*strstr(text, "quiet") = '\0';
	ck_assert_int_eq(loaded_parse((struct view){ (uint8_t *)text, size }, &loaded, &diag), -EINVAL);
}
END_TEST

/* ---- memory ---- */

static size_t ranges_of(uint32_t bits, struct range ret[32])
{
	size_t count = 0;

	for (uint64_t i = 0; i < 32; i++) {
		if (!(bits >> i & 1))
			continue;
		if (count && ret[count - 1].end == i)
			ret[count - 1].end++;
		else
			ret[count++] = (struct range){ i, i + 1 };
	}
	return count;
}

START_TEST(missing_memory_is_what_a_set_of_addresses_says)
{
	struct random random = random_from(_i);

	for (int i = 0; i < 20000; i++) {
		struct range had_range[32], has_range[32], first_range[32], first;
		uint32_t had_bits =
			(uint32_t)random_below(&random, UINT64_C(1) << 32) & (uint32_t)random_below(&random, UINT64_C(1) << 32);
		uint32_t has_bits =
			(uint32_t)random_below(&random, UINT64_C(1) << 32) | (uint32_t)random_below(&random, UINT64_C(1) << 32);
		struct ranges had = { had_range, ranges_of(had_bits, had_range) };
		struct ranges has = { has_range, ranges_of(has_bits, has_range) };
		uint32_t lost = had_bits & ~has_bits;

		ck_assert_uint_eq(ranges_missing(&had, &has, &first), (uint64_t)__builtin_popcount(lost));
		ck_assert(range_is_empty(first) == !lost);
		if (lost && ranges_of(lost, first_range)) {
			ck_assert_uint_eq(first.start, first_range[0].start);
			ck_assert_uint_eq(first.end, first_range[0].end);
		}
	}
}
END_TEST

START_TEST(memory_is_all_but_the_low_crash_region_and_merged)
{
	struct mem_area area[] = {
		{ { 0, 2 }, MEM_CRASH_LOW }, { { 2, 3 }, MEM_RAM }, { { 3, 4 }, MEM_CRASH },	{ { 4, 5 }, MEM_RESERVED },
		{ { 5, 6 }, MEM_KEXEC },     { { 7, 9 }, MEM_RAM }, { { 9, 10 }, MEM_UNKNOWN },
	};
	struct memmap map = { .area = area, .count = COUNT(area) };
	CLEANUP(ranges_release) struct ranges memory = { 0 };

	ck_assert_int_eq(loaded_memory(&map, _i, &memory), 0);
	ck_assert_uint_eq(memory.count, 2);
	ck_assert_uint_eq(memory.range[0].start, 2);
	ck_assert_uint_eq(memory.range[0].end, 6);
	ck_assert_uint_eq(memory.range[1].start, 7);
	ck_assert_uint_eq(memory.range[1].end, 10);
}
END_TEST

/* A normal load neither goes there nor tells the next kernel of it: a guest may give it back without a new load. */
START_TEST(memory_of_drivers_matters_to_a_crash_load_alone)
{
	struct mem_area area[] = { { { 0, 2 }, MEM_RAM }, { { 2, 3 }, MEM_DRIVER }, { { 4, 5 }, MEM_DRIVER } };
	struct memmap map = { .area = area, .count = COUNT(area) };
	CLEANUP(ranges_release) struct ranges memory = { 0 };
	bool crash = _i;

	ck_assert_int_eq(loaded_memory(&map, crash, &memory), 0);
	ck_assert_uint_eq(memory.count, crash ? 2 : 1);
	ck_assert_uint_eq(memory.range[0].end, crash ? 3 : 2);
}
END_TEST

START_TEST(lost_segments_are_those_that_lie_or_go_there)
{
	struct loaded loaded = { .part_count = 1, .part[0] = { .memory = { 10, 20 }, .home = 30 } };
	struct range all[] = { { 5, 50 } }, no_home[] = { { 5, 35 } }, no_memory[] = { { 12, 50 } };

	ck_assert(!loaded_lost_part(&loaded, &(struct ranges){ all, 1 }));
	ck_assert(loaded_lost_part(&loaded, &(struct ranges){ no_home, 1 }));
	ck_assert(loaded_lost_part(&loaded, &(struct ranges){ no_memory, 1 }));
}
END_TEST

static const struct {
	struct file_identity now;
	bool is_equal, is_unchanged;
} identities[] = {
	{ { 1, 2, 3, 4, 5 }, true, true },
	/* vfat has forgotten the file, or it is mounted again */
	{ { 1, 9, 3, 4, 5 }, false, true },
	{ { 9, 2, 3, 4, 5 }, false, true },
	{ { 1, 2, 9, 4, 5 }, false, false },
	{ { 1, 2, 3, 9, 5 }, false, false },
	{ { 1, 2, 3, 4, 9 }, false, false },
	{ { 0 }, false, false },
};

START_TEST(file_is_unchanged_if_its_size_and_its_times_are)
{
	static const struct file_identity then = { 1, 2, 3, 4, 5 }, none = { 0 };

	ck_assert_int_eq(file_identity_is_equal(&then, &identities[_i].now), identities[_i].is_equal);
	ck_assert_int_eq(file_identity_is_unchanged(&then, &identities[_i].now), identities[_i].is_unchanged);
	ck_assert(!file_identity_is_equal(&none, &identities[_i].now));
	ck_assert(!file_identity_is_unchanged(&none, &identities[_i].now));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("loaded");
	TCase *tcase = tcase_create("loaded");

	tcase_add_test(tcase, what_was_written_is_read);
	tcase_add_loop_test(tcase, what_may_be_absent_may_be, 0, 5);
	tcase_add_loop_test(tcase, what_was_not_written_so_is_refused, 0, COUNT(bad));
	tcase_add_loop_test(tcase, load_by_files_has_no_parts_and_no_known_place, 0, COUNT(routes));
	tcase_add_test(tcase, any_number_of_initrds_is_kept_in_order);
	tcase_add_test(tcase, json_has_all_initrds);
	tcase_add_test(tcase, text_that_is_cut_short_is_refused);
	tcase_add_test(tcase, nul_is_no_end);
	tcase_add_loop_test(tcase, missing_memory_is_what_a_set_of_addresses_says, 0, 3);
	tcase_add_loop_test(tcase, memory_is_all_but_the_low_crash_region_and_merged, 0, 2);
	tcase_add_loop_test(tcase, memory_of_drivers_matters_to_a_crash_load_alone, 0, 2);
	tcase_add_test(tcase, lost_segments_are_those_that_lie_or_go_there);
	tcase_add_loop_test(tcase, file_is_unchanged_if_its_size_and_its_times_are, 0, COUNT(identities));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
