/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scratch areas of kexec handover: with kho=on the running kernel puts every part of a normal load by kexec_file_load(2)
 * into one of them. Linux, kernel/liveupdate/kexec_handover.c, kho_locate_mem_hole().
 */
#ifndef WARMKEXEC_MACHINE_SCRATCH_AREAS_H
#define WARMKEXEC_MACHINE_SCRATCH_AREAS_H

#include <stdbool.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct ranges;

#define SCRATCH_STARTS "/sys/kernel/debug/kho/out/scratch_phys"
#define SCRATCH_SIZES "/sys/kernel/debug/kho/out/scratch_len"

/*
 * Reads the areas: a line in each text for each of them, the address and the size. The caller releases *ret.
 * Returns 0, or -errno without a reason:
 *   -EINVAL  the texts are none that a kernel writes
 *   -ENOMEM
 */
int scratch_areas_parse(struct view starts, struct view sizes, struct ranges *ret);

/*
 * False: there is no room for kernel and initrd, whatever the order in which the running kernel places them. The small parts
 * are not counted, so true is no promise.
 *   kernel  bytes of memory, at a multiple of align
 *   initrd  bytes; 0: there is none
 */
bool scratch_areas_fit(const struct ranges *areas, uint64_t kernel, uint64_t align, uint64_t initrd);

#endif
