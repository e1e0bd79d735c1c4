/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory that is reserved for the capture kernel. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "common/range.h"
#include "kexec/base/blob.h"
#include "kexec/base/size-text.h"
#include "kexec/check/check-rows.h"
#include "kexec/check/load-facts.h"
#include "kexec/check/words.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"
#include "kexec/machine/snapshot.h"

#define LOW_END ((uint64_t)1 << 32) /* the reach of a device with 32 address bits */

void judge_machine(const struct check_input *input, struct finding *ret)
{
	if (input->machine)
		return;
	finding_set(ret, SEVERITY_ERROR, "the machine cannot be judged: %s", input->no_machine->message);
	finding_remedy(ret, "%s", input->no_machine->hint);
}

/* ---- is there a region? ---- */

static bool is_crash(const struct mem_area *area)
{
	return area->type == MEM_CRASH || area->type == MEM_CRASH_LOW || area->type == MEM_CRASH_CMA;
}

static const char *area_name(enum mem_type type)
{
	return type == MEM_CRASH_LOW ? "Crash kernel (low)" : type == MEM_CRASH_CMA ? "crashkernel=,cma" : "Crash kernel";
}

static void show_regions(const struct memmap *map, struct finding *ret)
{
	for (size_t i = 0; i < map->count; i++)
		if (is_crash(&map->area[i]))
			finding_evidence(ret, "0x%" PRIx64 "-0x%" PRIx64 ": %s, %s", map->area[i].range.start, map->area[i].range.end - 1,
					 area_name(map->area[i].type), size_text(range_size(map->area[i].range)).text);
}

static uint64_t bytes_of(const struct memmap *map, enum mem_type type)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < map->count; i++)
		if (map->area[i].type == type)
			sum += range_size(map->area[i].range);
	return sum;
}

static uint64_t all_bytes(const struct memmap *map)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < map->count; i++)
		sum += range_size(map->area[i].range);
	return sum;
}

bool check_has_region(const struct check_input *input)
{
	return bytes_of(&input->machine->map, MEM_CRASH) != 0;
}

/* Finds the lines that the kernel logged when it reserved, or did not. */
static void show_log(const struct check_input *input, struct finding *ret)
{
	struct diag why;
	struct view text;
	int r = snapshot_bytes(input->files, CHECK_LOG, &text, &why);

	if (r < 0 && r != -ENOENT)
		finding_evidence(ret, "%s", why.message);
	if (r < 0)
		return;
	for (size_t at = 0, shown = 0; at < text.size && shown < 8; shown++) {
		const uint8_t *end = memchr(text.data + at, '\n', text.size - at);
		size_t length = end ? (size_t)(end - text.data) - at : text.size - at;

		if (length)
			finding_evidence(ret, "the kernel's log: %.*s", (int)length, (const char *)text.data + at);
		at += length + 1;
	}
}

/* The size to ask for: what this load needs, or what fits a usual one. */
static void advise_size(const struct check_input *input, struct finding *ret)
{
	if (input->load && input->load->memory.smallest)
		finding_remedy(ret, "Boot with crashkernel=%" PRIu64 "M.", input->load->memory.smallest >> 20);
	else
		finding_remedy(ret, "Boot with crashkernel=256M, or ask kexec --check -p KERNEL --initrd=FILE for the size that this "
				    "kernel and this initrd need.");
}

static void judge_absent(const struct check_input *input, struct finding *ret)
{
	const struct snapshot_entry *size = snapshot_find(input->files, "/sys/kernel/kexec_crash_size");
	struct view value;

	if (size && size->error == -ENOENT) {
		finding_set(ret, SEVERITY_ERROR, "the running kernel cannot keep a crash kernel: it is built without CONFIG_CRASH_DUMP or CONFIG_KEXEC");
		finding_evidence(ret, "/sys/kernel/kexec_crash_size is absent");
		finding_remedy(ret, "Boot a kernel that is built with both.");
	} else if (words_find(check_running_line(input), "crashkernel", &value)) {
		finding_set(ret, SEVERITY_ERROR, "no memory is reserved for a crash kernel, although crashkernel= asks for it");
		finding_evidence(ret, "the running kernel's command line has crashkernel=%.*s", (int)value.size, (const char *)value.data);
		show_log(input, ret);
		explain_crashkernel(value, all_bytes(&input->machine->map), ret);
	} else {
		finding_set(ret, SEVERITY_ERROR, "no memory is reserved for a crash kernel: the running kernel's command line has no crashkernel=");
		advise_size(input, ret);
	}
}

void judge_region(const struct check_input *input, struct finding *ret)
{
	const struct memmap *map;
	uint64_t size;

	if (!input->machine)
		return;
	map = &input->machine->map;
	size = bytes_of(map, MEM_CRASH);
	if (size) {
		finding_set(ret, SEVERITY_OK, "%s are reserved for the crash kernel", size_text(size).text);
		show_regions(map, ret);
	} else if (bytes_of(map, MEM_CRASH_LOW)) {
		finding_set(ret, SEVERITY_ERROR, "only low memory is reserved for a crash kernel, and nothing is loaded there");
		show_regions(map, ret);
		finding_remedy(ret, "Boot with crashkernel=SIZE,high beside crashkernel=SIZE,low, or with crashkernel=SIZE alone.");
	} else {
		judge_absent(input, ret);
	}
}

/* ---- is it large enough? ---- */

static void show_sum(const struct memory_sum *sum, struct finding *ret)
{
	for (size_t i = 0; i < sum->count; i++)
		finding_evidence(ret, "%10s  %s", size_text(sum->line[i].bytes).text, sum->line[i].what);
	finding_evidence(ret, "%10s  in all", size_text(sum->needed).text);
}

void judge_region_size(const struct check_input *input, struct finding *ret)
{
	const struct memory_sum *sum = input->load ? &input->load->memory : NULL;
	uint64_t given;

	if (!sum || !sum->smallest || !input->machine || !bytes_of(&input->machine->map, MEM_CRASH))
		return;
	given = input->load->given;
	if (given >= sum->needed) {
		if (input->lacks_room)
			return; /* judge_load() says why */
		finding_set(ret, SEVERITY_OK, "the capture kernel has %s and needs about %s", size_text(given).text,
			    size_text(sum->needed).text);
		show_sum(sum, ret);
		return;
	}
	finding_set(ret, SEVERITY_ERROR, "the memory of the capture kernel is too small: it has %s and needs about %s", size_text(given).text,
		    size_text(sum->needed).text);
	show_sum(sum, ret);
	if (input->lacks_room)
		finding_evidence(ret, "%s", input->no_load->message);
	finding_remedy(ret, "Boot with crashkernel=%" PRIu64 "M, or make the initrd smaller.", sum->smallest >> 20);
}

/* ---- can devices reach it? ---- */

static uint64_t lowest(const struct memmap *map)
{
	uint64_t start = UINT64_MAX;

	for (size_t i = 0; i < map->count; i++)
		if (is_crash(&map->area[i]) && map->area[i].range.start < start)
			start = map->area[i].range.start;
	return start;
}

static bool has_ram_below(const struct memmap *map, uint64_t end)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->area[i].type == MEM_RAM && map->area[i].range.start < end)
			return true;
	return false;
}

void judge_region_low(const struct check_input *input, struct finding *ret)
{
	const struct memmap *map = input->machine ? &input->machine->map : NULL;

	if (!map || !bytes_of(map, MEM_CRASH) || !has_ram_below(map, LOW_END))
		return;
	if (lowest(map) < LOW_END) {
		finding_set(ret, SEVERITY_OK, "the capture kernel has memory below 4 GiB for devices that reach no further");
		return;
	}
	finding_set(ret, SEVERITY_WARNING,
		    "the capture kernel has no memory below 4 GiB: devices with 32 address bits do not work there, among them many disk, USB "
		    "and network controllers");
	show_regions(map, ret);
	finding_remedy(ret, "Boot with crashkernel=128M,low beside crashkernel=SIZE,high, or with crashkernel=SIZE alone.");
}
