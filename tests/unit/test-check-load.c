/* SPDX-License-Identifier: GPL-2.0-only */
/* The rows of --check that judge a load: its command line, its memory, its initrd, its purgatory, its console. */
#include <check.h>
#include <string.h>

#include <libfdt.h>

#include "kexec/check/check-rows.h"
#include "kexec/machine/snapshot.h"
#include "tests/helpers/check-world.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-snapshot.h"

/* ---- rows that judge the capture kernel's command line ---- */

static const struct {
	const char *id, *line;
	enum severity severity;
} lines[] = {
	{ "cmdline-console", "console=ttyAMA0", SEVERITY_OK },
	{ "cmdline-console", "console=tty0 console=ttyAMA0,115200n8 console=ttyS9", SEVERITY_OK },
	{ "cmdline-console", "console=ttyS0", SEVERITY_WARNING },
	{ "cmdline-console", "console=ttyAMA", SEVERITY_WARNING },
	{ "cmdline-console", "console=", SEVERITY_WARNING },
	{ "cmdline-console", "console=uart,mmio32,0x9000000", SEVERITY_OK },
	{ "cmdline-console", "console=9000000.serial:0.0", SEVERITY_OK },
	{ "cmdline-console", "quiet", SEVERITY_WARNING },
	{ "cmdline-console", "quiet -- console=ttyAMA0", SEVERITY_WARNING },
	{ "cmdline-nr-cpus", "nr_cpus=1", SEVERITY_OK },
	{ "cmdline-nr-cpus", "nr-cpus=1", SEVERITY_OK },
	{ "cmdline-nr-cpus", "nr_cpus=4", SEVERITY_NOTE },
	{ "cmdline-nr-cpus", "x=nr_cpus=1", SEVERITY_WARNING },
	{ "cmdline-nr-cpus", "nr_cpus=", SEVERITY_WARNING },
	{ "cmdline-nr-cpus", "nr_cpus=0", SEVERITY_WARNING },
	{ "initrd-init", "quiet", SEVERITY_ERROR },
	{ "initrd-init", "root=/dev/vda1", SEVERITY_WARNING },
	{ "initrd-init", "rdinit=/sbin/init", SEVERITY_NONE },
	{ "cmdline-maxcpus", "maxcpus=1", SEVERITY_NOTE },
	{ "cmdline-maxcpus", "maxcpus=1 nr_cpus=1", SEVERITY_NONE },
	{ "cmdline-hugepages", "hugepages=512", SEVERITY_ERROR },
	{ "cmdline-hugepages", "hugetlb_cma=1G", SEVERITY_ERROR },
	{ "cmdline-hugepages", "hugepages=512 hugepages=0", SEVERITY_NONE },
	{ "cmdline-hugepages", "hugetlb_cma=0", SEVERITY_NONE },
	{ "cmdline-mem", "mem=64M", SEVERITY_ERROR },
	{ "cmdline-mem", "mem=2G", SEVERITY_NOTE },
	{ "cmdline-mem", "memtest", SEVERITY_NONE },
	{ "cmdline-places", "elfcorehdr=0x50000000", SEVERITY_ERROR },
	{ "cmdline-places", "elfcorehdr=64K@0x50000000", SEVERITY_ERROR },
	{ "cmdline-places", "initrd=0x50000000,1M", SEVERITY_ERROR },
	{ "cmdline-places", "initrd=\\EFI\\initrd.img", SEVERITY_NONE },
	{ "cmdline-places", "quiet", SEVERITY_NONE },
	{ "cmdline-panic", "panic=10", SEVERITY_OK },
	{ "cmdline-panic", "panic=-1", SEVERITY_OK },
	{ "cmdline-panic", "panic=0", SEVERITY_WARNING },
	{ "cmdline-panic", "panic_on_warn", SEVERITY_WARNING },
	{ "cmdline-cma", "cma=0", SEVERITY_NONE },
	{ "cmdline-cma", "cma=64M", SEVERITY_WARNING },
	{ "cmdline-crashkernel", "crashkernel=256M", SEVERITY_WARNING },
	{ "cmdline-crashkernel", "quiet", SEVERITY_NONE },
	{ "cmdline-reset-devices", "reset_devices", SEVERITY_NONE },
	{ "cmdline-reset-devices", "quiet", SEVERITY_NOTE },
	{ "initrd-tools", "quiet", SEVERITY_OK },
};

START_TEST(judges_the_command_line)
{
	struct world w;
	struct finding found;

	make_world(&w, true, true);
	w.load.cmdline = lines[_i].line;
	found = judge(&w, lines[_i].id);
	ck_assert_msg(found.severity == lines[_i].severity, "%s on '%s': %d: %s", lines[_i].id, lines[_i].line, found.severity, found.text.message);
	if (found.severity > SEVERITY_NOTE)
		ck_assert(found.text.hint[0]);
	snapshot_release(&w.files);
}
END_TEST

/* ---- the load ---- */

START_TEST(a_region_that_is_too_small_is_an_error_with_the_size)
{
	struct world w;
	struct finding found;

	make_world(&w, true, true);
	w.load.memory = (struct memory_sum){ .line = { { "the kernel", MIB(90) } }, .count = 1, .needed = MIB(90), .smallest = MIB(90) };
	w.load.given = MIB(90);
	ck_assert_int_eq(judge(&w, "region-size").severity, SEVERITY_OK);
	w.load.given = MIB(90) - 1;
	found = judge(&w, "region-size");
	ck_assert_int_eq(found.severity, SEVERITY_ERROR);
	ck_assert_msg(strstr(found.text.hint, "crashkernel=90M"), "%s", found.text.hint);
	ck_assert_msg(strstr(found.evidence, "90 MiB  the kernel"), "%s", found.evidence);
	w.input.lacks_room = true;
	w.input.no_load = &w.reason;
	diag_fail(&w.reason, 0, "no piece is large enough");
	found = judge(&w, "region-size");
	ck_assert_int_eq(found.severity, SEVERITY_ERROR);
	ck_assert(strstr(found.evidence, "no piece is large enough"));
	ck_assert_int_eq(judge(&w, "load").severity, SEVERITY_NONE);
	w.load.given = MIB(256);
	ck_assert_int_eq(judge(&w, "region-size").severity, SEVERITY_NONE);
	ck_assert_int_eq(judge(&w, "load").severity, SEVERITY_ERROR);
	snapshot_release(&w.files);
}
END_TEST

START_TEST(a_load_that_cannot_be_made_is_an_error)
{
	struct world w;

	make_world(&w, true, true);
	ck_assert_int_eq(judge(&w, "load").severity, SEVERITY_OK);
	diag_fail(&w.reason, 0, "it is damaged");
	w.input.no_load = &w.reason;
	ck_assert_int_eq(judge(&w, "load").severity, SEVERITY_ERROR);
	w.input.asked_for_load = false;
	ck_assert_int_eq(judge(&w, "load").severity, SEVERITY_WARNING);
	w.input.no_call = &w.reason;
	ck_assert_int_eq(judge(&w, "syscall").severity, SEVERITY_ERROR);
	snapshot_release(&w.files);
}
END_TEST

/* ---- the initrd ---- */

START_TEST(judges_the_initrd)
{
	struct world w;

	make_world(&w, true, true);
	ck_assert_int_eq(judge(&w, "initrd").severity, SEVERITY_OK);
	ck_assert_int_eq(judge(&w, "initrd-modules").severity, SEVERITY_OK);
	ck_assert_int_eq(judge(&w, "kernel-version").severity, SEVERITY_OK);
	strcpy(w.load.version, "6.1.1");
	ck_assert_int_eq(judge(&w, "initrd-modules").severity, SEVERITY_ERROR);
	ck_assert_int_eq(judge(&w, "kernel-version").severity, SEVERITY_NOTE);
	w.load.initrd.version_count = 0;
	ck_assert_int_eq(judge(&w, "initrd-modules").severity, SEVERITY_NOTE);
	w.load.initrd.tool[0] = '\0';
	ck_assert_int_eq(judge(&w, "initrd-tools").severity, SEVERITY_WARNING);
	w.load.cmdline = "root=/dev/vda1";
	ck_assert_int_eq(judge(&w, "initrd-tools").severity, SEVERITY_NOTE);
	w.load.have_initrd = false;
	strcpy(w.load.initrd.unknown, "initrd.img: it is of a kind that is not known");
	ck_assert_int_eq(judge(&w, "initrd").severity, SEVERITY_WARNING);
	ck_assert(strstr(judge(&w, "initrd").evidence, "initrd.img: it is of a kind"));
	w.load.initrd.unknown[0] = '\0';
	ck_assert_int_eq(judge(&w, "initrd").severity, SEVERITY_OK);
	ck_assert_int_eq(judge(&w, "initrd-tools").severity, SEVERITY_NONE);
	ck_assert_int_eq(judge(&w, "initrd-modules").severity, SEVERITY_NONE);
	w.load.initrd_size = 0;
	ck_assert_int_eq(judge(&w, "initrd").severity, SEVERITY_WARNING);
	snapshot_release(&w.files);
}
END_TEST

/* ---- the purgatory ---- */

START_TEST(judges_what_the_purgatory_can_do_about_damage)
{
	struct world w;

	make_world(&w, true, true);
	ck_assert_int_eq(judge(&w, "purgatory-report").severity, SEVERITY_NONE);
	ck_assert_int_eq(judge(&w, "purgatory-reset").severity, SEVERITY_NONE);
	w.load.verifies = true;
	ck_assert_int_eq(judge(&w, "purgatory-report").severity, SEVERITY_OK);
	ck_assert_int_eq(judge(&w, "purgatory-reset").severity, SEVERITY_NOTE);
	w.load.can_reset = true;
	ck_assert_int_eq(judge(&w, "purgatory-reset").severity, SEVERITY_OK);
	strcpy(w.load.silent, "the machine has no table");
	ck_assert_int_eq(judge(&w, "purgatory-report").severity, SEVERITY_NOTE);
	ck_assert(strstr(judge(&w, "purgatory-report").text.message, "silent"));
	ck_assert_str_eq(judge(&w, "purgatory-report").evidence, "no port: the machine has no table");
	w.load.reports_to_ramoops = true;
	ck_assert(strstr(judge(&w, "purgatory-report").text.message, "ramoops only"));
	snapshot_release(&w.files);
}
END_TEST

/* ---- the console ---- */

START_TEST(the_console_of_the_firmware_is_taken_if_there_is_no_other)
{
	char tree[256];
	struct world w;

	make_world(&w, true, true);
	w.load.cmdline = "quiet";
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_WARNING);
	ck_assert_int_eq(fdt_create_empty_tree(tree, sizeof(tree)), 0);
	w.machine.devicetree.tree = (struct blob){ (uint8_t *)tree, sizeof(tree), BLOB_NONE };
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_WARNING);
	ck_assert_int_ge(fdt_add_subnode(tree, 0, "chosen"), 0);
	ck_assert_int_eq(fdt_setprop_string(tree, fdt_path_offset(tree, "/chosen"), "stdout-path", "/uart"), 0);
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_NOTE);
	w.machine.devicetree.tree = (struct blob){ 0 };
	add_text(&w.files, "/sys/firmware/acpi/tables/SPCR", "SPCR");
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_NOTE);
	snapshot_release(&w.files);
}
END_TEST

START_TEST(a_console_is_known_by_what_the_kernel_uses)
{
	struct world w;

	make_world(&w, true, true);
	w.machine.cmdline = NULL;
	w.load.cmdline = "console=ttyS0";
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_OK);
	add_text(&w.files, "/proc/consoles", "ttyAMA0              -W- (EC  a)  204:64\ntty0                 -WU (E     )    4:7\n");
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_WARNING);
	ck_assert(strstr(judge(&w, "cmdline-console").text.hint, "console=ttyAMA0"));
	w.load.cmdline = "console=tty0";
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_OK);
	snapshot_release(&w.files);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check-load");
	TCase *rows = tcase_create("rows");

	tcase_add_loop_test(rows, judges_the_command_line, 0, COUNT(lines));
	tcase_add_test(rows, a_region_that_is_too_small_is_an_error_with_the_size);
	tcase_add_test(rows, a_load_that_cannot_be_made_is_an_error);
	tcase_add_test(rows, judges_the_initrd);
	tcase_add_test(rows, judges_what_the_purgatory_can_do_about_damage);
	tcase_add_test(rows, the_console_of_the_firmware_is_taken_if_there_is_no_other);
	tcase_add_test(rows, a_console_is_known_by_what_the_kernel_uses);
	suite_add_tcase(suite, rows);
	return run_suite(suite);
}
