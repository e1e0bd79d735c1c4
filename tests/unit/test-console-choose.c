/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <string.h>

#include "common/handoff.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-snapshot.h"

#define SPCR "/sys/firmware/acpi/tables/SPCR"
#define TTY(file) "/sys/class/tty/ttyS0/" file

static char cmdline[] = "earlycon=pl011,0x9000000";
static const struct machine with_earlycon = { .cmdline = cmdline };

/* A port whose registers are words. */
static struct snapshot with_port(void)
{
	struct snapshot snapshot = { 0 };

	add_text(&snapshot, TTY("iomem_base"), "0x9000000\n");
	add_text(&snapshot, TTY("type"), "4\n");
	add_text(&snapshot, TTY("iomem_reg_shift"), "2\n");
	add_text(&snapshot, TTY("io_type"), "3\n");
	return snapshot;
}

static const struct {
	const char *serial, *name;
} names[] = {
	{ NULL, NULL },	  { "auto", NULL }, { "none", NULL },	    { "ttyS0", "ttyS0" }, { "/dev/ttyS0", "ttyS0" },
	{ "", NULL },	  { "/dev/", NULL }, { "../ttyS0", NULL }, { "..", NULL },	   { ".", NULL },
	{ "/dev/pts/0", NULL }, { "a23456789012345678901234567890123", NULL },
};

START_TEST(only_a_name_below_sys_class_tty_is_a_ports_name)
{
	const char *name = console_port_name(names[_i].serial);

	if (names[_i].name)
		ck_assert_str_eq(name, names[_i].name);
	else
		ck_assert_ptr_null(name);
}
END_TEST

START_TEST(named_port_is_read_from_its_attributes)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = with_port();
	struct console_choice choice;
	struct diag diag = { 0 };

	ck_assert_msg(console_choose("/dev/ttyS0", &snapshot, &with_earlycon, &choice, &diag) == 0, "%s", diag.message);
	ck_assert_uint_eq(choice.console.type, HANDOFF_CONSOLE_8250);
	ck_assert_uint_eq(choice.console.base, 0x9000000);
	ck_assert_uint_eq(choice.console.reg_shift, 2);
	ck_assert_uint_eq(choice.console.io_width, 4);
	ck_assert_str_eq(choice.why, "by --serial=/dev/ttyS0");
}
END_TEST

static const struct {
	const char *file;
	int absent;
} attributes[] = {
	{ TTY("iomem_base"), -ENODEV },
	{ TTY("type"), -ENODEV },
	{ TTY("iomem_reg_shift"), -ENODATA },
	{ TTY("io_type"), -ENODATA },
};

START_TEST(absent_attribute_and_one_that_cannot_be_read_are_told_apart)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = with_port();
	struct console_choice choice = { .console.base = 42 };
	struct diag diag = { 0 };

	add_error(&snapshot, attributes[_i].file, -ENOENT);
	ck_assert_int_eq(console_choose("ttyS0", &snapshot, &with_earlycon, &choice, &diag), attributes[_i].absent);
	ck_assert(strncmp(diag.message, "--serial=ttyS0", 14) == 0);
	add_error(&snapshot, attributes[_i].file, -EACCES);
	ck_assert_int_eq(console_choose("ttyS0", &snapshot, &with_earlycon, &choice, &diag), -EACCES);
	ck_assert_ptr_nonnull(strstr(diag.message, attributes[_i].file));
	ck_assert_uint_eq(choice.console.base, 42);
}
END_TEST

/* console= may name what is no UART, and the same port again is no remedy. */
static const struct {
	const char *cmdline, *serial, *hint;
} hints[] = {
	{ "console=tty1 console=ttyS1,115200n8 quiet", "hvc0", "Use ttyS1, which console= names" },
	{ "ro console=ttyAMA0", "ttyS0", "Use ttyAMA0, which console= names" },
	{ "console=ttyS0,115200", "ttyS0", "Leave --serial out" },
	{ "xconsole=ttyS1 console=ttySC0 console=hvc0", "hvc0", "Leave --serial out" },
	{ "console=ttyFIQ0 console=ttyS", "/dev/ttyFIQ0", "Leave --serial out" },
	{ "", "hvc0", "Leave --serial out" },
};

START_TEST(remedy_for_a_port_that_is_no_uart_does_not_name_it_again)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	char line[128];
	const struct machine machine = { .cmdline = line };
	struct console_choice choice;
	struct diag diag = { 0 };

	strcpy(line, hints[_i].cmdline);
	ck_assert_int_eq(console_choose(hints[_i].serial, &snapshot, &machine, &choice, &diag), -ENODEV);
	ck_assert_msg(strstr(diag.hint, hints[_i].hint) != NULL, "%s: %s", hints[_i].cmdline, diag.hint);
}
END_TEST

START_TEST(without_serial_only_the_spcr_counts)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = with_port();
	struct console_choice choice;
	struct diag diag = { 0 };

	ck_assert_int_eq(console_choose(NULL, &snapshot, &with_earlycon, &choice, &diag), 0);
	ck_assert_uint_eq(choice.console.type, HANDOFF_CONSOLE_NONE);
	ck_assert_str_eq(choice.why, "the machine has no ACPI table SPCR");
	ck_assert_int_eq(console_choose("auto", &snapshot, &with_earlycon, &choice, &diag), 0);
	ck_assert_uint_eq(choice.console.base, 0x9000000);
	ck_assert_str_eq(choice.why, "by earlycon=");
}
END_TEST

/* NULL and "auto" need the table; a port that is named, and "none", do not. */
START_TEST(spcr_that_cannot_be_read_is_an_error_if_it_is_needed)
{
	static const char *const serial[] = { NULL, "auto", "none", "ttyS0" };
	CLEANUP(snapshot_release) struct snapshot snapshot = with_port();
	struct console_choice choice;
	struct diag diag = { 0 };

	add_error(&snapshot, SPCR, -EACCES);
	ck_assert_int_eq(console_choose(serial[_i], &snapshot, &with_earlycon, &choice, &diag), _i < 2 ? -EACCES : 0);
	if (_i < 2)
		ck_assert_str_eq(diag.message, "cannot read " SPCR ": Permission denied");
}
END_TEST

/* A damaged table names no port, as one that is absent. */
START_TEST(damaged_spcr_leaves_the_machine_without_a_console)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct console_choice choice;
	struct diag diag = { 0 };

	add_text(&snapshot, SPCR, "none");
	ck_assert_int_eq(console_choose(NULL, &snapshot, &with_earlycon, &choice, &diag), 0);
	ck_assert_uint_eq(choice.console.type, HANDOFF_CONSOLE_NONE);
	ck_assert_ptr_nonnull(strstr(choice.why, "SPCR"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("console-choose");
	TCase *tcase = tcase_create("console-choose");

	tcase_add_loop_test(tcase, only_a_name_below_sys_class_tty_is_a_ports_name, 0, COUNT(names));
	tcase_add_test(tcase, named_port_is_read_from_its_attributes);
	tcase_add_loop_test(tcase, absent_attribute_and_one_that_cannot_be_read_are_told_apart, 0, COUNT(attributes));
	tcase_add_loop_test(tcase, remedy_for_a_port_that_is_no_uart_does_not_name_it_again, 0, COUNT(hints));
	tcase_add_test(tcase, without_serial_only_the_spcr_counts);
	tcase_add_loop_test(tcase, spcr_that_cannot_be_read_is_an_error_if_it_is_needed, 0, 4);
	tcase_add_test(tcase, damaged_spcr_leaves_the_machine_without_a_console);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
