/* SPDX-License-Identifier: GPL-2.0-only */
/* What the firmware has told of this machine's memory. */
#ifndef WARMKEXEC_HOST_FIRMWARE_MAP_H
#define WARMKEXEC_HOST_FIRMWARE_MAP_H

#include "kexec/machine/memmap.h"

struct diag;
struct host;
struct machine;

/*
 * The RAM that a kernel finds when it is handed this machine's devicetree: what UEFI's memory map has of it. It is read in the
 * running kernel's memory, and believed only if the running kernel lies in it.
 * Returns 0, or -errno with the reason: -ENOENT the machine was not started by UEFI, and has no such map; other errors where it
 * cannot be read or be believed, -ENODATA where it was not recorded.
 */
int host_firmware_ram(const struct host *host, const struct machine *machine, struct ranges *ret, struct diag *diag);

#endif
