/* SPDX-License-Identifier: GPL-2.0-only */
/* A program that is to run in a virtual machine without any libraries. */
#ifndef WARMKEXEC_REHEARSE_GUEST_PROGRAM_H
#define WARMKEXEC_REHEARSE_GUEST_PROGRAM_H

#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;

/*
 * Checks that the file is a program of that architecture, which needs no other files. machine: EM_* of <elf.h>; arch: its name;
 * path: for messages. Returns 0, or -errno with the reason:
 *   -ENOEXEC it is no 64-bit ELF program, or one of another architecture
 *   -ELIBACC it is linked dynamically
 */
int guest_program_check(struct view file, uint16_t machine, const char *arch, const char *path, struct diag *diag);

#endif
