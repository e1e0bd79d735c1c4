/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/refusal/refusal-facts.h"
#include "kexec/refusal/refusal-rows.h"
#include "kexec/refusal/refusal.h"
#include "tests/helpers/suite.h"

/* by_files, crash, is_unload */
#define SEGMENTS false, false, false
#define SEGMENTS_CRASH false, true, false
#define FILES true, false, false
#define FILES_CRASH true, true, false
#define UNLOADS_SEGMENTS false, false, true
#define UNLOADS_FILES true, true, true

#define PLAIN_USER                                                                                                             \
	{                                                                                                                      \
		.is_user = true, .lacks_capability = true                                                                      \
	}
#define LOGGED(text)                                                                                                           \
	{                                                                                                                      \
		.log = { 1, { text } }                                                                                         \
	}
#define STUCK_LINE "Can't kexec: CPUs are stuck in the kernel."

static const struct {
	struct refusal refusal;
	struct refusal_facts facts;
	const char *expected;
} cases[] = {
	{ { SEGMENTS, EPERM }, PLAIN_USER, "Run as root (with CAP_SYS_BOOT)." },
	{ { FILES_CRASH, EPERM }, PLAIN_USER, "Run as root (with CAP_SYS_BOOT)." },
	{ { UNLOADS_FILES, EPERM }, PLAIN_USER, "Run as root (with CAP_SYS_BOOT)." },
	{ { SEGMENTS_CRASH, EPERM }, { .in_user_namespace = true }, "user namespace" },
	{ { SEGMENTS, EPERM }, { .lacks_capability = true }, "CapabilityBoundingSet=" },
	{ { FILES, EPERM }, { .is_user = true }, "None of the usual causes" },
	{ { FILES, EPERM }, { .is_disabled = true, .lockdown = "integrity" }, "kernel.kexec_load_disabled is 1" },
	{ { SEGMENTS, EPERM }, { .limit_is_used_up = true }, "kernel.kexec_load_limit_reboot is 0" },
	{ { FILES, EPERM }, { .limit_is_used_up = true }, "kernel.kexec_load_limit_reboot is 0" },
	{ { SEGMENTS_CRASH, EPERM }, { .limit_is_used_up = true }, "kernel.kexec_load_limit_panic is 0" },
	{ { UNLOADS_SEGMENTS, EPERM }, { .limit_is_used_up = true }, "What is loaded stays until a reboot." },
	{ { SEGMENTS, EPERM }, { .lockdown = "integrity" }, "forbids kexec_load(2): use -s." },
	{ { SEGMENTS, EPERM },
	  LOGGED("Lockdown: kexec: kexec of unsigned images is restricted"),
	  "forbids kexec_load(2): use -s." },
	{ { UNLOADS_SEGMENTS, EPERM }, { .lockdown = "confidentiality" }, "to unload as well: use -s." },
	{ { UNLOADS_FILES, EPERM }, { .lockdown = "integrity" }, "None of the usual causes" },
	{ { FILES_CRASH, EPERM }, { .lockdown = "integrity" }, "signed with a key that it trusts" },
	{ { FILES, EPERM }, { .modules = "lockdown,loadpin" }, "LoadPin takes files only" },
	{ { FILES, EPERM }, LOGGED("LoadPin: kexec-image denied"), "LoadPin takes files only" },
	{ { SEGMENTS, EPERM }, { .modules = "loadpin" }, "a security module forbids it. Those in force: loadpin" },
	{ { SEGMENTS, EPERM }, { .is_filtered = true }, "SystemCallFilter= (udev runs programs under one)" },
	{ { UNLOADS_FILES, EPERM }, { .is_filtered = true }, "SystemCallFilter= (udev runs programs under one)" },
	{ { SEGMENTS, EPERM }, { .modules = "capability,selinux" }, "a security module forbids it. Those in force: capability,selinux" },
	{ { SEGMENTS_CRASH, EACCES }, { .modules = "lockdown,ima" }, "can forbid the call, too. Those in force: lockdown,ima" },
	{ { SEGMENTS_CRASH, EACCES }, { .modules = "ima" }, "kexec_load(2) gives it no file to appraise: use -s" },
	{ { FILES, EACCES }, { .modules = "selinux" }, "Security modules: selinux" },
	{ { SEGMENTS, EBUSY },
	  { 0 },
	  "Another load or unload is under way: try again. If it stays so, the load aims at the crash" },
	{ { FILES, EBUSY }, { 0 }, "try again. If it stays so, the running kernel cannot stop its CPUs" },
	{ { FILES_CRASH, EBUSY }, { .stuck_why = "spin-table" }, "Another load or unload is under way: try again." },
	{ { UNLOADS_SEGMENTS, EBUSY }, { .stuck_why = "spin-table" }, "Another load or unload is under way: try again." },
	{ { SEGMENTS, EBUSY },
	  { .stuck_why = "spin-table", .stuck_remedy = "Do so." },
	  "It will be refused each time: the running kernel cannot stop its other CPUs. Do so." },
	{ { FILES, EBUSY }, LOGGED(STUCK_LINE), "It will be refused each time" },
	{ { SEGMENTS_CRASH, EADDRNOTAVAIL }, { 0 }, "capture kernel's DMA" },
	{ { SEGMENTS, EADDRNOTAVAIL }, { 0 }, "memory was plugged in or removed" },
	{ { FILES_CRASH, EADDRNOTAVAIL }, { .hands_over = true }, "boot with a larger crashkernel=" },
	{ { FILES, EADDRNOTAVAIL }, { .hands_over = true }, "boot with a larger kho_scratch=" },
	{ { FILES, EADDRNOTAVAIL }, { 0 }, "memory is fragmented" },
	{ { SEGMENTS, ENOMEM }, { 0 }, "no memory for the segments" },
	{ { FILES, ENOMEM }, { 0 }, "no memory to read the files" },
	{ { SEGMENTS, ENOSYS }, { 0 }, "without CONFIG_KEXEC. Try -s" },
	{ { SEGMENTS, ENOSYS }, { .is_filtered = true }, "A seccomp filter is in force for this process, and it hides the call" },
	{ { UNLOADS_FILES, ENOSYS }, { .is_filtered = true }, "A seccomp filter is in force" },
	{ { UNLOADS_FILES, ENOSYS }, { 0 }, "without CONFIG_KEXEC_FILE. -c uses" },
	{ { SEGMENTS_CRASH, EINVAL }, { 0 }, "rejects the request as malformed" },
	{ { FILES, EINVAL }, { 0 }, "cannot use the files" },
	{ { UNLOADS_FILES, EINVAL }, { 0 }, "does not know this way to unload" },
	{ { FILES, ENOEXEC }, { 0 }, "does not recognise the file" },
	{ { SEGMENTS, EFAULT }, { 0 }, "cut short while it was loaded" },
	{ { FILES, EBADF }, { 0 }, "through its descriptor" },
	{ { FILES, ETXTBSY }, { 0 }, "open for writing" },
	{ { FILES, EFBIG }, { 0 }, "more than 4 GiB" },
	{ { FILES, EIO }, { 0 }, "changed its size" },
	{ { FILES, ENODATA }, { 0 }, "The kernel is not signed" },
	{ { FILES, ELIBBAD }, { 0 }, "none that can be read" },
	{ { FILES, EKEYREJECTED }, { 0 }, "signature is wrong" },
	{ { FILES_CRASH, ENOKEY },
	  LOGGED("crash_dump_dm_crypt: No such logon key cryptsetup:x"),
	  "not in the caller's keyrings" },
	{ { FILES_CRASH, ENOKEY }, { 0 }, "does not trust" },
	{ { FILES_CRASH, EKEYREVOKED }, { 0 }, "was revoked" },
	{ { FILES_CRASH, EKEYEXPIRED }, { 0 }, "has expired" },
	{ { FILES, ENOPKG }, { 0 }, "digest or cipher" },
	{ { FILES, EMSGSIZE }, { 0 }, "malformed (PKCS#7)" },
	{ { FILES, EBADMSG }, { 0 }, "malformed (PKCS#7)" },
	{ { FILES, 524 }, { 0 }, "of a kind that Linux does not verify" },
	{ { FILES, EXDEV }, { 0 }, "dmesg may say more." },
};

static void explain(size_t i, struct diag *diag)
{
	*diag = (struct diag){ 0 };
	ck_assert_int_eq(refusal_explain(&cases[i].refusal, &cases[i].facts, diag), -cases[i].refusal.error);
}

/* A list that is not known is not announced. */
START_TEST(unknown_list_of_modules_is_not_announced)
{
	const struct refusal refusal = { .error = EACCES };
	const struct refusal_facts facts = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(refusal_explain(&refusal, &facts, &diag), -EACCES);
	ck_assert_ptr_null(strstr(diag.hint, "Those in force"));
	ck_assert_int_eq(diag.hint[strlen(diag.hint) - 1], '.');
}
END_TEST

START_TEST(errno_is_told_with_its_cause)
{
	struct diag diag;

	explain((size_t)_i, &diag);
	ck_assert_msg(strstr(diag.hint, cases[_i].expected) != NULL, "%s: %s", diag.message, diag.hint);
}
END_TEST

START_TEST(each_row_is_told_by_a_case)
{
	const struct refusal_row *row = &refusal_rows[_i];
	bool is_told = false;
	struct diag diag;

	for (size_t i = 0; i < COUNT(cases); i++) {
		explain(i, &diag);
		is_told = is_told || (cases[i].refusal.error == row->error && strstr(diag.hint, row->hint));
	}
	ck_assert_msg(is_told, "no case tells: %s", row->hint);
}
END_TEST

START_TEST(permanent_busy_is_never_told_to_be_tried_again)
{
	const struct refusal refusal = { SEGMENTS, EBUSY };
	const struct refusal_facts known = { .stuck_why = "spin-table" }, logged = LOGGED(STUCK_LINE);
	struct diag diag;

	refusal_explain(&refusal, &known, &diag);
	ck_assert_ptr_null(strstr(diag.hint, "try again"));
	refusal_explain(&refusal, &logged, &diag);
	ck_assert_ptr_null(strstr(diag.hint, "try again"));
	ck_assert_ptr_nonnull(strstr(diag.hint, "\nThe kernel's log: " STUCK_LINE));
}
END_TEST

START_TEST(every_possible_cause_is_told)
{
	const struct refusal refusal = { FILES, EPERM };
	const struct refusal_facts facts = { .lockdown = "integrity", .modules = "loadpin", .is_filtered = true };
	struct diag diag;

	refusal_explain(&refusal, &facts, &diag);
	ck_assert_ptr_nonnull(strstr(diag.hint, "signed with a key"));
	ck_assert_ptr_nonnull(strstr(diag.hint, "LoadPin"));
	ck_assert_ptr_nonnull(strstr(diag.hint, "SystemCallFilter="));
	ck_assert_ptr_null(strstr(diag.hint, "None of the usual causes"));
}
END_TEST

START_TEST(message_names_the_call)
{
	static const struct {
		struct refusal refusal;
		const char *message;
	} calls[] = {
		{ { SEGMENTS, EPERM }, "kexec_load failed: Operation not permitted" },
		{ { FILES_CRASH, EACCES }, "kexec_file_load failed: Permission denied" },
		{ { UNLOADS_FILES, EPERM }, "kexec unload failed: Operation not permitted" },
	};
	const struct refusal_facts nothing = { 0 };
	struct diag diag;

	for (size_t i = 0; i < COUNT(calls); i++) {
		refusal_explain(&calls[i].refusal, &nothing, &diag);
		ck_assert_str_eq(diag.message, calls[i].message);
	}
}
END_TEST

/* The caller adds to the hint what is loaded now: there must be room. */
START_TEST(longest_hint_leaves_room)
{
	const struct refusal refusal = { FILES, EPERM };
	struct refusal_facts facts = { .lockdown = "integrity", .is_filtered = true, .log.count = KERNEL_LINES_MAX };
	struct diag diag;

	strcpy(facts.modules,
	       "lockdown,capability,landlock,loadpin,yama,safesetid,selinux,smack,tomoyo,apparmor,ipe,bpf,ima,evm");
	for (size_t i = 0; i < KERNEL_LINES_MAX; i++)
		memset(facts.log.line[i], 'x', KERNEL_LINE_SIZE - 1);
	refusal_explain(&refusal, &facts, &diag);
	ck_assert_uint_lt(strlen(diag.hint) + 500, sizeof(diag.hint));
	ck_assert_ptr_nonnull(strstr(diag.hint, "systemd-run."));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("refusal");
	TCase *tcase = tcase_create("refusal");

	tcase_add_loop_test(tcase, errno_is_told_with_its_cause, 0, COUNT(cases));
	tcase_add_loop_test(tcase, each_row_is_told_by_a_case, 0, (int)refusal_row_count);
	tcase_add_test(tcase, permanent_busy_is_never_told_to_be_tried_again);
	tcase_add_test(tcase, every_possible_cause_is_told);
	tcase_add_test(tcase, message_names_the_call);
	tcase_add_test(tcase, longest_hint_leaves_room);
	tcase_add_test(tcase, unknown_list_of_modules_is_not_announced);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
