/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flip MEMORY RAM_BASE REGION_START-REGION_END FILE OFFSET
 *
 * Finds the 4 KiB of FILE at OFFSET, on a page of its own, in the memory file of a running virtual machine between two
 * physical addresses (hexadecimal, the end inclusive, as in /proc/iomem) and inverts one bit there. Fails unless there is
 * exactly one such page, so that a test cannot pass because nothing was hit.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096

int main(int argc, char **argv)
{
	unsigned char want[PAGE], *memory, *hit = NULL;
	uint64_t base, start, last;
	unsigned int hits = 0;
	struct stat st;
	int fd;

	if (argc != 6 || sscanf(argv[2], "%" SCNx64, &base) != 1 || sscanf(argv[3], "%" SCNx64 "-%" SCNx64, &start, &last) != 2)
		return fprintf(stderr, "usage: flip MEMORY RAM_BASE START-END FILE OFFSET\n"), 2;
	fd = open(argv[4], O_RDONLY | O_CLOEXEC);
	if (fd < 0 || pread(fd, want, PAGE, strtoll(argv[5], NULL, 0)) != PAGE)
		return perror(argv[4]), 2;
	close(fd);
	fd = open(argv[1], O_RDWR | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		return perror(argv[1]), 2;
	if (start < base || last < start || last - base >= (uint64_t)st.st_size)
		return fprintf(stderr, "flip: the region is not in the memory file\n"), 2;
	memory = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		return perror("mmap"), 2;
	for (uint64_t at = start - base; at + PAGE <= last - base + 1; at += PAGE) {
		if (!memcmp(memory + at, want, PAGE)) {
			hit = memory + at;
			hits++;
		}
	}
	if (hits != 1)
		return fprintf(stderr, "flip: %u pages match\n", hits), 1;
	hit[123] ^= 0x10;
	printf("flipped a bit at %#" PRIx64 "\n", base + (uint64_t)(hit - memory) + 123);
	return 0;
}
