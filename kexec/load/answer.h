/* SPDX-License-Identifier: GPL-2.0-only */
/* A load as the answer of the child that has prepared it. */
#ifndef WARMKEXEC_LOAD_ANSWER_H
#define WARMKEXEC_LOAD_ANSWER_H

#include <stdbool.h>

struct context;
struct diag;
struct load;
struct wire;

/*
 * Moves a load that is prepared: what load_complete(), submit and the record need of it. Bytes of the user's files travel as
 * places in them. load: with its files; a reader fills the rest, and checks each value alone. wire->error has what is wrong.
 */
void answer_move(struct wire *wire, struct load *load);

/*
 * Checks that the values of a load that was read fit each other and the request, and proves its plan. is_whole: it has a plan,
 * or the files of a load by files. Returns 0, or -errno with the reason: -EPROTO  they do not -ENOMEM
 */
int answer_check(const struct context *context, const struct load *load, bool is_whole, struct diag *diag);

/* Makes the values of a checked load point to each other, as the steps do. */
void answer_attach(struct load *load);

#endif
