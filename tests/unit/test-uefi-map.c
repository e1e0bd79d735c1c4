/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/uefi-map.h"
#include "tests/helpers/suite.h"
#include "trees.h"

#define WB 0x8
#define ENTRY 48 /* firmware's size of an entry, which has 40 bytes */

/* The place of the map. */

static struct place {
	uint64_t start, size;
	uint32_t entry;
	bool narrow, no_start, no_size, no_entry, odd;
} place;

static void map_properties(void *fdt)
{
	if (place.odd)
		must(fdt_property(fdt, "linux,uefi-mmap-start", "12345", 5));
	else if (place.narrow)
		must(fdt_property_u32(fdt, "linux,uefi-mmap-start", (uint32_t)place.start));
	else if (!place.no_start)
		must(fdt_property_u64(fdt, "linux,uefi-mmap-start", place.start));
	if (!place.no_size && place.size >> 32)
		must(fdt_property_u64(fdt, "linux,uefi-mmap-size", place.size));
	else if (!place.no_size)
		must(fdt_property_u32(fdt, "linux,uefi-mmap-size", (uint32_t)place.size));
	if (!place.no_entry)
		must(fdt_property_u32(fdt, "linux,uefi-mmap-desc-size", place.entry));
}

static int find(struct uefi_map_place *ret, struct diag *diag)
{
	static const struct recipe recipe = {
		.address_cells = 2, .size_cells = 2, .chosen = "chosen", .in_chosen = map_properties
	};
	CLEANUP(blob_release) struct blob tree = cook(&recipe);

	return uefi_map_find(tree.data, ret, diag);
}

START_TEST(map_is_where_chosen_says)
{
	struct uefi_map_place found;
	struct diag diag = { 0 };

	place = (struct place){ .start = 0x13c43d9c0, .size = 0x5a0, .entry = ENTRY };
	ck_assert_int_eq(find(&found, &diag), 0);
	ck_assert_uint_eq(found.bytes.start, 0x13c43d9c0);
	ck_assert_uint_eq(found.bytes.end, 0x13c43d9c0 + 0x5a0);
	ck_assert_uint_eq(found.descriptor_size, ENTRY);
	place.narrow = true;
	ck_assert_int_eq(find(&found, &diag), 0);
	ck_assert_uint_eq(found.bytes.start, 0x3c43d9c0);
}
END_TEST

static const struct {
	struct place place;
	int error;
	const char *message;
} bad_place[] = {
	{ { .size = 48, .entry = 48, .no_start = true },
	  -ENOENT,
	  "no linux,uefi-mmap-start: the machine was not started by UEFI" },
	{ { .start = 4096, .entry = 48, .no_size = true }, -ENOENT, "no linux,uefi-mmap-size" },
	{ { .start = 4096, .size = 48, .no_entry = true }, -ENOENT, "no linux,uefi-mmap-desc-size" },
	{ { .size = 48, .entry = 48, .odd = true }, -EINVAL, "linux,uefi-mmap-start has 5 bytes, expected 4 or 8" },
	{ { .start = 4096, .size = 480, .entry = 39 }, -EINVAL, "entries of 39" },	  /* less than an entry has */
	{ { .start = 4096, .size = 47, .entry = 48 }, -EINVAL, ": 47 bytes at 0x1000" },  /* not one entry */
	{ { .start = 4096, .size = 0x100001, .entry = 48 }, -EINVAL, ": 1048577 bytes" }, /* no firmware has as many */
	{ { .start = 4096, .size = UINT64_C(1) << 32, .entry = 48 }, -EINVAL, ": 4294967296 bytes" },
	{ { .start = UINT64_MAX - 95, .size = 96, .entry = 48 },
	  -EINVAL,
	  ": 96 bytes at 0xffffffffffffffa0" }, /* over the end */
};

START_TEST(place_that_cannot_be_is_refused)
{
	struct uefi_map_place found = { .descriptor_size = 77 };
	struct diag diag = { 0 };

	place = bad_place[_i].place;
	ck_assert_int_eq(find(&found, &diag), bad_place[_i].error);
	ck_assert_msg(strstr(diag.message, bad_place[_i].message) != NULL, "%s", diag.message);
	ck_assert_uint_eq(found.descriptor_size, 77);
}
END_TEST

/* The contents of the map. */

struct entry {
	uint32_t type;
	uint64_t start, pages, attribute;
};

struct map {
	uint8_t bytes[16 * ENTRY];
	size_t size;
};

static struct map map_of(const struct entry *entry, size_t count)
{
	struct map map = { .size = count * ENTRY };

	for (size_t i = 0; i < count; i++) {
		uint8_t *at = map.bytes + i * ENTRY;

		memset(at, 0xee, ENTRY); /* the virtual address, and what an entry has behind its members */
		store_le32(at, entry[i].type);
		store_le64(at + 8, entry[i].start);
		store_le64(at + 24, entry[i].pages);
		store_le64(at + 32, entry[i].attribute);
	}
	return map;
}

static int ram_of(const struct map *map, struct ranges *ret, struct diag *diag)
{
	return uefi_map_ram((struct view){ map->bytes, map->size }, ENTRY, ret, diag);
}

/* UEFI 2.10, 7.2: the types of memory. */
static const bool type_is_ram[] = {
	[0] = false,  /* reserved */
	[1] = true,   /* loader code */
	[2] = true,   /* loader data */
	[3] = true,   /* boot services code */
	[4] = true,   /* boot services data */
	[5] = false,  /* runtime services code */
	[6] = false,  /* runtime services data */
	[7] = true,   /* conventional */
	[8] = false,  /* unusable */
	[9] = true,   /* ACPI reclaim */
	[10] = false, /* ACPI NVS */
	[11] = false, /* memory-mapped IO */
	[12] = false, /* its ports */
	[13] = false, /* PAL code */
	[14] = true,  /* persistent */
	[15] = false, /* unaccepted */
};

START_TEST(type_says_what_is_ram)
{
	/* One that is RAM in any case, so that there is some. */
	const struct entry entry[] = { { 7, 0x1000, 1, WB }, { (uint32_t)_i, 0x80000000, 16, WB | 0x7 } };
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	struct map map = map_of(entry, 2);
	struct diag diag = { 0 };

	ck_assert_int_eq(ram_of(&map, &ram, &diag), 0);
	ck_assert_uint_eq(ram.count, 1 + type_is_ram[_i]);
	ck_assert_uint_eq(ram.range[ram.count - 1].end, type_is_ram[_i] ? 0x80010000 : 0x2000);
}
END_TEST

/* Conventional memory that no kernel takes for RAM. */
static const uint64_t other_attribute[] = {
	0,	      /* no way of caching */
	0x7,	      /* uncached, write-combining, write-through: no write-back */
	WB | 0x40000, /* of a specific purpose */
};

START_TEST(attribute_says_what_is_ram)
{
	const struct entry entry[] = { { 7, 0x1000, 1, WB }, { 7, 0x80000000, 16, other_attribute[_i] } };
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	struct map map = map_of(entry, 2);
	struct diag diag = { 0 };

	ck_assert_int_eq(ram_of(&map, &ram, &diag), 0);
	ck_assert_uint_eq(ram.count, 1);
}
END_TEST

START_TEST(ranges_are_sorted_and_merged)
{
	static const struct entry entry[] = {
		{ 7, 0x140000000, 0x100, WB }, /* firmware may begin anywhere */
		{ 2, 0x40010000, 0x10, WB },   { 7, 0x40000000, 0x10, WB }, { 7, 0x50000000, 0, WB }, /* nothing */
		{ 6, 0x40020000, 0x10, WB },   { 4, 0x40030000, 0x10, WB },
	};
	CLEANUP(ranges_release) struct ranges ram = { 0 };
	struct map map = map_of(entry, COUNT(entry));
	struct diag diag = { 0 };

	map.size += 47; /* not one entry more */
	ck_assert_int_eq(ram_of(&map, &ram, &diag), 0);
	ck_assert_uint_eq(ram.count, 3);
	ck_assert_uint_eq(ram.range[0].start, 0x40000000);
	ck_assert_uint_eq(ram.range[0].end, 0x40020000);
	ck_assert_uint_eq(ram.range[1].start, 0x40030000);
	ck_assert_uint_eq(ram.range[1].end, 0x40040000);
	ck_assert_uint_eq(ram.range[2].start, 0x140000000);
	ck_assert_uint_eq(ram.range[2].end, 0x140100000);
}
END_TEST

static const struct {
	struct entry entry;
	const char *message;
} bad_map[] = {
	{ { 7, 0x1000, UINT64_C(1) << 52, WB }, "0x10000000000000 pages of RAM at 0x1000" },
	{ { 7, UINT64_MAX - 4095, 2, WB }, "0x2 pages of RAM at 0xfffffffffffff000" },
	{ { 11, UINT64_MAX - 4095, 2, WB }, "has no RAM" }, /* entries of devices may have any address */
	{ { 0, 0, 0, 0 }, "has no RAM" },		    /* memory that shows as zeros */
	{ { 11, 0x9000000, 1, 1 }, "has no RAM" },
};

START_TEST(map_that_cannot_be_is_refused)
{
	struct map map = map_of(&bad_map[_i].entry, 1);
	struct ranges ram = { .count = 77 };
	struct diag diag = { 0 };

	ck_assert_int_eq(ram_of(&map, &ram, &diag), -EINVAL);
	ck_assert_msg(strstr(diag.message, bad_map[_i].message) != NULL, "%s", diag.message);
	ck_assert_uint_eq(ram.count, 77);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("uefi-map");
	TCase *tcase = tcase_create("uefi-map");

	tcase_add_test(tcase, map_is_where_chosen_says);
	tcase_add_loop_test(tcase, place_that_cannot_be_is_refused, 0, COUNT(bad_place));
	tcase_add_loop_test(tcase, type_says_what_is_ram, 0, COUNT(type_is_ram));
	tcase_add_loop_test(tcase, attribute_says_what_is_ram, 0, COUNT(other_attribute));
	tcase_add_test(tcase, ranges_are_sorted_and_merged);
	tcase_add_loop_test(tcase, map_that_cannot_be_is_refused, 0, COUNT(bad_map));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
