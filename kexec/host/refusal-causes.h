/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts of this process and of the running kernel that are causes of a refusal. */
#ifndef WARMKEXEC_HOST_REFUSAL_CAUSES_H
#define WARMKEXEC_HOST_REFUSAL_CAUSES_H

struct host;
struct refusal_facts;

/* Fills the facts that files below /proc and /sys show. A file that cannot be read leaves its fact unknown. */
void host_find_causes(const struct host *host, struct refusal_facts *facts);

#endif
