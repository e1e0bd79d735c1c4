/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * First process of the guest that tests/bench/boot/run counts in: the clock at its first instruction, the leaves of the linear
 * map, and the clock around one kexec_load(2) of /Image. Lines "boot: NAME VALUE", times in ticks of the generic timer; then
 * the machine ends.
 *
 * load=ADDRESS in its environment, that is on the kernel's command line, is where the image would go: free memory.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/kexec.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint64_t ticks(void)
{
	uint64_t value;

	__asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(value)::"memory");
	return value;
}

static void say(const char *name, uint64_t value)
{
	printf("boot: %s %llu\n", name, (unsigned long long)value);
}

static _Noreturn void stop(const char *complaint)
{
	if (complaint)
		printf("boot: FAIL %s: %m\n", complaint);
	fflush(stdout);
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

/* The bytes that one leaf of the level maps, with 4 KiB pages. */
static uint64_t leaf_size(const char *level)
{
	if (!strcmp(level, "PUD"))
		return 1ULL << 30;
	if (!strcmp(level, "PMD"))
		return 1ULL << 21;
	return strcmp(level, "PTE") ? 0 : 4096;
}

/* ptdump joins neighbours that are alike: a line is a range, its level, and flags, of which F, the first, says that the entry
 * is invalid.
 */
static void count_leaves(void)
{
	uint64_t pud = 0, pmd = 0, pte = 0, invalid = 0;
	bool inside = false, seen = false;
	char line[256];
	FILE *dump = fopen("/debug/kernel_page_tables", "re");

	if (!dump)
		stop("kernel_page_tables");
	while (fgets(line, sizeof(line), dump)) {
		unsigned long long start, end;
		char size[16], level[16];
		int flags = 0;

		if (!strncmp(line, "---[", 4)) {
			inside = strstr(line, "Linear Mapping start");
			seen = seen || inside;
			continue;
		}
		if (!inside || sscanf(line, "%llx-%llx %15s %15s %n", &start, &end, size, level, &flags) != 4)
			continue;
		/* Nothing is there: no flags, and the level says how large the hole is. */
		if (!line[flags])
			continue;
		if (!leaf_size(level))
			stop(line);
		if (!strncmp(line + flags, "F ", 2))
			invalid += (end - start) / 4096;
		else
			*(!strcmp(level, "PUD")	  ? &pud
			  : !strcmp(level, "PMD") ? &pmd
						  : &pte) += (end - start) / leaf_size(level);
	}
	if (!seen)
		stop("no linear map in kernel_page_tables");
	say("pud", pud);
	say("pmd", pmd);
	say("pte", pte);
	say("invalid", invalid);
}

static void count_load(uint64_t address)
{
	struct kexec_segment segment = { .mem = (void *)address };
	struct stat status;
	uint64_t before;
	void *bytes;
	int fd;

	fd = open("/Image", O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status))
		stop("/Image");
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (bytes == MAP_FAILED)
		stop("/Image");
	segment.buf = bytes;
	segment.bufsz = (size_t)status.st_size;
	segment.memsz = (segment.bufsz + 65535) & ~(size_t)65535;
	before = ticks();
	if (syscall(SYS_kexec_load, address, 1UL, &segment, KEXEC_ARCH_AARCH64))
		stop("kexec_load");
	say("load", ticks() - before);
	say("image", segment.bufsz);
}

int main(void)
{
	uint64_t now = ticks();
	const char *load = getenv("load");

	say("init", now);
	if (mkdir("/debug", 0700) || mount("debug", "/debug", "debugfs", 0, NULL))
		stop("debugfs");
	count_leaves();
	if (!load)
		stop("no load=ADDRESS on the command line");
	count_load(strtoull(load, NULL, 0));
	puts("boot: done 1");
	stop(NULL);
}
