/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/machine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "arch/arch.h"
#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/devicetree.h"
#include "kexec/host/kcore.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/iomem.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"
#include "kexec/machine/vmcoreinfo.h"
#include "kexec/parts/dtb.h"

#define TEXT_FILE_MAX ((size_t)16 << 20)
#define CPU_FOLDER "/sys/devices/system/cpu"
#define NOTE_SIZE_MAX ((uint64_t)1 << 20)

void machine_release(struct machine *machine)
{
	memmap_release(&machine->map);
	free(machine->cmdline);
	free(machine->cpus.midr);
	free(machine->cpu_note);
	devicetree_release(&machine->devicetree);
	blob_release(&machine->kcore_head);
	*machine = (struct machine){ 0 };
}

static int find_arch(const struct host *host, const char *name, const struct arch **ret, struct diag *diag)
{
	struct utsname running;
	const struct arch *arch;

	if (uname(&running) < 0)
		return diag_fail(diag, -errno, "uname: %s", strerror(errno));
	arch = arch_find(name ? name : running.machine);
	if (!arch) {
		diag_fail(diag, -ENOTSUP, "%s %s is not supported by this version, which knows arm64",
			  name ? "--arch" : "this machine's", name ? name : running.machine);
		if (!name && host->is_recorded)
			diag_hint(diag, "Say what the recorded machine is, with --arch arm64.");
		return -ENOTSUP;
	}
	*ret = arch;
	return 0;
}

int machine_read_map(const struct host *host, struct memmap *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	int r = host_read(host, "/proc/iomem", TEXT_FILE_MAX, &text);

	if (r < 0) {
		diag_fail(diag, r, "cannot read /proc/iomem: %s", strerror(-r));
		diag_hint(diag, host->is_recorded
					? "The folder of --sysroot must hold a machine, as tools/record-machine makes it."
					: "Mount /proc.");
		return r;
	}
	return iomem_parse(blob_view(&text), ret, diag);
}

static int read_cmdline(const struct host *host, struct machine *machine, struct diag *diag)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	int r = host_read(host, "/proc/cmdline", TEXT_FILE_MAX, &text);

	if (r < 0)
		return diag_fail(diag, r, "cannot read /proc/cmdline: %s", strerror(-r));
	machine->cmdline = strndup((const char *)text.data, strcspn((const char *)text.data, "\n"));
	return machine->cmdline ? 0 : diag_oom(diag);
}

static int is_cpu(const struct dirent *entry)
{
	const char *digits = entry->d_name + 3;

	return strncmp(entry->d_name, "cpu", 3) == 0 && *digits && strspn(digits, "0123456789") == strlen(digits) &&
	       strlen(digits) < 8;
}

static int by_cpu_number(const struct dirent **a, const struct dirent **b)
{
	long left = atol((*a)->d_name + 3), right = atol((*b)->d_name + 3);

	return left < right ? -1 : left > right;
}

struct cpu_list {
	struct dirent **entry;
	int count;
};

static void free_cpu_list(struct cpu_list *list)
{
	for (int i = 0; i < list->count; i++)
		free(list->entry[i]);
	free(list->entry);
}

static int list_cpus(const struct host *host, struct cpu_list *ret)
{
	int count = scandirat(host->root, &CPU_FOLDER[1], &ret->entry, is_cpu, by_cpu_number);

	if (count < 0)
		return -errno;
	ret->count = count;
	return 0;
}

static int read_cpu_number(const struct host *host, const struct dirent *cpu, const char *file, int base, uint64_t *ret)
{
	char path[128];

	snprintf(path, sizeof(path), CPU_FOLDER "/%.16s/%s", cpu->d_name, file);
	return host_read_number(host, path, base, ret);
}

/* A CPU that is offline shows no registers; one without any is no error. */
static int read_midr(const struct host *host, const struct cpu_list *list, struct cpus *cpus)
{
	cpus->midr = calloc((size_t)list->count + 1, sizeof(*cpus->midr));
	if (!cpus->midr)
		return -ENOMEM;
	for (int i = 0; i < list->count; i++) {
		uint64_t midr;

		if (read_cpu_number(host, list->entry[i], "regs/identification/midr_el1", 16, &midr) == 0)
			cpus->midr[cpus->midr_count++] = (uint32_t)midr;
	}
	return 0;
}

/* A CPU that is not present has no notes; one that has the one file must have the other. */
static int read_notes(const struct host *host, const struct cpu_list *list, struct machine *machine, struct diag *diag)
{
	machine->cpu_note = calloc((size_t)list->count + 1, sizeof(*machine->cpu_note));
	if (!machine->cpu_note)
		return diag_oom(diag);
	for (int i = 0; i < list->count; i++) {
		const struct dirent *cpu = list->entry[i];
		uint64_t start, size;
		int r = read_cpu_number(host, cpu, "crash_notes", 16, &start);

		if (r == -ENOENT)
			continue;
		if (!r)
			r = read_cpu_number(host, cpu, "crash_notes_size", 10, &size);
		if (r < 0)
			return diag_fail(diag, r, "cannot read " CPU_FOLDER "/%s/crash_notes and crash_notes_size: %s",
					 cpu->d_name, r == -EINVAL ? "expected one number in each" : strerror(-r));
		if (!size || size > NOTE_SIZE_MAX || start > UINT64_MAX - size)
			return diag_fail(diag, -EINVAL,
					 CPU_FOLDER "/%s: crash notes of %" PRIu64 " bytes at 0x%" PRIx64 " cannot be",
					 cpu->d_name, size, start);
		machine->cpu_note[machine->cpu_note_count++] = (struct range){ start, start + size };
	}
	if (!machine->cpu_note_count)
		return diag_fail(diag, -ENODATA,
				 "no CPU has " CPU_FOLDER "/cpuN/crash_notes: the running kernel has no CONFIG_CRASH_DUMP");
	return 0;
}

static int read_cpus(const struct host *host, bool crash, struct machine *machine, struct diag *diag)
{
	CLEANUP(free_cpu_list) struct cpu_list list = { 0 };
	int r = list_cpus(host, &list);

	if (r < 0 && crash) {
		diag_fail(diag, r, "cannot list " CPU_FOLDER ": %s", strerror(-r));
		if (!host->is_recorded)
			diag_hint(diag, "Mount /sys.");
		return r;
	}
	if (r < 0)
		return 0;
	if (read_midr(host, &list, &machine->cpus) < 0)
		return diag_oom(diag);
	return crash ? read_notes(host, &list, machine, diag) : 0;
}

/* /sys/kernel/vmcoreinfo: "address size", both hexadecimal without 0x. */
static int read_vmcoreinfo_note(const struct host *host, struct machine *machine, struct diag *diag)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	unsigned long long start, size;
	char *end;
	int r = host_read(host, "/sys/kernel/vmcoreinfo", 128, &text);

	if (r < 0)
		return diag_fail(diag, r, "cannot read /sys/kernel/vmcoreinfo, without which a dump cannot be analysed: %s",
				 strerror(-r));
	start = strtoull((const char *)text.data, &end, 16);
	size = *end == ' ' ? strtoull(end, &end, 16) : 0;
	if (!size || size > NOTE_SIZE_MAX || start > UINT64_MAX - size)
		return diag_fail(diag, -EINVAL, "/sys/kernel/vmcoreinfo is \"%.40s\", expected an address and a size",
				 (const char *)text.data);
	machine->vmcoreinfo_note = (struct range){ start, start + size };
	return 0;
}

static uint64_t page_size_of(const struct host *host)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	uint64_t size = 0;

	if (!host->is_recorded)
		return (uint64_t)sysconf(_SC_PAGESIZE);
	if (host_read(host, RECORDED_VMCOREINFO, TEXT_FILE_MAX, &text) == 0)
		(void)vmcoreinfo_number(blob_view(&text), "PAGESIZE", &size);
	return size == 16384 || size == 65536 ? size : 4096;
}

static int read_devicetree(const struct host *host, struct machine *machine, struct diag *diag)
{
	CLEANUP(blob_release) struct blob bytes = { 0 };
	const char *source = "/sys/firmware/fdt";
	int r = host_read(host, source, DTB_SIZE_MAX, &bytes);

	if (r < 0 && r != -ENOENT)
		return diag_fail(diag, r, "cannot read %s: %s", source, strerror(-r));
	if (r == -ENOENT) {
		source = "/proc/device-tree";
		r = host_devicetree_flatten(host->root, source + 1, &bytes, diag);
	}
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	return devicetree_open(blob_view(&bytes), source, &machine->devicetree, diag);
}

/* ACPI 6.5, 5.2.9 FADT: ARM Boot Architecture Flags, a 16-bit field at offset 129; table 5.11 has its bits. */
#define FADT_ARM_BOOT_FLAGS 129
#define FADT_PSCI_COMPLIANT 0x1
#define FADT_PSCI_USE_HVC 0x2

static enum handoff_psci read_psci(const struct host *host, const struct machine *machine)
{
	CLEANUP(blob_release) struct blob fadt = { 0 };
	uint16_t flags;

	switch (machine->devicetree.tree.size ? dtb_psci_method(machine->devicetree.tree.data) : DTB_PSCI_NONE) {
	case DTB_PSCI_HVC:
		return HANDOFF_PSCI_HVC;
	case DTB_PSCI_SMC:
		return HANDOFF_PSCI_SMC;
	case DTB_PSCI_NONE:
		break;
	}
	if (host_read(host, "/sys/firmware/acpi/tables/FACP", 4096, &fadt) < 0 || fadt.size < FADT_ARM_BOOT_FLAGS + 2)
		return HANDOFF_PSCI_NONE;
	flags = load_le16(fadt.data + FADT_ARM_BOOT_FLAGS);
	if (!(flags & FADT_PSCI_COMPLIANT))
		return HANDOFF_PSCI_NONE;
	return flags & FADT_PSCI_USE_HVC ? HANDOFF_PSCI_HVC : HANDOFF_PSCI_SMC;
}

/* A tree that nobody needs, and that cannot be read, is as good as none. */
static int read_own_devicetree(const struct host *host, bool have_dtb, struct machine *machine, struct diag *diag)
{
	int r = read_devicetree(host, machine, diag);

	return have_dtb && r != -ENOMEM ? 0 : r;
}

/* The kernel that has the file says in it how much it will copy, and so has memory where it need not. */
static bool loads_in_place(const struct host *host)
{
	uint64_t unused;

	return host_read_number(host, "/sys/kernel/kexec_copy_size", 10, &unused) == 0 ||
	       host_read_number(host, "/sys/kernel/kexec/copy_size", 10, &unused) == 0;
}

static int read_all(const struct host *host, bool crash, bool have_dtb, struct machine *machine, struct diag *diag)
{
	int r = machine_read_map(host, &machine->map, diag);

	if (!r)
		r = read_cmdline(host, machine, diag);
	if (!r)
		r = read_own_devicetree(host, have_dtb, machine, diag);
	if (!r)
		r = read_cpus(host, crash, machine, diag);
	if (!r && crash)
		r = read_vmcoreinfo_note(host, machine, diag);
	if (!r && crash)
		r = host_read_kcore_head(host, &machine->kcore_head, diag);
	return r;
}

int machine_read(const struct host *host, const char *arch_name, bool crash, bool have_dtb, struct machine *ret,
		 struct diag *diag)
{
	CLEANUP(machine_release) struct machine machine = { 0 };
	int r = find_arch(host, arch_name, &machine.arch, diag);

	if (r < 0)
		return r;
	machine.page_size = page_size_of(host);
	machine.loads_in_place = loads_in_place(host);
	machine.kernel_big_endian = !host->is_recorded && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	r = read_all(host, crash, have_dtb, &machine, diag);
	if (r < 0)
		return r;
	machine.psci = read_psci(host, &machine);
	*ret = machine;
	machine = (struct machine){ 0 };
	return 0;
}
