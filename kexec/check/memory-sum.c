/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/check/memory-sum.h"

#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/check/words.h"

#define MIB ((uint64_t)1 << 20)
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

/* What depends on the size of the memory: a struct page for each page, in whole sections, and the page tables of the linear map. */
static uint64_t per_page(uint64_t page_size, uint64_t size)
{
	uint64_t section = page_size == 65536 ? 512 * MIB : 128 * MIB, sections = (size + section - 1) / section + 1;

	return sections * (section / page_size * STRUCT_PAGE) + size / page_size * 8;
}

/* Of measured captures, with a margin. */
static uint64_t base_of(uint64_t page_size)
{
	return page_size == 65536 ? 100 * MIB : page_size == 16384 ? 36 * MIB : 26 * MIB;
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
	uint64_t cma = 0, fixed, size;
	struct memory_sum sum = { 0 };

	add(&sum, "the kernel", round_up(request->kernel, 2 * MIB));
	add(&sum, "boot data, elfcorehdr, purgatory", round_up(request->tree, MIB) + 2 * MIB);
	add(&sum, "the initrd as it is loaded", request->initrd);
	add(&sum, request->unpacked ? "the initrd unpacked" : "the initrd unpacked, if it is three times as large", unpacked);
	if (words_number(request->cmdline, "cma", &cma))
		add(&sum, "CMA, by cma= on its command line", cma);
	if (request->needs_bounce && !is_off(request->cmdline))
		add(&sum, "buffers for devices that do not reach all its memory (swiotlb)", 64 * MIB);
	add(&sum, "data of each CPU", cpus_of(request) * MIB / 2);
	add(&sum, "the running system: drivers, programs, the dump's buffers", base_of(request->page_size));
	fixed = sum.needed;
	for (size = fixed; size < fixed + per_page(request->page_size, size); size += MIB)
		;
	add(&sum, "descriptors and page tables of its memory", per_page(request->page_size, size));
	sum.smallest = round_up(sum.needed, MIB);
	*ret = sum;
}
