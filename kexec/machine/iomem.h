/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes a memory map of the text of /proc/iomem. */
#ifndef WARMKEXEC_MACHINE_IOMEM_H
#define WARMKEXEC_MACHINE_IOMEM_H

#include <stdbool.h>

#include "common/range.h"
#include "kexec/base/blob.h"

struct diag;
struct memmap;

/*
 * Reads the text of /proc/iomem (Linux, kernel/resource.c). A line overrides its parents, except that the lines inside a crash
 * region do not divide it. A line that is neither RAM nor the kernel itself reserves the RAM that it covers. RAM of a driver
 * stays as it is: no load goes there anyway. The caller releases *ret.
 *
 * Returns 0, or -errno with the reason:
 *   -EACCES  every address is zero: the kernel hides them from other users than root
 *   -EINVAL  a line is not "start-end : name", RAM begins below the line before it, a line lies inside too
 *            many others, or there is no System RAM
 *   -ENOMEM
 */
int iomem_parse(struct view text, struct memmap *ret, struct diag *diag);

/*
 * Takes "start-end" off the text: two hexadecimal numbers, of which the second is the last address of the range. Moves *at
 * behind them. Returns false if the text does not begin so, or ends below its start; *at is then anywhere before end.
 */
bool iomem_take_range(const char **at, const char *end, struct range *ret);

struct iomem_line {
	struct range range;
	struct view name;
};

/* Takes the next line that is "start-end : name" off the text, at any depth. False if there is none left. */
bool iomem_next(struct view *text, struct iomem_line *ret);

#endif
