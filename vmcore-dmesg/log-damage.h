/* SPDX-License-Identifier: GPL-2.0-only */
/* The pieces of a log that cannot be printed: how many, and the reason of the first. The rest of the log is printed all the
 * same. */
#ifndef WARMKEXEC_VMCORE_DMESG_LOG_DAMAGE_H
#define WARMKEXEC_VMCORE_DMESG_LOG_DAMAGE_H

#include <stdint.h>

#include "kexec/base/diag.h"

/* Nobody needs the log behind so many faults; the largest log that is in use has fewer records. */
#define LOG_FAULTS_MAX ((uint64_t)1 << 20)

struct log_damage {
	uint64_t pieces;
	int error; /* of the first */
	struct diag first;
};

void log_damage_add(struct log_damage *damage, int error, const struct diag *reason);

/*
 * Judges a log of which printed pieces ("records", for example) were printed.
 * Returns 0 if that was all, or -errno with the reason:
 *   -ENODATA  there were none, and no damage
 *   others    the error of the first damaged piece
 */
int log_damage_judge(const struct log_damage *damage, uint64_t printed, const char *pieces, struct diag *diag);

#endif
