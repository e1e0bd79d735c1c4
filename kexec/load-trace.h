/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts that a load rests on, for --debug. */
#ifndef WARMKEXEC_LOAD_TRACE_H
#define WARMKEXEC_LOAD_TRACE_H

#include <stdio.h>

struct console_choice;
struct devicetree;
struct machine;
struct ranges;

/* Each writes lines to out; nothing if out is NULL. */
void trace_dtb_memory(FILE *out, const struct devicetree *dtb, const struct ranges *memory);
void trace_machine(FILE *out, const struct machine *machine);
void trace_console(FILE *out, const struct console_choice *choice);
void trace_ramoops(FILE *out, const struct machine *machine);

#endif
