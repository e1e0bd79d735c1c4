/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory map against a model of one type per address. */

#include <check.h>
#include <inttypes.h>
#include <stdio.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/memmap.h"
#include "tests/helpers/random.h"
#include "tests/helpers/suite.h"

#define ADDRESSES 48
#define TYPES (MEM_UNKNOWN + 1)
#define NONE TYPES

struct model {
	uint64_t base; /* of its first address */
	int type[ADDRESSES];
};

static void model_paint(struct model *model, struct range range, int type, bool only_ram)
{
	for (uint64_t i = 0; i < ADDRESSES; i++)
		if (range_contains_address(range, model->base + i) && (!only_ram || model->type[i] == MEM_RAM))
			model->type[i] = type;
}

static int type_at(const struct memmap *map, uint64_t address)
{
	for (size_t i = 0; i < map->count; i++)
		if (range_contains_address(map->area[i].range, address))
			return (int)map->area[i].type;
	return NONE;
}

static const char *check_map(const struct memmap *map, const struct model *model)
{
	for (size_t i = 0; i < map->count; i++) {
		if (range_is_empty(map->area[i].range))
			return "an area is empty";
		if (i && map->area[i].range.start < map->area[i - 1].range.end)
			return "areas overlap or are out of order";
		if (map->area[i].range.start < model->base || map->area[i].range.end > model->base + ADDRESSES)
			return "an area is where nothing was painted";
	}
	for (uint64_t i = 0; i < ADDRESSES; i++)
		if (type_at(map, model->base + i) != model->type[i])
			return "an address has another type than was painted";
	return NULL;
}

static bool in_ranges(const struct ranges *ranges, uint64_t address)
{
	for (size_t i = 0; i < ranges->count; i++)
		if (range_contains_address(ranges->range[i], address))
			return true;
	return false;
}

/* wanted: a set of types. */
static const char *check_ranges(const struct ranges *ranges, const struct model *model, unsigned int wanted, bool merged)
{
	for (size_t i = 0; i < ranges->count; i++) {
		if (range_is_empty(ranges->range[i]))
			return "a selected range is empty";
		if (i && ranges->range[i].start < ranges->range[i - 1].end + merged)
			return "selected ranges touch, overlap or are out of order";
	}
	for (uint64_t i = 0; i < ADDRESSES; i++)
		if (in_ranges(ranges, model->base + i) != (model->type[i] != NONE && wanted >> model->type[i] & 1))
			return "an address is selected that should not be, or the other way round";
	return NULL;
}

static size_t areas_of(const struct memmap *map, int type)
{
	size_t count = 0;

	for (size_t i = 0; i < map->count; i++)
		count += (int)map->area[i].type == type;
	return count;
}

static const char *check_selections(const struct memmap *map, const struct model *model)
{
	CLEANUP(ranges_release) struct ranges dumped = { 0 };
	const char *fault;

	for (int type = 0; type < TYPES; type++) {
		CLEANUP(ranges_release) struct ranges selected = { 0 };
		bool region = type == MEM_CRASH || type == MEM_CRASH_LOW || type == MEM_CRASH_CMA || type == MEM_KEXEC;

		ck_assert_int_eq(memmap_select(map, (enum mem_type)type, &selected), 0);
		fault = check_ranges(&selected, model, 1u << type, !region);
		if (!fault && region && selected.count != areas_of(map, type))
			fault = "regions are not selected one by one";
		if (fault)
			return fault;
	}
	ck_assert_int_eq(memmap_dumped(map, &dumped), 0);
	return check_ranges(&dumped, model, 1u << MEM_RAM | 1u << MEM_RESERVED | 1u << MEM_KEXEC | 1u << MEM_DRIVER | 1u << MEM_UNKNOWN,
			    true);
}

static void model_paint_unknown(struct model *model, const struct ranges *known)
{
	for (uint64_t i = 0; i < ADDRESSES; i++)
		if (model->type[i] == MEM_RAM && !in_ranges(known, model->base + i))
			model->type[i] = MEM_UNKNOWN;
}

/* At the bottom of all addresses and at their top. */
static const uint64_t bases[] = { 0, UINT64_C(0xfffffff8), UINT64_MAX - ADDRESSES };

/* Any two addresses; one in six is empty or upside down. */
static struct range random_range(struct random *random, uint64_t base)
{
	struct range range = { base + random_below(random, ADDRESSES + 1), base + random_below(random, ADDRESSES + 1) };

	if (range.end < range.start && !random_once_in(random, 6))
		return (struct range){ range.end, range.start };
	return range;
}

/* Up to three ranges, as one that reads a map would list them. */
static void paint_unknown(struct random *random, struct memmap *map, struct model *model)
{
	struct range range[3];
	struct ranges known = { range, 0 };

	for (size_t i = random_below(random, COUNT(range) + 1); i; i--) {
		range[known.count] = random_range(random, model->base);
		known.count += !range_is_empty(range[known.count]);
	}
	ranges_merge(&known);
	ck_assert_int_eq(memmap_paint_unknown(map, &known), 0);
	model_paint_unknown(model, &known);
}

static void one_round(uint64_t seed, uint64_t base)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	struct random random = random_from(seed);
	struct model model = { .base = base };

	for (int i = 0; i < ADDRESSES; i++)
		model.type[i] = NONE;
	for (int step = 0; step < 40; step++) {
		struct range range = random_range(&random, base);
		int type = (int)random_below(&random, TYPES);
		bool only_ram = random_once_in(&random, 3);
		const char *fault;

		if (random_once_in(&random, 10))
			paint_unknown(&random, &map, &model);
		if (only_ram)
			ck_assert_int_eq(memmap_repaint_ram(&map, range, (enum mem_type)type), 0);
		else
			ck_assert_int_eq(memmap_paint(&map, range, (enum mem_type)type), 0);
		model_paint(&model, range, type, only_ram);
		fault = check_map(&map, &model);
		if (!fault)
			fault = check_selections(&map, &model);
		ck_assert_msg(!fault, "seed %" PRIu64 ", step %d: after %s 0x%" PRIx64 "-0x%" PRIx64 " with type %d: %s", seed,
			      step, only_ram ? "repainting" : "painting", range.start, range.end, type, fault);
	}
}

START_TEST(painting_is_what_a_type_per_address_is)
{
	const struct rounds rounds = random_rounds(1500);

	for (uint64_t seed = rounds.first; seed < rounds.first + rounds.count; seed++)
		one_round(seed, bases[_i]);
}
END_TEST

static struct memmap two_neighbours(enum mem_type type)
{
	struct memmap map = { 0 };

	ck_assert_int_eq(memmap_paint(&map, (struct range){ 0x1000, 0x2000 }, type), 0);
	ck_assert_int_eq(memmap_paint(&map, (struct range){ 0x2000, 0x4000 }, type), 0);
	return map;
}

/* Memory that was plugged in later has lines of its own; to a load it is one range. */
START_TEST(neighbours_are_merged_when_selected)
{
	CLEANUP(memmap_release) struct memmap map = two_neighbours(MEM_RAM);
	CLEANUP(ranges_release) struct ranges ram = { 0 };

	ck_assert_uint_eq(map.count, 2);
	ck_assert_int_eq(memmap_select(&map, MEM_RAM, &ram), 0);
	ck_assert_uint_eq(ram.count, 1);
	ck_assert_uint_eq(ram.range[0].start, 0x1000);
	ck_assert_uint_eq(ram.range[0].end, 0x4000);
}
END_TEST

static const enum mem_type crash_types[] = { MEM_CRASH, MEM_CRASH_LOW, MEM_CRASH_CMA };

/* Two crash regions that touch are two reservations, and kexec_load takes no segment that crosses from one to the other. */
START_TEST(crash_regions_are_never_merged)
{
	CLEANUP(memmap_release) struct memmap map = two_neighbours(crash_types[_i]);
	CLEANUP(ranges_release) struct ranges crash = { 0 };

	ck_assert_int_eq(memmap_select(&map, crash_types[_i], &crash), 0);
	ck_assert_uint_eq(crash.count, 2);
	ck_assert_uint_eq(crash.range[0].end, 0x2000);
	ck_assert_uint_eq(crash.range[1].start, 0x2000);
}
END_TEST

START_TEST(dump_holds_reserved_ram_and_that_of_drivers_and_no_crash_region)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(ranges_release) struct ranges dumped = { 0 };

	ck_assert_int_eq(memmap_paint(&map, (struct range){ 0, 100 }, MEM_RAM), 0);
	ck_assert_int_eq(memmap_repaint_ram(&map, (struct range){ 10, 20 }, MEM_RESERVED), 0);
	ck_assert_int_eq(memmap_paint(&map, (struct range){ 30, 40 }, MEM_CRASH), 0);
	ck_assert_int_eq(memmap_paint(&map, (struct range){ 40, 50 }, MEM_CRASH_LOW), 0);
	ck_assert_int_eq(memmap_paint(&map, (struct range){ 60, 70 }, MEM_KEXEC), 0);
	ck_assert_int_eq(memmap_paint(&map, (struct range){ 100, 110 }, MEM_DRIVER), 0);
	ck_assert_int_eq(memmap_dumped(&map, &dumped), 0);
	ck_assert_uint_eq(dumped.count, 2);
	ck_assert_uint_eq(dumped.range[0].start, 0);
	ck_assert_uint_eq(dumped.range[0].end, 30);
	ck_assert_uint_eq(dumped.range[1].start, 50);
	ck_assert_uint_eq(dumped.range[1].end, 110);
}
END_TEST

START_TEST(empty_map_has_nothing_of_any_type)
{
	struct memmap map = { 0 };
	struct ranges ranges = { .count = 7 };

	ck_assert_int_eq(memmap_select(&map, MEM_RAM, &ranges), 0);
	ck_assert_uint_eq(ranges.count, 0);
	ck_assert_int_eq(memmap_dumped(&map, &ranges), 0);
	ck_assert_uint_eq(ranges.count, 0);
	memmap_release(&map);
	ranges_release(&ranges);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("memmap");
	TCase *tcase = tcase_create("memmap"), *property = tcase_create("property");

	tcase_add_test(tcase, neighbours_are_merged_when_selected);
	tcase_add_loop_test(tcase, crash_regions_are_never_merged, 0, COUNT(crash_types));
	tcase_add_test(tcase, dump_holds_reserved_ram_and_that_of_drivers_and_no_crash_region);
	tcase_add_test(tcase, empty_map_has_nothing_of_any_type);
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(property, 0);
	tcase_add_loop_test(property, painting_is_what_a_type_per_address_is, 0, COUNT(bases));
	suite_add_tcase(suite, property);
	return run_suite(suite);
}
