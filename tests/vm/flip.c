/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flip MEMORY RAM_BASE PLACE CONSOLE
 *
 * Inverts one bit at a named place of what a virtual machine has loaded, in the file that is its memory. CONSOLE is what the
 * guest has said; in it are lines "lab: segment PART ADDRESS". Fails unless the part's magic number is where it should be, so
 * that a test cannot pass because something else was hit.
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

#include "common/handoff.h"

static const struct place {
	const char *name;
	const char *part;
	uint64_t magic_at;
	const char *magic;
	uint64_t at;
} places[] = {
	{ "kernel", "kernel", 0x38, "ARM\x64", 0x180123 },
	/* In the header for UEFI, which nobody reads any more: the kernel can run with it. */
	{ "kernel-header", "kernel", 0x38, "ARM\x64", 0x60 },
	{ "initrd", "initrd", 0, "070701", 0x180123 },
	{ "dtb", "dtb", 0, "\xd0\x0d\xfe\xed", 0x123 },
	{ "elfcorehdr", "elfcorehdr", 0, "\177ELF", 0x123 },
	{ "handoff", "purgatory", HANDOFF_OFFSET, "WRMKHNDF", HANDOFF_OFFSET + HANDOFF_WRITTEN },
	/* A bit of the address of the second table. */
	{ "tables", "purgatory", HANDOFF_OFFSET, "WRMKHNDF", PURGATORY_TABLES + 1 },
};

static const struct place *find_place(const char *name)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!strcmp(places[i].name, name))
			return &places[i];
	return NULL;
}

static uint64_t segment_of(const char *console, const char *part)
{
	char line[512], name[32];
	uint64_t address, found = 0;
	FILE *file = fopen(console, "r");

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "lab: segment %31s %" SCNx64, name, &address) == 2 && !strcmp(name, part))
			found = address;
	if (file)
		fclose(file);
	return found;
}

int main(int argc, char **argv)
{
	const struct place *place = argc == 5 ? find_place(argv[3]) : NULL;
	unsigned char *memory;
	uint64_t base, start;
	struct stat st;
	int fd;

	if (!place || sscanf(argv[2], "%" SCNx64, &base) != 1)
		return fprintf(stderr, "usage: flip MEMORY RAM_BASE PLACE CONSOLE\n"), 2;
	start = segment_of(argv[4], place->part);
	fd = open(argv[1], O_RDWR | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		return perror(argv[1]), 2;
	if (start < base || start - base >= (uint64_t)st.st_size || (uint64_t)st.st_size - (start - base) < 0x200000)
		return fprintf(stderr, "flip: %s is not in the memory file\n", place->part), 2;
	memory = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		return perror("mmap"), 2;
	memory += start - base;
	if (memcmp(memory + place->magic_at, place->magic, strlen(place->magic)))
		return fprintf(stderr, "flip: there is no %s at %#" PRIx64 "\n", place->part, start), 1;
	memory[place->at] ^= 0x10;
	printf("flipped a bit at %#" PRIx64 "\n", start + place->at);
	return 0;
}
