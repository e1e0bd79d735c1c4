/* SPDX-License-Identifier: GPL-2.0-only */
/* The answer of a child that has prepared a load: it comes back as it was, and a wrong one is refused. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arm64/facts.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/notes.h"
#include "kexec/host/host.h"
#include "kexec/image/image.h"
#include "kexec/load/load-values.h"
#include "kexec/load/load.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan-print.h"
#include "kexec/plan/plan.h"
#include "tests/helpers/answered-load.h"
#include "tests/helpers/suite.h"

static struct answered made;
static struct load *load; /* that is read */
static char message[1024];

static void setup(void)
{
	answered_make(&made);
	load = answered_files(&made.options, &made.route);
}

static void teardown(void)
{
	load_free(made.load);
	load_free(load);
}

static int answer(void)
{
	answered_write(&made);
	return answered_read(&made, load, message);
}

static void refuses(const char *why)
{
	char expected[1024];

	snprintf(expected, sizeof(expected), "parsing has given an answer that is not valid: %s", why);
	ck_assert_int_eq(answer(), -EPROTO);
	ck_assert_str_eq(message, expected);
}

static struct segment *segment_of(enum part part)
{
	for (size_t i = 0; i < made.load->plan->segment_count; i++)
		if (made.load->plan->segment[i].part == part)
			return &made.load->plan->segment[i];
	abort();
}

START_TEST(it_comes_back)
{
	const struct arm64_facts *facts;

	ck_assert_msg(answer() == 0, "%s", message);
	ck_assert_ptr_eq(load->kernel.data, load->kernel_file->bytes.data + 64);
	ck_assert_uint_eq(load->kernel.size, 8000);
	ck_assert_uint_eq(load->initrd.size, 5000);
	ck_assert_str_eq((const char *)load->initrd.data, "both initrds");
	ck_assert_str_eq((const char *)load->boot.data, "boot data");
	ck_assert_str_eq((const char *)load->elfcorehdr.data, "an elfcorehdr");
	ck_assert_str_eq(load->cmdline, "quiet nr_cpus=1");
	ck_assert_str_eq(load->image->format, "Image");
	ck_assert_str_eq(load->image->compression, "gzip");
	ck_assert_ptr_eq(load->image->bytes.data, load->kernel.data);
	ck_assert_str_eq(load->machine->devicetree.source, "/sys/firmware/fdt");
	ck_assert_str_eq((const char *)load->machine->devicetree.tree.data, "a devicetree");
	ck_assert_uint_eq(load->machine->map.count, 4);
	ck_assert_uint_eq(load->machine->cpu_note[1].end, 8192);
	facts = load->machine->facts;
	ck_assert_uint_eq(facts->midr_count, 2);
	ck_assert_uint_eq(facts->midr[1], 0x410fd034);
	ck_assert_uint_eq(notes_count(load->notes), 1);
	ck_assert_str_eq(notes_at(load->notes, 0)->hint, "two\nlines");
}
END_TEST

static char *print(const struct load *which)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	plan_print_json(which->plan, which->machine, out);
	fclose(out);
	return text;
}

START_TEST(the_plan_is_the_same)
{
	AUTO_FREE char *one = NULL, *other = NULL;

	ck_assert_int_eq(answer(), 0);
	made.load->plan->cmdline = made.load->cmdline;
	made.load->plan->why_call = made.route.why;
	for (size_t i = 0; i < made.load->plan->segment_count; i++)
		made.load->plan->segment[i].bytes.size = load->plan->segment[i].bytes.size;
	one = print(made.load);
	other = print(load);
	ck_assert_str_eq(one, other);
	ck_assert_ptr_eq(plan_segment(load->plan, PART_KERNEL)->bytes.data, load->kernel.data);
	ck_assert_ptr_eq(plan_segment(load->plan, PART_BOOT)->bytes.data, load->boot.data);
}
END_TEST

START_TEST(a_part_elsewhere_is_refused)
{
	struct segment *boot = segment_of(PART_BOOT);

	boot->memory = boot->home = (struct range){ 0x40000000, 0x40001000 };
	refuses("a part is outside the region loaded into");
}
END_TEST

START_TEST(a_plan_into_ram_is_refused)
{
	struct plan *plan = made.load->plan;

	for (size_t i = 0; i < plan->segment_count; i++) {
		plan->segment[i].memory.start -= 0x8000000;
		plan->segment[i].memory.end -= 0x8000000;
		plan->segment[i].home = plan->segment[i].memory;
	}
	plan->region.start -= 0x8000000;
	plan->region.end -= 0x8000000;
	plan->entry -= 0x8000000;
	plan->kernel_entry -= 0x8000000;
	refuses("kernel at 0x48000000 is not in memory that may be loaded into");
}
END_TEST

START_TEST(another_entry_is_refused)
{
	made.load->plan->entry += 4;
	refuses("the entry 0x57fbe004 is neither the purgatory's start nor --entry's address");
}
END_TEST

START_TEST(a_missing_part_is_refused)
{
	blob_release(&made.load->elfcorehdr);
	refuses("the size of the elfcorehdr");
}
END_TEST

START_TEST(a_part_twice_is_refused)
{
	segment_of(PART_BOOT)->part = PART_KERNEL;
	ck_assert_int_eq(answer(), -EPROTO);
}
END_TEST

START_TEST(bytes_without_room_are_refused)
{
	made.load->size[PART_BOOT] = 299;
	refuses("the size of the boot data");
}
END_TEST

/* Images of a FIT that was unpacked may have bytes in common. What is sent is given up, and reads as zeros. */
START_TEST(bytes_that_two_parts_have_in_common_arrive)
{
	static uint8_t common[3 * 4096] __attribute__((aligned(4096)));
	uint8_t *second = common + 4096;

	for (size_t i = 0; i < sizeof(common); i++)
		common[i] = (uint8_t)(i * 7 + i / 256);
	made.load->kernel = (struct view){ common, 8192 };
	made.load->initrd = (struct view){ second, 5000 };
	ck_assert_msg(answer() == 0, "%s", message);
	ck_assert_uint_eq(load->initrd.size, 5000);
	for (size_t i = 0; i < 5000; i++)
		ck_assert_uint_eq(load->initrd.data[i], (uint8_t)((i + 4096) * 7 + (i + 4096) / 256));
}
END_TEST

/* The printed map divides by the size of the region. */
START_TEST(a_region_that_is_not_that_of_the_parts_is_refused)
{
	struct plan *plan = made.load->plan;

	plan->placement = PLACEMENT_FREE_RAM;
	if (_i)
		plan->region.end = UINT64_MAX;
	else
		plan->region.start = 0;
	refuses("the region loaded into is not that of the parts");
}
END_TEST

START_TEST(an_elfcorehdr_without_room_is_refused)
{
	made.load->size[PART_ELFCOREHDR] = 399;
	refuses("the size of the elfcorehdr");
}
END_TEST

START_TEST(a_report_that_is_misaligned_is_refused)
{
	made.load->machine->ramoops.base += 2;
	refuses("the zone for a report is misaligned");
}
END_TEST

START_TEST(digests_without_room_are_refused)
{
	made.load->size[PART_PURGATORY] = 4096;
	refuses("the size of the purgatory");
}
END_TEST

START_TEST(a_kernel_larger_than_its_memory_is_refused)
{
	made.load->image->mem_size = 7999;
	refuses("the size of the kernel");
}
END_TEST

START_TEST(other_memory_than_planned_with_is_refused)
{
	made.load->image->mem_size = 0x300000;
	refuses("the memory of the kernel");
}
END_TEST

START_TEST(an_alignment_that_is_none_is_refused)
{
	made.load->image->align = 0;
	refuses("the alignment of the kernel");
}
END_TEST

START_TEST(an_entry_behind_the_kernel_is_refused)
{
	made.load->image->entry_offset = 0x200000;
	refuses("the entry of the kernel");
}
END_TEST

START_TEST(a_page_of_another_size_is_refused)
{
	made.load->machine->page_size = 4097;
	refuses("the size of a page");
}
END_TEST

START_TEST(a_map_that_descends_is_refused)
{
	made.load->machine->map.area[1].range.start -= 1;
	refuses("the memory map is not ascending");
}
END_TEST

START_TEST(a_report_into_ram_is_refused)
{
	made.load->machine->ramoops.base = 0x40000000;
	refuses("the zone for a report is not reserved");
}
END_TEST

START_TEST(another_hotplug_is_refused)
{
	made.load->plan->hotplug = true;
	refuses("the plan has another --hotplug");
}
END_TEST

START_TEST(no_plan_is_refused)
{
	made.load->plan->segment_count = 0;
	refuses("it is another kind of load");
}
END_TEST

START_TEST(a_command_line_that_is_too_long_is_refused)
{
	free(made.load->cmdline);
	made.load->cmdline = calloc(1, 3000);
	memset(made.load->cmdline, 'x', 2048);
	refuses("the length of the command line");
}
END_TEST

/* The last values: the kernel's file, offset and size; the initrd's file, size and 5000 bytes. */
static void put_back(size_t values, uint64_t value)
{
	memcpy(made.bytes + made.size - 5000 - 8 * values, &value, sizeof(value));
}

START_TEST(a_place_outside_the_file_is_refused)
{
	static const struct {
		uint64_t number, offset, size;
		int error;
	} rows[] = {
		{ 0, 64, 8000, 0 },
		{ 0, 192, 8000, 0 },
		{ 0, 193, 8000, -EBADMSG },
		{ 0, 8192, 1, -EBADMSG },
		{ 0, 8193, 0, -EBADMSG },
		{ 0, UINT64_MAX, 2, -EBADMSG },
		{ 0, 64, UINT64_MAX - 63, -EBADMSG },
		{ 1, 0, 4097, -EBADMSG },
		{ 3, 0, 16, -EBADMSG },
	};

	answered_write(&made);
	put_back(5, rows[_i].number);
	put_back(4, rows[_i].offset);
	put_back(3, rows[_i].size);
	ck_assert_int_eq(answered_read(&made, load, message), rows[_i].error);
}
END_TEST

START_TEST(more_than_the_files_can_bring_is_refused)
{
	const uint64_t most = ((uint64_t)512 << 20) + 4 * 64 + 4096;

	answered_write(&made);
	put_back(1, most);
	ck_assert_int_eq(answered_read(&made, load, message), -ENODATA);
	load_free(load);
	load = answered_files(&made.options, &made.route);
	put_back(1, most + 1);
	ck_assert_int_eq(answered_read(&made, load, message), -EBADMSG);
}
END_TEST

/* Whatever is read, the load can be used, printed and released: the sanitizers look at it. */
static void use(const struct load *which)
{
	AUTO_FREE char *text = print(which);
	uint64_t sum = 0;

	for (size_t i = 0; i < which->plan->segment_count; i++)
		for (size_t n = 0; which->plan->segment[i].bytes.data && n < which->plan->segment[i].bytes.size; n++)
			sum += which->plan->segment[i].bytes.data[n];
	ck_assert_uint_ne(sum, 0);
	ck_assert_uint_ne(strlen(text), 0);
}

static void try_changed(size_t at, uint8_t value)
{
	CLEANUP(load_release) struct load *read = answered_files(&made.options, &made.route);
	uint8_t before = made.bytes[at];

	made.bytes[at] = value;
	if (answered_read(&made, read, message) == 0)
		use(read);
	made.bytes[at] = before;
}

START_TEST(any_changed_byte_is_survived)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0xff };

	answered_write(&made);
	for (size_t at = 0; at < made.size; at++)
		try_changed(at, values[(at + (size_t)_i) % sizeof(values)]);
}
END_TEST

START_TEST(any_shorter_answer_is_refused)
{
	answered_write(&made);
	while (made.size) {
		CLEANUP(load_release) struct load *read = answered_files(&made.options, &made.route);

		made.size -= made.size > 7 ? made.size % 7 + 1 : 1;
		ck_assert_int_eq(answered_read(&made, read, message), -ENODATA);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("answer");
	TCase *tcase = tcase_create("answer");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, it_comes_back);
	tcase_add_test(tcase, the_plan_is_the_same);
	tcase_add_test(tcase, a_part_elsewhere_is_refused);
	tcase_add_test(tcase, a_plan_into_ram_is_refused);
	tcase_add_test(tcase, another_entry_is_refused);
	tcase_add_test(tcase, a_missing_part_is_refused);
	tcase_add_test(tcase, a_part_twice_is_refused);
	tcase_add_test(tcase, bytes_without_room_are_refused);
	tcase_add_test(tcase, bytes_that_two_parts_have_in_common_arrive);
	tcase_add_loop_test(tcase, a_region_that_is_not_that_of_the_parts_is_refused, 0, 2);
	tcase_add_test(tcase, an_elfcorehdr_without_room_is_refused);
	tcase_add_test(tcase, digests_without_room_are_refused);
	tcase_add_test(tcase, a_kernel_larger_than_its_memory_is_refused);
	tcase_add_test(tcase, other_memory_than_planned_with_is_refused);
	tcase_add_test(tcase, an_alignment_that_is_none_is_refused);
	tcase_add_test(tcase, an_entry_behind_the_kernel_is_refused);
	tcase_add_test(tcase, a_page_of_another_size_is_refused);
	tcase_add_test(tcase, a_map_that_descends_is_refused);
	tcase_add_test(tcase, a_report_into_ram_is_refused);
	tcase_add_test(tcase, a_report_that_is_misaligned_is_refused);
	tcase_add_test(tcase, another_hotplug_is_refused);
	tcase_add_test(tcase, no_plan_is_refused);
	tcase_add_test(tcase, a_command_line_that_is_too_long_is_refused);
	tcase_add_loop_test(tcase, a_place_outside_the_file_is_refused, 0, 9);
	tcase_add_test(tcase, more_than_the_files_can_bring_is_refused);
	tcase_add_loop_test(tcase, any_changed_byte_is_survived, 0, 4);
	tcase_add_test(tcase, any_shorter_answer_is_refused);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
