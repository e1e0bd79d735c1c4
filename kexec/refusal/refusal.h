/* SPDX-License-Identifier: GPL-2.0-only */
/* The reason of a refusal by the running kernel, in words: the errno, its cause on this machine, and what to do. Pure. */
#ifndef WARMKEXEC_REFUSAL_REFUSAL_H
#define WARMKEXEC_REFUSAL_REFUSAL_H

#include <stdbool.h>

struct diag;
struct refusal_facts;

/* A call that the running kernel refused. */
struct refusal {
	bool by_files; /* of kexec_file_load(2), else of kexec_load(2) */
	bool crash;
	bool is_unload;
	int error; /* errno, > 0 */
};

/* Fills the diag. Returns -error. */
int refusal_explain(const struct refusal *refusal, const struct refusal_facts *facts, struct diag *diag);

#endif
