/* SPDX-License-Identifier: GPL-2.0-only */
/* What kexec can be asked for. Each command fills the outcome, which begins as all zeroes; a file command-NAME.c each. */
#ifndef WARMKEXEC_COMMAND_COMMAND_H
#define WARMKEXEC_COMMAND_COMMAND_H

struct invocation;
struct options;
struct outcome;

/* -l, -p, -f, --prepare, --dry-run, and a kernel alone: loads a kernel. */
void command_load(const struct invocation *invocation, struct outcome *ret);

/* -e: checks that the loaded kernel can be started. The start itself is what follows. */
void command_exec(const struct invocation *invocation, struct outcome *ret);

/* -u: unloads a kernel. */
void command_unload(const struct invocation *invocation, struct outcome *ret);

/* -S, --status: tells what is loaded. */
void command_status(const struct invocation *invocation, struct outcome *ret);

/* --print-ckr-size: prints the size of the crash region that is loaded into, 0 if none is reserved. */
void command_print_ckr_size(const struct invocation *invocation, struct outcome *ret);

/* What outcome.next asks for. Each returns only on failure, which is in the outcome then. */
void command_start(const struct options *options, struct outcome *ret);
void command_shutdown(struct outcome *ret);

#endif
