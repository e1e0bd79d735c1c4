/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first process of a kernel that is rehearsed: it says on the console that the initrd was unpacked, and how much memory is
 * left; a child goes on to say so when less is left than ever. Then it becomes the initrd's own init. docs/rehearse.md has its
 * lines. It is a Linux program without a C library, and runs at any page size. kexec/rehearse/marker.h has the names of files.
 *
 * In the first kernel of --rehearse=crash its name is "first": there it runs kexec, and crashes the kernel (init-crash.h).
 */
#include <stdbool.h>
#include <stddef.h>

#include "arch/arm64/rehearsal/init-crash.h"
#include "arch/arm64/rehearsal/init-line.h"
#include "arch/arm64/rehearsal/init-linux.h"

/* Linux, include/uapi/linux/sysinfo.h, where a long has 64 bits. */
struct sysinfo {
	long uptime;
	unsigned long loads[3], total, free, shared, buffer, total_swap, free_swap;
	unsigned short procs, pad;
	unsigned long total_high, free_high;
	unsigned int unit;
	char room[64];
};

/* Linux, include/uapi/asm-generic/stat.h: what is before and behind the size does not matter here. */
struct stat {
	unsigned long before[6], size, behind[9];
};

/* Linux, include/uapi/linux/utsname.h, struct new_utsname. */
struct utsname {
	char system[65], node[65], release[65], version[65], machine[65], domain[65];
};

#define SAMPLE_NANOSECONDS 100000000L
#define STEP_KIB 256 /* so much less than ever is worth a line */

static unsigned long kib(unsigned long amount, const struct sysinfo *info)
{
	return amount / 1024 * info->unit + amount % 1024 * info->unit / 1024;
}

static bool measure(unsigned long *ret_free, unsigned long *ret_total)
{
	struct sysinfo info;

	if (call(SYS_SYSINFO, (long)&info, 0, 0, 0) < 0)
		return false;
	*ret_free = kib(info.free, &info);
	*ret_total = kib(info.total, &info);
	return true;
}

static void say_memory(long log, const char *what, unsigned long free, unsigned long total)
{
	struct line line;

	line_begin(&line, what);
	line_add(&line, " free=");
	line_add_number(&line, free);
	line_add(&line, " total=");
	line_add_number(&line, total);
	line_say(log, &line);
}

static void say_release(long log)
{
	struct utsname name;
	struct line line;

	if (call(SYS_UNAME, (long)&name, 0, 0, 0) < 0)
		return;
	line_begin(&line, "release ");
	line_add(&line, name.release);
	line_say(log, &line);
}

#define PROC FOLDER "/proc"
#define VMCORE PROC "/vmcore"
#define CMDLINE_ROOM 4096

/* The dump is there if the kernel has taken the elfcorehdr. Returns true if it is. */
static bool say_dump(long log)
{
	struct stat stat;
	struct line line;
	bool is_there = call(SYS_NEWFSTATAT, AT_FDCWD, (long)VMCORE, (long)&stat, 0) >= 0;

	if (is_there) {
		line_begin(&line, "vmcore size=");
		line_add_number(&line, stat.size);
	} else {
		line_begin(&line, "vmcore none");
	}
	line_say(log, &line);
	return is_there;
}

/* In the child. */
static _Noreturn void watch(unsigned long lowest)
{
	const struct timespec pause = { 0, SAMPLE_NANOSECONDS };
	long log = open_file(FOLDER "/kmsg", O_WRONLY);

	for (;;) {
		unsigned long free, total;

		(void)call(SYS_NANOSLEEP, (long)&pause, 0, 0, 0);
		if (!measure(&free, &total) || free + STEP_KIB > lowest)
			continue;
		lowest = free;
		say_memory(log, "lowest", free, total);
	}
}

static _Noreturn void become_next(long log, char **argv, char **environment)
{
	char next[256];
	long r = call(SYS_READLINKAT, AT_FDCWD, (long)FOLDER "/next", (long)next, sizeof(next) - 1);

	if (r < 0)
		line_fail(log, "cannot read ", FOLDER "/next", r);
	next[r] = '\0';
	argv[0] = next;
	r = call(SYS_EXECVE, (long)next, (long)argv, (long)environment, 0);
	line_fail(log, "cannot start ", next, r);
}

/* The address behind CRASH_WORD on the command line; 0: it is not there. */
static unsigned long crash_address(void)
{
	static char text[CMDLINE_ROOM + 1]; /* ends with a NUL */
	long file = open_file(PROC "/cmdline", O_RDONLY);
	long size = file < 0 ? file : call(SYS_READ, file, (long)text, CMDLINE_ROOM, 0);
	unsigned long address = 0;

	if (file >= 0)
		(void)call(SYS_CLOSE, file, 0, 0, 0);
	for (long start = 0; start < size; start++) {
		long at = start + (long)sizeof(CRASH_WORD) - 1;

		if (!begins(text + start, CRASH_WORD) || at + CRASH_DIGITS > size)
			continue;
		for (int i = 0; i < CRASH_DIGITS; i++) {
			char digit = text[at + i];

			address = address << 4 | (unsigned long)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
		}
		break;
	}
	return address;
}

/* Behind the environment. */
static unsigned long page_size_of(char **environment)
{
	const unsigned long *vector;

	while (*environment)
		environment++;
	vector = (const unsigned long *)(const void *)(environment + 1);
	while (vector[0] && vector[0] != AT_PAGESZ)
		vector += 2;
	return vector[0] ? vector[1] : 4096;
}

/* stack: argc, argv, NULL, environment, NULL. */
_Noreturn void rehearsal_main(long *stack);

_Noreturn void rehearsal_main(long *stack)
{
	char **argv = (char **)(stack + 1), **environment = argv + stack[0] + 1;
	unsigned long free = 0, total = 0, address = 0;
	bool has_proc, has_dump;
	long log;

	if (begins(argv[0], FOLDER "/first"))
		crash_first(page_size_of(environment));
	log = open_file(FOLDER "/kmsg", O_WRONLY);
	(void)measure(&free, &total);
	say_release(log);
	has_proc = call(SYS_MOUNT, (long)"proc", (long)PROC, (long)"proc", 0) >= 0;
	has_dump = has_proc && say_dump(log);
	if (has_dump)
		address = crash_address();
	say_memory(log, "unpacked", free, total);
	if (fork_process() == 0)
		watch(free);
	if (address)
		crash_check_dump(log, VMCORE, address);
	if (has_proc)
		(void)call(SYS_UMOUNT2, (long)PROC, 0, 0, 0);
	become_next(log, argv, environment);
}

asm(".globl _start\n"
    "_start:\n"
    "	mov x29, xzr\n"
    "	mov x30, xzr\n"
    "	mov x0, sp\n"
    "	b rehearsal_main\n");
