/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/check/memory-sum.h"

#include <stdbool.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/check/words.h"

#define MIB ((uint64_t)1 << 20)
#define CMA_MAX ((uint64_t)1 << 40) /* more is as hopeless */
#define TMPFS_SPARE (2 * MIB) /* for what programs write to it */
#define STRUCT_PAGE 64u /* Linux, include/linux/mm_types.h, on 64 bits */

static uint64_t round_up(uint64_t size, uint64_t to)
{
	return (size + to - 1) / to * to;
}

static void add(struct memory_sum *sum, const char *what, uint64_t bytes)
{
	if (bytes && sum->count < MEMORY_LINES)
		sum->line[sum->count++] = (struct memory_line){ what, bytes };
	sum->needed += bytes;
}

/* Linux prepares for as many CPUs as there are, but for nr_cpus=. */
static uint64_t cpus_of(const struct memory_request *request)
{
	uint64_t limit;

	return words_number(request->cmdline, "nr_cpus", &limit) && limit && limit < request->cpus ? limit : request->cpus;
}

static bool contains(struct view text, const char *word)
{
	size_t length = strlen(word);

	for (size_t at = 0; at + length <= text.size; at++)
		if (!memcmp(text.data + at, word, length))
			return true;
	return false;
}

/*
 * Without root= the files of an initrd lie in a tmpfs, else in a ramfs, which has no limit. (Linux, init/do_mounts.c, init_rootfs().)
 */
static bool is_in_tmpfs(const char *cmdline)
{
	struct view type;

	return words_find(cmdline, "rootfstype", &type) ? contains(type, "tmpfs") : !words_have(cmdline, "root");
}

/* The part of memory that a tmpfs takes, in percent: initramfs_options=size=N%, or half. (Linux, mm/shmem.c, shmem_default_max_blocks().) */
static uint64_t tmpfs_percent(const char *cmdline)
{
	static const char size[] = "size=";
	struct view options;
	uint64_t percent = 0;

	if (!words_find(cmdline, "initramfs_options", &options) || options.size < sizeof(size) || memcmp(options.data, size, sizeof(size) - 1))
		return 50;
	for (size_t i = sizeof(size) - 1; i < options.size && options.data[i] >= '0' && options.data[i] <= '9' && percent < 100; i++)
		percent = percent * 10 + (options.data[i] - '0');
	return options.data[options.size - 1] == '%' && percent && percent <= 100 ? percent : 50;
}

/* Bytes that must be free beside the files, so that the tmpfs takes them all; the running system needs `base` of it later. */
static uint64_t kept_free(const struct memory_request *request, uint64_t unpacked, uint64_t base)
{
	uint64_t percent = tmpfs_percent(request->cmdline), files = unpacked + TMPFS_SPARE;
	uint64_t rest = TMPFS_SPARE + files * (100 - percent) / percent;

	return is_in_tmpfs(request->cmdline) && rest > base ? rest - base : 0;
}

/* Bytes that depend on the size of the memory: a struct page for each page, in whole sections, and the page tables of the linear map. */
static uint64_t per_page(uint64_t page_size, uint64_t size)
{
	uint64_t section = page_size == 65536 ? 512 * MIB : 128 * MIB, sections = (size + section - 1) / section + 1;

	return sections * (section / page_size * STRUCT_PAGE) + size / page_size * 8;
}

/* Measured, but for pages of 64 KiB: docs/crash-memory.md. */
static uint64_t base_of(uint64_t page_size)
{
	return page_size == 65536 ? 100 * MIB : 20 * MIB;
}

/* swiotlb=noforce */
static bool is_off(const char *cmdline)
{
	static const char word[] = "noforce";
	struct view value;

	return words_find(cmdline, "swiotlb", &value) && value.size == sizeof(word) - 1 && !memcmp(value.data, word, value.size);
}

void memory_sum(const struct memory_request *request, struct memory_sum *ret)
{
	uint64_t unpacked = request->unpacked ? request->unpacked : 3 * request->initrd;
	uint64_t cma = 0, fixed, size = 0;
	struct memory_sum sum = { 0 };

	add(&sum, "the kernel", round_up(request->kernel, 2 * MIB));
	add(&sum, "boot data, elfcorehdr, purgatory", round_up(request->tree, MIB) + MIB);
	add(&sum, "the initrd as it is loaded", request->initrd);
	add(&sum, request->unpacked ? "the initrd unpacked" : "the initrd unpacked, if it is three times as large", unpacked);
	if (words_number(request->cmdline, "cma", &cma))
		add(&sum, "CMA, by cma= on its command line", cma < CMA_MAX ? cma : CMA_MAX);
	if (request->needs_bounce && !is_off(request->cmdline))
		add(&sum, "buffers for devices that do not reach all its memory (swiotlb)", 64 * MIB);
	add(&sum, "data of each CPU", cpus_of(request) * MIB / 2);
	add(&sum, "the running system: drivers, programs, the dump's buffers", base_of(request->page_size));
	add(&sum, "kept free by the tmpfs that the initrd is unpacked to (no root=)", kept_free(request, unpacked, base_of(request->page_size)));
	fixed = sum.needed;
	for (int i = 0; i < 8; i++) /* each round is nearer by a factor of some fifty */
		size = fixed + per_page(request->page_size, size);
	add(&sum, "descriptors and page tables of its memory", per_page(request->page_size, size));
	sum.smallest = round_up(sum.needed, MIB);
	*ret = sum;
}
