/* SPDX-License-Identifier: GPL-2.0-only */
/* Understands a snapshot: bytes become struct machine. Pure. */
#ifndef WARMKEXEC_MACHINE_MACHINE_FROM_H
#define WARMKEXEC_MACHINE_MACHINE_FROM_H

#include <stdbool.h>

struct arch;
struct devicetree;
struct diag;
struct machine;
struct memmap;
struct ranges;
struct snapshot;
struct snapshot_need;
struct snapshot_row;

/* The request of a load for a machine. */
struct machine_request {
	const char *arch;   /* --arch, or NULL: the architecture of the machine in the snapshot */
	const char *serial; /* --serial, or NULL */
	bool crash;	    /* a crash load: the capture kernel needs facts of this kernel */
	bool hotplug;	    /* --hotplug: it matters if the running kernel can update a loaded crash kernel */
	bool have_dtb;	    /* --dtb is given: it does not matter if the machine's own devicetree is damaged */
};

/* The files that machine_from() reads on every architecture. arch->snapshot_rows() are the others. */
const struct snapshot_row *machine_rows(void);

/* The architecture of the request. Returns 0, or -ENOTSUP with the reason. */
int machine_find_arch(const struct machine_request *request, const struct snapshot *snapshot, const struct arch **ret,
		      struct diag *diag);

/* The memory map alone, of the snapshot's /proc/iomem. Returns 0, or -errno with the reason. */
int machine_find_map(const struct snapshot *snapshot, struct memmap *ret, struct diag *diag);

/*
 * Makes the machine of the snapshot, in rounds: some bytes can be asked for only if others are known.
 *
 * *machine is zero before the first round. If the result is 1, the caller adds to the snapshot the bytes that *ret_need
 * describes, or the error, and calls again with the same machine. The machine is its owner's to release after 0, and empty after
 * a failure. It does not look into the snapshot.
 *
 * Returns 0; 1; or -errno with the reason:
 *   -ENOTSUP  the architecture is not supported
 *   -ENOENT   a file that is needed is absent
 *   -EINVAL   a file has contents that no kernel writes
 *   -ENODATA  the running kernel does not show the notes of its CPUs
 *   -ENOMEM
 *   others    a file could not be read
 */
int machine_from(const struct machine_request *request, const struct snapshot *snapshot, struct machine *machine,
		 struct snapshot_need *ret_need, struct diag *diag);

/*
 * Applies the memory that a devicetree of --dtb describes: RAM that it does not describe must not hold a normal load. *ret is
 * that memory; it stays empty if the devicetree leaves the memory to UEFI's map.
 *
 * Returns 0, or -errno with the reason, which begins with the source: as dtb_memory().
 */
int machine_apply_dtb(struct machine *machine, const struct devicetree *dtb, bool crash, struct ranges *ret, struct diag *diag);

#endif
