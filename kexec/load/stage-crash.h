/* SPDX-License-Identifier: GPL-2.0-only */
/* A prepared crash load is made ready for a virtual machine that is crashed: its first kernel loads it. */
#ifndef WARMKEXEC_LOAD_STAGE_CRASH_H
#define WARMKEXEC_LOAD_STAGE_CRASH_H

#include <stdbool.h>
#include <stdint.h>

#include "kexec/base/blob.h"
#include "kexec/load/stage.h"

struct diag;
struct load;

struct crash_stage {
	struct stage stage;	   /* ram: of the first kernel; entry is not used */
	uint64_t machine_ram;	   /* bytes that the machine has */
	struct view kernel;	   /* both kernels; of the load */
	struct blob archive;	   /* the first kernel's initramfs */
	char *cmdline;		   /* the first kernel's, from malloc */
};

/*
 * Adds the marker to the load, and makes what the first kernel is started with. kexec: the program that loads there.
 * skip_checks: -i. load: of load_prepare(), a crash load with a plan; *ret views it. The caller releases *ret.
 * Returns 0, or -errno with the reason:
 *   -ENOTSUP  there is no virtual machine for the architecture, or no marker in this build
 *   others    of marker_cmdline(), bundle_join_initrds(), first_kernel_archive()
 */
int load_stage_crash(struct load *load, struct view kexec, bool skip_checks, struct crash_stage *ret, struct diag *diag);

/* For CLEANUP(). */
void crash_stage_release(struct crash_stage *stage);

#endif
