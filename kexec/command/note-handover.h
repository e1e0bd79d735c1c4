/* SPDX-License-Identifier: GPL-2.0-only */
/* Data that the running kernel hands over, and a load that passes none on. */
#ifndef WARMKEXEC_COMMAND_NOTE_HANDOVER_H
#define WARMKEXEC_COMMAND_NOTE_HANDOVER_H

struct invocation;
struct outcome;
struct route;

/* Notes that there is data which the next kernel will not get, unless the user said that it needs none. */
void command_note_handover(const struct invocation *invocation, const struct route *route, struct outcome *outcome);

#endif
