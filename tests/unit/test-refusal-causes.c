/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/host/refusal-causes.h"
#include "kexec/refusal/refusal-facts.h"
#include "tests/helpers/suite.h"

#define STATUS "/proc/self/status"
#define UID_MAP "/proc/self/uid_map"
#define FIRST_NAMESPACE "         0          0 4294967295\n"

/* A folder in place of the machine, below the folder in which the tests run. */
static char root[] = "refusal-causes.XXXXXX";

static void write_file(const char *path, const char *text)
{
	char whole[256];
	FILE *file;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	for (char *slash = strchr(whole, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		ck_assert(mkdir(whole, 0777) == 0 || errno == EEXIST);
		*slash = '/';
	}
	file = fopen(whole, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void make_root(void)
{
	ck_assert_ptr_nonnull(mkdtemp(root));
	write_file(STATUS, "Name:\tkexec\nCapEff:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t0\nSeccomp_filters:\t0\n");
	write_file(UID_MAP, FIRST_NAMESPACE);
}

static void remove_root(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", root);
	ck_assert_int_eq(system(command), 0);
}

static struct refusal_facts find(void)
{
	struct refusal_facts facts = { 0 };
	struct diag diag = { 0 };
	struct host host;

	ck_assert_int_eq(host_open(root, &host, &diag), 0);
	host_find_causes(&host, &facts);
	host_close(&host);
	return facts;
}

START_TEST(nothing_is_found_if_nothing_is_there)
{
	struct refusal_facts facts = find();

	ck_assert(facts.is_user == (geteuid() != 0));
	ck_assert(!facts.lacks_capability && !facts.in_user_namespace && !facts.is_filtered && !facts.is_disabled);
	ck_assert(!facts.hands_over);
	ck_assert_str_eq(facts.lockdown, "");
	ck_assert_str_eq(facts.modules, "");
}
END_TEST

START_TEST(process_is_described)
{
	write_file(STATUS, "Name:\tCapEff:\nCapEff:\t000001ffffbfffff\nSeccomp:\t2\n");
	ck_assert(find().lacks_capability);
	ck_assert(find().is_filtered);
	write_file(STATUS, "CapEff without a number");
	write_file(UID_MAP, "         0     100000      65536\n");
	ck_assert(find().in_user_namespace);
	write_file(UID_MAP, "nonsense\n");
	ck_assert(!find().in_user_namespace);
}
END_TEST

START_TEST(running_kernel_is_described)
{
	struct refusal_facts facts;

	write_file("/proc/sys/kernel/kexec_load_disabled", "1\n");
	write_file("/sys/kernel/security/lockdown", "none integrity [confidentiality]\n");
	write_file("/sys/kernel/security/lsm", "lockdown,capability,loadpin");
	write_file("/sys/kernel/debug/kho/out/sub_fdts/x", "");
	facts = find();
	ck_assert(facts.is_disabled && facts.hands_over);
	ck_assert_str_eq(facts.lockdown, "confidentiality");
	ck_assert_str_eq(facts.modules, "lockdown,capability,loadpin");
	write_file("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
	ck_assert_str_eq(find().lockdown, "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("refusal-causes");
	TCase *tcase = tcase_create("refusal-causes");

	tcase_add_unchecked_fixture(tcase, make_root, remove_root); /* the parent removes it if a test fails, too */
	tcase_add_test(tcase, nothing_is_found_if_nothing_is_there);
	tcase_add_test(tcase, process_is_described);
	tcase_add_test(tcase, running_kernel_is_described);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
