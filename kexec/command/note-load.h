/* SPDX-License-Identifier: GPL-2.0-only */
/* The notes about a load. */
#ifndef WARMKEXEC_COMMAND_NOTE_LOAD_H
#define WARMKEXEC_COMMAND_NOTE_LOAD_H

struct invocation;
struct load;
struct outcome;
struct route;

/* The notes of the load itself. */
void command_note_load(const struct load *load, struct outcome *outcome);

/* Notes that there is data which the next kernel will not get, unless the user said that it needs none. */
void command_note_handover(const struct invocation *invocation, const struct route *route, struct outcome *outcome);

/* Notes that this load uses up the last one that the running kernel permits, or that it permits none. */
void command_note_limit(const struct invocation *invocation, struct outcome *outcome);

#endif
