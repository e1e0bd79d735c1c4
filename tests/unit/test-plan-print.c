/* SPDX-License-Identifier: GPL-2.0-only */
/* The exact output of --dry-run for one small plan; tests/golden has more. */
#include <stdio.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/machine/memmap.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-print.h"
#include "kexec/plan/plan.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-machine.h"

static char *print(void (*to)(const struct plan *, const struct machine *, FILE *), const struct plan *plan,
		   const struct machine *machine)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	to(plan, machine, out);
	fclose(out);
	return text;
}

static void print_plain(const struct plan *plan, const struct machine *machine, FILE *out)
{
	plan_print_text(plan, machine, false, out);
}

static void print_coloured(const struct plan *plan, const struct machine *machine, FILE *out)
{
	plan_print_text(plan, machine, true, out);
}

/* Columns of a MiB, so that the map is easy to follow. */
static void write_small_plan(struct written *w, struct plan *plan)
{
	write_machine(w, true);
	add_area(w, GIB(1), GIB(1) + MIB(16), MEM_CRASH_LOW);
	add_area(w, GIB(2), GIB(2) + MIB(64), MEM_CRASH);
	make_well(w, plan);
	plan->segment[0].bytes.size = MIB(29);
}

START_TEST(crash_plan_as_text)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	AUTO_FREE char *text = NULL;
	struct written w;

	write_small_plan(&w, &plan);
	text = print(print_plain, &plan, &w.machine);
	ck_assert_str_eq(text,
			 "crash load by kexec_load, 4 KiB pages\n"
			 "\n"
			 "into 0x80000000-0x83ffffff (64 MiB): the only \"Crash kernel\" region\n"
			 "  start               end                 size        use\n"
			 "  0x0000000080000000  0x0000000081dfffff  30 MiB      kernel\n"
			 "  0x0000000081e00000  0x00000000831fffff  20 MiB      initrd\n"
			 "  0x0000000083200000  0x0000000083fe2fff  13.9 MiB    (free)\n"
			 "  0x0000000083fe3000  0x0000000083fecfff  40 KiB      purgatory\n"
			 "  0x0000000083fed000  0x0000000083fedfff  4 KiB       elfcorehdr\n"
			 "  0x0000000083fee000  0x0000000083ffffff  72 KiB      dtb\n"
			 "  [KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKIIIIIIIIIIIIIIIIIIII.............*]\n"
			 "  one column is 1 MiB: K kernel, I initrd, P purgatory, E elfcorehdr, D dtb, * several, . free\n"
			 "\n"
			 "memory of the capture kernel:\n"
			 "  0x0000000080000000  0x0000000083ffffff  64 MiB      (loaded into)\n"
			 "  0x0000000040000000  0x0000000040ffffff  16 MiB      (not loaded into)\n"
			 "\n"
			 "entry 0x83fe3000 (purgatory), kernel 0x80000000\n"
			 "command line: (none)\n");
}
END_TEST

START_TEST(crash_plan_as_json)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	AUTO_FREE char *text = NULL;
	struct written w;

	write_small_plan(&w, &plan);
	text = print(plan_print_json, &plan, &w.machine);
	ck_assert_str_eq(text,
			 "{\n"
			 "  \"version\": 1,\n"
			 "  \"arch\": \"arm64\",\n"
			 "  \"kind\": \"crash\",\n"
			 "  \"syscall\": \"kexec_load\",\n"
			 "  \"page_size\": 4096,\n"
			 "  \"entry\": \"0x83fe3000\",\n"
			 "  \"kernel_entry\": \"0x80000000\",\n"
			 "  \"placement\": \"crash\",\n"
			 "  \"in_place\": true,\n"
			 "  \"reuses_crash_region\": false,\n"
			 "  \"command_line\": \"\",\n"
			 "  \"region\": {\"start\": \"0x80000000\", \"size\": 67108864, "
			 "\"reason\": \"the only \\\"Crash kernel\\\" region\"},\n"
			 "  \"usable_memory\": [{\"start\": \"0x80000000\", \"size\": 67108864}, "
			 "{\"start\": \"0x40000000\", \"size\": 16777216}],\n"
			 "  \"segments\": [\n"
			 "    {\"part\": \"kernel\", \"start\": \"0x80000000\", \"size\": 31457280, \"home\": \"0x80000000\", \"bytes\": 30408704},\n"
			 "    {\"part\": \"initrd\", \"start\": \"0x81e00000\", \"size\": 20971520, \"home\": \"0x81e00000\", \"bytes\": 0},\n"
			 "    {\"part\": \"purgatory\", \"start\": \"0x83fe3000\", \"size\": 40960, \"home\": \"0x83fe3000\", \"bytes\": 0},\n"
			 "    {\"part\": \"elfcorehdr\", \"start\": \"0x83fed000\", \"size\": 4096, \"home\": \"0x83fed000\", \"bytes\": 0},\n"
			 "    {\"part\": \"dtb\", \"start\": \"0x83fee000\", \"size\": 73728, \"home\": \"0x83fee000\", \"bytes\": 0}\n"
			 "  ]\n"
			 "}\n");
}
END_TEST

/* Nothing is said of a capture kernel; the entry is the one asked for. */
START_TEST(normal_plan_with_an_entry_as_text)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	AUTO_FREE char *text = NULL;
	struct written w;

	write_normal(&w, MIB(128), 0);
	w.machine.map.count = 1;
	w.request.size[PART_INITRD] = 0;
	w.request.have_entry = true;
	w.request.entry = GIB(1) + MIB(98) + 64;
	make_well(&w, &plan);
	text = print(print_plain, &plan, &w.machine);
	ck_assert_str_eq(text, "normal load by kexec_load, 4 KiB pages\n"
			       "\n"
			       "into 0x461e4000-0x47ffffff (30.1 MiB): free RAM below 4 GiB\n"
			       "  start               end                 size        use\n"
			       "  0x00000000461e4000  0x00000000461edfff  40 KiB      purgatory\n"
			       "  0x00000000461ee000  0x00000000461fffff  72 KiB      dtb\n"
			       "  0x0000000046200000  0x0000000047ffffff  30 MiB      kernel\n"
			       "  [*KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK]\n"
			       "  one column is 481.8 KiB: P purgatory, D dtb, K kernel, * several, . not touched\n"
			       "\n"
			       "entry 0x46200040 (--entry), kernel 0x46200000\n"
			       "command line: (none)\n");
}
END_TEST

#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define BLUE "\033[34m"
#define MAGENTA "\033[35m"
#define CYAN "\033[36m"
#define PLAIN "\033[0m"

static void remove_colours(char *text)
{
	size_t to = 0;

	for (size_t from = 0; text[from]; from++) {
		if (text[from] == '\033')
			from += strcspn(text + from, "m");
		else
			text[to++] = text[from];
	}
	text[to] = '\0';
}

START_TEST(map_has_the_colours_of_a_terminal_if_they_are_wanted)
{
	CLEANUP(plan_release) struct plan plan = { 0 };
	AUTO_FREE char *plain = NULL, *coloured = NULL;
	struct written w;

	write_small_plan(&w, &plan);
	plain = print(print_plain, &plan, &w.machine);
	coloured = print(print_coloured, &plan, &w.machine);
	ck_assert_ptr_null(strchr(plain, '\033'));
	ck_assert_ptr_nonnull(strstr(coloured, "  [" GREEN "KKKKKKKKKKKKKKKKKKKKKKKKKKKKKK" PLAIN CYAN "IIIIIIIIIIIIIIIIIIII" PLAIN
						".............*]\n"));
	ck_assert_ptr_nonnull(strstr(coloured, ": " GREEN "K" PLAIN " kernel, " CYAN "I" PLAIN " initrd, " BLUE "P" PLAIN
					       " purgatory, " MAGENTA "E" PLAIN " elfcorehdr, " YELLOW "D" PLAIN " dtb, * several, . free\n"));
	remove_colours(coloured);
	ck_assert_str_eq(coloured, plain);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plan-print");
	TCase *tcase = tcase_create("plan-print");

	tcase_add_test(tcase, crash_plan_as_text);
	tcase_add_test(tcase, crash_plan_as_json);
	tcase_add_test(tcase, normal_plan_with_an_entry_as_text);
	tcase_add_test(tcase, map_has_the_colours_of_a_terminal_if_they_are_wanted);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
