/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/console-find.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/kcore-need.h"
#include "kexec/machine/machine-find.h"
#include "kexec/machine/machine-from.h"
#include "kexec/machine/snapshot.h"
#include "kexec/machine/uefi-map.h"
#include "kexec/machine/vmcoreinfo.h"

#define TEXT_SIZE_MAX ((size_t)16 << 20)
#define NUMBER_SIZE_MAX 64
#define CRASH_CMA_SIZE_MAX 4096 /* Linux 7.3 has at most four ranges, CRASHK_CMA_RANGES_MAX */

static const struct snapshot_row rows[] = {
	{ .path = IOMEM_FILE, .limit = TEXT_SIZE_MAX, .is_live = true },
	{ .path = CMDLINE_FILE, .limit = TEXT_SIZE_MAX },
	{ .path = FDT_FILE, .limit = DTB_SIZE_MAX },
	{ .path = FDT_FOLDER, .limit = DTB_SIZE_MAX, .each = EACH_TREE, .instead = FDT_FILE },
	{ .path = COPY_SIZE_FILE_OLD, .limit = NUMBER_SIZE_MAX },
	{ .path = COPY_SIZE_FILE, .limit = NUMBER_SIZE_MAX },
	{ .path = SPCR_FILE, .limit = SPCR_SIZE_MAX },
	{ .path = KCORE_RECORDED_VMCOREINFO, .limit = KCORE_HEADERS_MAX, .recorded_only = true },
	{ .path = KCORE_UEFI_MAP, .limit = UEFI_MAP_SIZE_MAX, .recorded_only = true },
	{ .path = CRASH_CMA_FILE, .limit = CRASH_CMA_SIZE_MAX, .crash_only = true },
	{ .path = CRASH_CMA_FILE_OLD, .limit = CRASH_CMA_SIZE_MAX, .crash_only = true, .instead = CRASH_CMA_FILE },
	{ .path = ELFCOREHDR_SIZE_FILE, .limit = NUMBER_SIZE_MAX },
	{ .path = ELFCOREHDR_SIZE_FILE_OLD, .limit = NUMBER_SIZE_MAX, .instead = ELFCOREHDR_SIZE_FILE },
	{ .path = VMCOREINFO_FILE, .limit = 128, .crash_only = true },
	{ .path = SNAPSHOT_CPUS "/*/crash_notes", .limit = NUMBER_SIZE_MAX, .each = EACH_CPU, .crash_only = true },
	{ .path = SNAPSHOT_CPUS "/*/crash_notes_size", .limit = NUMBER_SIZE_MAX, .each = EACH_CPU, .crash_only = true },
	{ .path = TTY_FOLDER "/*/type", .limit = NUMBER_SIZE_MAX, .each = EACH_TTY },
	{ .path = TTY_FOLDER "/*/iomem_base", .limit = NUMBER_SIZE_MAX, .each = EACH_TTY },
	{ .path = TTY_FOLDER "/*/iomem_reg_shift", .limit = NUMBER_SIZE_MAX, .each = EACH_TTY },
	{ .path = TTY_FOLDER "/*/io_type", .limit = NUMBER_SIZE_MAX, .each = EACH_TTY },
	{ 0 },
};

const struct snapshot_row *machine_rows(void)
{
	return rows;
}
