/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The arm64 Image: the 64 bytes at its start, and whether a machine can run it.
 * Source: Linux, Documentation/arch/arm64/booting.rst, "Image header".
 *
 *    0  code0, code1: instructions; with an EFI stub code0 reads "MZ" as well
 *    8  text_offset: from a 2 MiB boundary to the image
 *   16  image_size: memory from the image's start, BSS included; 0 before Linux 3.17
 *   24  flags: bit 0 big-endian, bits 1-2 page size, bit 3 anywhere in memory
 *   56  magic "ARM\x64"
 *   60  offset of a PE header, with an EFI stub
 */
#ifndef WARMKEXEC_ARCH_ARM64_HEADER_H
#define WARMKEXEC_ARCH_ARM64_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;
struct image;
struct machine;

/*
 * Reads the header into *image. It also checks that the file is whole: the target of the first instruction's branch and every
 * section of the PE header must lie inside. Returns 0, or -errno with the reason; *image is untouched on failure:
 *   -ENOEXEC  it is something else (the reason is not set)
 *   -EINVAL   a header field is out of its bounds
 *   -EBADMSG  the file is damaged or cut short
 */
int arm64_parse_header(struct view bytes, struct image *image, struct diag *diag);

/* The architecture's word of struct image: the page size that the kernel was built for (0: unknown), and its byte order. */
uint64_t arm64_image_word(uint64_t page_size, bool big_endian);
uint64_t arm64_image_page_size(const struct image *image);
bool arm64_image_is_big_endian(const struct image *image);

/* check_image of struct arch. */
int arm64_check_image(const struct image *image, const struct machine *machine, struct diag *diag);

/* check_by_files of struct arch. */
int arm64_check_by_files(const struct image *image, struct diag *diag);

#endif
