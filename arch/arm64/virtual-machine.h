/* SPDX-License-Identifier: GPL-2.0-only */
/* The virtual machine for rehearsals of arm64 loads: rehearsal of struct arch. */
#ifndef WARMKEXEC_ARCH_ARM64_VIRTUAL_MACHINE_H
#define WARMKEXEC_ARCH_ARM64_VIRTUAL_MACHINE_H

struct arch_rehearsal;

extern const struct arch_rehearsal arm64_rehearsal;

#endif
