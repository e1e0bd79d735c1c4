/* SPDX-License-Identifier: GPL-2.0-only */
/* The text of /proc/iomem to a memory map. */
#ifndef WARMKEXEC_MACHINE_IOMEM_H
#define WARMKEXEC_MACHINE_IOMEM_H

#include <stdbool.h>

#include "common/range.h"
#include "kexec/base/blob.h"

struct diag;
struct memmap;

/*
 * Reads the text of /proc/iomem (Linux, kernel/resource.c). A line paints over what its parents painted; lines below a
 * crash region do not cut it; lines that are neither RAM nor of the kernel itself reserve the RAM they cover, but not that
 * of a driver, which is kept from loads anyway.
 *
 * Returns 0, or -errno with the reason: -EACCES every address is zero, which is what the kernel shows to others than root;
 * -EINVAL a line that is not "start-end : name" or is RAM that begins below the line before it, or no System RAM at all;
 * -ENOMEM.
 */
int iomem_parse(struct view text, struct memmap *ret, struct diag *diag);

struct iomem_line {
	struct range range;
	struct view name;
};

/* Takes the next line that is "start-end : name" off the text, at any depth. False if there is none left. */
bool iomem_next(struct view *text, struct iomem_line *ret);

#endif
