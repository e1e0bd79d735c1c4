/* SPDX-License-Identifier: GPL-2.0-only */
/* The filter of system calls for a process that parses. seccomp(2); Linux, Documentation/userspace-api/seccomp_filter.rst. */
#ifndef WARMKEXEC_HOST_CALL_FILTER_H
#define WARMKEXEC_HOST_CALL_FILTER_H

/*
 * From now on a call that looks for a file is refused with EACCES, and one that is newer than Linux 5.0 with ENOSYS; any other
 * that is not on the list of this file's .c kills the process with SIGSYS. answer: the file that may be written to, beside
 * stderr. Returns 0, or -errno: there is no filter, as the running kernel has none or forbids it.
 */
int host_filter_calls(int answer);

#endif
