/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The UART that firmware, or the kernel's command line, describes as the machine's console.
 *
 * Only the port of the SPCR may be used unasked: firmware and the kernel keep it usable. The clock of a port in the devicetree or
 * in earlycon= may be off when the purgatory runs; the first access to its registers then hangs the bus for ever.
 */
#ifndef WARMKEXEC_MACHINE_CONSOLE_FIND_H
#define WARMKEXEC_MACHINE_CONSOLE_FIND_H

#include "kexec/base/blob.h"

struct diag;
struct handoff_console;

/* The kernel's files that describe consoles, for the rows of a snapshot. A larger table cannot be read. */
#define SPCR_FILE "/sys/firmware/acpi/tables/SPCR"
#define SPCR_SIZE_MAX 65536
#define TTY_FOLDER "/sys/class/tty"

/*
 * From the ACPI table SPCR, revision 2 or later (Microsoft, "Serial Port Console Redirection Table"; its interface types are
 * the serial subtypes of the "Debug Port Table 2"; the address is a Generic Address Structure, ACPI 6.5, 5.2.3.2).
 *
 * Returns 0, or -errno with the reason:
 *   -ENOENT   redirection is off
 *   -ENOTSUP  the purgatory cannot drive the UART, or cannot access it in this way
 *   -EINVAL   the table is damaged
 */
int console_from_spcr(struct view table, struct handoff_console *ret, struct diag *diag);

/*
 * From /chosen/stdout-path of a devicetree. fdt is the tree of a struct devicetree.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOENT   there is no stdout-path, or it names no node
 *   -ENOTSUP  the UART is neither a PL011 nor an 8250, is disabled, or has no address
 *   -EINVAL   the node is damaged
 */
int console_from_devicetree(const void *fdt, struct handoff_console *ret, struct diag *diag);

/*
 * From the last earlycon= of a kernel's command line that names a port (Linux, admin-guide/kernel-parameters.txt).
 *
 * Returns 0, or -errno with the reason:
 *   -ENOENT   no earlycon= names a port
 *   -ENOTSUP  the purgatory cannot drive the port, or cannot access it in this way
 *   -EINVAL   the address is malformed or impossible
 */
int console_from_earlycon(const char *cmdline, struct handoff_console *ret, struct diag *diag);

#endif
