/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory that a load's capture kernel needs, and gets. */
#ifndef WARMKEXEC_COMMAND_CHECK_MEMORY_H
#define WARMKEXEC_COMMAND_CHECK_MEMORY_H

#include <stdint.h>

struct initrd_contents;
struct load_view;
struct memory_sum;
struct snapshot;

/*
 * Fills the sum, and the bytes that the capture kernel gets. files: those of check_files(). contents: of the initrd; all zero: not
 * known. The sum is all zero if the number of CPUs could not be read.
 */
void check_sum_memory(const struct load_view *view, const struct snapshot *files, const struct initrd_contents *contents, struct memory_sum *ret,
		      uint64_t *ret_given);

#endif
