/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of machine_from(), and the files that they read. For machine-from.c and the files that implement the parts only. */
#ifndef WARMKEXEC_MACHINE_MACHINE_FIND_H
#define WARMKEXEC_MACHINE_MACHINE_FIND_H

#include <stdbool.h>

struct diag;
struct machine;
struct snapshot;

#define IOMEM_FILE "/proc/iomem"
#define CMDLINE_FILE "/proc/cmdline"
#define FDT_FILE "/sys/firmware/fdt"
#define FDT_FOLDER "/proc/device-tree"
#define VMCOREINFO_FILE "/sys/kernel/vmcoreinfo"
#define COPY_SIZE_FILE "/sys/kernel/kexec/copy_size"
#define COPY_SIZE_FILE_OLD "/sys/kernel/kexec_copy_size"
#define CRASH_CMA_FILE "/sys/kernel/kexec/crash_cma_ranges"
#define CRASH_CMA_FILE_OLD "/sys/kernel/kexec_crash_cma_ranges"
#define ELFCOREHDR_SIZE_FILE "/sys/kernel/kexec/crash_elfcorehdr_size"
#define ELFCOREHDR_SIZE_FILE_OLD "/sys/kernel/crash_elfcorehdr_size"

/* Each fills its members of *machine. Returns 0, or -errno with the reason. */

/* The machine's own devicetree. have_dtb: one that is damaged is no failure, as another is given; one that cannot be read is. */
int find_devicetree(const struct snapshot *snapshot, bool have_dtb, struct machine *machine, struct diag *diag);

/* The notes of all CPUs, and of VMCOREINFO. */
int find_crash_notes(const struct snapshot *snapshot, struct machine *machine, struct diag *diag);

/* The memory of crashkernel=SIZE,cma, in the map. After all else that gives the map types. */
int find_crash_cma(const struct snapshot *snapshot, struct machine *machine, struct diag *diag);

/* The zone for a report. A report is not needed for a load: no zone is no failure. */
void find_ramoops(const struct snapshot *snapshot, struct machine *machine);

#endif
