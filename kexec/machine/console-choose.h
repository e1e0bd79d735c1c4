/* SPDX-License-Identifier: GPL-2.0-only */
/* The UART that the purgatory reports to. */
#ifndef WARMKEXEC_MACHINE_CONSOLE_CHOOSE_H
#define WARMKEXEC_MACHINE_CONSOLE_CHOOSE_H

#include "common/handoff.h"

struct diag;
struct machine;
struct snapshot;

struct console_choice {
	struct handoff_console console; /* of type NONE: there is none */
	char why[1024];			/* the source that names it, or the reason why there is none */
};

/* The port that --serial names, as it is called in /sys/class/tty; NULL: serial is NULL, a word, or cannot be a name. */
const char *console_port_name(const char *serial);

/*
 * Chooses the console by --serial: the name of a port in /sys/class/tty; "auto" for the first of the ACPI table SPCR, the
 * devicetree's stdout-path and earlycon= that names a port; "none". NULL is the SPCR alone, as no other port is safe to use
 * unasked; then it is no failure if there is no console.
 *
 * Returns 0, or -errno with the reason:
 *   -EINVAL   serial is not the name of a port
 *   -ENODEV   there is no such port, or "auto" finds none
 *   -ENODATA  the kernel does not show how the port is accessed
 *   -ENOTSUP  the purgatory cannot drive the port
 *   others    a file could not be read
 */
int console_choose(const char *serial, const struct snapshot *snapshot, const struct machine *machine,
		   struct console_choice *ret, struct diag *diag);

#endif
