/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/rehearsal/init-linux.h"

#define STATUS_SIGNAL(status) ((status) & 0x7f)
#define STATUS_EXIT(status) ((status) >> 8 & 0xff)

long call(long number, long a, long b, long c, long d)
{
	register long x8 asm("x8") = number;
	register long x0 asm("x0") = a;
	register long x1 asm("x1") = b;
	register long x2 asm("x2") = c;
	register long x3 asm("x3") = d;
	register long x4 asm("x4") = 0; /* of mount: no options */

	asm volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
	return x0;
}

long open_file(const char *path, int flags)
{
	return call(SYS_OPENAT, AT_FDCWD, (long)path, flags | O_CLOEXEC, 0);
}

long fork_process(void)
{
	return call(SYS_CLONE, SIGCHLD, 0, 0, 0);
}

long await_process(long child)
{
	int status = 0;
	long r = call(SYS_WAIT4, child, (long)&status, 0, 0);

	if (r < 0)
		return r;
	return STATUS_SIGNAL(status) ? 128 + STATUS_SIGNAL(status) : STATUS_EXIT(status);
}

bool begins(const char *text, const char *with)
{
	while (*with && *text == *with) {
		text++;
		with++;
	}
	return !*with;
}

_Noreturn void power_off(void)
{
	(void)call(SYS_REBOOT, (long)REBOOT_MAGIC, REBOOT_MAGIC2, REBOOT_POWER_OFF, 0);
	for (;;)
		(void)call(SYS_NANOSLEEP, (long)&(struct timespec){ 1, 0 }, 0, 0, 0);
}
