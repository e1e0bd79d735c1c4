/* SPDX-License-Identifier: GPL-2.0-only */
/* The first kernel of a crash that is rehearsed. kexec/rehearse/first-kernel.c makes its archive. */
#include "arch/arm64/rehearsal/init-crash.h"
#include "arch/arm64/rehearsal/init-line.h"
#include "arch/arm64/rehearsal/init-linux.h"

#define LARGEST_PAGE 65536
#define WORDS_ROOM 8192
#define WORDS_MAX 32

/* /proc/PID/pagemap: Linux, Documentation/admin-guide/mm/pagemap.rst. */
#define PAGEMAP_PRESENT (1UL << 63)
#define PAGEMAP_FRAME ((1UL << 55) - 1)

static unsigned long page[LARGEST_PAGE / sizeof(unsigned long)] __attribute__((aligned(LARGEST_PAGE)));
static char words[WORDS_ROOM]; /* each with its NUL */

static void mount_all(void)
{
	(void)call(SYS_MOUNT, (long)"proc", (long)"/proc", (long)"proc", 0);
	(void)call(SYS_MOUNT, (long)"sysfs", (long)"/sys", (long)"sysfs", 0);
	(void)call(SYS_MOUNT, (long)"devtmpfs", (long)"/dev", (long)"devtmpfs", 0);
}

/* Returns the physical address of the page; 0: it cannot be had. */
static unsigned long write_page(unsigned long page_size)
{
	unsigned long entry = 0;
	long file = open_file("/proc/self/pagemap", O_RDONLY);

	for (unsigned long i = 0; i < CRASH_WORDS; i++)
		page[i] = CRASH_PATTERN ^ i;
	if (file < 0 || call(SYS_PREAD64, file, (long)&entry, sizeof(entry), (long)((unsigned long)page / page_size * sizeof(entry))) !=
				sizeof(entry))
		return 0;
	return entry & PAGEMAP_PRESENT ? (entry & PAGEMAP_FRAME) * page_size : 0;
}

/* Writes the address over the digits behind CRASH_WORD, which is once in the words. */
static void fill_in(char *text, size_t size, unsigned long address)
{
	size_t length = sizeof(CRASH_WORD) - 1;

	for (size_t at = 0; at + length + CRASH_DIGITS < size; at++)
		for (int i = 0; begins(text + at, CRASH_WORD) && i < CRASH_DIGITS; i++)
			text[at + length + i] = "0123456789abcdef"[address >> (CRASH_DIGITS - 1 - i) * 4 & 15];
}

/* Reads the words of kexec. Returns their bytes, or -errno. */
static long read_words(char **word)
{
	long file = open_file(FOLDER "/words", O_RDONLY), size = file, count = 0;

	if (file >= 0)
		size = call(SYS_READ, file, (long)words, WORDS_ROOM - 1, 0);
	for (long at = 0; at < size && count < WORDS_MAX; count++) {
		word[count] = words + at;
		while (words[at++])
			;
	}
	return size;
}

/* Runs kexec, whose messages go to the log: that is no terminal. Returns its exit status, or -errno. */
static long arm(long log, char **word)
{
	char *environment[] = { NULL };
	long child = fork_process();

	if (child)
		return child < 0 ? child : await_process(child);
	(void)call(SYS_DUP3, log, 1, 0, 0);
	(void)call(SYS_DUP3, log, 2, 0, 0);
	(void)call(SYS_EXECVE, (long)word[0], (long)word, (long)environment, 0);
	(void)call(SYS_EXIT_GROUP, 127, 0, 0, 0);
	return 0;
}

static void say_status(long log, const char *what, long status)
{
	struct line line;

	line_begin(&line, what);
	line_add_number(&line, (unsigned long)status);
	line_say(log, &line);
}

_Noreturn void crash_first(unsigned long page_size)
{
	static char *word[WORDS_MAX + 1];
	long log, trigger, r;
	unsigned long address;

	mount_all();
	log = open_file(FOLDER "/kmsg", O_WRONLY);
	address = write_page(page_size);
	r = read_words(word);
	if (r < 0)
		line_fail(log, "cannot read ", FOLDER "/words", r);
	if (!address)
		line_fail(log, "cannot find the address of a page by ", "/proc/self/pagemap", -ENOENT);
	fill_in(words, (size_t)r, address);
	say_status(log, "arming page=", (long)page_size);
	r = arm(log, word);
	if (r) {
		say_status(log, "not armed status=", r);
		power_off();
	}
	trigger = open_file("/proc/sysrq-trigger", O_WRONLY);
	if (trigger < 0)
		line_fail(log, "cannot open ", "/proc/sysrq-trigger", trigger);
	say_status(log, "crashes status=", r);
	r = call(SYS_WRITE, trigger, (long)"c", 1, 0);
	line_fail(log, "cannot crash by ", "/proc/sysrq-trigger", r);
}
