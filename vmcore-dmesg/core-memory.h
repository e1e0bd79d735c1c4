/* SPDX-License-Identifier: GPL-2.0-only */
/* The crashed kernel's memory by virtual address, read from the core through windows of a fixed size. */
#ifndef WARMKEXEC_VMCORE_DMESG_CORE_MEMORY_H
#define WARMKEXEC_VMCORE_DMESG_CORE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

struct core;
struct diag;

#define CORE_WINDOW_SIZE ((size_t)32 << 10)

/* The most that is asked of a window at once, in bytes. */
#define CORE_VIEW_MAX ((size_t)4096)

/* The bytes at [address, address + size). An empty one is all zero. One for each array that is read in order. */
struct core_window {
	const struct core *core;
	uint64_t address;
	size_t size;
	uint8_t data[CORE_WINDOW_SIZE];
};

/*
 * Shows size bytes, at most CORE_VIEW_MAX, of the memory at address; *ret is valid until the next call for this window.
 *
 * Returns 0, or -errno with the reason; *ret is untouched on failure:
 *   -EFAULT   no program header covers the address
 *   -ENODATA  the file ends before that
 *   others    those of the source
 */
int core_view(struct core_window *window, uint64_t address, size_t size, const uint8_t **ret, struct diag *diag);

/* Reads the number in size bytes, at most 8, at address. Returns what core_view() does. */
int core_read(struct core_window *window, uint64_t address, size_t size, uint64_t *ret, struct diag *diag);

/* Reads the number in size bytes at the address that SYMBOL(name) has in VMCOREINFO. Returns also what core_fact() does. */
int core_read_symbol(struct core_window *window, const char *symbol, size_t size, uint64_t *ret, struct diag *diag);

#endif
