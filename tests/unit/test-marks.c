/* SPDX-License-Identifier: GPL-2.0-only */
/* What the console and the monitor of a rehearsal say, and the judgement. */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/rehearse/monitor.h"
#include "kexec/rehearse/rehearsal.h"
#include "tests/helpers/suite.h"

#define VERIFIED "purgatory: EL1, MMU and caches on (SCTLR 0x30501805), SHA-256 by crypto extensions\r\n" \
		 "purgatory: verified, entering kernel at 0xa9a00000\r\n"
#define UP "[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x411fd070]\r\n" \
	   "[    0.000000] Linux version 6.1.0-56-cloud-arm64 (x@y) (gcc) #1 SMP\r\n"
#define MEMORY "[    0.000000] Memory: 160196K/262144K available (12096K kernel code)\r\n"
#define UNPACKED "[    1.0] kexec-rehearsal: release 6.1.0-56\r\n[    1.043669] kexec-rehearsal: unpacked free=213012 total=232176\r\n"
#define LOWEST "[    2.043669] kexec-rehearsal: lowest free=200000 total=232176\r\n"

static void feed(struct marks *marks, const char *text)
{
	marks_feed(marks, 1500, text, strlen(text));
}

START_TEST(good_run_leaves_all_marks)
{
	struct marks marks = { 0 };

	feed(&marks, VERIFIED UP MEMORY UNPACKED LOWEST);
	for (int i = 0; i < MARK_CHECKED; i++) {
		ck_assert_msg(marks.seen[i], "mark %d", i);
		ck_assert_uint_eq(marks.at[i], 1500);
	}
	ck_assert(marks.verified);
	ck_assert_str_eq(marks.version, "6.1.0-56");
	ck_assert_uint_eq(marks.kernel_free, 160196);
	ck_assert_uint_eq(marks.kernel_total, 262144);
	ck_assert_uint_eq(marks.unpacked_free, 213012);
	ck_assert_uint_eq(marks.unpacked_total, 232176);
	ck_assert_uint_eq(marks.lowest_free, 200000);
	ck_assert(!marks_failed(&marks));
}
END_TEST

/* The console comes in pieces. */
START_TEST(pieces_are_put_together)
{
	const char *text = VERIFIED UP UNPACKED;
	struct marks marks = { 0 };

	for (size_t i = 0; i < strlen(text); i++)
		marks_feed(&marks, i, text + i, 1);
	ck_assert(marks.seen[MARK_PURGATORY] && marks.seen[MARK_KERNEL] && marks.seen[MARK_UNPACKED]);
	ck_assert_uint_lt(marks.at[MARK_PURGATORY], marks.at[MARK_KERNEL]);
	ck_assert_uint_lt(marks.at[MARK_KERNEL], marks.at[MARK_UNPACKED]);
}
END_TEST

/* A line is complete with its end; the kernel is not up before the purgatory has gone. */
START_TEST(half_a_line_is_no_mark)
{
	struct marks marks = { 0 };

	feed(&marks, "purgatory: verified, entering kernel at 0xa");
	ck_assert(!marks.seen[MARK_PURGATORY]);
	feed(&marks, "0\n");
	ck_assert(marks.seen[MARK_PURGATORY]);
	ck_assert(!marks.seen[MARK_KERNEL]);
}
END_TEST

START_TEST(bytes_of_any_kind_do_no_harm)
{
	struct marks marks = { 0 };
	char noise[3000];

	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (char)(i * 7);
	marks_feed(&marks, 0, noise, sizeof(noise));
	memset(noise, 'x', sizeof(noise));
	marks_feed(&marks, 0, noise, sizeof(noise));
	marks_feed(&marks, 0, "\n", 1);
	ck_assert_uint_eq(strlen(marks.tail[(marks.lines - 1) % MARKS_TAIL]), MARKS_TEXT - 1);
	for (size_t i = 0; i < MARKS_TAIL; i++)
		for (const char *c = marks.tail[i]; *c; c++)
			ck_assert(*c >= ' ' && *c <= '~');
	feed(&marks, "[[[[\n[ no end\n]\n[1] [2] Kernel panic - not syncing: x\n");
	ck_assert_str_eq(marks.panic, &"[1] [2] Kernel panic - not syncing: x"[8]);
}
END_TEST

#define MISMATCH "purgatory: kernel at 0xa9a00000+0x1a00000: MiB 3 (0xa9d00000): SHA-256 mismatch\r\npurgatory:   got  00\r\n" \
		 "purgatory: resetting the machine\r\n"

struct judged {
	const char *console;
	enum rehearsal_end end;
	bool yes;
	const char *why, *hint; /* their beginnings */
};

static const struct judged judged[] = {
	{ VERIFIED UP UNPACKED LOWEST, REHEARSAL_POWERED_OFF, true, "the kernel came up and started the initrd's init", "" },
	{ VERIFIED UP UNPACKED, REHEARSAL_RESET, true, "the kernel came up", "" },
	{ VERIFIED UP UNPACKED, REHEARSAL_SETTLED, true, "the kernel came up", "" },
	{ "purgatory: not verified, entering kernel at 0x0\n" UP UNPACKED, REHEARSAL_SETTLED, true, "the kernel came up", "" },
	{ VERIFIED UP "kexec-rehearsal: unpacked free=9000 total=90000\n", REHEARSAL_SETTLED, true, "the kernel came up", "Only 8.8 MiB were left" },
	{ MISMATCH, REHEARSAL_FAILED, false, "the purgatory found fault: kernel at 0xa9a00000+0x1a00000: MiB 3", "" },
	{ "purgatory: exception: ESR 0x1\n", REHEARSAL_FAILED, false, "the purgatory found fault: exception: ESR 0x1", "" },
	{ "purgatory: dtb at 0x0+0x1: MiB 0 (0x0): SHA-256 mismatch\n" VERIFIED UP UNPACKED, REHEARSAL_FAILED, false,
	  "the purgatory found fault: dtb at 0x0+0x1: MiB 0", "" },
	{ "", REHEARSAL_OVERTIME, false, "the purgatory was not heard of", "" },
	{ VERIFIED, REHEARSAL_OVERTIME, false, "the kernel was entered and said nothing", "The kernel is damaged, or is not for this" },
	{ VERIFIED UP, REHEARSAL_OVERTIME, false, "the kernel did not reach init in time", "--rehearse-time=SECONDS" },
	{ VERIFIED UP "Initramfs unpacking failed: uncompression error\n", REHEARSAL_FAILED, false,
	  "the kernel could not unpack the initrd: Initramfs unpacking failed: uncomp", "The initrd is damaged" },
	{ VERIFIED UP "[ 1] Initramfs unpacking failed: write error\n", REHEARSAL_FAILED, false, "the kernel could not unpack",
	  "The crash region is too small" },
	{ VERIFIED UP "rootfs image is not initramfs (broken padding); looks like an initrd\n", REHEARSAL_FAILED, false, "the kernel could not unpack",
	  "The initrd is damaged" },
	{ VERIFIED UP "check access for rdinit=/.kexec-rehearsal/init failed: -2, ignoring\nKernel panic - not syncing: VFS\n", REHEARSAL_FAILED,
	  false, "the kernel did not find the end of the initrd", "The initrd is cut short" },
	{ VERIFIED UP "Kernel panic - not syncing: System is deadlocked on memory\n", REHEARSAL_FAILED, false,
	  "the kernel panicked before it reached init: Kernel panic", "The crash region is too small" },
	{ VERIFIED UP "Kernel panic - not syncing: Asynchronous SError Interrupt\n", REHEARSAL_FAILED, false, "the kernel panicked before", "" },
	{ VERIFIED UP, REHEARSAL_RESET, false, "the machine was reset or powered off before init", "" },
	{ VERIFIED UP, REHEARSAL_BROKEN, false, "the virtual machine ended before init was reached: qemu: died", "" },
	{ VERIFIED UP UNPACKED "kexec-rehearsal: cannot start /init: errno 2\n", REHEARSAL_POWERED_OFF, false,
	  "the initrd has no init that the kernel can start: cannot start /init: errno 2", "" },
	{ VERIFIED UP UNPACKED "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000300\n", REHEARSAL_FAILED, false,
	  "init was reached, and then the kernel panicked: Kernel panic - not syncing: Attempted", "" },
	{ VERIFIED UP UNPACKED "Out of memory: Killed process 12 (makedumpfile)\n", REHEARSAL_SETTLED, false,
	  "init was reached, and then memory ran out: Out of memory: Killed", "The crash region is too small" },
	{ VERIFIED UP "kexec-rehearsal: vmcore none\n" UNPACKED, REHEARSAL_SETTLED, false, "init was reached, but there is no /proc/vmcore",
	  "The capture kernel was built without CONFIG_PROC_VMCORE" },
	{ VERIFIED UP "kexec-rehearsal: vmcore size=99\n" UNPACKED, REHEARSAL_SETTLED, true, "the kernel came up", "" },
	{ VERIFIED UP UNPACKED, REHEARSAL_BROKEN, false, "init was reached, and then the virtual machine ended: qemu", "" },
};

static void check_beginning(const char *text, const char *with)
{
	ck_assert_msg(with[0] ? strncmp(text, with, strlen(with)) == 0 : !text[0], "\"%s\" instead of \"%s\"", text, with);
}

START_TEST(judgement_is)
{
	struct rehearsal rehearsal = { .crash = true, .brings_initrd = true, .moved = "", .qemu_says = "qemu: died", .processor = "p" };
	struct judgement judgement;

	if (judged[_i].end != REHEARSAL_BROKEN)
		rehearsal.qemu_says = "";
	rehearsal.end = judged[_i].end;
	feed(&rehearsal.marks, judged[_i].console);
	rehearsal_judge(&rehearsal, &judgement);
	ck_assert_msg(judgement.yes == judged[_i].yes, "row %d", _i);
	check_beginning(judgement.why, judged[_i].why);
	check_beginning(judgement.hint, judged[_i].hint);
}
END_TEST

/* ---- --rehearse=crash ---- */

#define FIRST "[    0.000000] Linux version 6.1.0-56 (x@y) (gcc) #1 SMP\r\n[    3.1] kexec-rehearsal: arming page=4096\r\n"
#define CRASH \
	"[    5.0] kexec-rehearsal: crashes status=0\n[    5.1] sysrq: Trigger a crash\n" \
	"[    5.1] Kernel panic - not syncing: sysrq triggered crash\n[    5.2] Bye!\n"
#define DUMP "kexec-rehearsal: vmcore size=2000000000\n" UNPACKED
#define CORE(cpus, registers, memory, page, release) \
	"kexec-rehearsal: dump core=1 cpus=" cpus " registers=" registers " memory=" memory " " page " release=" release "\n"
#define GOOD_CORE CORE("2", "2", "1900000000", "found=1 right=1", "6.1.0-56")
#define TOOL(says, status) "kexec-rehearsal: makedumpfile runs\n" says "kexec-rehearsal: makedumpfile status=" status "\n"
#define NO_TOOL TOOL("", "127")

static const struct judged crashes[] = {
	{ FIRST CRASH VERIFIED UP DUMP GOOD_CORE NO_TOOL, REHEARSAL_POWERED_OFF, true, "the first kernel crashed, its dump is there and is right; ", "" },
	{ FIRST CRASH VERIFIED UP DUMP GOOD_CORE TOOL("", "0"), REHEARSAL_SETTLED, true, "the first kernel crashed, its dump is there", "" },
	{ FIRST "a driver quotes: Kernel panic - not syncing\n" CRASH VERIFIED UP DUMP GOOD_CORE NO_TOOL, REHEARSAL_SETTLED, true,
	  "the first kernel crashed, its dump is there", "" },
	/* the way to the crash */
	{ "", REHEARSAL_OVERTIME, false, "the first kernel said nothing", "The kernel is damaged" },
	{ FIRST, REHEARSAL_OVERTIME, false, "the first kernel did not come to its crash in time", "--rehearse-time=" },
	{ FIRST, REHEARSAL_RESET, false, "the first kernel ended before its crash", "" },
	{ FIRST, REHEARSAL_BROKEN, false, "the virtual machine ended before the crash: qemu: died", "" },
	{ FIRST "[    4.0] kexec: no memory is reserved\n[    4.1] kexec-rehearsal: not armed status=255\n", REHEARSAL_FAILED, false,
	  "kexec could not load the capture kernel in the first kernel: no memory is reserved", "" },
	{ FIRST "kexec-rehearsal: not armed status=139\n", REHEARSAL_FAILED, false,
	  "the first kernel did not come to its crash: not armed status=139", "It is the kernel of the load" },
	{ "Kernel panic - not syncing: VFS\n", REHEARSAL_FAILED, false, "the first kernel did not come to its crash: Kernel panic", "It is" },
	{ FIRST "kexec-rehearsal: cannot open /proc/sysrq-trigger: errno 2\n", REHEARSAL_FAILED, false,
	  "the first kernel did not come to its crash: cannot open /proc/sysrq-trigger", "It is" },
	/* behind it: its own panic is none of the capture kernel's */
	{ FIRST CRASH, REHEARSAL_OVERTIME, false, "the purgatory was not heard of", "" },
	{ FIRST CRASH VERIFIED UP "Kernel panic - not syncing: VFS\n", REHEARSAL_FAILED, false, "the kernel panicked before it reached init", "" },
	{ FIRST CRASH VERIFIED UP "kexec-rehearsal: vmcore none\n" UNPACKED, REHEARSAL_SETTLED, false, "init was reached, but there is no /proc", "The" },
	/* the dump */
	{ FIRST CRASH VERIFIED UP DUMP, REHEARSAL_SETTLED, false, "the dump is there, but it was not read in time", "--rehearse-time=" },
	{ FIRST CRASH VERIFIED UP DUMP "kexec-rehearsal: dump core=0 cpus=0 registers=0 memory=0 found=0 right=0 release=\n" NO_TOOL,
	  REHEARSAL_SETTLED, false, "the dump is there, but it is no ELF core", "" },
	{ FIRST CRASH VERIFIED UP DUMP CORE("2", "1", "1900000000", "found=1 right=1", "6.1.0-56") NO_TOOL, REHEARSAL_SETTLED, false,
	  "the dump is there, but it has the registers of 1 of 2 CPUs", "The first kernel did not stop" },
	{ FIRST CRASH VERIFIED UP DUMP CORE("2", "2", "1900000000", "found=1 right=1", "") NO_TOOL, REHEARSAL_SETTLED, false,
	  "the dump is there, but it has no VMCOREINFO", "Programs" },
	{ FIRST CRASH VERIFIED UP DUMP CORE("2", "2", "1900000000", "found=1 right=1", "6.1.0-55") NO_TOOL, REHEARSAL_SETTLED, false,
	  "the dump is there, but its VMCOREINFO is of another kernel: 6.1.0-55", "" },
	{ FIRST CRASH VERIFIED UP DUMP CORE("2", "2", "1900000000", "found=0 right=0", "6.1.0-56") NO_TOOL, REHEARSAL_SETTLED, false,
	  "the dump is there, but memory that the first kernel used is not in it", "The elfcorehdr" },
	{ FIRST CRASH VERIFIED UP DUMP CORE("2", "2", "1900000000", "found=1 right=0", "6.1.0-56") NO_TOOL, REHEARSAL_SETTLED, false,
	  "the dump is there, but memory does not read as", "" },
	{ FIRST CRASH VERIFIED UP DUMP CORE("2", "2", "1000000000", "found=1 right=1", "6.1.0-56") NO_TOOL, REHEARSAL_SETTLED, false,
	  "the dump is there, but it has 953.7 MiB of 1.8 GiB of memory", "The elfcorehdr" },
	{ FIRST CRASH VERIFIED UP DUMP GOOD_CORE TOOL("get_machdep_info: VA Bits 52\nmakedumpfile Failed.\n", "1"), REHEARSAL_SETTLED, false,
	  "the dump is there, but the initrd's makedumpfile cannot read it: get_machdep_info: VA Bits 52", "A newer makedumpfile" },
	{ FIRST CRASH VERIFIED UP DUMP GOOD_CORE TOOL("Out of memory: Killed process 12 (makedumpfile)\n", "137"), REHEARSAL_SETTLED, false,
	  "init was reached, and then memory ran out", "The crash region is too small" },
};

START_TEST(crash_is_judged)
{
	struct rehearsal rehearsal = {
		.crash = true, .crashes = true, .brings_initrd = true, .cpus = 2, .moved = "", .qemu_says = "qemu: died", .processor = "p",
		.ram = 2147483648, .usable = 256 << 20, .marks.first.is_there = true,
	};
	struct judgement judgement;

	rehearsal.end = crashes[_i].end;
	feed(&rehearsal.marks, crashes[_i].console);
	if (rehearsal.end != REHEARSAL_BROKEN)
		rehearsal.qemu_says = "";
	rehearsal_judge(&rehearsal, &judgement);
	ck_assert_msg(judgement.yes == crashes[_i].yes, "row %d: %s", _i, judgement.why);
	ck_assert(!judgement.yes || !marks_failed(&rehearsal.marks));
	check_beginning(judgement.why, crashes[_i].why);
	check_beginning(judgement.hint, crashes[_i].hint);
}
END_TEST

/* Without an initrd there is no init to miss, and a normal kernel needs no dump. */
START_TEST(load_without_initrd_needs_no_init)
{
	struct rehearsal rehearsal = { .end = REHEARSAL_POWERED_OFF, .moved = "", .qemu_says = "", .processor = "p" };
	struct judgement judgement;

	feed(&rehearsal.marks, VERIFIED UP "kexec-rehearsal: vmcore none\n" UNPACKED "kexec-rehearsal: cannot start /init: errno 2\n");
	rehearsal_judge(&rehearsal, &judgement);
	ck_assert(judgement.yes);
	ck_assert_str_eq(judgement.why, "the kernel came up; the load has no initrd");
}
END_TEST

START_TEST(print_is)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct rehearsal rehearsal = {
		.crash = true,
		.brings_initrd = true,
		.processor = "cortex-a57",
		.cpus = 8,
		.machine_cpus = 128,
		.usable = 256 << 20,
		.moved = "dtb",
		.rebased = true,
		.end = REHEARSAL_OVERTIME,
		.milliseconds = 120034,
		.qemu_says = "",
	};
	struct judgement judgement;

	feed(&rehearsal.marks, VERIFIED UP MEMORY "kexec-rehearsal: vmcore size=1906974720\n");
	rehearsal_judge(&rehearsal, &judgement);
	rehearsal_print(&rehearsal, &judgement, out);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_str_eq(
		text,
		"rehearsal: no: the kernel did not reach init in time\n"
		"  machine    QEMU, cortex-a57, 8 CPUs, 256 MiB for the kernel\n"
		"             the virtual machine cannot have RAM where this machine has: all of it is at other addresses\n"
		"             not at the address of the plan, as it needs more room here: dtb\n"
		"  purgatory  all parts verified, after 1.5 s\n"
		"  kernel     6.1.0-56-cloud-arm64, after 1.5 s\n"
		"  initrd     -\n"
		"  free       156.4 MiB of 256 MiB when the kernel came up\n"
		"  dump       /proc/vmcore is there, 1.8 GiB\n"
		"  end        out of time, after 120.0 s\n"
		"--rehearse-time=SECONDS gives it more. -d shows the console.\n"
		"The last lines of the console:\n"
		"  | purgatory: EL1, MMU and caches on (SCTLR 0x30501805), SHA-256 by crypto extensions\n"
		"  | purgatory: verified, entering kernel at 0xa9a00000\n"
		"  | [    0.000000] Booting Linux on physical CPU 0x0000000000 [0x411fd070]\n"
		"  | [    0.000000] Linux version 6.1.0-56-cloud-arm64 (x@y) (gcc) #1 SMP\n"
		"  | [    0.000000] Memory: 160196K/262144K available (12096K kernel code)\n"
		"  | kexec-rehearsal: vmcore size=1906974720\n"
		"This does not show: the machine's own devices and their drivers, its IOMMU, its firmware and its devicetree,\n"
		"DMA that goes on, and whether caches are cleaned where they must be.\n"
		"Nor what is in the dump: but for its notes the memory of the crashed kernel is empty here.\n"
		"The machine has 128 CPUs: memory that the kernel takes for each is not counted for 120 of them.\n");
}
END_TEST

/* tests/outputs holds these documents to their schema. */
static void check_document(const char *name, const char *console, const struct rehearsal *before)
{
	struct rehearsal rehearsal = *before;
	AUTO_FREE char *text = NULL;
	size_t size = 0, expected_size;
	FILE *out = open_memstream(&text, &size), *file;
	struct judgement judgement;
	char path[500], expected[4000];

	feed(&rehearsal.marks, console);
	rehearsal_judge(&rehearsal, &judgement);
	rehearsal_print_json(&rehearsal, &judgement, out);
	ck_assert_int_eq(fclose(out), 0);
	snprintf(path, sizeof(path), "%s/tests/unit/rehearsal-%s.json", getenv("top_srcdir"), name);
	file = fopen(path, "r");
	ck_assert_msg(file != NULL, "no %s", path);
	expected_size = fread(expected, 1, sizeof(expected) - 1, file);
	expected[expected_size] = '\0';
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_str_eq(text, expected);
}

START_TEST(document_is)
{
	struct rehearsal rehearsal = {
		.crash = true,
		.brings_initrd = true,
		.processor = "cortex-a57",
		.cpus = 2,
		.machine_cpus = 2,
		.usable = 256 << 20,
		.moved = "dtb, purgatory",
		.end = REHEARSAL_POWERED_OFF,
		.milliseconds = 5812,
		.qemu_says = "",
	};

	check_document("yes", VERIFIED UP MEMORY "kexec-rehearsal: vmcore size=1906974720\n" UNPACKED LOWEST, &rehearsal);
	rehearsal = (struct rehearsal){ .native = true, .cpus = 8, .moved = "", .rebased = true, .end = REHEARSAL_OVERTIME, .qemu_says = "" };
	check_document("no", VERIFIED, &rehearsal);
	rehearsal = (struct rehearsal){
		.crash = true, .crashes = true, .brings_initrd = true, .processor = "p", .no_kvm = "no KVM", .cpus = 2, .moved = "",
		.ram = 2147483648, .machine_ram = 4294967296, .usable = 256 << 20, .end = REHEARSAL_POWERED_OFF, .qemu_says = "",
		.marks.first.is_there = true,
	};
	check_document("crash", FIRST CRASH VERIFIED UP DUMP GOOD_CORE NO_TOOL, &rehearsal);
}
END_TEST

/* ---- the monitor ---- */

#define GREETING "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}}, \"capabilities\": [\"oob\"]}}\r\n"

START_TEST(answers_are_counted)
{
	struct monitor monitor = { 0 };
	const char *text = GREETING "{\"return\": {}}\r\n{\"return\": {\"status\": \"prelaunch\", \"running\": false}}\r\n";

	for (size_t i = 0; i < strlen(text); i++)
		monitor_feed(&monitor, text + i, 1);
	ck_assert_uint_eq(monitor.answers, MONITOR_HELLO_ANSWERS);
	ck_assert_str_eq(monitor.refusal, "");
	ck_assert(!monitor.powered_off && !monitor.reset);
}
END_TEST

START_TEST(end_of_the_machine_is)
{
	static const struct {
		const char *reason;
		bool powered_off, reset;
	} ends[] = {
		{ "guest-shutdown", true, false },
		{ "guest-reset", false, true },
		{ "host-signal", false, false },
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct monitor monitor = { 0 };
		char line[300];

		snprintf(line, sizeof(line),
			 "{\"timestamp\": {\"seconds\": 1, \"microseconds\": 9}, \"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"%s\"}}\r\n",
			 ends[i].reason);
		monitor_feed(&monitor, line, strlen(line));
		ck_assert(monitor.powered_off == ends[i].powered_off && monitor.reset == ends[i].reset);
	}
}
END_TEST

START_TEST(refusals_and_noise_are)
{
	struct monitor monitor = { 0 };
	char noise[2000];

	memset(noise, '{', sizeof(noise));
	monitor_feed(&monitor, noise, sizeof(noise));
	monitor_feed(&monitor, "\n\0\n", 3);
	ck_assert_uint_eq(monitor.answers, 0);
	monitor_feed(&monitor, "{\"error\": {\"class\": \"CommandNotFound\"}}\n{\"error\": 2}\n", 53);
	ck_assert_uint_eq(monitor.answers, 2);
	ck_assert_str_eq(monitor.refusal, "{\"error\": {\"class\": \"CommandNotFound\"}}");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("marks");
	TCase *console = tcase_create("console"), *judge = tcase_create("judge"), *monitor = tcase_create("monitor");

	tcase_add_test(console, good_run_leaves_all_marks);
	tcase_add_test(console, pieces_are_put_together);
	tcase_add_test(console, half_a_line_is_no_mark);
	tcase_add_test(console, bytes_of_any_kind_do_no_harm);
	tcase_add_loop_test(judge, judgement_is, 0, COUNT(judged));
	tcase_add_loop_test(judge, crash_is_judged, 0, COUNT(crashes));
	tcase_add_test(judge, load_without_initrd_needs_no_init);
	tcase_add_test(judge, print_is);
	tcase_add_test(judge, document_is);
	tcase_add_test(monitor, answers_are_counted);
	tcase_add_test(monitor, end_of_the_machine_is);
	tcase_add_test(monitor, refusals_and_noise_are);
	suite_add_tcase(suite, console);
	suite_add_tcase(suite, judge);
	suite_add_tcase(suite, monitor);
	return run_suite(suite);
}
