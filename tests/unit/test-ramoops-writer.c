/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <string.h>

#include "common/handoff.h"
#include "purgatory/ramoops.h"
#include "tests/helpers/suite.h"

/* Linux, fs/pstore/ram_core.c: struct persistent_ram_buffer. */
struct buffer {
	uint32_t signature, start, size;
	char data[256 - 12];
};
#define DATA_SIZE ((uint32_t)sizeof(((struct buffer *)NULL)->data))
#define DBGC 0x43474244

/*
 * The zone as the purgatory writes it, and the memory behind it: of what is written only what is flushed gets there. Beside it
 * lies what is not ours.
 */
static struct {
	uint32_t before;
	struct buffer zone;
	uint32_t after;
} cache, memory;

static unsigned int flushes;

static void flush(uint64_t address, uint64_t size)
{
	size_t at = (size_t)(address - (uint64_t)(uintptr_t)&cache);

	ck_assert_uint_le(at, sizeof(cache));
	ck_assert_uint_le(size, sizeof(cache) - at);
	memcpy((char *)&memory + at, (char *)&cache + at, (size_t)size);
	flushes++;
}

static void fill(uint32_t signature, uint32_t start, uint32_t size, const char *text)
{
	memset(&cache, '#', sizeof(cache));
	cache.zone.signature = signature;
	cache.zone.start = start;
	cache.zone.size = size;
	memcpy(cache.zone.data, text, strlen(text));
	memory = cache;
	flushes = 0;
}

static struct ramoops open_zone(enum handoff_ramoops_kind kind)
{
	const struct handoff_ramoops zone = { .base = (uint64_t)(uintptr_t)&cache.zone,
					      .size = sizeof(cache.zone),
					      .kind = kind };
	struct ramoops ramoops;

	ramoops_init(&ramoops, &zone, flush);
	return ramoops;
}

static void write_text(struct ramoops *ramoops, const char *text)
{
	ramoops_text(ramoops, text, strlen(text));
}

/*
 * The old bytes that the kernel keeps when it finds the zone: fs/pstore/ram_core.c, persistent_ram_post_init() and _save_old().
 */
static const char *next_boot_reads(void)
{
	static char text[DATA_SIZE + 1];
	const struct buffer *zone = &memory.zone;

	ck_assert_uint_eq(memory.before, 0x23232323);
	ck_assert_uint_eq(memory.after, 0x23232323);
	if (zone->signature != DBGC || zone->size > DATA_SIZE || zone->start > zone->size)
		return "(no record)";
	memcpy(text, &zone->data[zone->start], zone->size - zone->start);
	memcpy(text + zone->size - zone->start, zone->data, zone->start);
	text[zone->size] = '\0';
	return text;
}

START_TEST(empty_console_holds_the_report)
{
	struct ramoops ramoops = open_zone(HANDOFF_RAMOOPS_CONSOLE);

	fill(DBGC, 0, 0, "");
	write_text(&ramoops, "purgatory: initrd: SHA-256 mismatch\n");
	write_text(&ramoops, "purgatory: resetting\n");
	ck_assert_str_eq(next_boot_reads(), "purgatory: initrd: SHA-256 mismatch\npurgatory: resetting\n");
}
END_TEST

START_TEST(report_stands_behind_the_old_log)
{
	struct ramoops ramoops = open_zone(HANDOFF_RAMOOPS_CONSOLE);

	fill(DBGC, 12, 12, "last words.\n");
	write_text(&ramoops, "mismatch\n");
	ck_assert_str_eq(next_boot_reads(), "last words.\nmismatch\n");
}
END_TEST

START_TEST(report_begins_a_line_of_its_own)
{
	struct ramoops ramoops = open_zone(HANDOFF_RAMOOPS_CONSOLE);

	fill(DBGC, 8, 8, "cut sho");
	cache.zone.data[7] = 'r';
	write_text(&ramoops, "mismatch\n");
	ck_assert_str_eq(next_boot_reads(), "cut shor\nmismatch\n");
}
END_TEST

/* The log of a machine that has run for a while fills its buffer: start is where its oldest byte is. */
START_TEST(full_console_loses_its_oldest_bytes)
{
	struct ramoops ramoops = open_zone(HANDOFF_RAMOOPS_CONSOLE);
	char want[DATA_SIZE + 1];

	fill(DBGC, DATA_SIZE - 4, DATA_SIZE, "");
	cache.zone.data[DATA_SIZE - 5] = '\n';
	memset(want, '#', sizeof(want));
	write_text(&ramoops, "mismatch\n");
	memcpy(&want[DATA_SIZE - 10], "\nmismatch\n", 11);
	ck_assert_str_eq(next_boot_reads(), want);
	ck_assert_uint_eq(memory.zone.start, 5);
}
END_TEST

START_TEST(log_that_ends_at_the_end_of_the_buffer_goes_on_at_its_start)
{
	struct ramoops ramoops = open_zone(HANDOFF_RAMOOPS_CONSOLE);

	fill(DBGC, 0, DATA_SIZE, "");
	cache.zone.data[DATA_SIZE - 1] = '\n';
	write_text(&ramoops, "mismatch\n");
	ck_assert_uint_eq(memory.zone.start, 9);
	ck_assert_uint_eq(memory.zone.size, DATA_SIZE);
	ck_assert_int_eq(memcmp(memory.zone.data, "mismatch\n####", 13), 0);
}
END_TEST

START_TEST(text_longer_than_the_console_leaves_its_end)
{
	struct ramoops ramoops = open_zone(HANDOFF_RAMOOPS_CONSOLE);
	char text[1001];

	fill(DBGC, 0, 0, "");
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = (char)('a' + i % 26);
	text[sizeof(text) - 1] = '\0';
	write_text(&ramoops, text);
	ck_assert_str_eq(next_boot_reads(), text + sizeof(text) - 1 - DATA_SIZE);
}
END_TEST

static const struct {
	uint32_t signature, start, size;
} no_logs[] = {
	{ 0x23232323, 4, 4 },		  /* memory that has just been switched on */
	{ DBGC ^ 0x60500, 4, 4 },	  /* a zone of another kind: ftrace has the kernel's version in it */
	{ DBGC, 0, DATA_SIZE + 1 },	  /* more bytes than there is room for */
	{ DBGC, DATA_SIZE, DATA_SIZE },	  /* goes on outside of the buffer */
	{ DBGC, 0xfffffff0, DATA_SIZE },  /* the same, and wraps in 32 bits */
	{ DBGC, 20, 10 },		  /* goes on behind bytes that are not valid */
	{ DBGC, 5, 10 },		  /* has gone round a buffer that it has not filled */
	{ DBGC, 0xffffffff, 0xffffffff }, /* all ones, as flash */
};

START_TEST(what_is_no_log_is_replaced)
{
	struct ramoops ramoops = open_zone(HANDOFF_RAMOOPS_CONSOLE);

	fill(no_logs[_i].signature, no_logs[_i].start, no_logs[_i].size, "");
	write_text(&ramoops, "mismatch\n");
	ck_assert_str_eq(next_boot_reads(), "mismatch\n");
}
END_TEST

/* fs/pstore/ram.c scans for ====seconds.microseconds-type; a record without it is thrown away. */
START_TEST(dump_replaces_the_old_record_and_has_a_header)
{
	struct ramoops ramoops = open_zone(HANDOFF_RAMOOPS_DUMP);

	fill(DBGC, 30, 30, "====1700000000.123456-C\nxxxxxxxxx");
	write_text(&ramoops, "purgatory: kernel: ");
	write_text(&ramoops, "SHA-256 mismatch\n");
	ck_assert_str_eq(next_boot_reads(), "====0.000000-D\npurgatory: kernel: SHA-256 mismatch\n");
}
END_TEST

/* Going round would overwrite the header, without which nothing is read. */
START_TEST(full_dump_keeps_its_beginning)
{
	struct ramoops ramoops = open_zone(HANDOFF_RAMOOPS_DUMP);
	char line[] = "purgatory: twenty ab\n";

	fill(0, 0, 0, "");
	for (int i = 0; i < 20; i++)
		write_text(&ramoops, line);
	ck_assert_uint_eq(strlen(next_boot_reads()), DATA_SIZE);
	ck_assert_int_eq(strncmp(next_boot_reads(), "====0.000000-D\npurgatory: twenty ab\n", 36), 0);
}
END_TEST

/* The machine may stop between any two calls: what is in memory then is a record of all that was written. */
START_TEST(record_is_whole_after_every_call)
{
	struct ramoops ramoops = open_zone(_i ? HANDOFF_RAMOOPS_DUMP : HANDOFF_RAMOOPS_CONSOLE);
	const char *header = _i ? "====0.000000-D\n" : "";
	char want[128] = "";

	fill(0, 0, 0, "");
	strcpy(want, header);
	for (const char *c = "mismatch"; *c; c++) {
		ramoops_text(&ramoops, c, 1);
		want[strlen(want)] = *c;
		ck_assert_str_eq(next_boot_reads(), want);
	}
}
END_TEST

START_TEST(nothing_is_touched_before_there_is_something_to_report)
{
	struct ramoops ramoops = open_zone(HANDOFF_RAMOOPS_DUMP);

	fill(DBGC, 4, 4, "kept");
	ck_assert_uint_eq(ramoops.zone.size, sizeof(cache.zone));
	ck_assert_uint_eq(flushes, 0);
	ck_assert_str_eq(next_boot_reads(), "kept");
}
END_TEST

static const struct {
	int64_t shift; /* of the zone's address */
	uint32_t size, kind;
} bad_zones[] = {
	{ 0, 0, HANDOFF_RAMOOPS_CONSOLE },   /* none */
	{ 0, 127, HANDOFF_RAMOOPS_CONSOLE }, /* no room for a line of a report */
	{ 1, 200, HANDOFF_RAMOOPS_CONSOLE }, /* the header would be misaligned, which faults with the MMU off */
	{ 0, 200, 2 },			     /* a kind from another time */
};

START_TEST(zone_that_cannot_be_used_is_left_alone)
{
	struct handoff_ramoops zone = {
		.base = (uint64_t)((int64_t)(uintptr_t)&cache.zone + bad_zones[_i].shift),
		.size = bad_zones[_i].size,
		.kind = bad_zones[_i].kind,
	};
	struct ramoops ramoops;

	fill(DBGC, 4, 4, "kept");
	ramoops_init(&ramoops, &zone, flush);
	write_text(&ramoops, "mismatch\n");
	ck_assert_uint_eq(flushes, 0);
	ck_assert_int_eq(memcmp(&cache, &memory, sizeof(cache)), 0);
}
END_TEST

START_TEST(zone_at_the_end_of_all_addresses_is_left_alone)
{
	const struct handoff_ramoops zone = { .base = UINT64_MAX - 127, .size = 256 }, null = { .size = 256 };
	struct ramoops ramoops;

	flushes = 0;
	ramoops_init(&ramoops, &zone, flush);
	write_text(&ramoops, "mismatch\n");
	ramoops_init(&ramoops, &null, flush);
	write_text(&ramoops, "mismatch\n");
	ck_assert_uint_eq(flushes, 0);
}
END_TEST

static Suite *ramoops_suite(void)
{
	Suite *suite = suite_create("ramoops-writer");
	TCase *tcase = tcase_create("ramoops-writer");

	tcase_add_test(tcase, empty_console_holds_the_report);
	tcase_add_test(tcase, report_stands_behind_the_old_log);
	tcase_add_test(tcase, report_begins_a_line_of_its_own);
	tcase_add_test(tcase, full_console_loses_its_oldest_bytes);
	tcase_add_test(tcase, log_that_ends_at_the_end_of_the_buffer_goes_on_at_its_start);
	tcase_add_test(tcase, text_longer_than_the_console_leaves_its_end);
	tcase_add_loop_test(tcase, what_is_no_log_is_replaced, 0, COUNT(no_logs));
	tcase_add_test(tcase, dump_replaces_the_old_record_and_has_a_header);
	tcase_add_test(tcase, full_dump_keeps_its_beginning);
	tcase_add_loop_test(tcase, record_is_whole_after_every_call, 0, 2);
	tcase_add_test(tcase, nothing_is_touched_before_there_is_something_to_report);
	tcase_add_loop_test(tcase, zone_that_cannot_be_used_is_left_alone, 0, COUNT(bad_zones));
	tcase_add_test(tcase, zone_at_the_end_of_all_addresses_is_left_alone);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return run_suite(ramoops_suite());
}
