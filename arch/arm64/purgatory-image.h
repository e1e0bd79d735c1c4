/* SPDX-License-Identifier: GPL-2.0-only */
/* The arm64 purgatory that was built into this program, and its page tables: of struct arch. */
#ifndef WARMKEXEC_ARCH_ARM64_PURGATORY_IMAGE_H
#define WARMKEXEC_ARCH_ARM64_PURGATORY_IMAGE_H

#include <stddef.h>

struct blob;
struct diag;
struct purgatory_map;
struct view;

/* Empty when the build had no compiler for it. */
struct view arm64_purgatory(void);

size_t arm64_purgatory_tables_bound(size_t memory_count);
int arm64_purgatory_tables(const struct purgatory_map *map, struct blob *ret, struct diag *diag);

#endif
