/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The probe for the system calls that the running kernel has: a child without CAP_SYS_BOOT, which can load and unload nothing. Secure Boot,
 * by the variables of a machine.
 */

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/host/route-facts.h"
#include "kexec/machine/snapshot.h"
#include "kexec/route.h"
#include "tests/helpers/hide-calls.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-snapshot.h"

static void find(struct route_facts *ret)
{
	CLEANUP(host_close) struct host host = { .root = -1 };
	struct diag diag = { 0 };

	ck_assert_msg(host_open(NULL, &host, &diag) == 0, "%s", diag.message);
	host_route_facts(&host, ret);
}

START_TEST(answer_is_the_same_if_the_parent_ignores_the_end_of_its_children)
{
	struct route_facts facts, again;

	find(&facts);
	ck_assert_int_ne((int)facts.segments, CALL_UNKNOWN);
	ck_assert_int_ne((int)facts.files, CALL_UNKNOWN);
	(void)signal(SIGCHLD, SIG_IGN);
	find(&again);
	ck_assert_ptr_eq((void *)signal(SIGCHLD, SIG_DFL), (void *)SIG_IGN);
	ck_assert_int_eq((int)again.segments, (int)facts.segments);
	ck_assert_int_eq((int)again.files, (int)facts.files);
}
END_TEST

START_TEST(calls_that_a_filter_hides_are_absent_and_the_filter_is_known)
{
	struct route_facts facts;

	ck_assert(hide_calls(SYS_kexec_load, SYS_kexec_file_load));
	find(&facts);
	ck_assert_int_eq((int)facts.segments, CALL_ABSENT);
	ck_assert_int_eq((int)facts.files, CALL_ABSENT);
	ck_assert(facts.is_filtered);
}
END_TEST

/* Attributes of four bytes, then the value; IMA asks whether Secure Boot is on, and not only set up. */
static const struct {
	const char *secure_boot, *setup_mode;
	size_t size;
	bool appraises;
} variable_case[] = {
	{ "\x06\0\0\0\1", "\x06\0\0\0\0", 5, true },
	{ "\x06\0\0\0\1", NULL, 5, true },
	{ "\x06\0\0\0\0", "\x06\0\0\0\0", 5, false },
	{ "\x06\0\0\0\1", "\x06\0\0\0\1", 5, false },
	{ "\x06\0\0\0\2", NULL, 5, false },
	{ "\x06\0\0\0\1\0", NULL, 6, false },
	{ "\x06\0\0\0", NULL, 4, false },
	{ NULL, NULL, 0, false },
};

#define VARIABLE(name) "/sys/firmware/efi/efivars/" name "-8be4df61-93ca-11d2-aa0d-00e098032b8c"

static const char *const absent[] = { "/proc/kallsyms", "/proc/cmdline", "/sys/kernel/security/lockdown",
				      "/sys/kernel/security/ima/policy" };

static void add_variable(struct snapshot *files, const char *path, const char *value, size_t size)
{
	if (value)
		add_bytes(files, path, value, size);
	else
		add_error(files, path, -ENOENT);
}

START_TEST(secure_boot_is_the_value_of_its_variable)
{
	CLEANUP(snapshot_release) struct snapshot files = { 0 };
	const struct host host = { .root = -1, .is_recorded = true, .kept = &files };
	struct route_facts facts;

	add_variable(&files, VARIABLE("SecureBoot"), variable_case[_i].secure_boot, variable_case[_i].size);
	add_variable(&files, VARIABLE("SetupMode"), variable_case[_i].setup_mode, 5);
	for (int i = 0; i < COUNT(absent); i++)
		add_error(&files, absent[i], -ENOENT);
	host_route_facts(&host, &facts);
	ck_assert_int_eq(facts.appraises != NULL, variable_case[_i].appraises);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("route-facts");
	TCase *tcase = tcase_create("route-facts");

	tcase_add_test(tcase, answer_is_the_same_if_the_parent_ignores_the_end_of_its_children);
	tcase_add_test(tcase, calls_that_a_filter_hides_are_absent_and_the_filter_is_known);
	tcase_add_loop_test(tcase, secure_boot_is_the_value_of_its_variable, 0, COUNT(variable_case));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
