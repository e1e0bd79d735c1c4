/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/iomem.h"
#include "kexec/machine/memmap.h"
#include "tests/helpers/suite.h"

#define AREAS_MAX 8

struct map_case {
	const char *name;
	const char *text;
	struct mem_area area[AREAS_MAX]; /* up to the first empty one */
	struct range kernel_code, kernel_data;
};

static const struct map_case map_cases[] = {
	{ "QEMU virt with devices, the kernel and firmware's reservations",
	  "00000000-03ffffff : pflash@0\n"
	  "09000000-09000fff : pl011@9000000\n"
	  "  09000000-09000fff : 9000000.pl011 pl011@9000000\n"
	  "10000000-3efeffff : pcie@10000000\n"
	  "40000000-7fffffff : System RAM\n"
	  "  40210000-4158ffff : Kernel code\n"
	  "  41590000-41a0ffff : reserved\n"
	  "  41a10000-41caffff : Kernel data\n"
	  "  7c000000-7c00ffff : reserved\n"
	  "8000000000-ffffffffff : PCI Bus 0000:00\n",
	  { { { 0x40000000, 0x41590000 }, MEM_RAM },
	    { { 0x41590000, 0x41a10000 }, MEM_RESERVED },
	    { { 0x41a10000, 0x7c000000 }, MEM_RAM },
	    { { 0x7c000000, 0x7c010000 }, MEM_RESERVED },
	    { { 0x7c010000, 0x80000000 }, MEM_RAM } },
	  { 0x40210000, 0x41590000 },
	  { 0x41a10000, 0x41cb0000 } },
	{ "two regions of one name, as mainline has them",
	  "40000000-23fffffff : System RAM\n"
	  "  b8000000-bfffffff : Crash kernel\n"
	  "  22fe00000-23fdfffff : Crash kernel\n",
	  { { { 0x40000000, 0xb8000000 }, MEM_RAM },
	    { { 0xb8000000, 0xc0000000 }, MEM_CRASH },
	    { { 0xc0000000, 0x22fe00000 }, MEM_RAM },
	    { { 0x22fe00000, 0x23fe00000 }, MEM_CRASH },
	    { { 0x23fe00000, 0x240000000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "low region inside System RAM",
	  "1000-ffff : System RAM\n"
	  "  4000-4fff : Crash kernel (low)\n"
	  "  8000-8fff : Crash kernel\n",
	  { { { 0x1000, 0x4000 }, MEM_RAM },
	    { { 0x4000, 0x5000 }, MEM_CRASH_LOW },
	    { { 0x5000, 0x8000 }, MEM_RAM },
	    { { 0x8000, 0x9000 }, MEM_CRASH },
	    { { 0x9000, 0x10000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "low region as a top-level line between two of System RAM",
	  "1000-3fff : System RAM\n4000-4fff : Crash kernel (low)\n5000-ffff : System RAM\n",
	  { { { 0x1000, 0x4000 }, MEM_RAM }, { { 0x4000, 0x5000 }, MEM_CRASH_LOW }, { { 0x5000, 0x10000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	/* Memory that is not mapped is a "reserved" of its own; Linux 6.1 shows the low region below it, ... */
	{ "low region below a top-level reserved",
	  "1000-3fff : System RAM\n4000-5fff : reserved\n  4000-4fff : Crash kernel (low)\n6000-ffff : System RAM\n",
	  { { { 0x1000, 0x4000 }, MEM_RAM }, { { 0x4000, 0x5000 }, MEM_CRASH_LOW }, { { 0x6000, 0x10000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	/* ... and 6.12 above it. */
	{ "low region with a reserved below it",
	  "1000-3fff : System RAM\n4000-4fff : Crash kernel (low)\n  4000-4fff : reserved\n5000-ffff : System RAM\n",
	  { { { 0x1000, 0x4000 }, MEM_RAM }, { { 0x4000, 0x5000 }, MEM_CRASH_LOW }, { { 0x5000, 0x10000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "low region four levels down",
	  "0-ffff : System RAM\n 0-efff : a\n  0-dfff : b\n   0-cfff : c\n    4000-4fff : Crash kernel (low)\n",
	  { { { 0, 0x4000 }, MEM_RESERVED },
	    { { 0x4000, 0x5000 }, MEM_CRASH_LOW },
	    { { 0x5000, 0xf000 }, MEM_RESERVED },
	    { { 0xf000, 0x10000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "what lies below a crash region does not cut it, what follows it cuts again",
	  "0-ffff : System RAM\n"
	  "  2000-5fff : Crash kernel\n"
	  "    3000-3fff : reserved\n"
	  "      3000-3000 : System RAM\n"
	  "    4000-4fff : Kexec kernel\n"
	  "  8000-8fff : reserved\n",
	  { { { 0, 0x2000 }, MEM_RAM },
	    { { 0x2000, 0x6000 }, MEM_CRASH },
	    { { 0x6000, 0x8000 }, MEM_RAM },
	    { { 0x8000, 0x9000 }, MEM_RESERVED },
	    { { 0x9000, 0x10000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "a crash region outside all System RAM",
	  "0-fff : System RAM\n8000-8fff : Crash kernel\n",
	  { { { 0, 0x1000 }, MEM_RAM }, { { 0x8000, 0x9000 }, MEM_CRASH } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "memory kept for the next kernel",
	  "0-ffff : System RAM\n  4000-7fff : Kexec kernel\n    5000-5fff : reserved\n",
	  { { { 0, 0x4000 }, MEM_RAM }, { { 0x4000, 0x8000 }, MEM_KEXEC }, { { 0x8000, 0x10000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "System RAM two levels down, below a bridge",
	  "0-ffff : CXL Window 0\n  0-efff : region0\n    1000-1fff : System RAM\n",
	  { { { 0x1000, 0x2000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "System RAM of a driver is a type of its own, at any depth",
	  "0-fff : System RAM\n"
	  "1000-1fff : System RAM (kmem)\n"
	  "4000-ffff : virtio0\n"
	  "  6000-7fff : System RAM (virtio_mem)\n"
	  "10000-1ffff : Persistent Memory\n"
	  "  10000-10fff : namespace0.0\n"
	  "  12000-1ffff : dax0.0\n"
	  "    12000-1ffff : System RAM (kmem)\n",
	  { { { 0, 0x1000 }, MEM_RAM },
	    { { 0x1000, 0x2000 }, MEM_DRIVER },
	    { { 0x6000, 0x8000 }, MEM_DRIVER },
	    { { 0x12000, 0x20000 }, MEM_DRIVER } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "what lies below memory of a driver is in the dump as it is",
	  "0-fff : System RAM\n"
	  "1000-8fff : System RAM (kmem)\n"
	  "  2000-2fff : reserved\n"
	  "  3000-3fff : Kernel data\n"
	  "  4000-4fff : Crash kernel\n",
	  { { { 0, 0x1000 }, MEM_RAM },
	    { { 0x1000, 0x4000 }, MEM_DRIVER },
	    { { 0x4000, 0x5000 }, MEM_CRASH },
	    { { 0x5000, 0x9000 }, MEM_DRIVER } },
	  { 0, 0 },
	  { 0x3000, 0x4000 } },
	{ "memory of a driver at the edge: a name of nothing is one, a name that does not end is none",
	  "0-ffff : System RAM\n"
	  "  1000-1fff : System RAM ()\n"
	  "  2000-2fff : System RAM (\n"
	  "  3000-3fff : System RAM (kmem) \n"
	  "  4000-4fff : System RAM(kmem)\n"
	  "  5000-5fff : System RAM (kmem)\r\n",
	  { { { 0, 0x1000 }, MEM_RAM },
	    { { 0x1000, 0x2000 }, MEM_DRIVER },
	    { { 0x2000, 0x3000 }, MEM_RESERVED },
	    { { 0x3000, 0x4000 }, MEM_RESERVED },
	    { { 0x4000, 0x5000 }, MEM_RESERVED },
	    { { 0x5000, 0x6000 }, MEM_DRIVER },
	    { { 0x6000, 0x10000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "children that nobody knows reserve what they cover, and what is below them too",
	  "0-ffff : System RAM\n  1000-2fff : rproc@1000\n    1000-1fff : vdev0\n  f000-ffff : ramoops:dump\n",
	  { { { 0, 0x1000 }, MEM_RAM },
	    { { 0x1000, 0x3000 }, MEM_RESERVED },
	    { { 0x3000, 0xf000 }, MEM_RAM },
	    { { 0xf000, 0x10000 }, MEM_RESERVED } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "neighbours are kept apart",
	  "0-3fff : System RAM\n4000-7fff : System RAM\n",
	  { { { 0, 0x4000 }, MEM_RAM }, { { 0x4000, 0x8000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "the last of all addresses",
	  "fffffffffffff000-ffffffffffffffff : System RAM\n",
	  { { { UINT64_C(0xfffffffffffff000), UINT64_MAX }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "all addresses", "0-ffffffffffffffff : System RAM\n", { { { 0, UINT64_MAX }, MEM_RAM } }, { 0, 0 }, { 0, 0 } },
	{ "one byte", "5-5 : System RAM\n", { { { 5, 6 }, MEM_RAM } }, { 0, 0 }, { 0, 0 } },
	{ "no newline at the end", "1000-1fff : System RAM", { { { 0x1000, 0x2000 }, MEM_RAM } }, { 0, 0 }, { 0, 0 } },
	{ "empty lines", "\n1000-1fff : System RAM\n\n\n", { { { 0x1000, 0x2000 }, MEM_RAM } }, { 0, 0 }, { 0, 0 } },
	{ "lines that end as a mail program ends them",
	  "1000-2fff : System RAM\r\n  2000-2fff : Crash kernel\r\n\r\n",
	  { { { 0x1000, 0x2000 }, MEM_RAM }, { { 0x2000, 0x3000 }, MEM_CRASH } },
	  { 0, 0 },
	  { 0, 0 } },
	{ "capital digits", "ABC000-ABCFFF : System RAM\n", { { { 0xabc000, 0xabd000 }, MEM_RAM } }, { 0, 0 }, { 0, 0 } },
	{ "a name with colons, a name of nothing",
	  "0-fff : System RAM\n2000-2fff : 0000:00:01.0 : x\n3000-3fff : \n",
	  { { { 0, 0x1000 }, MEM_RAM } },
	  { 0, 0 },
	  { 0, 0 } },
};

static struct view view_of(const char *text)
{
	return (struct view){ .data = (const uint8_t *)text, .size = strlen(text) };
}

START_TEST(map_is_read)
{
	const struct map_case *c = &map_cases[_i];
	CLEANUP(memmap_release) struct memmap map = { 0 };
	struct diag diag = { 0 };
	size_t wanted = 0;

	ck_assert_msg(iomem_parse(view_of(c->text), &map, &diag) == 0, "%s: %s", c->name, diag.message);
	while (wanted < AREAS_MAX && !range_is_empty(c->area[wanted].range))
		wanted++;
	for (size_t i = 0; i < wanted && i < map.count; i++)
		ck_assert_msg(map.area[i].range.start == c->area[i].range.start &&
				      map.area[i].range.end == c->area[i].range.end && map.area[i].type == c->area[i].type,
			      "%s: area %zu is 0x%" PRIx64 "-0x%" PRIx64 " of type %d", c->name, i, map.area[i].range.start,
			      map.area[i].range.end, (int)map.area[i].type);
	ck_assert_msg(map.count == wanted, "%s: %zu areas", c->name, map.count);
	ck_assert_uint_eq(map.kernel_code.start, c->kernel_code.start);
	ck_assert_uint_eq(map.kernel_code.end, c->kernel_code.end);
	ck_assert_uint_eq(map.kernel_data.start, c->kernel_data.start);
	ck_assert_uint_eq(map.kernel_data.end, c->kernel_data.end);
}
END_TEST

struct error_case {
	const char *text;
	int error;
	const char *message;
};

#define BAD(number, line) "/proc/iomem line " number " is \"" line "\", expected \"start-end : name\""

static const struct error_case error_cases[] = {
	/* The kernel shows every line to users other than root, with zero addresses. */
	{ "00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n00000000-00000000 : Crash kernel\n", -EACCES,
	  "/proc/iomem shows only zero addresses: the memory map is hidden from this user" },
	/* All zero, but what is zero tells of no RAM: a machine without System RAM, hidden or not. */
	{ "00000000-00000000 : pl011\n", -EINVAL, "/proc/iomem has no \"System RAM\" line" },
	{ "", -EINVAL, "/proc/iomem has no \"System RAM\" line" },
	{ "\n\n", -EINVAL, "/proc/iomem has no \"System RAM\" line" },
	{ "1000-1fff : Crash kernel\n", -EINVAL, "/proc/iomem has no \"System RAM\" line" },
	/* A kernel lies in memory of its own, so this is no memory map. */
	{ "1000-1fff : System RAM (kmem)\n", -EINVAL, "/proc/iomem has no \"System RAM\" line" },
	/* Names are whole, and case counts. */
	{ "1000-1fff : System RAM2\n1000-1fff : system RAM\n1000-1fff : System RAM \n", -EINVAL,
	  "/proc/iomem has no \"System RAM\" line" },
	{ "0-fff : System RAM\ngarbage\n", -EINVAL, BAD("2", "garbage") },
	/* Empty lines count as lines. */
	{ "\n\ngarbage\n", -EINVAL, BAD("3", "garbage") },
	{ "-1fff : System RAM\n", -EINVAL, BAD("1", "-1fff : System RAM") },
	{ "1000- : System RAM\n", -EINVAL, BAD("1", "1000- : System RAM") },
	{ "1000-1fff: System RAM\n", -EINVAL, BAD("1", "1000-1fff: System RAM") },
	{ "1000-1fff :System RAM\n", -EINVAL, BAD("1", "1000-1fff :System RAM") },
	{ "1000-1fff\n", -EINVAL, BAD("1", "1000-1fff") },
	{ "1000-1ffg : System RAM\n", -EINVAL, BAD("1", "1000-1ffg : System RAM") },
	{ "0x1000-0x1fff : System RAM\n", -EINVAL, BAD("1", "0x1000-0x1fff : System RAM") },
	{ "1000 -1fff : System RAM\n", -EINVAL, BAD("1", "1000 -1fff : System RAM") },
	/* It ends before it starts. */
	{ "1000-fff : System RAM\n", -EINVAL, BAD("1", "1000-fff : System RAM") },
	/* 17 digits are more than 64 bits, whatever the first one is. */
	{ "0-10000000000000000 : System RAM\n", -EINVAL, BAD("1", "0-10000000000000000 : System RAM") },
	{ "00000000000001000-1fff : System RAM\n", -EINVAL, BAD("1", "00000000000001000-1fff : System RAM") },
	/* Indented by a tab. */
	{ "\t1000-1fff : System RAM\n", -EINVAL, BAD("1", "?1000-1fff : System RAM") },
	{ "    ", -EINVAL, BAD("1", "    ") },
	/* RAM behind what lies in it, which it would paint over; a line that came twice while memory was plugged in is no harm.
	 */
	{ "  4000-4fff : reserved\n  4000-4fff : reserved\n1000-ffff : System RAM\n", -EINVAL,
	  "/proc/iomem line 3 is \"1000-ffff : System RAM\", which begins below the line before it" },
	/* A child of two ranges: no kernel shows one. */
	{ "0-3fff : System RAM\n4000-7fff : System RAM\n3000-4fff : reserved\n", -EINVAL,
	  "/proc/iomem line 3 is \"3000-4fff : reserved\", which begins below the line before it" },
	/* Each descending child would move all that lie above it. */
	{ "0-ffff : System RAM\n  5000-5fff : Crash kernel\n  4000-4fff : Crash kernel\n", -EINVAL,
	  "/proc/iomem line 3 is \"  4000-4fff : Crash kernel\", which begins below the line before it" },
	/* The message has the first 80 characters of a long bad line. */
	{ "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\n", -EINVAL,
	  BAD("1", "01234567890123456789012345678901234567890123456789012345678901234567890123456789") },
};

START_TEST(bad_text_is_refused_with_its_reason)
{
	const struct error_case *c = &error_cases[_i];
	struct memmap map = { .count = 77 };
	struct diag diag = { 0 };

	ck_assert_int_eq(iomem_parse(view_of(c->text), &map, &diag), c->error);
	ck_assert_str_eq(diag.message, c->message);
	ck_assert_uint_eq(map.count, 77);
}
END_TEST

START_TEST(hidden_addresses_say_who_may_see_them)
{
	struct diag diag = { 0 };
	struct memmap map;

	ck_assert_int_eq(iomem_parse(view_of("00000000-00000000 : System RAM\n"), &map, &diag), -EACCES);
	ck_assert_str_eq(diag.hint, "Run as root (with CAP_SYS_ADMIN).");
}
END_TEST

/* One line with an address is enough: this map is not hidden. */
/* Kernels from 4.10 on show what is reserved outside RAM, and only those from 4.18 on what is reserved inside. */
START_TEST(reservations_inside_ram_are_known_to_be_shown)
{
	static const struct {
		const char *text;
		bool shown;
	} cases[] = {
		{ "40000000-7fffffff : System RAM\n  40080000-415fffff : Kernel code\n", false },
		{ "40000000-7fffffff : System RAM\n80000000-800fffff : reserved\n", false },
		{ "40000000-7fffffff : System RAM\n  50000000-500fffff : reserved\n", true },
		{ "40000000-7fffffff : System RAM\n  50000000-500fffff : ramoops:console\n", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(memmap_release) struct memmap map = { 0 };
		struct diag diag = { 0 };

		ck_assert_int_eq(iomem_parse((struct view){ (const uint8_t *)cases[i].text, strlen(cases[i].text) }, &map, &diag),
				 0);
		ck_assert_msg(map.names_reserved == cases[i].shown, "%s", cases[i].text);
	}
}
END_TEST

START_TEST(one_address_is_enough_to_be_believed)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(iomem_parse(view_of("0-0 : System RAM\n0-1 : reserved\n"), &map, &diag), 0);
	ck_assert_uint_eq(map.count, 1);
}
END_TEST

/* The text ends where it ends, whatever bytes lie behind it. */
START_TEST(bytes_behind_the_text_are_not_read)
{
	static const char text[] = "1000-1fff : System RAM\n2000-2fff : System RAM\n";
	CLEANUP(memmap_release) struct memmap map = { 0 };
	struct view first_line = { .data = (const uint8_t *)text, .size = 22 };
	struct diag diag = { 0 };

	ck_assert_int_eq(iomem_parse(first_line, &map, &diag), 0);
	ck_assert_uint_eq(map.count, 1);
	first_line.size = 21; /* "System RA" */
	ck_assert_int_eq(iomem_parse(first_line, &map, &diag), -EINVAL);
}
END_TEST

START_TEST(up_to_five_crash_regions_are_kept_apart)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(ranges_release) struct ranges crash = { 0 };
	char text[400] = "0-fffff : System RAM\n";
	struct diag diag = { 0 };

	/* Each touches the one before. */
	for (int i = 0; i < _i; i++)
		sprintf(text + strlen(text), "  %x-%x : Crash kernel\n", 0x1000 * (i + 1), 0x1000 * (i + 2) - 1);
	ck_assert_int_eq(iomem_parse(view_of(text), &map, &diag), 0);
	ck_assert_int_eq(memmap_select(&map, MEM_CRASH, &crash), 0);
	ck_assert_uint_eq(crash.count, (size_t)_i);
	for (size_t i = 0; i < crash.count; i++)
		ck_assert_uint_eq(crash.range[i].start, 0x1000 * (i + 1));
}
END_TEST

/* A name of a megabyte, a line a thousand levels deep. */
START_TEST(long_lines_are_read)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	struct diag diag = { 0 };
	size_t size = 1 << 20;
	AUTO_FREE char *text = malloc(size + 100);

	ck_assert_ptr_nonnull(text);
	memset(text, ' ', size);
	memcpy(text, "0-ffff : System RAM\n 0-fff : ", 29);
	memset(text + 29, 'x', size - 29 - 1001);
	text[size - 1001] = '\n';
	strcpy(text + size, "4000-4fff : Crash kernel (low)\n");
	ck_assert_int_eq(iomem_parse(view_of(text), &map, &diag), 0);
	ck_assert_uint_eq(map.count, 4);
	ck_assert_int_eq(map.area[0].type, MEM_RESERVED);
	ck_assert_int_eq(map.area[2].type, MEM_CRASH_LOW);
}
END_TEST

/* 50 000 ranges, each with a reservation in its middle; a quadratic reader needs minutes. */
/* Each of n lines that lie upon each other would move the rest of all others. _i: how many */
START_TEST(lines_may_lie_inside_sixty_four_others)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	struct diag diag = { 0 };
	char text[4096];
	size_t used = 0;

	for (int i = 0; i < _i; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "0-%xfff : System RAM\n", 0x1000 - i);
	if (_i <= 64) {
		ck_assert_int_eq(iomem_parse((struct view){ (const uint8_t *)text, used }, &map, &diag), 0);
		return;
	}
	ck_assert_int_eq(iomem_parse((struct view){ (const uint8_t *)text, used }, &map, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, "/proc/iomem line 65 lies inside more than 64 others");
}
END_TEST

START_TEST(a_hundred_thousand_lines_are_read_in_a_second)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	const size_t line_max = 48, lines = 100000;
	AUTO_FREE char *text = malloc(lines * line_max);
	clock_t before = clock();
	struct diag diag = { 0 };
	size_t used = 0;

	ck_assert_ptr_nonnull(text);
	for (uint64_t i = 0; i < lines / 2; i++)
		used += (size_t)sprintf(
			text + used, "%010" PRIx64 "-%010" PRIx64 " : System RAM\n  %010" PRIx64 "-%010" PRIx64 " : reserved\n",
			i << 16, (i << 16) + 0x7fff, (i << 16) + 0x1000, (i << 16) + 0x1fff);
	ck_assert_int_eq(iomem_parse((struct view){ .data = (const uint8_t *)text, .size = used }, &map, &diag), 0);
	ck_assert_uint_eq(map.count, lines / 2 * 3);
	ck_assert_int_eq(memmap_select(&map, MEM_RAM, &ram), 0);
	ck_assert_uint_eq(ram.count, lines);
	ck_assert_int_lt((clock() - before) / CLOCKS_PER_SEC, 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("iomem");
	TCase *tcase = tcase_create("iomem");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, map_is_read, 0, COUNT(map_cases));
	tcase_add_loop_test(tcase, bad_text_is_refused_with_its_reason, 0, COUNT(error_cases));
	tcase_add_test(tcase, hidden_addresses_say_who_may_see_them);
	tcase_add_test(tcase, one_address_is_enough_to_be_believed);
	tcase_add_test(tcase, reservations_inside_ram_are_known_to_be_shown);
	tcase_add_test(tcase, bytes_behind_the_text_are_not_read);
	tcase_add_loop_test(tcase, up_to_five_crash_regions_are_kept_apart, 0, 6);
	tcase_add_test(tcase, long_lines_are_read);
	tcase_add_loop_test(tcase, lines_may_lie_inside_sixty_four_others, 64, 66);
	tcase_add_test(tcase, a_hundred_thousand_lines_are_read_in_a_second);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
