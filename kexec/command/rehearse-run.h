/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs a load that is staged in a virtual machine, to its end. */
#ifndef WARMKEXEC_COMMAND_REHEARSE_RUN_H
#define WARMKEXEC_COMMAND_REHEARSE_RUN_H

#include <stdbool.h>
#include <stdint.h>

struct diag;
struct invocation;
struct load;
struct outcome;

struct rehearse_request {
	uint32_t seconds; /* in which init must be reached */
	bool json;	  /* print for programs */
	bool crash;	  /* a first kernel loads it and crashes */
	bool skip_checks; /* -i; of crash, as the next */
	const char *guest_kexec; /* the program that loads there; NULL: none is named */
};

/*
 * Rehearses a prepared load and prints what was seen. The status of the outcome is STATUS_REHEARSED_NO if the load would not
 * work. Returns 0, or -errno with the reason: the rehearsal could not be held.
 */
int rehearse_run(const struct invocation *invocation, const struct rehearse_request *request, struct load *load, struct outcome *outcome,
		 struct diag *diag);

#endif
