/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of the kernel's log that concern a load, out of the records of /dev/kmsg. */
#ifndef WARMKEXEC_REFUSAL_KERNEL_LINES_H
#define WARMKEXEC_REFUSAL_KERNEL_LINES_H

#include <stdbool.h>
#include <stddef.h>

#define KERNEL_LINES_MAX 3
#define KERNEL_LINE_SIZE 140

struct kernel_lines {
	size_t count;
	char line[KERNEL_LINES_MAX][KERNEL_LINE_SIZE]; /* printable; too long a line is cut */
};

/*
 * Adds the text of a record if the kernel itself wrote it, as a notice or worse, and it concerns a load. Once there are
 * KERNEL_LINES_MAX lines, more are left out. record: size bytes, as one read of /dev/kmsg gives them (Linux,
 * Documentation/ABI/testing/dev-kmsg); anything else is left out.
 */
void kernel_lines_add(struct kernel_lines *lines, const char *record, size_t size);

/* True if a line has the text, in any case of letters. */
bool kernel_lines_have(const struct kernel_lines *lines, const char *text);

#endif
