/* SPDX-License-Identifier: GPL-2.0-only */
/* The reset of the machine: the steps of the handoff's emergency block, or the architecture's own if that is damaged. */
#ifndef WARMKEXEC_PURGATORY_RESET_H
#define WARMKEXEC_PURGATORY_RESET_H

struct purgatory;

/*
 * Tries every step that has not been tried yet, in order, and reports each that fails. A step counts as tried when it begins:
 * one that takes an exception is not repeated. Returns if the machine cannot be reset.
 */
void reset_machine(struct purgatory *state);

#endif
