/* SPDX-License-Identifier: GPL-2.0-only */
/* The arm64 purgatory that is built into this program, and its page tables: purgatory() and tables*() of arch/arch.h. */
#ifndef WARMKEXEC_ARCH_ARM64_PURGATORY_IMAGE_H
#define WARMKEXEC_ARCH_ARM64_PURGATORY_IMAGE_H

#include <stddef.h>

struct blob;
struct diag;
struct purgatory_map;
struct view;

/* The purgatory's flat binary, which lives as long as the program. Empty if the build had no compiler for it. */
struct view arm64_purgatory(void);

/* The most bytes of page tables for that many ranges of memory. SIZE_MAX if the number does not fit into size_t. */
size_t arm64_purgatory_tables_bound(size_t memory_count);

/*
 * Builds the page tables: one row for the purgatory's code, one for the rest of its segment, one for each range of memory, and
 * one for the device if there is one. They are for address map->segment.start + PURGATORY_TABLES. The caller owns *ret:
 * blob_release(). *ret is untouched on failure.
 *
 * Returns 0, or -errno with the reason:
 *   -EINVAL  there are too many ranges, or arm64_tables_build() refuses one
 *   -ERANGE  a range or the tables end above 2^48; a range is too long
 *   -ENOMEM
 */
int arm64_purgatory_tables(const struct purgatory_map *map, struct blob *ret, struct diag *diag);

#endif
