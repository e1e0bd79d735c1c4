/* SPDX-License-Identifier: GPL-2.0-only */
/* The route of a load: which system call gives it to the running kernel, and why. A pure value. */
#ifndef WARMKEXEC_ROUTE_H
#define WARMKEXEC_ROUTE_H

#include <stdbool.h>

struct diag;

enum route_way {
	ROUTE_ANY,	/* only in a request: no preference */
	ROUTE_SEGMENTS, /* kexec_load(2): this program plans, places and verifies the segments */
	ROUTE_FILES,	/* kexec_file_load(2): the running kernel does all this */
};

/* Is the next kernel to get the data that the running one hands over (kho=on)? */
enum route_handover {
	HANDOVER_ANY,
	HANDOVER_REQUIRE,
	HANDOVER_NEVER,
};

/* The part of the choice that the user has made. */
struct route_request {
	enum route_way asked;	  /* -c, -s, or ROUTE_ANY */
	const char *for_segments; /* the first option given that only kexec_load(2) can honour, without dashes, or NULL */
	const char *for_files;	  /* likewise for kexec_file_load(2) */
	enum route_handover handover;
};

/* Does the running kernel have a system call? */
enum route_call {
	CALL_UNKNOWN, /* is tried like one that it has */
	CALL_PRESENT,
	CALL_ABSENT,
};

#define ROUTE_LOCKDOWN_SIZE 20

/* The part of the choice that the machine makes. */
struct route_facts {
	enum route_call segments, files;
	char lockdown[ROUTE_LOCKDOWN_SIZE]; /* "integrity" or "confidentiality"; "": off, or not known */
	const char *appraises; /* why kexec_load(2) is probably refused: IMA appraises kernels; NULL: not known to */
	bool is_filtered; /* a seccomp filter is in force for this process: a call that is absent may only be hidden */
	bool hands_over;		    /* the running kernel hands data over to a normal kernel of kexec_file_load(2) */
};

struct route {
	enum route_way way; /* never ROUTE_ANY */
	bool may_change;    /* nobody asked for it, and the other call may serve if this one is refused */
	char why[200];	    /* one sentence without a full stop */
};

/*
 * Chooses kexec_load(2) if both can serve, as it brings the purgatory that verifies the load. Returns 0, or -errno with the
 * reason:
 *   -EINVAL  no route honours all that is asked; both options are named
 *   -ENOSYS  the running kernel lacks the call that is asked for, or both
 *   -EPERM   the running kernel is locked down and lacks the call that it would permit
 *   -ENODATA handover is required and the running kernel hands nothing over
 */
int route_choose(const struct route_request *request, const struct route_facts *facts, struct route *ret, struct diag *diag);

/* Takes the other call, after kexec_load(2) was refused with EACCES. Only if route->may_change. */
void route_change(struct route *route);

/*
 * Chooses the call that unloads: either unloads what the other has loaded. Needs no reason.
 * Returns 0, or -ENOSYS or -EPERM as route_choose().
 */
int route_choose_unload(const struct route_request *request, const struct route_facts *facts, struct route *ret,
			struct diag *diag);

/* "kexec_load(2)", "kexec_file_load(2)". */
const char *route_name(enum route_way way);

#endif
