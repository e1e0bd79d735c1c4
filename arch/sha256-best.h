/* SPDX-License-Identifier: GPL-2.0-only */
/* The fastest SHA-256 that this processor has. */
#ifndef WARMKEXEC_ARCH_SHA256_BEST_H
#define WARMKEXEC_ARCH_SHA256_BEST_H

#include "common/sha256.h"

/* One of the back ends of common/sha256.h; asks the processor anew each time. Data of any alignment is fast with it. */
sha256_backend *sha256_best(void);

#endif
