/* SPDX-License-Identifier: GPL-2.0-only */
/* The rows of --check that judge the machine and what is loaded: with which facts each finds what. */
#include <check.h>
#include <errno.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/check/check-rows.h"
#include "kexec/check/load-facts.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/machine/console-find.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"
#include "tests/helpers/check-world.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-snapshot.h"

/* ---- a crashkernel= that has reserved nothing, on a machine of 4 GiB ---- */

static const struct {
	const char *value, *evidence, *remedy; /* their beginnings */
} crashkernels[] = {
	{ "auto", "auto is known to the kernels of some distributions only", "Boot with crashkernel=256M" },
	{ "", " is no size", "Boot with crashkernel=256M" },
	{ "on", "on is no size", "Boot with" },
	{ "256", "256 are 256 bytes: the M behind the number is missing", "Boot with" },
	{ "256MB", "the kernel does not know B behind the size", "Boot with" },
	{ "256M,hgh", "the kernel does not know ,hgh behind the size", "Boot with" },
	{ "128M,low", ",low is only taken beside another", "Boot with" },
	{ "4G", "the machine has 4 GiB of memory", "Boot with" },
	{ "256M@0", "", "The memory that @0 names is not free" },
	{ "1G", "", "The size may be more than the kernel finds in one piece. Boot with a smaller size" },
	{ "1G,high", "", "The size may be more" },
	{ "0M-2G:128M", "none of its ranges has the 4 GiB of memory", "Boot with" },
	{ "1G-4G:128M,8G-:256M", "none of its ranges has the 4 GiB", "Boot with" },
	{ "1G-4G:128M,4G-:256M", "", "The size may be more" },
	{ "2G-:1G@16M", "", "The size may be more" },
	{ "x:", "", "The size may be more" },
};

START_TEST(explains_crashkernel)
{
	struct finding found = { 0 };
	const char *value = crashkernels[_i].value;

	finding_set(&found, SEVERITY_ERROR, "x");
	explain_crashkernel((struct view){ (const uint8_t *)value, strlen(value) }, (uint64_t)4 << 30, &found);
	ck_assert_msg(!strncmp(found.evidence, crashkernels[_i].evidence, strlen(crashkernels[_i].evidence)), "%s: %s", value, found.evidence);
	ck_assert_msg(crashkernels[_i].evidence[0] || !found.evidence[0], "%s: %s", value, found.evidence);
	ck_assert_msg(!strncmp(found.text.hint, crashkernels[_i].remedy, strlen(crashkernels[_i].remedy)), "%s: %s", value, found.text.hint);
}
END_TEST

/* ---- rows that judge a file of the running kernel ---- */

static const struct {
	const char *id, *file, *text;
	enum severity armed, severity;
} files[] = {
	{ "load-disabled", "/proc/sys/kernel/kexec_load_disabled", "1\n", SEVERITY_NOTE, SEVERITY_ERROR },
	{ "load-disabled", "/proc/sys/kernel/kexec_load_disabled", "0\n", SEVERITY_OK, SEVERITY_OK },
	{ "load-limit", "/proc/sys/kernel/kexec_load_limit_panic", "0\n", SEVERITY_NOTE, SEVERITY_ERROR },
	{ "load-limit", "/proc/sys/kernel/kexec_load_limit_panic", "2\n", SEVERITY_NOTE, SEVERITY_NOTE },
	{ "load-limit", "/proc/sys/kernel/kexec_load_limit_panic", "-1\n", SEVERITY_OK, SEVERITY_OK },
	{ "panic-on-oops", "/proc/sys/kernel/panic_on_oops", "0\n", SEVERITY_WARNING, SEVERITY_WARNING },
	{ "panic-on-oops", "/proc/sys/kernel/panic_on_oops", "1\n", SEVERITY_OK, SEVERITY_OK },
	{ "panic-notifiers", "/sys/module/kernel/parameters/crash_kexec_post_notifiers", "Y\n", SEVERITY_WARNING, SEVERITY_WARNING },
	{ "panic-notifiers", "/sys/module/kernel/parameters/crash_kexec_post_notifiers", "N\n", SEVERITY_OK, SEVERITY_OK },
	{ "panic-on-lockup", "/proc/sys/kernel/softlockup_panic", "0\n", SEVERITY_NOTE, SEVERITY_NOTE },
	{ "panic-on-lockup", "/proc/sys/kernel/hung_task_panic", "1\n", SEVERITY_OK, SEVERITY_OK },
	{ "panic-reboot", "/proc/sys/kernel/panic", "0\n", SEVERITY_NOTE, SEVERITY_NOTE },
	{ "panic-reboot", "/proc/sys/kernel/panic", "-1\n", SEVERITY_OK, SEVERITY_OK },
	{ "watchdog", "/sys/class/watchdog/watchdog0/state", "active\n", SEVERITY_NOTE, SEVERITY_NOTE },
	{ "watchdog", "/sys/class/watchdog/watchdog0/state", "inactive\n", SEVERITY_OK, SEVERITY_OK },
};

START_TEST(judges_a_file)
{
	struct world w;
	struct finding found;

	make_world(&w, true, false);
	found = judge(&w, files[_i].id);
	ck_assert_msg(found.severity == SEVERITY_NONE || !strcmp(files[_i].id, "panic-notifiers"), "without the file: %s", found.text.message);
	add_text(&w.files, files[_i].file, files[_i].text);
	found = judge(&w, files[_i].id);
	ck_assert_msg(found.severity == files[_i].severity, "%s: %d: %s", files[_i].id, found.severity, found.text.message);
	w.armed.is_loaded = true;
	found = judge(&w, files[_i].id);
	ck_assert_msg(found.severity == files[_i].armed, "%s, armed: %d: %s", files[_i].id, found.severity, found.text.message);
	snapshot_release(&w.files);
}
END_TEST

/* ---- files that cannot be read ---- */

START_TEST(a_file_that_cannot_be_read_is_told_and_not_judged)
{
	struct world w;
	struct finding found;

	make_world(&w, true, false);
	add_error(&w.files, files[_i].file, -ENOENT);
	ck_assert_int_eq(judge(&w, "facts").severity, SEVERITY_NONE);
	add_error(&w.files, files[_i].file, -EIO);
	found = judge(&w, files[_i].id);
	ck_assert_msg(found.severity == SEVERITY_NONE, "%s: %s", files[_i].file, found.text.message);
	found = judge(&w, "facts");
	ck_assert_int_eq(found.severity, SEVERITY_WARNING);
	ck_assert(strstr(found.evidence, files[_i].file) && strstr(found.evidence, strerror(EIO)));
	snapshot_release(&w.files);
}
END_TEST

/* One switch that is on is enough for lockups. A console that is not seen may be one that could not be read. */
START_TEST(a_row_of_several_files_needs_those_that_matter)
{
	struct world w;

	make_world(&w, true, true);
	add_text(&w.files, "/proc/sys/kernel/hung_task_panic", "0\n");
	ck_assert_int_eq(judge(&w, "panic-on-lockup").severity, SEVERITY_NOTE);
	add_error(&w.files, "/proc/sys/kernel/softlockup_panic", -EACCES);
	ck_assert_int_eq(judge(&w, "panic-on-lockup").severity, SEVERITY_NONE);
	add_text(&w.files, "/proc/sys/kernel/hung_task_panic", "1\n");
	ck_assert_int_eq(judge(&w, "panic-on-lockup").severity, SEVERITY_OK);
	w.load.cmdline = "console=ttyS9";
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_WARNING);
	add_error(&w.files, "/proc/consoles", -EIO);
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_NONE);
	w.load.cmdline = "quiet";
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_WARNING);
	add_error(&w.files, SPCR_FILE, -EACCES);
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_NONE);
	ck_assert(strstr(judge(&w, "facts").text.message, "3 facts"));
	snapshot_release(&w.files);
}
END_TEST

START_TEST(a_log_that_cannot_be_read_is_told_where_it_is_missed)
{
	struct world w;

	make_world(&w, true, false);
	add_error(&w.files, CHECK_LOG, -EPERM);
	ck_assert_int_eq(judge(&w, "facts").severity, SEVERITY_NONE);
	w.area[1].type = MEM_RAM;
	ck_assert(strstr(judge(&w, "region").evidence, "cannot read " CHECK_LOG ": Operation not permitted"));
	snapshot_release(&w.files);
}
END_TEST

/* ---- the region ---- */

START_TEST(a_missing_region_has_a_reason)
{
	struct world w;
	struct finding found;
	static char none[] = "quiet";

	make_world(&w, true, false);
	ck_assert_int_eq(judge(&w, "region").severity, SEVERITY_OK);
	w.area[1].type = MEM_RAM;
	add_text(&w.files, CHECK_LOG, "cannot allocate crashkernel (size:0x10000000)\n");
	found = judge(&w, "region");
	ck_assert_int_eq(found.severity, SEVERITY_ERROR);
	ck_assert_msg(strstr(found.evidence, "has crashkernel=256M\nthe kernel's log: cannot allocate"), "%s", found.evidence);
	w.machine.cmdline = none;
	ck_assert_msg(strstr(judge(&w, "region").text.message, "has no crashkernel="), "another reason");
	add_error(&w.files, "/sys/kernel/kexec_crash_size", -ENOENT);
	ck_assert_msg(strstr(judge(&w, "region").text.message, "CONFIG_CRASH_DUMP"), "another reason");
	w.area[1].type = MEM_CRASH_LOW;
	ck_assert_msg(strstr(judge(&w, "region").text.message, "only low memory"), "another reason");
	snapshot_release(&w.files);
}
END_TEST

START_TEST(a_region_above_4_gib_alone_is_a_warning)
{
	struct world w;

	make_world(&w, true, false);
	ck_assert_int_eq(judge(&w, "region-low").severity, SEVERITY_OK);
	w.area[1].range = (struct range){ GIB(5), GIB(6) };
	ck_assert_int_eq(judge(&w, "region-low").severity, SEVERITY_WARNING);
	w.area[2] = (struct mem_area){ { GIB(3), GIB(3) + MIB(128) }, MEM_CRASH_LOW };
	ck_assert_int_eq(judge(&w, "region-low").severity, SEVERITY_OK);
	w.area[2].type = MEM_RESERVED;
	w.area[0].range.start = w.area[0].range.end = GIB(4); /* a machine whose RAM begins there has no such devices */
	ck_assert_int_eq(judge(&w, "region-low").severity, SEVERITY_NONE);
	snapshot_release(&w.files);
}
END_TEST

/* ---- the loaded kernel ---- */

START_TEST(judges_the_loaded_kernel)
{
	static char kernel[] = "/boot/Image", initrd[] = "/boot/initrd", line[] = "quiet";
	struct loaded_file initrds[1] = { { .path = initrd } };
	struct world w;

	make_world(&w, true, false);
	w.armed.is_supported = true;
	ck_assert_int_eq(judge(&w, "armed").severity, SEVERITY_ERROR);
	w.armed.is_loaded = true;
	ck_assert_int_eq(judge(&w, "armed").severity, SEVERITY_NOTE);
	ck_assert_str_eq(judge(&w, "armed").evidence, "");
	add_text(&w.files, "/etc/default/kdump-tools", "");
	ck_assert(strstr(judge(&w, "armed").evidence, "kdump-config show"));
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_NONE);
	w.armed.is_known = true;
	w.armed.loaded.kernel.path = kernel;
	w.armed.loaded.initrd = initrds;
	w.armed.loaded.initrd_count = 1;
	w.armed.loaded.cmdline = line;
	ck_assert_int_eq(judge(&w, "armed").severity, SEVERITY_OK);
	ck_assert_int_eq(judge(&w, "cmdline-console").severity, SEVERITY_WARNING);
	ck_assert_int_eq(judge(&w, "armed-files").severity, SEVERITY_NONE);
	w.input.armed_kernel = w.input.armed_initrd = FILE_SAME;
	ck_assert_int_eq(judge(&w, "armed-files").severity, SEVERITY_OK);
	w.input.armed_initrd = FILE_CHANGED;
	ck_assert_int_eq(judge(&w, "armed-files").severity, SEVERITY_WARNING);
	ck_assert(strstr(judge(&w, "armed-files").evidence, "/boot/initrd was written to"));
	ck_assert_int_eq(judge(&w, "armed-memory").severity, SEVERITY_NONE);
	w.armed.have_memory = true;
	ck_assert_int_eq(judge(&w, "armed-memory").severity, SEVERITY_OK);
	w.armed.added.bytes = 1;
	ck_assert_int_eq(judge(&w, "armed-memory").severity, SEVERITY_WARNING);
	w.armed.lost_part = true;
	ck_assert_int_eq(judge(&w, "armed-memory").severity, SEVERITY_ERROR);
	w.input.asked_for_load = true;
	ck_assert_int_eq(judge(&w, "armed").severity, SEVERITY_NONE);
	snapshot_release(&w.files);
}
END_TEST

/* ---- the running kernel ---- */

START_TEST(judges_the_running_kernel)
{
	static char cut[2048];
	struct world w;

	make_world(&w, true, true);
	ck_assert_int_eq(judge(&w, "cpus-stop").severity, SEVERITY_OK);
	strcpy(w.machine.stuck_why, "spin-table");
	w.machine.stuck_remedy = "Use PSCI.";
	ck_assert_int_eq(judge(&w, "cpus-stop").severity, SEVERITY_WARNING);
	w.input.crash = false;
	ck_assert_int_eq(judge(&w, "cpus-stop").severity, SEVERITY_ERROR);
	ck_assert_int_eq(judge(&w, "lockdown").severity, SEVERITY_OK);
	w.input.lockdown = "integrity";
	ck_assert_int_eq(judge(&w, "lockdown").severity, SEVERITY_NOTE);
	ck_assert_int_eq(judge(&w, "signature").severity, SEVERITY_NONE);
	w.input.appraises = "UEFI's Secure Boot is on";
	ck_assert_int_eq(judge(&w, "signature").severity, SEVERITY_NOTE);
	ck_assert_int_eq(judge(&w, "handover").severity, SEVERITY_NONE);
	w.input.handover = "kho=on";
	ck_assert_int_eq(judge(&w, "handover").severity, SEVERITY_NOTE);
	ck_assert_int_eq(judge(&w, "cmdline-cut").severity, SEVERITY_NONE);
	memset(cut, 'x', sizeof(cut) - 1);
	w.machine.cmdline = cut;
	ck_assert_int_eq(judge(&w, "cmdline-cut").severity, SEVERITY_WARNING);
	ck_assert_int_eq(judge(&w, "machine").severity, SEVERITY_NONE);
	w.input.machine = NULL;
	w.input.no_machine = &w.reason;
	diag_fail(&w.reason, 0, "run it as root");
	ck_assert_int_eq(judge(&w, "machine").severity, SEVERITY_ERROR);
	snapshot_release(&w.files);
}
END_TEST

static const struct {
	const char *vmcoreinfo;
	enum severity severity;
} readers[] = {
	{ "OSRELEASE=6.1\nPAGESIZE=4096\nNUMBER(VA_BITS)=48\n", SEVERITY_NONE },
	{ "OSRELEASE=6.1\nPAGESIZE=4096\nNUMBER(VA_BITS)=52\n", SEVERITY_WARNING },
	{ "OSRELEASE=6.1\nPAGESIZE=16384\nNUMBER(VA_BITS)=52\n", SEVERITY_WARNING },
	{ "OSRELEASE=6.1\nPAGESIZE=65536\nNUMBER(VA_BITS)=52\n", SEVERITY_NONE },
	{ "OSRELEASE=6.1\n", SEVERITY_NONE },
};

START_TEST(knows_which_dumps_makedumpfile_cannot_read)
{
	struct world w;

	make_world(&w, true, false);
	ck_assert_int_eq(blob_alloc(strlen(readers[_i].vmcoreinfo), &w.machine.kcore_head), 0);
	memcpy(w.machine.kcore_head.data, readers[_i].vmcoreinfo, w.machine.kcore_head.size);
	ck_assert_int_eq(judge(&w, "dump-reader").severity, readers[_i].severity);
	blob_release(&w.machine.kcore_head);
	snapshot_release(&w.files);
}
END_TEST

/* ---- where the dump goes ---- */

static const struct {
	const char *file, *text, *path;
} paths[] = {
	{ "/etc/default/kdump-tools", "USE_KDUMP=1\n", "/var/crash" },
	{ "/etc/default/kdump-tools", "#KDUMP_COREDIR=\"/no\"\nKDUMP_COREDIR=\"/srv/crash\"\n", "/srv/crash" },
	{ "/etc/default/kdump-tools", "KDUMP_COREDIR=relative\n", "/var/crash" },
	{ "/etc/default/kdump-tools", "NFS=\"server:/x\"\n", NULL },
	{ "/etc/default/kdump-tools", "NFS=\"\"\n", "/var/crash" },
	{ "/etc/kdump.conf", "path /mnt/x # here\ncore_collector makedumpfile\n", "/mnt/x" },
	{ "/etc/kdump.conf", "nfs server:/x\npath /x\n", NULL },
	{ "/etc/kdump.conf", "ext4 UUID=1\n", NULL },
	{ "/etc/kdump.conf", "", "/var/crash" },
	{ "/etc/other", "", NULL },
};

START_TEST(finds_where_the_dump_goes)
{
	struct snapshot snapshot = { 0 };
	char path[64] = "";

	add_text(&snapshot, paths[_i].file, paths[_i].text);
	ck_assert_int_eq(check_dump_path(&snapshot, path, sizeof(path)), paths[_i].path != NULL);
	if (paths[_i].path)
		ck_assert_str_eq(path, paths[_i].path);
	snapshot_release(&snapshot);
}
END_TEST

START_TEST(a_configuration_that_cannot_be_read_is_not_another_clients)
{
	struct snapshot snapshot = { 0 };
	char path[64] = "";

	add_text(&snapshot, "/etc/kdump.conf", "path /x\n");
	ck_assert(check_dump_path(&snapshot, path, sizeof(path)));
	add_error(&snapshot, "/etc/default/kdump-tools", -EIO);
	ck_assert(!check_dump_path(&snapshot, path, sizeof(path)));
	snapshot_release(&snapshot);
}
END_TEST

START_TEST(a_dump_needs_the_memory_of_the_kernel)
{
	struct world w;

	make_world(&w, true, false);
	add_text(&w.files, "/proc/meminfo", "MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 150 kB\nSwapCached: 0 kB\nAnonPages: 300 kB\n");
	w.input.dump_path = "/var/crash";
	ck_assert_int_eq(judge(&w, "dump-space").severity, SEVERITY_NONE);
	w.input.have_dump_space = true;
	w.input.dump_space = 400 * 1024;
	ck_assert_int_eq(judge(&w, "dump-space").severity, SEVERITY_OK);
	w.input.dump_space--;
	ck_assert_int_eq(judge(&w, "dump-space").severity, SEVERITY_WARNING);
	w.input.dump_space = 99 * 1024;
	ck_assert_int_eq(judge(&w, "dump-space").severity, SEVERITY_ERROR);
	snapshot_release(&w.files);
}
END_TEST

/* ---- all of them ---- */

START_TEST(identifiers_are_unique_and_errors_come_first)
{
	struct findings findings;
	struct world w;

	for (size_t i = 0; i < check_table_size; i++)
		ck_assert_ptr_eq(row_of(check_table[i].id), &check_table[i]);
	make_world(&w, true, true);
	w.load.cmdline = "hugepages=1 nr_cpus=2";
	ck_assert_int_eq(check_run(&w.input, &findings), 0);
	ck_assert_str_eq(findings.finding[0].id, "cmdline-hugepages");
	ck_assert_int_eq(findings_worst(&findings), SEVERITY_ERROR);
	for (size_t i = 1; i < findings.count; i++)
		ck_assert_int_ge(findings.finding[i - 1].severity, findings.finding[i].severity);
	findings_release(&findings);
	snapshot_release(&w.files);
}
END_TEST

START_TEST(evidence_does_not_steer_a_terminal_and_is_cut)
{
	struct finding finding = { 0 };

	finding_set(&finding, SEVERITY_NOTE, "a\x1b[2J");
	ck_assert_str_eq(finding.text.message, "a?[2J");
	for (int i = 0; i < 1000; i++)
		finding_evidence(&finding, "line\n\x1b");
	ck_assert(!strncmp(finding.evidence, "line??\nline??\n", 14));
	ck_assert_uint_lt(strlen(finding.evidence), EVIDENCE_SIZE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check");
	TCase *rows = tcase_create("rows");

	tcase_add_loop_test(rows, explains_crashkernel, 0, COUNT(crashkernels));
	tcase_add_loop_test(rows, a_file_that_cannot_be_read_is_told_and_not_judged, 0, COUNT(files));
	tcase_add_test(rows, a_row_of_several_files_needs_those_that_matter);
	tcase_add_test(rows, a_log_that_cannot_be_read_is_told_where_it_is_missed);
	tcase_add_test(rows, a_configuration_that_cannot_be_read_is_not_another_clients);
	tcase_add_loop_test(rows, judges_a_file, 0, COUNT(files));
	tcase_add_test(rows, a_missing_region_has_a_reason);
	tcase_add_test(rows, a_region_above_4_gib_alone_is_a_warning);
	tcase_add_test(rows, judges_the_loaded_kernel);
	tcase_add_test(rows, judges_the_running_kernel);
	tcase_add_loop_test(rows, knows_which_dumps_makedumpfile_cannot_read, 0, COUNT(readers));
	tcase_add_loop_test(rows, finds_where_the_dump_goes, 0, COUNT(paths));
	tcase_add_test(rows, a_dump_needs_the_memory_of_the_kernel);
	tcase_add_test(rows, identifiers_are_unique_and_errors_come_first);
	tcase_add_test(rows, evidence_does_not_steer_a_terminal_and_is_cut);
	suite_add_tcase(suite, rows);
	return run_suite(suite);
}
