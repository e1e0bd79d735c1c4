/* SPDX-License-Identifier: GPL-2.0-only */
/* The running kernel's memory in a snapshot: what has to be read of it depends on what was read before. */
#ifndef WARMKEXEC_MACHINE_KCORE_NEED_H
#define WARMKEXEC_MACHINE_KCORE_NEED_H

struct diag;
struct machine;
struct snapshot;
struct snapshot_need;
struct view;
struct wire;

/* Files that only a recorded machine has: the lines of VMCOREINFO, and UEFI's memory map. */
#define KCORE_RECORDED_VMCOREINFO "/proc/kcore.vmcoreinfo"
#define KCORE_UEFI_MAP "/proc/kcore.uefi-map"

/*
 * The first bytes of /proc/kcore, as many as its headers and notes have, for kcore_parse(); of a recorded machine the lines that
 * were kept of them. *ret looks into the snapshot.
 *
 * Returns 0; 1: the bytes that *ret_need describes are needed; or -errno with the reason:
 *   -ENOENT  there is no /proc/kcore, or it is empty
 *   -EINVAL  it is not a core file, or it is cut short
 *   others   it could not be read
 */
int kcore_head(const struct snapshot *snapshot, struct snapshot_need *ret_need, struct view *ret, struct diag *diag);

/*
 * Applies UEFI's memory map to the machine's: RAM that it lacks is not known to the next kernel and must not hold it, but still
 * belongs in a dump. The map is read out of the running kernel's memory, and believed only if the running kernel lies in its RAM.
 * A map that cannot be used is no failure: machine->no_firmware_map has the reason.
 *
 * Returns 0; 1: the bytes that *ret_need describes are needed; or -ENOMEM.
 */
int apply_firmware_map(const struct snapshot *snapshot, struct machine *machine, struct snapshot_need *ret_need,
		       struct diag *diag);

/* Moves a need over a wire. What is read is one that this file may have: of /proc/kcore, and bounded. */
void kcore_move_need(struct wire *wire, struct snapshot_need *need);

#endif
