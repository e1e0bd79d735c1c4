/* SPDX-License-Identifier: GPL-2.0-only */
/* Takes the picture of the machine that a load is planned on. */
#ifndef WARMKEXEC_HOST_MACHINE_H
#define WARMKEXEC_HOST_MACHINE_H

#include <stdbool.h>

#include "kexec/host/host.h"
#include "kexec/machine/machine.h"

struct diag;

/* Where tools/record-machine keeps the lines of VMCOREINFO of a machine that it recorded. */
#define RECORDED_VMCOREINFO "/proc/kcore.vmcoreinfo"

/*
 * Reads what a load needs; crash: also what the capture kernel has to be told of this one. arch_name: what --arch says, or NULL
 * for the architecture of the running machine. Where files are told in a recorded machine, see tools/record-machine.
 * have_dtb: the user gives a devicetree, so that it does not matter if the machine's own cannot be read.
 * Returns 0, or -errno with the reason.
 */
int machine_read(const struct host *host, const char *arch_name, bool crash, bool have_dtb, struct machine *ret,
		 struct diag *diag);

/* Only the memory map: for --print-ckr-size. */
int machine_read_map(const struct host *host, struct memmap *ret, struct diag *diag);

void machine_release(struct machine *machine);

#endif
