/* SPDX-License-Identifier: GPL-2.0-only */
/* A line on the console of a rehearsal. kexec/rehearse/marks.c reads them; docs/rehearse.md lists them. */
#ifndef WARMKEXEC_ARCH_ARM64_REHEARSAL_INIT_LINE_H
#define WARMKEXEC_ARCH_ARM64_REHEARSAL_INIT_LINE_H

#include <stddef.h>

/* kexec/rehearse/marker.h has the same. */
#define FOLDER "/.kexec-rehearsal"

struct line {
	size_t size;
	char text[256];
};

/* Begins a line with the words that mark it, and what it tells. */
void line_begin(struct line *line, const char *what);
void line_add(struct line *line, const char *text);
void line_add_number(struct line *line, unsigned long number);

/* Writes it to the kernel's log. log: a descriptor of its own for each process, as the kernel limits the lines of each. */
void line_say(long log, struct line *line);

/* Says what cannot be done, with the error of a system call, and powers the machine off. */
_Noreturn void line_fail(long log, const char *what, const char *path, long error);

#endif
