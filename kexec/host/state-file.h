/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where states are kept: /run/warmkexec/normal and crash, in a folder and files of whoever runs the program, for nobody else to
 * read, as a command line may hold a secret. Nothing in them is believed that the running kernel contradicts.
 */
#ifndef WARMKEXEC_HOST_STATE_FILE_H
#define WARMKEXEC_HOST_STATE_FILE_H

#include <stdbool.h>

#include "kexec/host/host.h"
#include "kexec/loaded/loaded.h"
#include "kexec/loaded/loaded-print.h"

struct diag;

/* What a slot holds, as far as it can be known. Returns 0, or -ENOMEM. */
int host_slot(const struct host *host, bool crash, struct slot *ret, struct diag *diag);

/* A change of a slot that is under way; while it is, nobody believes the state that is there. Others that change one wait. */
struct change {
	int folder; /* locked; -1: states cannot be kept */
	bool crash;
};

/*
 * Before the running kernel is asked for anything. Returns 0, or -errno with the reason that states cannot be kept, which is no
 * reason not to go on: *ret can be handed to the functions below all the same.
 */
int state_begin(const struct host *host, bool crash, struct change *ret, struct diag *diag);

/*
 * The running kernel has done it: the state of before goes, and this one takes its place; NULL after an unload. Returns 0, or
 * -errno with the reason; there is no state then.
 */
int state_commit(struct change *change, const struct state *state, struct diag *diag);

/* It has not: the state of before is true, or the slot is empty. For CLEANUP(); does nothing after state_commit(). */
void state_abort(struct change *change);

/*
 * Removes what is written of slots in which nothing is loaded: the running kernel may drop what was loaded in one for what is
 * loaded in the other, and /run may be older than the boot. Waits for changes that are under way; the caller has none.
 */
void state_sweep(const struct host *host);

/* The boot's name; "" when it cannot be read. */
void host_boot_id(const struct host *host, char ret[BOOT_ID_SIZE]);

/* How much the running kernel will copy when the loaded kernel is started; false where it does not say. */
bool host_copy_size(const struct host *host, uint64_t *ret);

#endif
