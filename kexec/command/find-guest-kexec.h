/* SPDX-License-Identifier: GPL-2.0-only */
/* The kexec that loads the capture kernel in the virtual machine of --rehearse=crash. */
#ifndef WARMKEXEC_COMMAND_FIND_GUEST_KEXEC_H
#define WARMKEXEC_COMMAND_FIND_GUEST_KEXEC_H

struct diag;
struct load;
struct user_file;

/*
 * Reads the program of --guest-kexec. path: NULL without that option: then, on a host of the machine's architecture, this program
 * or /usr/sbin/kexec.static, whichever needs no libraries. The caller releases *ret, which is empty if there is no virtual machine
 * for the architecture. Returns 0, or -errno with the reason:
 *   -ENOENT  there is none
 *   others   of host_read_user_file(), guest_program_check()
 */
int find_guest_kexec(const char *path, const struct load *load, struct user_file *ret, struct diag *diag);

#endif
