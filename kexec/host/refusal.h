/* SPDX-License-Identifier: GPL-2.0-only */
/* The reason of a refusal by the running kernel, in words: the errno, its meaning here, and what to do. */
#ifndef WARMKEXEC_HOST_REFUSAL_H
#define WARMKEXEC_HOST_REFUSAL_H

#include <stdbool.h>

struct diag;
struct host;

/* A call that the running kernel refused. */
struct refusal {
	const struct host *host;
	bool by_files; /* of kexec_file_load(2), else of kexec_load(2) */
	bool crash;
	bool is_unload;
	int error; /* errno, > 0 */
};

/* Fills the diag. Returns -error. */
int host_explain_refusal(const struct refusal *refusal, struct diag *diag);

#endif
