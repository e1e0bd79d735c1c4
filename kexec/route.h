/* SPDX-License-Identifier: GPL-2.0-only */
/* The route of a load: which system call gives it to the running kernel, and why. A pure value. */
#ifndef WARMKEXEC_ROUTE_H
#define WARMKEXEC_ROUTE_H

struct diag;

enum route_way {
	ROUTE_ANY,	/* only in a request: no preference */
	ROUTE_SEGMENTS, /* kexec_load(2): this program plans, places and verifies the segments */
	ROUTE_FILES,	/* kexec_file_load(2): the running kernel does all this */
};

/* The facts that the choice depends on. */
struct route_request {
	enum route_way asked;	  /* -c, -s, or ROUTE_ANY */
	const char *for_segments; /* the first option given that only kexec_load(2) can honour, without dashes, or NULL */
	const char *for_files;	  /* likewise for kexec_file_load(2) */
};

struct route {
	enum route_way way; /* never ROUTE_ANY */
	char why[200];	    /* one sentence without a full stop */
};

/*
 * Chooses kexec_load(2) if both can serve, as it brings the purgatory that verifies the load. Returns 0, or
 *   -EINVAL with the reason: no route honours all that is asked; both options are named.
 */
int route_choose(const struct route_request *request, struct route *ret, struct diag *diag);

/*
 * Checks that this version can take the route. Returns 0, or
 *   -EINVAL with the reason and what to do instead.
 */
int route_check_supported(enum route_way way, struct diag *diag);

/* "kexec_load(2)", "kexec_file_load(2)". */
const char *route_name(enum route_way way);

#endif
