/* SPDX-License-Identifier: GPL-2.0-only */
/* A rehearsal by the host's processors, and what becomes of it if they cannot be used. QEMU is a script here. */

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arch/arch-rehearsal.h"
#include "arch/arch.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/rehearse-start.h"
#include "kexec/host/qemu.h"
#include "kexec/load/stage.h"
#include "tests/helpers/suite.h"

/* Writes what the monitor of a machine that is complete says. */
#define COMPLETE "printf '{\"return\": {}}\\n{\"return\": {}}\\n' >&4; sleep 30\n"
#define NO_KVM "case \"$*\" in *'-accel kvm'*) echo 'failed to initialize kvm: Permission denied' >&2; exit 1 ;; esac\n"

/* Whoever runs this test is root, and becomes nobody or is refused. */
static int refused; /* errno, or 0 */

int setresuid(uid_t real, uid_t effective, uid_t saved)
{
	(void)real, (void)effective, (void)saved;
	errno = refused;
	return refused ? -1 : 0;
}

int setresgid(gid_t real, gid_t effective, gid_t saved)
{
	(void)real, (void)effective, (void)saved;
	return 0;
}

uid_t geteuid(void)
{
	return 0;
}

static char program[] = "/tmp/rehearse-start-XXXXXX";

static void write_program(const char *script)
{
	FILE *file = fopen(program, "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, "#!/bin/sh\n%s", script);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(chmod(program, 0755), 0);
}

static int start(const char *script, bool native, struct rehearse_machine *ret, struct diag *diag)
{
	CLEANUP(host_qemu_end) struct host_qemu qemu = HOST_QEMU_NONE;
	struct arch_rehearsal virtual = *arch_find("arm64")->rehearsal;
	const struct stage stage = { .virtual = &virtual, .processor = "p", .cpus = 3, .ram = { 0x40000000, 0x50000000 } };
	const struct rehearse_wish wish = { .stage = &stage, .native = native };

	virtual.program = program;
	write_program(script);
	return rehearse_start_machine(&wish, NULL, &qemu, ret, diag);
}

START_TEST(kvm_is_used)
{
	struct rehearse_machine machine;
	struct diag diag = { 0 };

	ck_assert_int_eq(start("case \"$*\" in *'gic-version=host'*'-accel kvm -cpu host'*) ;; *) exit 1 ;; esac\n" COMPLETE, true, &machine, &diag), 0);
	ck_assert(machine.native);
	ck_assert_uint_eq(machine.cpus, 3);
	ck_assert_str_eq(machine.no_kvm, "");
}
END_TEST

START_TEST(kvm_that_fails_is_told_and_emulated)
{
	struct rehearse_machine machine;
	struct diag diag = { 0 };

	ck_assert_int_eq(start(NO_KVM "case \"$*\" in *'-cpu p'*) ;; *) exit 1 ;; esac\n" COMPLETE, true, &machine, &diag), 0);
	ck_assert(!machine.native);
	ck_assert_str_eq(machine.no_kvm, "failed to initialize kvm: Permission denied");
	ck_assert_str_eq(diag.message, "");
}
END_TEST

/* The reason is that of the emulated machine. */
START_TEST(both_fail)
{
	struct rehearse_machine machine;
	struct diag diag = { 0 };

	ck_assert_int_eq(start(NO_KVM "echo 'no such board' >&2; exit 1\n", true, &machine, &diag), -EIO);
	ck_assert_str_eq(diag.message, "QEMU ended before the virtual machine was complete: no such board");
}
END_TEST

START_TEST(kvm_is_not_tried_unasked)
{
	struct rehearse_machine machine;
	struct diag diag = { 0 };

	ck_assert_int_eq(start(NO_KVM COMPLETE, false, &machine, &diag), 0);
	ck_assert(!machine.native);
	ck_assert_str_eq(machine.no_kvm, "");
}
END_TEST

/* EINVAL: of a user namespace without that user, whose root has no rights. */
START_TEST(qemu_does_not_run_with_the_rights_of_root)
{
	struct rehearse_machine machine;
	struct diag diag = { 0 };

	refused = EINVAL;
	ck_assert_int_eq(start(COMPLETE, false, &machine, &diag), 0);
	refused = EAGAIN;
	ck_assert_int_eq(start(COMPLETE, false, &machine, &diag), -EAGAIN);
	ck_assert_msg(strstr(diag.message, "cannot start "), "%s", diag.message);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rehearse-start");
	TCase *tcase = tcase_create("rehearse-start");
	int fd = mkstemp(program), r;

	if (fd < 0)
		return 99;
	(void)close(fd);
	tcase_add_test(tcase, kvm_is_used);
	tcase_add_test(tcase, kvm_that_fails_is_told_and_emulated);
	tcase_add_test(tcase, both_fail);
	tcase_add_test(tcase, kvm_is_not_tried_unasked);
	tcase_add_test(tcase, qemu_does_not_run_with_the_rights_of_root);
	suite_add_tcase(suite, tcase);
	r = run_suite(suite);
	(void)unlink(program);
	return r;
}
