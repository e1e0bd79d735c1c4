/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's memory as the loader sees it: sorted, typed, disjoint ranges.
 *
 * Only memory that matters to a load is in the map: RAM, and crash regions wherever they lie. Devices are not.
 */
#ifndef WARMKEXEC_MACHINE_MEMMAP_H
#define WARMKEXEC_MACHINE_MEMMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"

struct ranges;

enum mem_type {
	MEM_RAM,       /* RAM that the next kernel may be loaded to */
	MEM_RESERVED,  /* RAM that firmware, devices or the next kernel still need: never written */
	MEM_CRASH,     /* "Crash kernel": the capture kernel is loaded into one of them */
	MEM_CRASH_LOW, /* "Crash kernel (low)": given to the capture kernel, never loaded into */
	MEM_CRASH_CMA, /* crashkernel=SIZE,cma: given to the capture kernel, not dumped, never loaded into; of a crash load */
	MEM_KEXEC,     /* "Kexec kernel": reserved for the next kernel, which may be loaded there before it runs */
	MEM_DRIVER,    /* "System RAM (virtio_mem)" and the like: a driver's RAM, dumped, never loaded into */
	MEM_UNKNOWN,   /* RAM that is missing from the next kernel's own map: dumped, never loaded into */
};

struct mem_area {
	struct range range;
	enum mem_type type;
};

struct memmap {
	struct mem_area *area; /* ascending, disjoint; neighbours of equal type are not merged */
	size_t count;
	struct range kernel_code; /* "Kernel code", empty if not shown */
	struct range kernel_data; /* "Kernel data", empty if not shown */
	bool names_reserved;	  /* the source shows what is reserved inside RAM; kernels before 4.18 do not */
};

/* Gives the whole range this type. Returns 0, or -ENOMEM: the map is unchanged. */
int memmap_paint(struct memmap *map, struct range range, enum mem_type type);

/* Gives the parts of range that are MEM_RAM this type. Other parts stay. Returns 0 or -ENOMEM. */
int memmap_repaint_ram(struct memmap *map, struct range range, enum mem_type type);

/* The same for many ranges, which ascend: the map is unchanged on failure. */
int memmap_repaint_ram_in(struct memmap *map, const struct ranges *ranges, enum mem_type type);

/* Changes MEM_RAM outside of the known ranges to MEM_UNKNOWN. known: ascending. Returns 0 or -ENOMEM. */
int memmap_paint_unknown(struct memmap *map, const struct ranges *known);

/*
 * Finds the ranges of one type, ascending. Ranges that touch are merged, except crash and "Kexec kernel" regions: two regions
 * of the kernel stay two. The caller releases *ret. Returns 0 or -ENOMEM.
 */
int memmap_select(const struct memmap *map, enum mem_type type, struct ranges *ret);

/* Finds the area with exactly this range. Returns NULL if no area has it. */
const struct mem_area *memmap_find(const struct memmap *map, struct range range);

/* The number of areas of one type. */
size_t memmap_count(const struct memmap *map, enum mem_type type);

/*
 * Finds the memory of a dump: all RAM, RAM of drivers included, without the crash regions and the memory of
 * crashkernel=SIZE,cma; ascending and merged. The caller releases *ret. Returns 0 or -ENOMEM.
 */
int memmap_dumped(const struct memmap *map, struct ranges *ret);

void memmap_release(struct memmap *map);

#endif
