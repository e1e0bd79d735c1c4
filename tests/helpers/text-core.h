/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Core files as text. The first line is the format and its options:
 *
 *   ring|records|chars [bits=32] [elf=32] [order=big] [count=BITS] [size=BITS] [info=BYTES] [fit=exact] [record=log]
 * [header=BYTES]
 *
 * see struct core_spec. Other lines, in their order:
 *
 *   at SECONDS.MICROSECONDS TEXT   log a text, in which \xNN is a byte
 *   fill SECONDS.MICROSECONDS N    log a text of N letters
 *   lost, reserved, claimed        leave a record unfinished
 *   fact KEY=VALUE                 a line of VMCOREINFO before the others; without KEY: one of the others is left out
 *   poke PLACE OFFSET SIZE VALUE   a number in memory, or after the file was written, in its parts
 *   split|absent|zero PLACE OFFSET the load there becomes two, ends there, or has zeros from there on that are not in the file
 *   note SIZE                      another note before VMCOREINFO
 *   cut PLACE OFFSET               the file ends there
 *
 * PLACE is pointer, variables, descs, infos, text, header, programs or notes. Numbers are as in C. # begins a comment line.
 */
#ifndef WARMKEXEC_TESTS_TEXT_CORE_H
#define WARMKEXEC_TESTS_TEXT_CORE_H

#include <stddef.h>

struct blob;
struct view;

/* Returns 0, -ENOMEM, or -EINVAL if there is no such description; *ret_line is the number of the line that is wrong then. */
int text_core(struct view text, struct blob *ret, size_t *ret_line);

#endif
