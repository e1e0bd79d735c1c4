/* SPDX-License-Identifier: GPL-2.0-only */
/* The places that the running kernel chooses for a crash load by kexec_file_load(2). */
#ifndef WARMKEXEC_ARCH_ARM64_BY_FILES_H
#define WARMKEXEC_ARCH_ARM64_BY_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "common/range.h"

struct image;

/* fits_by_files of struct arch. */
bool arm64_fits_by_files(const struct image *image, struct range region, uint64_t elfcorehdr, uint64_t initrd, uint64_t tree);

#endif
