/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls and numbers of Linux for the first process of a rehearsal, which has no C library. */
#ifndef WARMKEXEC_ARCH_ARM64_REHEARSAL_INIT_LINUX_H
#define WARMKEXEC_ARCH_ARM64_REHEARSAL_INIT_LINUX_H

#include <stdbool.h>
#include <stddef.h>

/* Linux, include/uapi/asm-generic/unistd.h. */
enum {
	SYS_DUP3 = 24,
	SYS_MKDIRAT = 34,
	SYS_UNLINKAT = 35,
	SYS_UMOUNT2 = 39,
	SYS_MOUNT = 40,
	SYS_OPENAT = 56,
	SYS_CLOSE = 57,
	SYS_READ = 63,
	SYS_WRITE = 64,
	SYS_PREAD64 = 67,
	SYS_READLINKAT = 78,
	SYS_NEWFSTATAT = 79,
	SYS_EXIT_GROUP = 94,
	SYS_NANOSLEEP = 101,
	SYS_REBOOT = 142,
	SYS_UNAME = 160,
	SYS_SYSINFO = 179,
	SYS_CLONE = 220,
	SYS_EXECVE = 221,
	SYS_WAIT4 = 260,
};

/* Linux, include/uapi/: asm-generic/fcntl.h, linux/auxvec.h, linux/reboot.h; asm-generic/errno-base.h. */
#define AT_FDCWD (-100)
#define AT_REMOVEDIR 0x200
#define AT_PAGESZ 6
#define ENOENT 2
#define O_RDONLY 0
#define O_WRONLY 1
#define O_CLOEXEC 02000000
#define SIGCHLD 17
#define REBOOT_MAGIC 0xfee1dead
#define REBOOT_MAGIC2 672274793
#define REBOOT_POWER_OFF 0x4321fedc

struct timespec {
	long seconds, nanoseconds;
};

/* Makes a system call. Returns its answer, or -errno. */
long call(long number, long a, long b, long c, long d);

/* Opens a file. Returns the descriptor, or -errno. */
long open_file(const char *path, int flags);

/* A process of its own, as fork(2) makes. Returns 0 in the child, its number in the parent, or -errno. */
long fork_process(void);

/* Waits for it. Returns what it exited with, 128 and more if a signal ended it, or -errno. */
long await_process(long child);

/* True if the text begins with these characters. */
bool begins(const char *text, const char *with);

/* Powers the machine off. */
_Noreturn void power_off(void);

#endif
