/* SPDX-License-Identifier: GPL-2.0-only */
/* A filter of .xz: code whose branches and page addresses were made absolute, so that it packs better, is made relative again.
 */
#ifndef WARMKEXEC_IMAGE_BRANCH_FILTER_H
#define WARMKEXEC_IMAGE_BRANCH_FILTER_H

#include <stddef.h>
#include <stdint.h>

/* The filter's ID in a file: xz-file-format 5.3.2. liblzma before 5.4 does not know it. */
#define BRANCH_FILTER_A64 0x0a

/* Undoes the filter for A64 instructions in code that begins at offset 0 of its block. size: in bytes; an odd rest stays as it
 * is. */
void branch_filter_undo(uint8_t *code, size_t size);

#endif
