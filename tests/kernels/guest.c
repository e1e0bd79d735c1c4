// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first program of a machine on which the generic patches are tried: riscv64, x86_64. The kernel's command line says what it does:
 *
 *	lab.then=end		nothing more
 *	lab.then=crash		load /Image for a crash, see that a bad image does not cost it, and crash; the next kernel looks at /proc/vmcore
 *	lab.then=reboot		load /Image for a reboot, and reboot into it
 *
 * The kernel and the next initrd are /Image and /initrd, and go through kexec_file_load(2). One line per step, "lab: ..."; then the
 * machine is reset.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <linux/reboot.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void end(void)
{
	fflush(stdout);
	sync();
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

static void expect(bool right, const char *what)
{
	printf("lab: %s %s\n", right ? "ok" : "FAIL", what);
	if (!right)
		end();
}

/* The first bytes of a file as text; empty if it cannot be read. */
static const char *text_of(const char *name)
{
	static char text[4096];
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	text[size > 0 ? size : 0] = '\0';
	if (fd >= 0)
		close(fd);
	return text;
}

static bool told(const char *word)
{
	return strstr(text_of("/proc/cmdline"), word) != NULL;
}

static void print_crash_memory(void)
{
	FILE *iomem = fopen("/proc/iomem", "re");
	char line[256];

	while (iomem && fgets(line, sizeof(line), iomem)) {
		if (strstr(line, "Crash kernel"))
			printf("lab: iomem %s", line);
	}
	if (iomem)
		fclose(iomem);
}

/* kexec_file_load(2): 0 or an error */
static int load(const char *kernel, const char *command_line, unsigned long flags)
{
	int image = open(kernel, O_RDONLY | O_CLOEXEC), initrd = open("/initrd", O_RDONLY | O_CLOEXEC);
	long result = syscall(SYS_kexec_file_load, image, initrd, strlen(command_line) + 1, command_line, flags);
	int error = result ? errno : 0;

	close(image);
	close(initrd);
	printf("lab: kexec_file_load of %s: %s\n", kernel, strerrorname_np(error));
	return error;
}

static void look_at_core(void)
{
	int fd = open("/proc/vmcore", O_RDONLY | O_CLOEXEC);
	struct stat status = { 0 };
	Elf64_Ehdr head = { 0 };

	expect(fd >= 0 && !fstat(fd, &status) && read(fd, &head, sizeof(head)) == sizeof(head), "the capture kernel has /proc/vmcore");
	expect(!memcmp(head.e_ident, ELFMAG, SELFMAG) && head.e_type == ET_CORE && head.e_phnum > 1, "it is a core");
	printf("lab: captured %lld MiB\n", (long long)status.st_size >> 20);
}

static void crash(void)
{
	int trigger;

	expect(!load("/Image", "console=ttyS0 panic=1 lab.captures", KEXEC_FILE_ON_CRASH), "the crash image is loaded");
	expect(load("/init", "", KEXEC_FILE_ON_CRASH) != 0, "a program is no crash image");
	expect(*text_of("/sys/kernel/kexec_crash_loaded") == '1' || *text_of("/sys/kernel/kexec/crash_loaded") == '1',
	       "the first one is still armed");
	puts("lab: crashing");
	fflush(stdout);
	trigger = open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);
	expect(write(trigger, "c", 1) != 1, "the crash comes back");
}

static void go_on(void)
{
	expect(!load("/Image", "console=ttyS0 panic=1 lab.second", 0), "the next image is loaded");
	puts("lab: rebooting");
	fflush(stdout);
	reboot(LINUX_REBOOT_CMD_KEXEC);
	expect(false, "the reboot comes back");
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	mount("none", "/proc", "proc", 0, NULL);
	mount("none", "/sys", "sysfs", 0, NULL);
	if (told("lab.captures")) {
		look_at_core();
	} else if (told("lab.second")) {
		puts("lab: the second kernel runs");
	} else {
		puts("lab: the first kernel runs");
		print_crash_memory();
		if (told("lab.then=crash"))
			crash();
		if (told("lab.then=reboot"))
			go_on();
	}
	puts("lab: done");
	end();
}
