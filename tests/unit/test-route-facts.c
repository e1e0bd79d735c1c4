/* SPDX-License-Identifier: GPL-2.0-only */
/* The probe for the system calls that the running kernel has: a child without CAP_SYS_BOOT, which can load and unload nothing.
 */

#include <check.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/host/route-facts.h"
#include "kexec/route.h"
#include "tests/helpers/suite.h"

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

/* The program that asks for a system call of this number gets ENOSYS. */
#define HIDE(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS)

static bool hide_calls(void)
{
	struct sock_filter instruction[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		HIDE(SYS_kexec_load),
		HIDE(SYS_kexec_file_load),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { .len = COUNT(instruction), .filter = instruction };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

START_TEST(calls_that_a_filter_hides_are_absent_and_the_filter_is_known)
{
	struct route_facts facts;

	ck_assert(hide_calls());
	find(&facts);
	ck_assert_int_eq((int)facts.segments, CALL_ABSENT);
	ck_assert_int_eq((int)facts.files, CALL_ABSENT);
	ck_assert(facts.is_filtered);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("route-facts");
	TCase *tcase = tcase_create("route-facts");

	tcase_add_test(tcase, answer_is_the_same_if_the_parent_ignores_the_end_of_its_children);
	tcase_add_test(tcase, calls_that_a_filter_hides_are_absent_and_the_filter_is_known);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
