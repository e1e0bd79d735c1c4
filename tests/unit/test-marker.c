/* SPDX-License-Identifier: GPL-2.0-only */
/* The marker of a rehearsal, and QEMU's command line. */

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch-rehearsal.h"
#include "arch/arch.h"
#include "arch/arm64/facts.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/cpio.h"
#include "kexec/image/initrd-contents.h"
#include "kexec/machine/machine.h"
#include "kexec/rehearse/marker.h"
#include "kexec/rehearse/old-notes.h"
#include "kexec/rehearse/qemu-line.h"
#include "tests/helpers/suite.h"

static const uint8_t program[] = { 0x7f, 'E', 'L', 'F', 1, 2, 3 };

/* The reader of archives is another piece of code; Linux reads it in tests/rehearse. */
START_TEST(archive_is_whole)
{
	CLEANUP(blob_release) struct blob archive = { 0 };
	struct initrd_contents contents = { 0 };
	struct cpio cpio = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(marker_archive((struct view){ program, sizeof(program) }, "/sbin/x", &archive, &diag), 0);
	ck_assert_int_eq(cpio_walk(blob_view(&archive), &contents, &cpio, &diag), 0);
	ck_assert(cpio.has_trailer);
	ck_assert_uint_eq(cpio.size, archive.size);
	ck_assert_uint_eq(archive.size % 4, 0);
	/* The link and the program take a page each. */
	ck_assert_uint_eq(contents.unpacked, 2 * 4096);
}
END_TEST

/* The octal modes of a folder, a character device, a link and a program, and the device's numbers, are as hexadecimal numbers. */
START_TEST(archive_has_its_entries)
{
	static const struct {
		const char *name;
		const char *mode, *size, *device;
	} entries[] = {
		{ ".kexec-rehearsal", "000041ed", "00000000", "0000000000000000" },
		{ ".kexec-rehearsal/proc", "000041ed", "00000000", "0000000000000000" },
		{ ".kexec-rehearsal/kmsg", "00002180", "00000000", "000000010000000b" },
		{ ".kexec-rehearsal/null", "00002180", "00000000", "0000000100000003" },
		{ ".kexec-rehearsal/next", "0000a1ff", "00000007", "0000000000000000" },
		{ ".kexec-rehearsal/init", "000081ed", "00000007", "0000000000000000" },
	};
	CLEANUP(blob_release) struct blob archive = { 0 };
	struct diag diag = { 0 };
	const char *at;

	ck_assert_int_eq(marker_archive((struct view){ program, sizeof(program) }, "/sbin/x", &archive, &diag), 0);
	at = (const char *)archive.data;
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		size_t data = strcmp(entries[i].size, "00000000") ? 8 : 0;

		ck_assert(!memcmp(at, "070701", 6));
		ck_assert_str_eq(at + 110, entries[i].name);
		ck_assert(!memcmp(at + 14, entries[i].mode, 8));
		ck_assert(!memcmp(at + 54, entries[i].size, 8));
		ck_assert(!memcmp(at + 78, entries[i].device, 16));
		at += (110 + strlen(entries[i].name) + 1 + 3) / 4 * 4;
		ck_assert(!data || !memcmp(at, i == 4 ? "/sbin/x" : (const char *)program, 7));
		at += data;
	}
}
END_TEST

static const struct {
	const char *cmdline, *next;
} nexts[] = {
	{ "", "/init" },
	{ "quiet rdinit=/a", "/a" },
	{ "rdinit=/a x rdinit=/b", "/b" },
	{ "rdinit=/a -- rdinit=/b", "/a" },
	{ "xrdinit=/a init=/b", "/init" },
	{ "rdinit=", "/init" },
	{ " \"rdinit=/a\" ", "/a" },
	{ "\"", "/init" },
};

START_TEST(next_init_is)
{
	AUTO_FREE char *next = marker_next(nexts[_i].cmdline);

	ck_assert_str_eq(next, nexts[_i].next);
}
END_TEST

#define WORDS "ignore_loglevel C rdinit=/.kexec-rehearsal/init"

static const struct {
	const char *cmdline;
	size_t kernel;
	const char *longer;
} cmdlines[] = {
	{ "", 0, WORDS },
	{ "a b", 3, "a b " WORDS },
	{ "a -- b", 1, "a " WORDS " -- b" },
	{ "-- b", 0, WORDS " -- b" },
};

START_TEST(cmdline_gets_words)
{
	AUTO_FREE char *longer = NULL;
	struct diag diag = { 0 };
	size_t length = strlen(cmdlines[_i].longer);

	ck_assert_int_eq(marker_cmdline(cmdlines[_i].cmdline, cmdlines[_i].kernel, "C", length, &longer, &diag), 0);
	ck_assert_str_eq(longer, cmdlines[_i].longer);
	free(TAKE(longer));
	ck_assert_int_eq(marker_cmdline(cmdlines[_i].cmdline, cmdlines[_i].kernel, "C", length - 1, &longer, &diag), -E2BIG);
	ck_assert_ptr_null(longer);
}
END_TEST

/* ---- the notes of the crashed kernel ---- */

#define LINES "OSRELEASE=6.1\nPAGESIZE=4096\n"
#define VMCOREINFO_OVERHEAD (12 + 12 + 4 + 12) /* a note's numbers, its name, padding, and the note that ends the list */

START_TEST(vmcoreinfo_is_a_note)
{
	static const char expected[] = "\x0b\0\0\0\x1c\0\0\0\0\0\0\0VMCOREINFO\0\0" LINES "\0\0\0\0\0\0\0\0\0\0\0";
	CLEANUP(blob_release) struct blob note = { 0 };

	ck_assert_int_eq(old_note_vmcoreinfo((struct view){ (const uint8_t *)LINES, sizeof(LINES) - 1 }, 1024, &note), 0);
	ck_assert_uint_eq(note.size, sizeof(expected));
	ck_assert(!memcmp(note.data, expected, sizeof(expected)));
}
END_TEST

START_TEST(vmcoreinfo_keeps_the_lines_that_fit)
{
	static const struct {
		size_t room, size; /* of the lines; 0: none fits */
	} rooms[] = {
		{ VMCOREINFO_OVERHEAD + 28, 28 }, { VMCOREINFO_OVERHEAD + 27, 14 }, { VMCOREINFO_OVERHEAD + 14, 14 },
		{ VMCOREINFO_OVERHEAD + 13, 0 },  { VMCOREINFO_OVERHEAD, 0 },	    { 0, 0 },
	};

	for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
		CLEANUP(blob_release) struct blob note = { 0 };
		int r = old_note_vmcoreinfo((struct view){ (const uint8_t *)LINES, sizeof(LINES) - 1 }, rooms[i].room, &note);

		ck_assert_int_eq(r, rooms[i].size ? 0 : -ENOSPC);
		ck_assert_uint_eq(r ? 0 : note.data[4], rooms[i].size);
		ck_assert_uint_le(note.size, rooms[i].room);
	}
}
END_TEST

START_TEST(cpu_has_a_note)
{
	CLEANUP(blob_release) struct blob note = { 0 };

	ck_assert_int_eq(old_note_cpu(392, 423, &note), -ENOSPC);
	ck_assert_int_eq(old_note_cpu(392, 424, &note), 0);
	ck_assert_uint_eq(note.size, 424);
	ck_assert(!memcmp(note.data, "\x05\0\0\0\x88\x01\0\0\x01\0\0\0CORE\0\0\0\0", 20));
}
END_TEST

static void check_line(bool native, const char *cmdline, const char *expected)
{
	const struct qemu_request request = {
		.virtual = arch_find("arm64")->rehearsal,
		.native = native,
		.processor = "cortex-a57",
		.cpus = 2,
		.ram = { 0x40000000, 0xc0000000 },
		.entry = 0xb99c4000,
		.cmdline = cmdline,
	};
	struct qemu_line line;
	char text[1000] = "";

	qemu_line_make(&request, &line);
	for (size_t i = 0; line.word[i]; i++) {
		strcat(text, i ? " " : "");
		strcat(text, line.word[i]);
	}
	ck_assert_str_eq(text, expected);
}

#define BEFORE "qemu-system-aarch64 -no-user-config -nodefaults -display none -no-reboot -S -machine "
#define BEHIND \
	" -smp 2 -m 2048M -object memory-backend-file,id=ram,share=on,size=2048M,mem-path=/proc/self/fd/3" \
	" -chardev socket,id=monitor,fd=4 -mon chardev=monitor,mode=control -chardev socket,id=console,fd=5" \
	" -serial chardev:console "
#define LOADED "-device loader,cpu-num=0,addr=0xb99c4000"
#define BOOTED "-kernel /proc/self/fd/6 -initrd /proc/self/fd/7 -append a b"

START_TEST(qemu_line_is)
{
	check_line(false, NULL, BEFORE "virt,gic-version=3,its=off,memory-backend=ram -accel tcg,tb-size=64 -cpu cortex-a57" BEHIND LOADED);
	check_line(true, NULL, BEFORE "virt,gic-version=host,its=off,memory-backend=ram -accel kvm -cpu host" BEHIND LOADED);
	check_line(true, "a b", BEFORE "virt,gic-version=host,its=off,memory-backend=ram -accel kvm -cpu host" BEHIND BOOTED);
}
END_TEST

/* MIDR_EL1 of the first processor, with a revision; 0: none is known. */
static const struct {
	uint32_t midr;
	const char *name;
} processors[] = {
	{ 0x410fd034, "cortex-a53" },  { 0x411fd073, "cortex-a57" },  { 0x410fd083, "cortex-a72" }, { 0x414fd0b1, "cortex-a76" },
	{ 0x413fd0c1, "neoverse-n1" }, { 0x430fd034, "neoverse-n1" }, /* another maker's */
	{ 0, "neoverse-n1" },
};

START_TEST(processor_is_like_the_first_of_the_machine)
{
	AUTO_FREE struct arm64_facts *facts = calloc(1, sizeof(*facts) + sizeof(facts->midr[0]));
	const struct machine machine = { .facts = facts };

	facts->midr_count = processors[_i].midr != 0;
	facts->midr[0] = processors[_i].midr;
	ck_assert_str_eq(arch_find("arm64")->rehearsal->processor(&machine), processors[_i].name);
}
END_TEST

START_TEST(processor_of_an_unknown_machine_runs_any_kernel)
{
	const struct machine machine = { 0 };

	ck_assert_str_eq(arch_find("arm64")->rehearsal->processor(&machine), "neoverse-n1");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("marker");
	TCase *tcase = tcase_create("marker");

	tcase_add_test(tcase, archive_is_whole);
	tcase_add_test(tcase, archive_has_its_entries);
	tcase_add_loop_test(tcase, next_init_is, 0, COUNT(nexts));
	tcase_add_loop_test(tcase, cmdline_gets_words, 0, COUNT(cmdlines));
	tcase_add_test(tcase, vmcoreinfo_is_a_note);
	tcase_add_test(tcase, vmcoreinfo_keeps_the_lines_that_fit);
	tcase_add_test(tcase, cpu_has_a_note);
	tcase_add_test(tcase, qemu_line_is);
	tcase_add_loop_test(tcase, processor_is_like_the_first_of_the_machine, 0, COUNT(processors));
	tcase_add_test(tcase, processor_of_an_unknown_machine_runs_any_kernel);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
