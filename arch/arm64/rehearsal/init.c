/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first process of a kernel that is rehearsed: it says on the console that the initrd was unpacked, and how much memory is
 * left; a child goes on to say so when less is left than ever. Then it becomes the initrd's own init. docs/rehearse.md has its
 * lines. It is a Linux program without a C library, and runs at any page size. kexec/rehearse/marker.h has the names of files.
 */
#include <stdbool.h>
#include <stddef.h>

#define FOLDER "/.kexec-rehearsal"

/* Linux, include/uapi/asm-generic/unistd.h. */
enum {
	SYS_UMOUNT2 = 39,
	SYS_MOUNT = 40,
	SYS_OPENAT = 56,
	SYS_WRITE = 64,
	SYS_READLINKAT = 78,
	SYS_NEWFSTATAT = 79,
	SYS_NANOSLEEP = 101,
	SYS_REBOOT = 142,
	SYS_UNAME = 160,
	SYS_SYSINFO = 179,
	SYS_CLONE = 220,
	SYS_EXECVE = 221,
};

#define AT_FDCWD (-100)
#define O_WRONLY 1
#define O_CLOEXEC 02000000
#define SIGCHLD 17
#define REBOOT_MAGIC 0xfee1dead
#define REBOOT_MAGIC2 672274793
#define REBOOT_POWER_OFF 0x4321fedc

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

struct timespec {
	long seconds, nanoseconds;
};

/* Linux, include/uapi/linux/utsname.h, struct new_utsname. */
struct utsname {
	char system[65], node[65], release[65], version[65], machine[65], domain[65];
};

#define SAMPLE_NANOSECONDS 100000000L
#define STEP_KIB 256 /* so much less than ever is worth a line */

static long call(long number, long a, long b, long c, long d)
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

/* A line for /dev/kmsg. "<1>" is an alert, which also a quiet kernel shows. */
struct line {
	size_t size;
	char text[256];
};

static void add(struct line *line, const char *text)
{
	while (*text && line->size < sizeof(line->text) - 1)
		line->text[line->size++] = *text++;
}

static void add_number(struct line *line, unsigned long number)
{
	char digits[24];
	size_t at = sizeof(digits) - 1;

	digits[at] = '\0';
	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	add(line, digits + at);
}

static void begin(struct line *line, const char *what)
{
	line->size = 0;
	add(line, "<1>kexec-rehearsal: ");
	add(line, what);
}

static void say(long log, struct line *line)
{
	add(line, "\n");
	(void)call(SYS_WRITE, log, (long)line->text, (long)line->size, 0);
}

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

	begin(&line, what);
	add(&line, " free=");
	add_number(&line, free);
	add(&line, " total=");
	add_number(&line, total);
	say(log, &line);
}

static void say_release(long log)
{
	struct utsname name;
	struct line line;

	if (call(SYS_UNAME, (long)&name, 0, 0, 0) < 0)
		return;
	begin(&line, "release ");
	add(&line, name.release);
	say(log, &line);
}

/* The dump is there if the kernel has taken the elfcorehdr. */
static void say_dump(long log)
{
	static const char folder[] = FOLDER "/proc", file[] = FOLDER "/proc/vmcore";
	struct stat stat;
	struct line line;

	if (call(SYS_MOUNT, (long)"proc", (long)folder, (long)"proc", 0) < 0)
		return;
	if (call(SYS_NEWFSTATAT, AT_FDCWD, (long)file, (long)&stat, 0) < 0) {
		begin(&line, "vmcore none");
	} else {
		begin(&line, "vmcore size=");
		add_number(&line, stat.size);
	}
	say(log, &line);
	(void)call(SYS_UMOUNT2, (long)folder, 0, 0, 0);
}

static _Noreturn void watch(long log, unsigned long lowest)
{
	const struct timespec pause = { 0, SAMPLE_NANOSECONDS };

	for (;;) {
		unsigned long free, total;

		(void)call(SYS_NANOSLEEP, (long)&pause, 0, 0, 0);
		if (!measure(&free, &total) || free + STEP_KIB > lowest)
			continue;
		lowest = free;
		say_memory(log, "lowest", free, total);
	}
}

static _Noreturn void fail(long log, const char *what, const char *path, long error)
{
	struct line line;

	begin(&line, what);
	add(&line, path);
	add(&line, ": errno ");
	add_number(&line, (unsigned long)-error);
	say(log, &line);
	(void)call(SYS_REBOOT, (long)REBOOT_MAGIC, REBOOT_MAGIC2, REBOOT_POWER_OFF, 0);
	for (;;)
		(void)call(SYS_NANOSLEEP, (long)&(struct timespec){ 1, 0 }, 0, 0, 0);
}

/* stack: argc, argv, NULL, environment, NULL. */
_Noreturn void rehearsal_main(long *stack);

_Noreturn void rehearsal_main(long *stack)
{
	char **argv = (char **)(stack + 1), **environment = argv + stack[0] + 1;
	long log = call(SYS_OPENAT, AT_FDCWD, (long)FOLDER "/kmsg", O_WRONLY | O_CLOEXEC, 0), r;
	unsigned long free = 0, total = 0;
	char next[256];

	(void)measure(&free, &total);
	say_release(log);
	say_dump(log);
	say_memory(log, "unpacked", free, total);
	if (call(SYS_CLONE, SIGCHLD, 0, 0, 0) == 0)
		watch(log, free);
	r = call(SYS_READLINKAT, AT_FDCWD, (long)FOLDER "/next", (long)next, sizeof(next) - 1);
	if (r < 0)
		fail(log, "cannot read ", FOLDER "/next", r);
	next[r] = '\0';
	argv[0] = next;
	r = call(SYS_EXECVE, (long)next, (long)argv, (long)environment, 0);
	fail(log, "cannot start ", next, r);
}

asm(".globl _start\n"
    "_start:\n"
    "	mov x29, xzr\n"
    "	mov x30, xzr\n"
    "	mov x0, sp\n"
    "	b rehearsal_main\n");
