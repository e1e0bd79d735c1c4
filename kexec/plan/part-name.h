/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of a load are called in messages and reports. */
#ifndef WARMKEXEC_PLAN_PART_NAME_H
#define WARMKEXEC_PLAN_PART_NAME_H

#include "kexec/plan/demand.h"

struct arch;

/* "kernel", "initrd", "elfcorehdr", "purgatory", "hole", and the architecture's own word for its boot data, such as "dtb". */
const char *part_name(const struct arch *arch, enum part part);

#endif
