/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands of kexec, each in a file command-NAME.c. A command fills the outcome, which is all zeros before. */
#ifndef WARMKEXEC_COMMAND_COMMAND_H
#define WARMKEXEC_COMMAND_COMMAND_H

#include <stdio.h>

struct invocation;
struct outcome;

/* -l, -p, -f, --prepare, --dry-run, and a kernel alone: loads a kernel. */
void command_load(const struct invocation *invocation, struct outcome *ret);

/* --rehearse: boots a load in a virtual machine, and says if it works. */
void command_rehearse(const struct invocation *invocation, struct outcome *ret);

/* -e: checks that the loaded kernel can be started, and requests the start in outcome.next. */
void command_exec(const struct invocation *invocation, struct outcome *ret);

/* -u: unloads a kernel. */
void command_unload(const struct invocation *invocation, struct outcome *ret);

/* -S, --status: shows whether kernels are loaded, and their records. */
void command_status(const struct invocation *invocation, struct outcome *ret);

/* --check: judges the machine, or one load, and prints findings. */
void command_check(const struct invocation *invocation, struct outcome *ret);

/* --print-ckr-size: prints the size of the crash region that is loaded into, 0 if none is reserved. */
void command_print_ckr_size(const struct invocation *invocation, struct outcome *ret);

/* The steps that outcome.next requests. Each returns only on failure, with the failure in the outcome. told: of host_kexec_exec(). */
void command_start(const struct invocation *invocation, FILE *told, struct outcome *ret);
void command_shutdown(struct outcome *ret);

#endif
