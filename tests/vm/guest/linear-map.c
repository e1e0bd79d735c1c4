/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linear-map START END: how the running kernel maps that range of physical memory, by its own dump of its page tables, and
 * whether /proc/kcore shows it. Prints shell variables, each a number of bytes of the range: blocks (leaves larger than a
 * page), pages, invalid (an entry is there, but not valid), hidden (no entry at all), kcore.
 *
 * The address of a byte in the linear map comes from the program headers of /proc/kcore.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADERS_MAX 256

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "linear-map: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t overlap(uint64_t a, uint64_t a_end, uint64_t b, uint64_t b_end)
{
	uint64_t start = a > b ? a : b;
	uint64_t end = a_end < b_end ? a_end : b_end;

	return start < end ? end - start : 0;
}

/* The bytes of the range that the file shows, and what to add to a physical address to have a linear one. */
static uint64_t read_kcore(uint64_t start, uint64_t end, uint64_t *ret_offset)
{
	static Elf64_Phdr headers[HEADERS_MAX];
	int fd = open("/proc/kcore", O_RDONLY | O_CLOEXEC);
	uint64_t bytes = 0, largest = 0;
	Elf64_Ehdr header;

	errno = EINVAL;
	if (fd < 0 || pread(fd, &header, sizeof(header), 0) != sizeof(header) || header.e_phnum > HEADERS_MAX ||
	    pread(fd, headers, header.e_phnum * sizeof(headers[0]), (off_t)header.e_phoff) !=
		    (ssize_t)(header.e_phnum * sizeof(headers[0])))
		die("/proc/kcore");
	for (size_t i = 0; i < header.e_phnum; i++) {
		const Elf64_Phdr *at = &headers[i];

		/* Only RAM has a physical address there: not the kernel's image and not vmalloc. */
		if (at->p_type != PT_LOAD || at->p_paddr == 0 || at->p_paddr == UINT64_MAX)
			continue;
		bytes += overlap(start, end, at->p_paddr, at->p_paddr + at->p_memsz);
		if (at->p_memsz > largest) {
			largest = at->p_memsz;
			*ret_offset = at->p_vaddr - at->p_paddr;
		}
	}
	close(fd);
	if (!largest)
		die("/proc/kcore has no RAM");
	return bytes;
}

static void read_tables(uint64_t start, uint64_t end, uint64_t kcore)
{
	uint64_t blocks = 0, pages = 0, invalid = 0;
	bool inside = false, seen = false;
	char line[256];
	FILE *dump = fopen("/sys/kernel/debug/kernel_page_tables", "re");

	if (!dump)
		die("kernel_page_tables");
	while (fgets(line, sizeof(line), dump)) {
		unsigned long long from, to;
		char size[16], level[16];
		uint64_t bytes;
		int flags = 0;

		if (!strncmp(line, "---[", 4)) {
			inside = strstr(line, "Linear Mapping start");
			seen = seen || inside;
			continue;
		}
		if (!inside || sscanf(line, "%llx-%llx %15s %15s %n", &from, &to, size, level, &flags) != 4 || !line[flags])
			continue;
		bytes = overlap(start, end, from, to);
		if (!strncmp(line + flags, "F ", 2))
			invalid += bytes;
		else
			*(strcmp(level, "PTE") ? &blocks : &pages) += bytes;
	}
	fclose(dump);
	if (!seen) {
		errno = EINVAL;
		die("kernel_page_tables has no linear map");
	}
	printf("blocks=%llu pages=%llu invalid=%llu hidden=%llu kcore=%llu\n", (unsigned long long)blocks,
	       (unsigned long long)pages, (unsigned long long)invalid,
	       (unsigned long long)(end - start - blocks - pages - invalid), (unsigned long long)kcore);
}

int main(int argc, char **argv)
{
	uint64_t start, end, offset = 0, kcore;

	if (argc != 3) {
		fputs("usage: linear-map START END\n", stderr);
		return 2;
	}
	start = strtoull(argv[1], NULL, 0);
	end = strtoull(argv[2], NULL, 0);
	kcore = read_kcore(start, end, &offset);
	read_tables(start + offset, end + offset, kcore);
	return 0;
}
