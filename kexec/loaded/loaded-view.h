/* SPDX-License-Identifier: GPL-2.0-only */
/* The current facts of a loaded kernel: the normal one, or the crash kernel. */
#ifndef WARMKEXEC_LOADED_LOADED_VIEW_H
#define WARMKEXEC_LOADED_LOADED_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "common/range.h"
#include "kexec/loaded/loaded.h"

struct diag;
struct memmap;

/* Memory that differs from that at the load. */
struct difference {
	uint64_t bytes;
	struct range first; /* the first piece of it */
};

struct loaded_view {
	bool crash;
	bool is_supported; /* the running kernel shows whether one is loaded */
	bool is_loaded;
	bool is_known;	/* `loaded` describes it */
	char why[1200]; /* why it is not known, or not supported */
	struct loaded loaded;
	bool have_memory; /* the machine's memory map could be read: the next three are filled */
	struct difference gone, added;
	bool lost_part; /* a part lies in memory that is gone, or would be moved there */
	bool have_copy_size;
	uint64_t copy_size; /* the bytes that the running kernel will copy, by its own account */
};

/*
 * Checks a record against the running kernel. view has crash and the copy size.
 *
 * Returns 0, or -errno with the reason:
 *   -ESTALE  the record is of another boot, or of an earlier load
 *   -EINVAL  the record is of the other kind of kernel
 */
int loaded_check(const struct loaded *loaded, const struct loaded_view *view, const char *boot_id, struct diag *diag);

/* Compares the memory at the load with the map. Returns 0 or -ENOMEM. */
int loaded_compare(struct loaded_view *view, const struct memmap *map);

/* Is the kernel loaded that has this request, on the memory of now? */
bool loaded_is_same(const struct loaded_view *view, const uint8_t request[SHA256_SIZE]);

/* Is it known that a part lies in a crash region? */
bool loaded_is_in_crash_region(const struct loaded_view *view, const struct memmap *map);

/* Lists all memory that a load depends on, merged. Memory that a driver has added counts for a crash load only. 0 or -ENOMEM.
 */
int loaded_memory(const struct memmap *map, bool crash, struct ranges *ret);

/* Is the memory, or the home, of a part outside `has`? */
bool loaded_lost_part(const struct loaded *loaded, const struct ranges *has);

/* For CLEANUP(). */
void loaded_view_release(struct loaded_view *view);

#endif
