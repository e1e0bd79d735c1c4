/* SPDX-License-Identifier: GPL-2.0-only */
/* Devicetrees for tests, made by libfdt's sequential writer from named pieces. */
#ifndef WARMKEXEC_TESTS_TREES_H
#define WARMKEXEC_TESTS_TREES_H

#include <stdint.h>

#include "kexec/base/blob.h"
#include "kexec/machine/fdt-open.h"

/* The parts of a machine's tree; zero members are left out. Each function writes the part that its name says. */
struct recipe {
	uint32_t address_cells, size_cells;
	void (*reserve)(void *fdt);
	void (*root)(void *fdt);
	const char *chosen; /* the node's name */
	void (*in_chosen)(void *fdt);
	void (*nodes)(void *fdt);
};

struct blob cook(const struct recipe *recipe);

/* Opens a tree, which must be good; cook_opened() opens what cook() makes. */
struct devicetree opened(const struct blob *tree);
struct devicetree cook_opened(const struct recipe *recipe);

/* Fails the test when a libfdt call did. */
void must(int libfdt_result);

/* A property of one address and size in two cells each. */
void write_range(void *fdt, const char *name, uint64_t start, uint64_t size);

void memory_node(void *fdt);	      /* 2 + 2 cells */
void memory_node_one_cell(void *fdt); /* 1 + 1 cells */
void board_nodes(void *fdt);	      /* memory and PSCI 1.0 by HVC */
void firmware_reserve(void *fdt);     /* two ranges of firmware's own */
void psci_node(void *fdt, const char *compatible, const char *method, const char *status);

extern const struct recipe board; /* as firmware makes it */
extern const struct recipe uefi;  /* as a UEFI boot stub makes it: nothing but /chosen */
extern const struct recipe stale; /* a capture kernel's, with everything that an earlier load can leave behind */

/* stale's properties of one range, each with the memory reservation that belongs to it. */
#define STALE_COUNT 5
struct stale_range {
	const char *name;
	uint64_t start, size;
};
extern const struct stale_range stale_ranges[STALE_COUNT];

#define STALE_INITRD 0x44000000
#define STALE_INITRD_SIZE 0x100123
void stale_reserve(void *fdt);
void stale_chosen(void *fdt);

#endif
