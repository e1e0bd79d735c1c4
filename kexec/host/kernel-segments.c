/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kernel-segments.h"

#include <errno.h>
#include <linux/kexec.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "arch/arch.h"
#include "kexec/base/diag.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan.h"

int host_check_architecture(const struct machine *machine, struct diag *diag)
{
	struct utsname running;

	if (uname(&running) < 0)
		return diag_fail(diag, -errno, "uname: %s", strerror(errno));
	if (arch_find(running.machine) == machine->arch)
		return 0;
	diag_fail(diag, -ENOTSUP, "this machine is %s and cannot load a kernel for %s", running.machine, machine->arch->name);
	diag_hint(diag, "Add --dry-run to see the plan.");
	return -ENOTSUP;
}

/* Many headers lack it. */
#ifndef KEXEC_CRASH_HOTPLUG_SUPPORT
#define KEXEC_CRASH_HOTPLUG_SUPPORT 0x00000008 /* Linux 6.10 */
#endif

static long kexec_load(uint64_t entry, size_t count, const struct kexec_segment *segment, unsigned long flags)
{
	return syscall(__NR_kexec_load, (unsigned long)entry, (unsigned long)count, segment, flags);
}

static size_t list_segments(const struct plan *plan, struct kexec_segment segment[PART_SEGMENTS])
{
	const struct segment *from[PART_SEGMENTS];
	size_t count = plan_call_order(plan, from);

	for (size_t i = 0; i < count; i++) {
		segment[i].buf = from[i]->bytes.data;
		segment[i].bufsz = from[i]->bytes.size;
		segment[i].mem = (void *)(uintptr_t)from[i]->memory.start;
		segment[i].memsz = range_size(from[i]->memory);
	}
	return count;
}

static unsigned long flags_of(const struct plan *plan, const struct machine *machine)
{
	unsigned long flags = machine->arch->kexec_arch;

	if (plan->crash)
		flags |= KEXEC_ON_CRASH;
	if (plan->hotplug)
		flags |= KEXEC_CRASH_HOTPLUG_SUPPORT;
	return flags;
}

int host_kexec_load(const struct plan *plan, const struct machine *machine)
{
	struct kexec_segment segment[PART_SEGMENTS];
	size_t count = list_segments(plan, segment);

	return kexec_load(plan->entry, count, segment, flags_of(plan, machine)) < 0 ? errno : 0;
}

int host_kexec_load_nothing(bool crash)
{
	return kexec_load(0, 0, NULL, crash ? KEXEC_ON_CRASH : 0) < 0 ? errno : 0;
}
