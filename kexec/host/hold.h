/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keeping writers away from an open file, so that its bytes can be used where they are, without a copy. A lease does that (fcntl(2),
 * F_SETLEASE): it is given only while nobody has the file open for writing, nor a shared mapping of it that can be written to, and
 * whoever then wants to write, or to cut the file short, waits: until the file is closed, or for /proc/sys/fs/lease-break-time
 * (45 seconds), after which the hold is lost.
 */
#ifndef WARMKEXEC_HOST_HOLD_H
#define WARMKEXEC_HOST_HOLD_H

#include <stdbool.h>

/*
 * Holds a file that is open for reading, until its last descriptor is closed. False: it has a writer, or is on a file system whose
 * leases do not keep all writers away, or the caller is neither root nor its owner.
 */
bool host_hold(int fd);

/* False: a writer has come since host_hold(). It waits, or has had its way. */
bool host_holds(int fd);

#endif
