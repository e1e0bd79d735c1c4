// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two system calls that load a kernel, as they are, without a loader's mind of its own:
 *
 *	kload segments normal|crash ENTRY ADDRESS:MEMORY:FILE...	kexec_load(2); addresses and sizes are numbers
 *	kload file[:FLAGS] normal|crash KERNEL INITRD|- CMDLINE|-	kexec_file_load(2); FLAGS is a number
 *	kload file-debug ...						the same, and the kernel's log tells how (since 6.8)
 *	kload unload normal|crash					by kexec_load(2)
 *	kload file-unload normal|crash					by kexec_file_load(2)
 *
 * FILE - stands for no bytes, which leaves the memory zeroed, FILE bad for a buffer that cannot be read, and FILE wait for one
 *that never comes: the call waits for it, with the kernel's lock, until the program is killed. KERNEL memfd:NAME is a copy in
 *memory; KERNEL none and INITRD none are no open file. Prints "ok" and exits with 0, or prints the name of the error and exits
 *with 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <linux/userfaultfd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef KEXEC_FILE_DEBUG
#define KEXEC_FILE_DEBUG 8
#endif

static _Noreturn void die(const char *what, const char *value)
{
	fprintf(stderr, "kload: %s: %s\n", what, value);
	exit(2);
}

static int report(long result)
{
	if (result == 0) {
		puts("ok");
		return 0;
	}
	puts(strerrorname_np(errno));
	return 1;
}

static unsigned long long number(const char *text, char **end)
{
	unsigned long long value = strtoull(text, end, 0);

	if (*end == text)
		die("not a number", text);
	return value;
}

static void map_file(const char *name, struct kexec_segment *segment)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *bytes;

	if (fd < 0 || fstat(fd, &status))
		die("cannot open", name);
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		die("cannot map", name);
	segment->buf = bytes;
	segment->bufsz = (size_t)status.st_size;
}

/* Memory without pages, of which the kernel asks this program, which does not answer. */
static void *never(size_t size)
{
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	struct uffdio_api api = { .api = UFFD_API };
	void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct uffdio_register all = { .range = { (uintptr_t)bytes, size }, .mode = UFFDIO_REGISTER_MODE_MISSING };

	if (fd < 0 || bytes == MAP_FAILED || ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &all))
		die("userfaultfd", strerror(errno));
	return bytes;
}

/* ADDRESS:MEMORY:FILE */
static struct kexec_segment parse_segment(const char *text)
{
	struct kexec_segment segment = { 0 };
	char *end;

	segment.mem = (void *)number(text, &end);
	if (*end != ':')
		die("not ADDRESS:MEMORY:FILE", text);
	segment.memsz = (size_t)number(end + 1, &end);
	if (*end != ':')
		die("not ADDRESS:MEMORY:FILE", text);
	if (!strcmp(end + 1, "bad")) {
		segment.buf = (void *)8;
		segment.bufsz = segment.memsz;
	} else if (!strcmp(end + 1, "wait")) {
		segment.buf = never(segment.memsz);
		segment.bufsz = segment.memsz;
	} else if (strcmp(end + 1, "-") != 0) {
		map_file(end + 1, &segment);
	}
	return segment;
}

static int load_segments(bool crash, char **argv, int count)
{
	struct kexec_segment segment[KEXEC_SEGMENT_MAX + 1];
	char *end;
	unsigned long entry = (unsigned long)number(argv[0], &end);

	if (count - 1 > KEXEC_SEGMENT_MAX + 1)
		die("too many segments", argv[KEXEC_SEGMENT_MAX + 2]);
	for (int i = 1; i < count; i++)
		segment[i - 1] = parse_segment(argv[i]);
	return report(syscall(SYS_kexec_load, entry, (unsigned long)count - 1, segment,
			      KEXEC_ARCH_DEFAULT | (crash ? KEXEC_ON_CRASH : 0UL)));
}

static int copy_in_memory(int from)
{
	int fd = memfd_create("kernel", MFD_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(from, &status))
		die("memfd_create", strerror(errno));
	for (off_t at = 0; at < status.st_size;) {
		if (sendfile(fd, from, &at, (size_t)(status.st_size - at)) <= 0)
			die("sendfile", strerror(errno));
	}
	return fd;
}

static int open_file(const char *name)
{
	bool in_memory = !strncmp(name, "memfd:", 6);
	const char *path = name + (in_memory ? 6 : 0);
	int fd;

	if (!strcmp(name, "none"))
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die("cannot open", path);
	return in_memory ? copy_in_memory(fd) : fd;
}

static int load_file(unsigned long flags, char **argv)
{
	bool no_initrd = !strcmp(argv[1], "-"), no_cmdline = !strcmp(argv[2], "-");
	int kernel = open_file(argv[0]), initrd = no_initrd ? -1 : open_file(argv[1]);

	if (no_initrd)
		flags |= KEXEC_FILE_NO_INITRAMFS;
	if (!strcmp(argv[2], "wait"))
		return report(syscall(SYS_kexec_file_load, kernel, initrd, 4096UL, never(4096), flags));
	return report(syscall(SYS_kexec_file_load, kernel, initrd, no_cmdline ? 0UL : strlen(argv[2]) + 1, argv[2], flags));
}

int main(int argc, char **argv)
{
	bool crash = argc > 2 && !strcmp(argv[2], "crash");
	unsigned long file_flags = crash ? KEXEC_FILE_ON_CRASH : 0;
	char *end;

	if (argc < 3 || (!crash && strcmp(argv[2], "normal") != 0))
		die("usage", "kload segments|file[:FLAGS]|file-debug|unload|file-unload normal|crash ...");
	if (!strcmp(argv[1], "segments") && argc > 4)
		return load_segments(crash, argv + 3, argc - 3);
	if (!strcmp(argv[1], "file") && argc == 6)
		return load_file(file_flags, argv + 3);
	if (!strncmp(argv[1], "file:", 5) && argc == 6)
		return load_file(file_flags | (unsigned long)number(argv[1] + 5, &end), argv + 3);
	if (!strcmp(argv[1], "file-unload") && argc == 3)
		return report(syscall(SYS_kexec_file_load, -1, -1, 0UL, NULL, file_flags | KEXEC_FILE_UNLOAD));
	if (!strcmp(argv[1], "file-debug") && argc == 6)
		return load_file(file_flags | KEXEC_FILE_DEBUG, argv + 3);
	if (!strcmp(argv[1], "unload") && argc == 3)
		return report(syscall(SYS_kexec_load, 0UL, 0UL, NULL, KEXEC_ARCH_DEFAULT | (crash ? KEXEC_ON_CRASH : 0UL)));
	die("what to do with it", argv[1]);
}
