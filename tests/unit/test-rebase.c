/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a rehearsal has the machine's memory, and the parts that are larger there. */

#include <check.h>
#include <errno.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/plan.h"
#include "kexec/rehearse/rebase.h"
#include "kexec/rehearse/refit.h"
#include "tests/helpers/suite.h"

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

static const struct range board = { GIB, 1024 * GIB };

#define FEW 4

static const struct {
	const char *what;
	struct range memory[FEW];
	uint64_t to[FEW];
	bool moves;
	uint64_t end;
} placed[] = {
	{ "as it is", { { GIB, 3 * GIB } }, { GIB }, false, 3 * GIB },
	{ "holes stay", { { GIB, GIB + MIB }, { 8 * GIB, 9 * GIB } }, { GIB, 8 * GIB }, false, 9 * GIB },
	{ "from 0", { { 0, GIB } }, { GIB }, true, 2 * GIB },
	{ "from 0, with a hole inside a GiB", { { 0, MIB }, { 3 * MIB, GIB } }, { GIB, GIB + 3 * MIB }, true, 2 * GIB },
	{ "below the board by a page", { { GIB - 0x1000, 2 * GIB } }, { 2 * GIB - 0x1000 }, true, 3 * GIB },
	{ "too high, and equal modulo 1 GiB", { { 2 * GIB + MIB, 4 * GIB }, { 2048 * GIB + 2 * MIB, 2049 * GIB } }, { GIB + MIB, 3 * GIB + 2 * MIB }, true, 4 * GIB },
	{ "the end in whole MiB", { { GIB, GIB + 0x1000 } }, { GIB }, false, GIB + MIB },
	{ "up to the end of the board", { { GIB, 1024 * GIB } }, { GIB }, false, 1024 * GIB },
};

static void paint(const struct range *memory, struct memmap *map)
{
	for (size_t i = 0; i < FEW && memory[i].end; i++)
		ck_assert_int_eq(memmap_paint(map, memory[i], MEM_RAM), 0);
}

START_TEST(memory_is_placed)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(rebase_release) struct rebase rebase = { 0 };
	struct diag diag = { 0 };

	paint(placed[_i].memory, &map);
	ck_assert_int_eq(rebase_make(&map, board, &rebase, &diag), 0);
	ck_assert_msg(rebase.moves == placed[_i].moves, "%s", placed[_i].what);
	ck_assert_uint_eq(rebase.board.start, GIB);
	ck_assert_msg(rebase.board.end == placed[_i].end, "%s", placed[_i].what);
	for (size_t i = 0; i < FEW && placed[_i].memory[i].end; i++) {
		struct range from = placed[_i].memory[i];

		ck_assert_msg(rebase_address(&rebase, from.start) == placed[_i].to[i], "%s", placed[_i].what);
		ck_assert_uint_eq(rebase_address(&rebase, from.end - 1) - placed[_i].to[i], range_size(from) - 1);
	}
}
END_TEST

START_TEST(areas_that_touch_stay_together)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(rebase_release) struct rebase rebase = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(memmap_paint(&map, (struct range){ 0, MIB }, MEM_RAM), 0);
	ck_assert_int_eq(memmap_paint(&map, (struct range){ MIB, 2 * MIB }, MEM_CRASH), 0);
	ck_assert_int_eq(rebase_make(&map, board, &rebase, &diag), 0);
	ck_assert_uint_eq(rebase.count, 1);
	/* The end of a range is the end of its place, and what is in no memory stays. */
	ck_assert_uint_eq(rebase_address(&rebase, 2 * MIB), GIB + 2 * MIB);
	ck_assert_uint_eq(rebase_address(&rebase, 3 * MIB), 3 * MIB);
}
END_TEST

#define TOO_MUCH 3

START_TEST(too_much_memory_is_refused)
{
	static const struct range bad[TOO_MUCH][FEW] = {
		{ { 0, 1024 * GIB } },
		{ { 0, 600 * GIB }, { 1024 * GIB, 1500 * GIB } },
		{ { 0x1000, UINT64_MAX } },
	};
	CLEANUP(memmap_release) struct memmap map = { 0 };
	struct rebase rebase = { 0 };
	struct diag diag = { 0 };

	paint(bad[_i], &map);
	ck_assert_int_eq(rebase_make(&map, board, &rebase, &diag), -ERANGE);
	ck_assert_ptr_null(rebase.piece);
	ck_assert_ptr_nonnull(strstr(diag.message, "more than a virtual machine can have"));
}
END_TEST

START_TEST(no_memory_is_refused)
{
	struct memmap map = { 0 };
	struct rebase rebase = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(rebase_make(&map, board, &rebase, &diag), -ENODATA);
}
END_TEST

/* A crash region at 16 MiB, of a machine whose memory begins at 0. */
static struct rebase_piece from_zero = { { 0, GIB }, GIB };
static const struct rebase up = { .piece = &from_zero, .count = 1, .moves = true };

START_TEST(every_address_of_a_plan_moves)
{
	struct range usable[] = { { 16 * MIB, 80 * MIB } };
	struct plan plan = {
		.crash = true,
		.segment = { { .part = PART_KERNEL, .memory = { 16 * MIB, 32 * MIB }, .home = { 17 * MIB, 33 * MIB } } },
		.segment_count = 1,
		.kernel_entry = 16 * MIB + 8,
		.entry = 70 * MIB,
		.region = { 16 * MIB, 80 * MIB },
		.usable = usable,
		.usable_count = 1,
	};

	rebase_plan(&up, &plan);
	ck_assert_uint_eq(plan.segment[0].memory.start, GIB + 16 * MIB);
	ck_assert_uint_eq(plan.segment[0].memory.end, GIB + 32 * MIB);
	ck_assert_uint_eq(plan.segment[0].home.start, GIB + 17 * MIB);
	ck_assert_uint_eq(plan.kernel_entry, GIB + 16 * MIB + 8);
	ck_assert_uint_eq(plan.entry, GIB + 70 * MIB);
	ck_assert_uint_eq(plan.region.end, GIB + 80 * MIB);
	ck_assert_uint_eq(usable[0].start, GIB + 16 * MIB);
}
END_TEST

/* Two program headers, of which the bytes end with the second: a third that the header counts is not touched. */
START_TEST(offsets_of_an_elfcorehdr_move)
{
	uint8_t bytes[64 + 2 * 56] = { 0 };
	struct blob blob = { .data = bytes, .size = sizeof(bytes) };

	store_le64(bytes + 32, 64);
	store_le16(bytes + 56, 3);
	for (size_t i = 0; i < 2; i++) {
		store_le64(bytes + 64 + 56 * i + 8, 5 * MIB + i);
		store_le64(bytes + 64 + 56 * i + 16, 7);
		store_le64(bytes + 64 + 56 * i + 24, 6 * MIB + i);
	}
	rebase_elfcorehdr(&up, &blob);
	for (size_t i = 0; i < 2; i++) {
		ck_assert_uint_eq(load_le64(bytes + 64 + 56 * i + 8), GIB + 5 * MIB + i);
		ck_assert_uint_eq(load_le64(bytes + 64 + 56 * i + 16), 7);
		ck_assert_uint_eq(load_le64(bytes + 64 + 56 * i + 24), GIB + 6 * MIB + i);
	}
}
END_TEST

/* ---- room ---- */

#define PAGE 0x1000
#define INSIDE { 0x100000, 0x200000 }

static const struct {
	const char *what;
	struct range memory[3]; /* kernel, initrd, boot data; the second is made larger */
	uint64_t size;
	int result;
	struct range then; /* of the initrd */
} rooms[] = {
	{ "it has room", { { 0x100000, 0x140000 }, { 0x140000, 0x142000 }, { 0x142000, 0x143000 } }, 0x1001, 0, { 0x140000, 0x142000 } },
	{ "it grows", { { 0x100000, 0x140000 }, { 0x140000, 0x141000 }, { 0x1ff000, 0x200000 } }, 0x1001, 0, { 0x140000, 0x142000 } },
	{ "it grows up to the next", { { 0x100000, 0x140000 }, { 0x140000, 0x141000 }, { 0x142000, 0x200000 } }, 0x2000, 0, { 0x140000, 0x142000 } },
	{ "it goes below the next", { { 0x100000, 0x140000 }, { 0x1fd000, 0x1fe000 }, { 0x1fe000, 0x200000 } }, 0x1001, 1, { 0x1fc000, 0x1fe000 } },
	{ "it goes above all", { { 0x100000, 0x140000 }, { 0x140000, 0x141000 }, { 0x141000, 0x180000 } }, 0x2000, 1, { 0x1fe000, 0x200000 } },
	{ "it goes between", { { 0x110000, 0x140000 }, { 0x17f000, 0x180000 }, { 0x180000, 0x200000 } }, 0x3f000, 1, { 0x141000, 0x180000 } },
	{ "it goes below all", { { 0x180000, 0x1c0000 }, { 0x1c0000, 0x1c1000 }, { 0x1c1000, 0x200000 } }, 0x80000, 1, { 0x100000, 0x180000 } },
	{ "it is new", { { 0x100000, 0x140000 }, { 0 }, { 0x1ff000, 0x200000 } }, 1, 0, { 0x1fe000, 0x1ff000 } },
	{ "no place is large enough", { { 0x100000, 0x140000 }, { 0x140000, 0x141000 }, { 0x141000, 0x1fc000 } }, 0x4001, -ENOSPC, { 0x140000, 0x141000 } },
	{ "more than there is", { { 0x100000, 0x140000 }, { 0x140000, 0x141000 }, { 0x1ff000, 0x200000 } }, UINT64_MAX, -ENOSPC, { 0x140000, 0x141000 } },
};

START_TEST(part_gets_room)
{
	struct plan plan = { 0 };

	for (size_t i = 0; i < 3; i++)
		if (rooms[_i].memory[i].end)
			plan.segment[plan.segment_count++] = (struct segment){
				.part = (enum part)i,
				.memory = rooms[_i].memory[i],
				.home = rooms[_i].memory[i],
			};
	ck_assert_msg(refit_part(&plan, PART_INITRD, "initrd", rooms[_i].size, PAGE, (struct range)INSIDE) == rooms[_i].result, "%s",
		      rooms[_i].what);
	ck_assert_msg(plan_memory(&plan, PART_INITRD).start == rooms[_i].then.start, "%s", rooms[_i].what);
	ck_assert_uint_eq(plan_memory(&plan, PART_INITRD).end, rooms[_i].then.end);
	ck_assert_uint_eq(plan_home(&plan, PART_INITRD).start, rooms[_i].then.start);
	ck_assert_uint_eq(plan_memory(&plan, PART_KERNEL).start, rooms[_i].memory[0].start);
	for (size_t i = 1; i < plan.segment_count; i++)
		ck_assert_uint_ge(plan.segment[i].memory.start, plan.segment[i - 1].memory.end);
}
END_TEST

/* A staged part grows at both places, or runs where it is loaded. */
START_TEST(staged_part_gets_room_at_both_places)
{
	struct plan plan = {
		.segment = { { .part = PART_INITRD, .memory = { 0x100000, 0x101000 }, .home = { 0x102000, 0x103000 } } },
		.segment_count = 1,
	};

	ck_assert_int_eq(refit_part(&plan, PART_INITRD, "initrd", 0x2000, PAGE, (struct range)INSIDE), 0);
	ck_assert_uint_eq(plan_home(&plan, PART_INITRD).end, 0x104000);
	ck_assert_int_eq(refit_part(&plan, PART_INITRD, "initrd", 0x3000, PAGE, (struct range)INSIDE), 1);
	ck_assert_uint_eq(plan_memory(&plan, PART_INITRD).start, 0x1fd000);
	ck_assert_uint_eq(plan_home(&plan, PART_INITRD).start, 0x1fd000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rebase");
	TCase *place = tcase_create("place"), *room = tcase_create("room");

	tcase_add_loop_test(place, memory_is_placed, 0, COUNT(placed));
	tcase_add_test(place, areas_that_touch_stay_together);
	tcase_add_loop_test(place, too_much_memory_is_refused, 0, TOO_MUCH);
	tcase_add_test(place, no_memory_is_refused);
	tcase_add_test(place, every_address_of_a_plan_moves);
	tcase_add_test(place, offsets_of_an_elfcorehdr_move);
	tcase_add_loop_test(room, part_gets_room, 0, COUNT(rooms));
	tcase_add_test(room, staged_part_gets_room_at_both_places);
	suite_add_tcase(suite, place);
	suite_add_tcase(suite, room);
	return run_suite(suite);
}
