/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_ARCH_SHA256_BEST_H
#define WARMKEXEC_ARCH_SHA256_BEST_H

#include "common/sha256.h"

/*
 * Returns the fastest back end that this processor supports; asks the processor each time. The alignment of the data does not
 * matter for its speed.
 */
sha256_backend *sha256_best(void);

#endif
