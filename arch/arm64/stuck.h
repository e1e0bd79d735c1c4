/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUs that Linux cannot stop: it refuses every normal load then, with EBUSY. Linux, arch/arm64/kernel/smp.c,
 * cpus_are_stuck_in_kernel(): more than one possible CPU without PSCI, protected KVM, or CPUs that did not come up. The last is
 * to be seen in the kernel's log alone.
 */
#ifndef WARMKEXEC_ARCH_ARM64_STUCK_H
#define WARMKEXEC_ARCH_ARM64_STUCK_H

#include <stdbool.h>

struct diag;
struct machine;
struct snapshot;

#define ARM64_POSSIBLE_CPUS "/sys/devices/system/cpu/possible"
#define ARM64_KVM "/sys/class/misc/kvm/dev"
#define ARM64_FADT "/sys/firmware/acpi/tables/FACP"

/* stuck_remedy of struct arch. */
#define ARM64_STUCK_REMEDY                                                                                                     \
	"Either its CPUs were started without PSCI (firmware that has PSCI helps; so does nr_cpus=1 on its command line, and " \
	"maxcpus=1 does not), or it runs protected KVM (kvm-arm.mode=protected), or a CPU did not come up; dmesg says which."

/*
 * Sets machine->stuck_why and stuck_remedy. has_psci: devicetree or ACPI names PSCI.
 * Returns 0, or -errno with the reason: a file could not be read.
 */
int arm64_find_stuck(const struct snapshot *snapshot, bool has_psci, struct machine *machine, struct diag *diag);

#endif
