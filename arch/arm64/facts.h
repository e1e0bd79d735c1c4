/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts of an arm64 machine, of struct arch: its cores, and how PSCI is called. */
#ifndef WARMKEXEC_ARCH_ARM64_FACTS_H
#define WARMKEXEC_ARCH_ARM64_FACTS_H

#include <stddef.h>
#include <stdint.h>

struct diag;
struct machine;
struct snapshot;
struct snapshot_row;
struct wire;

/* machine->facts. */
struct arm64_facts {
	size_t midr_count;
	uint32_t midr[]; /* MIDR_EL1 of each CPU that shows one, in ascending number; Arm ARM D19.2, MIDR_EL1 */
};

/* snapshot_rows of struct arch. */
const struct snapshot_row *arm64_snapshot_rows(void);

/* find_facts() and facts_text() of struct arch. */
int arm64_find_facts(const struct snapshot *snapshot, struct machine *machine, struct diag *diag);
const char *arm64_facts_text(const struct machine *machine);

/* move_facts() of struct arch. */
void arm64_move_facts(struct wire *wire, void **facts);

#endif
