/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <string.h>

#include <libfdt.h>

#include "arch/arm64/stuck.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-snapshot.h"
#include "trees.h"

#define TREE_ROOM 0x8000

/* A tree with a CPU that is started in this way. */
static void write_tree(const char *method, struct blob *tree)
{
	ck_assert_int_eq(blob_alloc(TREE_ROOM, tree), 0);
	must(fdt_create(tree->data, TREE_ROOM));
	must(fdt_finish_reservemap(tree->data));
	must(fdt_begin_node(tree->data, ""));
	must(fdt_begin_node(tree->data, "cpus"));
	must(fdt_begin_node(tree->data, "cpu@0"));
	must(fdt_property_string(tree->data, "enable-method", method));
	must(fdt_end_node(tree->data));
	must(fdt_end_node(tree->data));
	must(fdt_end_node(tree->data));
	must(fdt_finish(tree->data));
}

static const struct {
	const char *method;   /* NULL: no devicetree */
	const char *possible; /* NULL: not known */
	const char *cmdline;
	bool kvm, fadt, psci;
	const char *why; /* "": the CPUs can be stopped */
} cases[] = {
	{ "spin-table", "0-3\n", "quiet", false, false, false, "spin-table" },
	{ "spin-table", "0,4\n", "quiet", false, false, false, "spin-table" },
	{ "spin-table", "0\n", "nr_cpus=1", false, false, false, "" },
	{ "spin-table", NULL, "quiet", false, false, false, "" },
	{ "psci", "0-3\n", "quiet", false, false, true, "" },
	{ NULL, "0-3\n", "quiet", false, true, false, "ACPI says that the firmware has no PSCI" },
	{ NULL, "0-3\n", "quiet", false, true, true, "" },
	{ NULL, "0\n", "quiet", false, true, false, "" },
	{ "psci", "0-3\n", "quiet", false, true, false, "" },
	{ "psci", "0\n", "kvm-arm.mode=protected", true, false, true, "protected KVM" },
	{ "psci", "0-3\n", "quiet kvm_arm.mode=protected nosmt", true, false, true, "protected KVM" },
	{ "psci", "0-3\n", "kvm-arm.mode=nvhe kvm-arm.mode=protected", true, false, true, "protected KVM" },
	{ "psci", "0-3\n", "kvm-arm.mode=protected kvm-arm.mode=none", true, false, true, "" },
	{ "psci", "0-3\n", "kvm-arm.mode=protected", false, false, true, "" },	       /* KVM does not work: started at EL1 */
	{ "psci", "0-3\n", "quiet -- kvm-arm.mode=protected", true, false, true, "" }, /* a word for init */
	{ "psci", "0-3\n", "kvm-arm.mode=protectedx", true, false, true, "" },
	{ "psci", "0-3\n", "xkvm-arm.mode=protected", true, false, true, "" },
	{ "psci", "0-3\n", "", true, false, true, "" },
};

START_TEST(cpus_that_cannot_be_stopped_are_found)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	CLEANUP(machine_release) struct machine machine = { 0 };
	CLEANUP(blob_release) struct blob tree = { 0 };
	struct diag diag = { 0 };

	if (cases[_i].method) {
		write_tree(cases[_i].method, &tree);
		machine.devicetree = opened(&tree);
	}
	if (cases[_i].possible)
		add_text(&snapshot, ARM64_POSSIBLE_CPUS, cases[_i].possible);
	if (cases[_i].kvm)
		add_text(&snapshot, ARM64_KVM, "10:232\n");
	if (cases[_i].fadt)
		add_text(&snapshot, ARM64_FADT, "FACP");
	machine.cmdline = strdup(cases[_i].cmdline);
	ck_assert_int_eq(arm64_find_stuck(&snapshot, cases[_i].psci, &machine, &diag), 0);
	if (cases[_i].why[0])
		ck_assert_msg(strstr(machine.stuck_why, cases[_i].why) != NULL, "%s", machine.stuck_why);
	else
		ck_assert_str_eq(machine.stuck_why, "");
	ck_assert((machine.stuck_remedy != NULL) == (cases[_i].why[0] != '\0'));
}
END_TEST

static const char *const files[] = { ARM64_POSSIBLE_CPUS, ARM64_KVM };

START_TEST(file_that_cannot_be_read_is_an_error_that_names_it)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct machine machine = { 0 };
	struct diag diag = { 0 };

	add_error(&snapshot, files[_i], -EIO);
	ck_assert_int_eq(arm64_find_stuck(&snapshot, true, &machine, &diag), -EIO);
	ck_assert_msg(strstr(diag.message, files[_i]) != NULL, "%s", diag.message);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("arm64-stuck");
	TCase *tcase = tcase_create("arm64-stuck");

	tcase_add_loop_test(tcase, cpus_that_cannot_be_stopped_are_found, 0, COUNT(cases));
	tcase_add_loop_test(tcase, file_that_cannot_be_read_is_an_error_that_names_it, 0, COUNT(files));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
