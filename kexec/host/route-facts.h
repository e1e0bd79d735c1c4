/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts that the choice of the system call depends on. */
#ifndef WARMKEXEC_HOST_ROUTE_FACTS_H
#define WARMKEXEC_HOST_ROUTE_FACTS_H

struct host;
struct route_facts;

/*
 * Finds which of the two calls the running kernel has, if it is locked down, and if it hands data over. Loads and unloads
 * nothing, and uses up nothing of kernel.kexec_load_limit_*: a child without CAP_SYS_BOOT asks with arguments that no kernel
 * accepts, and ENOSYS differs from EPERM. A recorded machine has the kernel's symbols instead. A fact that cannot be read is
 * unknown, and no failure: the call itself will tell.
 */
void host_route_facts(const struct host *host, struct route_facts *ret);

#endif
