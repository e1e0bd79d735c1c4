/* SPDX-License-Identifier: GPL-2.0-only */
/* The arm64 purgatory that was built into this program. */
#ifndef WARMKEXEC_ARCH_ARM64_PURGATORY_H
#define WARMKEXEC_ARCH_ARM64_PURGATORY_H

#include "kexec/blob.h"

/* Empty when the build had no compiler for it. */
struct view arm64_purgatory(void);

#endif
