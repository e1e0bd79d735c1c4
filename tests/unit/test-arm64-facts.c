/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "arch/arm64/conduit.h"
#include "arch/arm64/facts.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-snapshot.h"
#include "trees.h"

#define TREE_ROOM 0x8000
#define FADT "/sys/firmware/acpi/tables/FACP"
#define MIDR(n) "/sys/devices/system/cpu/cpu" #n "/regs/identification/midr_el1"

static const struct {
	const char *compatible, *method, *status;
	enum arm64_conduit expected;
} psci_cases[] = {
	{ "arm,psci", "smc", NULL, ARM64_CONDUIT_SMC },	      { "arm,psci-0.2", "hvc", "okay", ARM64_CONDUIT_HVC },
	{ "arm,psci-1.0", "smc", "ok", ARM64_CONDUIT_SMC },    { "arm,psci-1.0", "smc", "disabled", ARM64_CONDUIT_NONE },
	{ "arm,psci-1.0", NULL, NULL, ARM64_CONDUIT_NONE },    { "arm,psci-1.0", "svc", NULL, ARM64_CONDUIT_NONE },
	{ "arm,psci-1.0", "smcx", NULL, ARM64_CONDUIT_NONE }, { "other,psci", "smc", NULL, ARM64_CONDUIT_NONE },
};

START_TEST(psci_conduit_of_the_devicetree_is_found)
{
	CLEANUP(blob_release) struct blob tree = { 0 };
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct snapshot empty = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(blob_alloc(TREE_ROOM, &tree), 0);
	must(fdt_create(tree.data, TREE_ROOM));
	must(fdt_finish_reservemap(tree.data));
	must(fdt_begin_node(tree.data, ""));
	must(fdt_begin_node(tree.data, "firmware"));
	psci_node(tree.data, psci_cases[_i].compatible, psci_cases[_i].method, psci_cases[_i].status);
	must(fdt_end_node(tree.data));
	must(fdt_end_node(tree.data));
	must(fdt_finish(tree.data));
	machine.devicetree = opened(&tree);
	ck_assert_int_eq(arm64_find_facts(&empty, &machine, &diag), 0);
	ck_assert_int_eq((int)machine.reset[0].value, psci_cases[_i].expected);
}
END_TEST

static const struct {
	uint8_t flags;
	size_t size;
	enum arm64_conduit expected;
} fadt_cases[] = {
	{ 0, 276, ARM64_CONDUIT_NONE }, { 1, 276, ARM64_CONDUIT_SMC },  { 3, 276, ARM64_CONDUIT_HVC },
	{ 2, 276, ARM64_CONDUIT_NONE }, { 3, 131, ARM64_CONDUIT_HVC }, { 3, 130, ARM64_CONDUIT_NONE },
};

START_TEST(psci_conduit_of_acpi_is_found)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	CLEANUP(machine_release) struct machine machine = { 0 };
	uint8_t table[276] = { [129] = fadt_cases[_i].flags };
	struct diag diag = { 0 };

	add_bytes(&snapshot, FADT, table, fadt_cases[_i].size);
	ck_assert_int_eq(arm64_find_facts(&snapshot, &machine, &diag), 0);
	ck_assert_int_eq((int)machine.reset[0].value, fadt_cases[_i].expected);
}
END_TEST

START_TEST(cores_come_in_ascending_number_and_those_without_registers_are_left_out)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	CLEANUP(machine_release) struct machine machine = { 0 };
	const struct arm64_facts *facts;
	struct diag diag = { 0 };

	add_text(&snapshot, MIDR(10), "0x00000000410fd0a0\n");
	add_text(&snapshot, MIDR(9), "0x00000000410fd090\n");
	add_text(&snapshot, MIDR(0), "0x00000000410fd000\n");
	add_error(&snapshot, MIDR(4), -ENOENT);
	ck_assert_int_eq(arm64_find_facts(&snapshot, &machine, &diag), 0);
	facts = machine.facts;
	ck_assert_uint_eq(facts->midr_count, 3);
	ck_assert_uint_eq(facts->midr[0], 0x410fd000);
	ck_assert_uint_eq(facts->midr[1], 0x410fd090);
	ck_assert_uint_eq(facts->midr[2], 0x410fd0a0);
}
END_TEST

static const char *const files[] = { FADT, MIDR(1) };

START_TEST(file_that_cannot_be_read_is_an_error_that_names_it)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct machine machine = { 0 };
	struct diag diag = { 0 };

	add_error(&snapshot, files[_i], -EIO);
	ck_assert_int_eq(arm64_find_facts(&snapshot, &machine, &diag), -EIO);
	ck_assert_msg(strstr(diag.message, files[_i]) != NULL, "%s", diag.message);
	ck_assert_ptr_null(machine.facts);
}
END_TEST

START_TEST(register_that_is_no_number_is_refused)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = { 0 };
	struct machine machine = { 0 };
	struct diag diag = { 0 };

	add_text(&snapshot, MIDR(1), "none\n");
	ck_assert_int_eq(arm64_find_facts(&snapshot, &machine, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, MIDR(1) " is \"none?\", expected one number");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("arm64-facts");
	TCase *tcase = tcase_create("facts");

	tcase_add_loop_test(tcase, psci_conduit_of_the_devicetree_is_found, 0, COUNT(psci_cases));
	tcase_add_loop_test(tcase, psci_conduit_of_acpi_is_found, 0, COUNT(fadt_cases));
	tcase_add_test(tcase, cores_come_in_ascending_number_and_those_without_registers_are_left_out);
	tcase_add_loop_test(tcase, file_that_cannot_be_read_is_an_error_that_names_it, 0, COUNT(files));
	tcase_add_test(tcase, register_that_is_no_number_is_refused);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
