/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kernel-load.h"

#include <errno.h>
#include <linux/kexec.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "arch/arch.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/host/network.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/sink.h"

#ifndef KEXEC_DEBUG
#define KEXEC_DEBUG 0x00000010 /* many headers lack it; an older kernel answers EINVAL */
#endif

/* The hint for an errno of kexec_load(2). */
struct meaning {
	int error;
	const char *hint;
};

static const struct meaning meanings[] = {
	{ EBUSY, "Another load or unload is under way: try again." },
	{ EADDRNOTAVAIL,
	  "The kernel refuses the addresses: memory was hot-plugged or the crash region shrunk since /proc/iomem "
	  "was read, or the load went into a region that this kernel keeps for the capture kernel's DMA. Try again; "
	  "--dry-run shows the addresses." },
	{ EINVAL, "The kernel rejects the request as malformed; dmesg may say more." },
	{ ENOMEM, "The kernel has no memory for the segments: free some, or use a smaller initrd." },
	{ ENOSYS, "The running kernel is built without CONFIG_KEXEC, and this version of kexec has no other way." },
	{ EFAULT, "A file was cut short while it was loaded: try again." },
};

static const char *meaning_of_eperm(const struct host *host)
{
	CLEANUP(blob_release) struct blob lockdown = { 0 };
	uint64_t disabled = 0;

	if (geteuid() != 0)
		return "Run as root (with CAP_SYS_BOOT).";
	if (host_read(host, "/sys/kernel/security/lockdown", 256, &lockdown) == 0 &&
	    !strstr((const char *)lockdown.data, "[none]"))
		return "The running kernel is locked down (secure boot), which forbids kexec_load(2); "
		       "kexec_file_load(2) is not supported by this version.";
	if (host_read_number(host, "/proc/sys/kernel/kexec_load_disabled", 10, &disabled) == 0 && disabled)
		return "sysctl kernel.kexec_load_disabled is 1; only a reboot sets it back.";
	return "The process lacks CAP_SYS_BOOT, or a security module forbids it; dmesg may say more.";
}

static void explain(const struct host *host, int error, struct diag *diag)
{
	if (error == EPERM) {
		diag_hint(diag, "%s", meaning_of_eperm(host));
		return;
	}
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].error == error)
			diag_hint(diag, "%s", meanings[i].hint);
}

int host_is_loaded(const struct host *host, bool crash, bool *ret, struct diag *diag)
{
	const char *path = crash ? "/sys/kernel/kexec_crash_loaded" : "/sys/kernel/kexec_loaded";
	uint64_t loaded;
	int r = host_read_number(host, path, 10, &loaded);

	if (r < 0) {
		diag_fail(diag, r, "cannot read %s: %s", path, strerror(-r));
		if (r == -ENOENT)
			diag_hint(diag, "The running kernel is built without %s, or /sys is not mounted.",
				  crash ? "CONFIG_CRASH_DUMP" : "CONFIG_KEXEC");
		return r;
	}
	*ret = loaded != 0;
	return 0;
}

static long kexec_load(uint64_t entry, size_t count, const struct kexec_segment *segment, unsigned long flags)
{
	return syscall(__NR_kexec_load, (unsigned long)entry, (unsigned long)count, segment, flags);
}

static int check_architecture(const struct machine *machine, struct diag *diag)
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

/* A load that is refused may have replaced the load before it: the kernel empties a crash region first. */
static void explain_what_is_left(const struct host *host, bool crash, bool was_loaded, struct diag *diag)
{
	struct diag ignored;
	bool loaded;
	size_t used = strlen(diag->hint);

	if (!was_loaded || host_is_loaded(host, crash, &loaded, &ignored) < 0)
		return;
	snprintf(diag->hint + used, sizeof(diag->hint) - used, "%s%s", used ? "\n" : "",
		 loaded ? "What was loaded before is still loaded." : "Nothing is loaded any more.");
}

static size_t list_segments(const struct plan *plan, struct kexec_segment segment[PART_SEGMENTS])
{
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *from = &plan->segment[i];

		segment[i].buf = from->bytes.data;
		segment[i].bufsz = from->bytes.size;
		segment[i].mem = (void *)(uintptr_t)from->memory.start;
		segment[i].memsz = range_size(from->memory);
	}
	return plan->segment_count;
}

static int load_plan(void *context, const struct plan *plan, const struct machine *machine, struct diag *diag)
{
	const struct host_kernel *kernel = context;
	unsigned long flags = (plan->crash ? KEXEC_ON_CRASH : 0) | machine->arch->kexec_arch;
	struct kexec_segment segment[PART_SEGMENTS];
	size_t count = list_segments(plan, segment);
	bool was_loaded = false;
	struct diag ignored;
	long r;
	int error;

	if (check_architecture(machine, diag) < 0)
		return -ENOTSUP;
	(void)host_is_loaded(kernel->host, plan->crash, &was_loaded, &ignored);
	r = kernel->debug ? kexec_load(plan->entry, count, segment, flags | KEXEC_DEBUG) : -1;
	if (!kernel->debug || (r < 0 && errno == EINVAL))
		r = kexec_load(plan->entry, count, segment, flags);
	if (r >= 0)
		return 0;
	error = errno;
	diag_fail(diag, -error, "kexec_load failed: %s", strerror(error));
	explain(kernel->host, error, diag);
	explain_what_is_left(kernel->host, plan->crash, was_loaded, diag);
	return -error;
}

static int unload_kernel(void *context, bool crash, struct diag *diag)
{
	const struct host_kernel *kernel = context;

	return host_kexec_unload(kernel->host, crash, diag);
}

static int is_kernel_loaded(void *context, bool crash, bool *ret, struct diag *diag)
{
	const struct host_kernel *kernel = context;

	return host_is_loaded(kernel->host, crash, ret, diag);
}

void host_kernel_sink(struct host_kernel *kernel, struct sink *ret)
{
	*ret = (struct sink){
		.name = "kexec_load",
		.context = kernel,
		.load = load_plan,
		.unload = unload_kernel,
		.is_loaded = is_kernel_loaded,
	};
}

int host_kexec_unload(const struct host *host, bool crash, struct diag *diag)
{
	if (kexec_load(0, 0, NULL, crash ? KEXEC_ON_CRASH : 0) < 0) {
		int error = errno;

		diag_fail(diag, -error, "kexec unload failed: %s", strerror(error));
		explain(host, error, diag);
		return -error;
	}
	return 0;
}

int host_kexec_exec(bool sync_first, bool ifdown, struct diag *diag)
{
	int error;

	if (sync_first) /* before the network is down: it may carry the root file system */
		sync();
	if (ifdown)
		host_network_down();
	(void)syscall(__NR_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC, NULL);
	error = errno;
	diag_fail(diag, -error, "kexec failed: %s", strerror(error));
	diag_hint(diag, "%s%s", geteuid() == 0 ? "reboot(2) returned; dmesg may say why." : "Run as root (with CAP_SYS_BOOT).",
		  ifdown ? "\nThe network interfaces that could be taken down are down." : "");
	return -error;
}

void host_kernel_log(const char *message)
{
	FILE *log = fopen("/dev/kmsg", "we");

	if (!log)
		return;
	fprintf(log, "<3>kexec: %s\n", message);
	fclose(log);
}

int host_shutdown(struct diag *diag)
{
	static const char *const path[] = { "/sbin/shutdown", "/etc/shutdown", "/bin/shutdown" };

	for (size_t i = 0; i < sizeof(path) / sizeof(path[0]); i++)
		execl(path[i], "shutdown", "-r", "now", (char *)NULL);
	diag_fail(diag, -errno, "the kernel is loaded, but shutdown cannot be started: %s", strerror(errno));
	diag_hint(diag, "Start the loaded kernel with kexec -e.");
	return -errno;
}
