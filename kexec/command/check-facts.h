/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts that --check judges, read from the machine and the files. For command-check.c and check-*.c of this folder only. */
#ifndef WARMKEXEC_COMMAND_CHECK_FACTS_H
#define WARMKEXEC_COMMAND_CHECK_FACTS_H

#include "kexec/check/check.h"

struct host;
struct invocation;
struct load;
struct loaded;
struct options;
struct route;

/* The owner of what the input points to. All zero before the first step. */
struct check_facts {
	struct check_input input;
	struct snapshot *files;
	struct machine *machine;
	struct loaded_view *armed;
	const struct loaded *again; /* the record of the armed crash kernel, if its files can be read again; else NULL */
	struct load_facts *load;
	char *cmdline; /* of that load */
	struct diag no_machine, no_call, no_load;
	char call[256], lockdown[20], handover[64], dump_path[256];
};

/* Each step fills its members. A fact that cannot be read is no failure: the input says so. Returns 0, or -ENOMEM with the reason. */

/* The files, the lockdown, the handover, the kernel's log, and the space for a dump. */
int check_read_files(const struct invocation *invocation, struct check_facts *facts, struct diag *diag);

/* The memory, and what the architecture knows. arch: of --arch. by_files: a load goes by kexec_file_load(2). */
int check_read_machine(const struct host *host, const char *arch, bool by_files, struct check_facts *facts, struct diag *diag);

/* The kernel that is loaded. */
int check_read_armed(const struct invocation *invocation, struct check_facts *facts, struct diag *diag);

/* The load that these options describe. */
int check_read_load(const struct invocation *invocation, const struct options *options, const struct route *route,
		    struct check_facts *facts, struct diag *diag);

/* Nothing of the load is needed afterwards. kernel: its name, which stays. Returns 0 or -ENOMEM. */
int check_describe_load(const struct load *load, const char *kernel, struct check_facts *facts);

/* The load of `again`, made once more from the files as they are now. Does nothing if there is none. */
int check_read_again(const struct invocation *invocation, struct check_facts *facts, struct diag *diag);

/* Each releases the values of its step. */
void check_drop_files(struct check_facts *facts);
void check_drop_machine(struct check_facts *facts);
void check_drop_armed(struct check_facts *facts);
void check_drop_load(struct check_facts *facts);

#endif
