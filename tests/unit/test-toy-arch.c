/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps of a load on an architecture that only this test has: nothing outside its file knows of it. */
#include <check.h>
#include <inttypes.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/image/image.h"
#include "kexec/load/load-steps.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine.h"
#include "kexec/options/options.h"
#include "kexec/plan/plan-check.h"
#include "kexec/plan/plan-print.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/plan.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/toy-arch.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

#define CMDLINE "console=toy0"
#define ELFCOREHDR_WORD " elfcorehdr=0x"

static struct diag diag;
static struct load *load;
static struct options options;
static struct context context;
static uint8_t file[4096];
static struct range dumped_range[2];
static struct ranges dumped;

static void write_kernel(uint32_t mem_size, uint32_t cmdline_max)
{
	memset(file, 0xcc, sizeof(file));
	memcpy(file, TOY_MAGIC, 8);
	store_le32(file + 8, mem_size);
	store_le32(file + 12, cmdline_max);
	*load->kernel_file = (struct user_file){ .what = "kernel", .path = "toy", .bytes = { file, sizeof(file), BLOB_NONE } };
}

/* 1 GiB of RAM from 1 MiB on, with a crash region of 64 MiB in it. */
static void write_machine(void)
{
	struct machine *machine = load->machine;

	machine->arch = load->arch = &arch_toy;
	machine->page_size = 4096;
	ck_assert_int_eq(memmap_paint(&machine->map, (struct range){ MIB(1), GIB(1) }, MEM_RAM), 0);
	ck_assert_int_eq(memmap_paint(&machine->map, (struct range){ MIB(512), MIB(576) }, MEM_CRASH), 0);
	machine->map.kernel_code = (struct range){ MIB(32), MIB(40) };
	machine->map.kernel_data = (struct range){ MIB(40), MIB(48) };
	machine->vmcoreinfo_note = (struct range){ MIB(50), MIB(50) + 4096 };
	machine->cpu_note = calloc(1, sizeof(*machine->cpu_note));
	machine->cpu_note[machine->cpu_note_count++] = (struct range){ MIB(51), MIB(51) + 512 };
	machine->cmdline = strdup("root=/dev/toy");
	machine->reset[0] = (struct handoff_reset){ .kind = HANDOFF_RESET_WRITE_PORT, .width = 1, .address = 0x64, .value = 0xfe };
	load->console->console = (struct handoff_console){
		.type = HANDOFF_CONSOLE_8250, .space = HANDOFF_SPACE_PORT, .io_width = 1, .base = 0x3f8,
	};
}

static void setup(void)
{
	diag = (struct diag){ 0 };
	options = (struct options){ .kernel = "toy", .append = CMDLINE, .allowed = { 0, UINT64_MAX } };
	context = (struct context){ .options = &options, .diag = &diag };
	dumped_range[0] = (struct range){ MIB(1), MIB(512) };
	dumped_range[1] = (struct range){ MIB(576), GIB(1) };
	dumped = (struct ranges){ dumped_range, 2 };
	load = load_new();
	ck_assert_ptr_nonnull(load);
	write_machine();
	write_kernel(MIB(20), 255);
}

static void teardown(void)
{
	*load->kernel_file = (struct user_file){ 0 };
	load_free(load);
}

static void must(int r)
{
	ck_assert_msg(r == 0, "%d: %s", r, diag.message);
}

static struct plan_request request_now(void)
{
	struct plan_request request = plan_request_of(&options);

	request.arch = &arch_toy;
	request.map = &load->machine->map;
	request.page_size = load->machine->page_size;
	request.image = load->image;
	request.entry_offset = load->image->entry_offset;
	for (size_t i = 0; i < load->plan->segment_count; i++)
		request.size[load->plan->segment[i].part] = range_size(load->plan->segment[i].memory);
	return request;
}

static void plan_load(bool crash)
{
	options.crash = crash;
	must(open_kernel(&context, load));
	must(build_cmdline(&context, load));
	must(make_plan(&context, crash ? &dumped : NULL, load));
}

static void build_load(bool crash)
{
	plan_load(crash);
	plan_set_bytes(load->plan, PART_KERNEL, load->kernel);
	if (crash)
		must(build_elfcorehdr(&context, load->machine, &dumped, &load->elfcorehdr));
	plan_set_bytes(load->plan, PART_ELFCOREHDR, blob_view(&load->elfcorehdr));
	must(build_boot(&context, load));
	plan_set_bytes(load->plan, PART_BOOT, blob_view(&load->boot));
	must(build_purgatory(&context, load));
}

START_TEST(kernel_is_a_slice_that_is_entered_behind_its_start)
{
	plan_load(_i);
	ck_assert_uint_eq(load->kernel.size, sizeof(file) - 16);
	ck_assert_ptr_eq(load->kernel.data, file + 16);
	ck_assert_uint_eq(load->plan->kernel_entry, plan_home(load->plan, PART_KERNEL).start + TOY_ENTRY_OFFSET);
}
END_TEST

START_TEST(kernel_keeps_above_its_lowest_address)
{
	plan_load(false);
	ck_assert_uint_ge(plan_memory(load->plan, PART_KERNEL).start, TOY_LOWEST);
	ck_assert_uint_eq(plan_memory(load->plan, PART_KERNEL).start, TOY_LOWEST);
}
END_TEST

START_TEST(crash_region_keeps_a_hole_that_no_part_lies_in)
{
	plan_load(true);
	ck_assert_uint_ge(range_size(load->plan->hole), TOY_HOLE);
	ck_assert(range_contains((struct range){ MIB(512), MIB(576) }, load->plan->hole));
	for (size_t i = 0; i < load->plan->segment_count; i++)
		ck_assert(!range_overlaps(load->plan->segment[i].memory, load->plan->hole));
}
END_TEST

START_TEST(crash_region_without_room_for_the_hole_is_refused)
{
	write_kernel((uint32_t)(MIB(64) - 4096 * 16), 255);
	options.crash = true;
	must(open_kernel(&context, load));
	must(build_cmdline(&context, load));
	ck_assert_int_eq(make_plan(&context, &dumped, load), -ENOSPC);
	ck_assert_msg(strstr(diag.message, "hole 64 KiB") && strstr(diag.message, "toy-data"), "%s", diag.message);
}
END_TEST

START_TEST(normal_load_has_no_hole)
{
	plan_load(false);
	ck_assert(range_is_empty(load->plan->hole));
}
END_TEST

START_TEST(proof_passes_and_a_broken_plan_fails_it)
{
	struct plan_request request;
	struct diag broken = { 0 };

	plan_load(true);
	request = request_now();
	must(plan_check(&request, load->plan, &diag));
	load->plan->kernel_entry -= TOY_ENTRY_OFFSET;
	ck_assert_int_eq(plan_check(&request, load->plan, &broken), -EINVAL);
	load->plan->kernel_entry += TOY_ENTRY_OFFSET;
	load->plan->hole = load->plan->segment[0].memory;
	ck_assert_int_eq(plan_check(&request, load->plan, &broken), -EINVAL);
	load->plan->hole = (struct range){ 0, 0 };
	ck_assert_int_eq(plan_check(&request, load->plan, &broken), -EINVAL);
}
END_TEST

START_TEST(plan_is_printed_with_the_architectures_words)
{
	AUTO_FREE char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	plan_load(true);
	plan_print_text(load->plan, load->machine, false, out);
	plan_print_json(load->plan, load->machine, out);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(text, "toy-data"));
	ck_assert_ptr_nonnull(strstr(text, "stays free for the running kernel"));
	ck_assert_ptr_nonnull(strstr(text, "\"arch\": \"toy\""));
	ck_assert_ptr_null(strstr(text, "dtb"));
}
END_TEST

START_TEST(command_line_ends_with_words_that_depend_on_the_plan)
{
	const char *word;

	build_load(true);
	ck_assert_int_eq(strncmp(load->cmdline, CMDLINE ELFCOREHDR_WORD, strlen(CMDLINE ELFCOREHDR_WORD)), 0);
	word = load->cmdline + strlen(CMDLINE ELFCOREHDR_WORD);
	ck_assert_uint_eq(strtoull(word, NULL, 16), plan_home(load->plan, PART_ELFCOREHDR).start);
	ck_assert_str_eq(load->plan->cmdline, load->cmdline);
}
END_TEST

START_TEST(words_that_depend_on_the_plan_stand_before_those_for_init)
{
	char expected[64];

	options.append = _i ? "quiet -- single" : "-- single";
	build_load(true);
	snprintf(expected, sizeof(expected), "%selfcorehdr=0x%016" PRIx64 " -- single", _i ? "quiet " : "",
		 plan_home(load->plan, PART_ELFCOREHDR).start);
	ck_assert_str_eq(load->cmdline, expected);
}
END_TEST

START_TEST(boot_data_has_the_command_line_and_the_places_of_the_parts)
{
	const uint8_t *boot;

	build_load(true);
	boot = load->boot.data;
	ck_assert_uint_le(load->boot.size, range_size(plan_memory(load->plan, PART_BOOT)));
	ck_assert_uint_eq(load_le64(boot + 8 * TOY_ELFCOREHDR), plan_home(load->plan, PART_ELFCOREHDR).start);
	ck_assert_uint_eq(load_le64(boot + 8 * TOY_ELFCOREHDR_SIZE), load->elfcorehdr.size);
	ck_assert_uint_eq(load_le64(boot + 8 * TOY_REGIONS), 1);
	ck_assert_uint_eq(load_le64(boot + 8 * TOY_NUMBERS), MIB(512));
	ck_assert_str_eq((const char *)boot + 8 * (TOY_NUMBERS + 2), load->cmdline);
}
END_TEST

START_TEST(image_says_how_long_the_command_line_may_be)
{
	write_kernel((uint32_t)MIB(20), (uint32_t)(strlen(CMDLINE) + arch_toy.cmdline_extra_max - 1));
	must(open_kernel(&context, load));
	ck_assert_int_eq(build_cmdline(&context, load), -E2BIG);
	write_kernel((uint32_t)MIB(20), (uint32_t)(strlen(CMDLINE) + arch_toy.cmdline_extra_max));
	must(open_kernel(&context, load));
	must(build_cmdline(&context, load));
}
END_TEST

START_TEST(purgatory_has_no_tables_and_is_told_of_ports)
{
	struct handoff handoff;

	build_load(_i);
	memcpy(&handoff, load->purgatory.data + HANDOFF_OFFSET, sizeof(handoff));
	ck_assert_uint_eq(handoff.tables, 0);
	ck_assert_uint_eq(handoff.tables_size, 0);
	ck_assert_uint_eq(handoff.emergency[1].kernel_entry, load->plan->kernel_entry);
	ck_assert_uint_eq(handoff.emergency[1].argument[0], 0);
	ck_assert_uint_eq(handoff.emergency[1].argument[1], plan_home(load->plan, PART_BOOT).start);
	ck_assert_uint_eq(handoff.emergency[1].arguments_received, 1);
	ck_assert_uint_eq(handoff.emergency[1].console.space, HANDOFF_SPACE_PORT);
	ck_assert_uint_eq(handoff.emergency[1].reset[0].kind, HANDOFF_RESET_WRITE_PORT);
	ck_assert_uint_eq(handoff.emergency[1].reset[0].address, 0x64);
	ck_assert_uint_eq(handoff.region_count, load->plan->segment_count - 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("toy-arch");
	TCase *tcase = tcase_create("steps");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, kernel_is_a_slice_that_is_entered_behind_its_start, 0, 2);
	tcase_add_test(tcase, kernel_keeps_above_its_lowest_address);
	tcase_add_test(tcase, crash_region_keeps_a_hole_that_no_part_lies_in);
	tcase_add_test(tcase, crash_region_without_room_for_the_hole_is_refused);
	tcase_add_test(tcase, normal_load_has_no_hole);
	tcase_add_test(tcase, proof_passes_and_a_broken_plan_fails_it);
	tcase_add_test(tcase, plan_is_printed_with_the_architectures_words);
	tcase_add_test(tcase, command_line_ends_with_words_that_depend_on_the_plan);
	tcase_add_loop_test(tcase, words_that_depend_on_the_plan_stand_before_those_for_init, 0, 2);
	tcase_add_test(tcase, boot_data_has_the_command_line_and_the_places_of_the_parts);
	tcase_add_test(tcase, image_says_how_long_the_command_line_may_be);
	tcase_add_loop_test(tcase, purgatory_has_no_tables_and_is_told_of_ports, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
