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
	MEM_RESERVED,  /* RAM that firmware, devices or the kernel's successor still need: never written */
	MEM_CRASH,     /* "Crash kernel": the capture kernel is loaded into one of them */
	MEM_CRASH_LOW, /* "Crash kernel (low)": given to the capture kernel, never loaded into */
	MEM_KEXEC,     /* "Kexec kernel": kept for the next kernel, which may be loaded there before it runs */
	MEM_DRIVER,    /* "System RAM (virtio_mem)" and the like: RAM only by its driver, dumped, never loaded into */
	MEM_UNKNOWN,   /* RAM that the next kernel, when it starts, does not know to be RAM: never loaded into */
};

struct mem_area {
	struct range range;
	enum mem_type type;
};

struct memmap {
	struct mem_area *area; /* ascending, disjoint; neighbours of equal type are not merged */
	size_t count;
	struct range kernel_code; /* "Kernel code", empty when not shown */
	struct range kernel_data; /* "Kernel data", empty when not shown */
	bool names_reserved;	  /* the source shows what is reserved inside RAM; kernels before 4.18 do not */
};

/* Makes range be of this type, whatever it was. Returns 0 or -ENOMEM (the map is unchanged then). */
int memmap_paint(struct memmap *map, struct range range, enum mem_type type);

/* Makes those parts of range that are MEM_RAM be of this type; other parts stay. Returns 0 or -ENOMEM. */
int memmap_repaint_ram(struct memmap *map, struct range range, enum mem_type type);

/* Makes what is MEM_RAM and in none of the known ranges, which ascend, MEM_UNKNOWN. Returns 0 or -ENOMEM. */
int memmap_paint_unknown(struct memmap *map, const struct ranges *known);

/* The ranges of one type, ascending; touching ones are merged, but for regions: what the kernel knows as two stays two. */
int memmap_select(const struct memmap *map, enum mem_type type, struct ranges *ret);

/* The number of areas of one type. */
size_t memmap_count(const struct memmap *map, enum mem_type type);

/* All RAM, that of drivers too, less every crash region, ascending and merged: what a dump holds. */
int memmap_dumped(const struct memmap *map, struct ranges *ret);

void memmap_release(struct memmap *map);

#endif
