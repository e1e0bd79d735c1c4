/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/by-files.h"

#include "common/bytes.h"
#include "kexec/image/image.h"

#define MIB ((uint64_t)1 << 20)
#define KERNEL_ALIGN (2 * MIB)
#define TREE_ALIGN (2 * MIB)
#define ELFCOREHDR_ALIGN ((uint64_t)65536)
#define TREE_EXTRA ((uint64_t)4096) /* beside the command line, for properties of the crash kernel */

/* The highest place below end; 0 if there is none. */
static uint64_t place_down(uint64_t end, uint64_t size, uint64_t align)
{
	return end < size ? 0 : align_down(end - size, align);
}

/*
 * Linux, arch/arm64/kernel/kexec_image.c, image_load(), and machine_kexec_file.c, load_other_segments(): the kernel at the
 * bottom, the elfcorehdr at the top, the initrd behind the kernel, and the devicetree below the elfcorehdr, at a multiple of 2
 * MiB.
 */
bool arm64_fits_by_files(const struct image *image, struct range region, uint64_t elfcorehdr, uint64_t initrd, uint64_t tree)
{
	uint64_t at, end = place_down(region.end, elfcorehdr, ELFCOREHDR_ALIGN);

	if (!align_up(region.start, KERNEL_ALIGN, &at) || !add_u64(at, image->mem_size, &at) ||
	    !add_u64(at, image->offset, &at) || !add_u64(at, initrd, &at))
		return false;
	return place_down(end, tree + TREE_EXTRA, TREE_ALIGN) >= at;
}
