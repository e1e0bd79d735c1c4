/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arm64: the boot protocol's demands on places in memory, as data.
 * Source: Linux, Documentation/arch/arm64/booting.rst ("Setup the device tree", "Call the kernel image").
 */
#include <elf.h>
#include <linux/kexec.h>

#include "arch/arch.h"
#include "arch/arm64/by-files.h"
#include "arch/arm64/facts.h"
#include "arch/arm64/formats.h"
#include "arch/arm64/header.h"
#include "arch/arm64/layout.h"
#include "arch/arm64/purgatory-image.h"
#include "arch/arm64/stuck.h"
#include "arch/arm64/virtual-machine.h"
#include "kexec/image/image.h"
#include "kexec/parts/boot-dtb.h"
#include "kexec/plan/demand.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

/* One window of 32 GiB, aligned to 1 GiB, must cover both the image and the initrd. */
static const struct near_kernel initrd_window = { .span = GIB(32), .align = GIB(1), .may_precede = true };

/*
 * Kernels before 4.2 map the devicetree through a window of 512 MiB that starts text_offset bytes below the image, at a 2 MiB
 * boundary. An image does not tell its version, but only kernels before 4.6 have no placement flag.
 */
static const struct near_kernel dtb_window_old = { .span = MIB(512), .align = MIB(2), .may_precede = false };

static struct near_kernel window_of(enum part part, const struct image *image)
{
	if (part == PART_INITRD)
		return initrd_window;
	if (part == PART_BOOT && image->wants_low)
		return dtb_window_old;
	return (struct near_kernel){ 0 };
}

/*
 * In a crash region, the kernel lies at the bottom, the initrd above it and the small parts at the top, so that the rest of the
 * region is one piece for the capture kernel. For a normal load, all parts go to the top: low memory near the running kernel
 * holds its early allocations, for example the LPI tables of a GIC, which may still be in use when the next kernel starts. A
 * kernel without the placement flag goes to the bottom, because it cannot use memory below itself.
 */
static bool prefers_top(enum part part, const struct image *image, bool crash)
{
	if (crash)
		return part != PART_KERNEL && part != PART_INITRD;
	return !image->wants_low;
}

static size_t demands(const struct image *image, const uint64_t *size, bool crash, uint64_t page_size,
			struct demand *ret)
{
	size_t count = 0;

	for (int i = 0; i < PART_COUNT; i++) {
		enum part part = (enum part)i;
		bool kernel = part == PART_KERNEL;

		if (!size[part])
			continue;
		ret[count++] = (struct demand){
			.part = part,
			.size = size[part],
			.align = kernel && image->align > page_size ? image->align : page_size,
			.offset = kernel ? image->offset : 0,
			.near = window_of(part, image),
			.window = kernel ? image->window : (struct range){ 0 },
			.from_top = prefers_top(part, image, crash),
		};
	}
	return count;
}

static const char *const uts_machine[] = { "aarch64", "aarch64_be", NULL };

const struct arch arch_arm64 = {
	.name = "arm64",
	.uts_machine = uts_machine,
	.elf_machine = EM_AARCH64,
	.kexec_arch = KEXEC_ARCH_AARCH64,
	.window = { 0, UINT64_C(1) << 48 },
	.boot_name = "dtb",
	.cmdline_max = 2047,
	.boot_bound = boot_dtb_bound,
	.boot_build = boot_dtb_build,
	.kernels = &arm64_kernels,
	.snapshot_rows = arm64_snapshot_rows,
	.find_facts = arm64_find_facts,
	.facts_text = arm64_facts_text,
	.move_facts = arm64_move_facts,
	.stuck_remedy = ARM64_STUCK_REMEDY,
	.check_image = arm64_check_image,
	.image_page_size = arm64_image_page_size,
	.check_by_files = arm64_check_by_files,
	.fits_by_files = arm64_fits_by_files,
	.demands = demands,
	.kernel_layout = arm64_kernel_layout,
	.unknown_to_makedumpfile = arm64_unknown_to_makedumpfile,
	.purgatory = arm64_purgatory,
	.tables_bound = arm64_purgatory_tables_bound,
	.tables = arm64_purgatory_tables,
	.rehearsal = &arm64_rehearsal,
};
