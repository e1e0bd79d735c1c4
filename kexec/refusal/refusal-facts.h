/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts that tell the causes of a refusal apart. */
#ifndef WARMKEXEC_REFUSAL_REFUSAL_FACTS_H
#define WARMKEXEC_REFUSAL_REFUSAL_FACTS_H

#include <stdbool.h>

#include "kexec/refusal/kernel-lines.h"

#define REFUSAL_LOCKDOWN_SIZE 20
#define REFUSAL_MODULES_SIZE 100

/* All zeros: nothing is known. */
struct refusal_facts {
	bool is_user;		/* the effective user is not root */
	bool lacks_capability;	/* CAP_SYS_BOOT is not effective */
	bool in_user_namespace; /* in which capabilities do not count for a load */
	bool is_filtered;	/* a seccomp filter is in force for this process */
	bool is_disabled;	/* kernel.kexec_load_disabled is 1 */
	bool limit_is_used_up;	/* kernel.kexec_load_limit_panic or _reboot, whichever counts, was 0 before the call */
	bool hands_over;	/* kexec handover is on */
	char lockdown[REFUSAL_LOCKDOWN_SIZE]; /* "integrity" or "confidentiality"; "": off, or not known */
	char modules[REFUSAL_MODULES_SIZE]; /* the security modules in force, as "capability,lockdown,selinux"; "": not known */
	const char *stuck_why;	  /* why the running kernel cannot stop its CPUs; NULL or "": it can, as far as is known */
	const char *stuck_remedy; /* what helps if it cannot, or NULL */
	struct kernel_lines log;  /* the kernel's log since the call began */
};

#endif
