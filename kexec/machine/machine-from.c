/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/machine-from.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/console-find.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/iomem.h"
#include "kexec/machine/kcore-need.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/ramoops-find.h"
#include "kexec/machine/snapshot.h"
#include "kexec/machine/uefi-map.h"
#include "kexec/machine/vmcoreinfo.h"

#define FDT "/sys/firmware/fdt"
#define FDT_FOLDER "/proc/device-tree"
#define VMCOREINFO "/sys/kernel/vmcoreinfo"
#define TEXT_SIZE_MAX ((size_t)16 << 20)
#define NUMBER_SIZE_MAX 64
#define NOTE_SIZE_MAX ((uint64_t)1 << 20)

static const char *const copy_size[] = { "/sys/kernel/kexec_copy_size", "/sys/kernel/kexec/copy_size" };

static const struct snapshot_row rows[] = {
	{ .path = "/proc/iomem", .limit = TEXT_SIZE_MAX },
	{ .path = "/proc/cmdline", .limit = TEXT_SIZE_MAX },
	{ .path = FDT, .limit = DTB_SIZE_MAX },
	{ .path = FDT_FOLDER, .limit = DTB_SIZE_MAX, .each = EACH_TREE, .instead = FDT },
	{ .path = "/sys/kernel/kexec_copy_size", .limit = NUMBER_SIZE_MAX },
	{ .path = "/sys/kernel/kexec/copy_size", .limit = NUMBER_SIZE_MAX },
	{ .path = SPCR_FILE, .limit = SPCR_SIZE_MAX },
	{ .path = KCORE_RECORDED_VMCOREINFO, .limit = KCORE_HEADERS_MAX, .recorded_only = true },
	{ .path = KCORE_UEFI_MAP, .limit = UEFI_MAP_SIZE_MAX, .recorded_only = true },
	{ .path = VMCOREINFO, .limit = 128, .crash_only = true },
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

int machine_find_arch(const struct machine_request *request, const struct snapshot *snapshot, const struct arch **ret,
		      struct diag *diag)
{
	const char *name = request->arch ? request->arch : snapshot->uts_machine;
	const struct arch *arch = arch_find(name);
	char supported[128];

	if (!arch) {
		arch_names(supported, sizeof(supported));
		diag_fail(diag, -ENOTSUP, "unsupported architecture %.64s; this version supports %s", name, supported);
		if (!request->arch && snapshot->is_recorded)
			diag_hint(diag, "Name the architecture of the recorded machine with --arch.");
		return -ENOTSUP;
	}
	*ret = arch;
	return 0;
}

static uint64_t find_page_size(const struct snapshot *snapshot)
{
	struct diag ignored;
	struct view text;
	uint64_t size = 0;

	if (snapshot->page_size)
		return snapshot->page_size;
	if (!snapshot_bytes(snapshot, KCORE_RECORDED_VMCOREINFO, &text, &ignored))
		(void)vmcoreinfo_number(text, "PAGESIZE", &size);
	return size == 16384 || size == 65536 ? size : 4096;
}

int machine_find_map(const struct snapshot *snapshot, struct memmap *ret, struct diag *diag)
{
	struct view text;
	int r = snapshot_bytes(snapshot, "/proc/iomem", &text, diag);

	if (r < 0) {
		diag_hint(diag, snapshot->is_recorded
					? "The folder of --sysroot must hold a machine, as tools/record-machine makes it."
					: "Mount /proc.");
		return r;
	}
	return iomem_parse(text, ret, diag);
}

static int find_cmdline(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	struct view text;
	const void *end;
	int r = snapshot_bytes(snapshot, "/proc/cmdline", &text, diag);

	if (r < 0)
		return r;
	end = text.size ? memchr(text.data, '\n', text.size) : NULL;
	machine->cmdline = calloc(text.size + 1, 1);
	if (!machine->cmdline)
		return diag_oom(diag);
	memcpy(machine->cmdline, text.data, end ? (size_t)((const uint8_t *)end - text.data) : text.size);
	return 0;
}

static int open_devicetree(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	const char *source = FDT;
	struct view bytes;
	int r = snapshot_bytes(snapshot, source, &bytes, diag);

	if (r == -ENOENT) {
		source = FDT_FOLDER;
		r = snapshot_bytes(snapshot, source, &bytes, diag);
	}
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	return devicetree_open(bytes, source, &machine->devicetree, diag);
}

/* With --dtb nobody needs the machine's own. */
static int find_devicetree(const struct machine_request *request, const struct snapshot *snapshot, struct machine *machine,
			   struct diag *diag)
{
	int r = open_devicetree(snapshot, machine, diag);

	return request->have_dtb && r != -ENOMEM ? 0 : r;
}

/* The kernel that has such a file copies nothing that is loaded into its place. */
static int find_copy_size(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	for (size_t i = 0; i < sizeof(copy_size) / sizeof(copy_size[0]); i++) {
		uint64_t unused;
		int r = snapshot_number(snapshot, copy_size[i], 10, &unused, diag);

		if (r < 0 && r != -ENOENT)
			return r;
		machine->loads_in_place = machine->loads_in_place || !r;
	}
	return 0;
}

/* The folder was listed. An absent folder matters to a crash load only. */
static int check_cpu_list(const struct snapshot *snapshot, bool crash, struct diag *diag)
{
	const struct snapshot_entry *list = snapshot_find(snapshot, SNAPSHOT_CPUS);
	int error = list ? list->error : -ENOENT;

	if (!error || (error == -ENOENT && !crash))
		return 0;
	diag_fail(diag, error, "cannot list " SNAPSHOT_CPUS ": %s", strerror(-error));
	if (!snapshot->is_recorded)
		diag_hint(diag, "Mount /sys.");
	return error;
}

/* A CPU that has crash_notes must have crash_notes_size. Returns 0, -ENOENT: the CPU has no notes, or -errno. */
static int find_note(const struct snapshot *snapshot, const char *path, struct range *ret, struct diag *diag)
{
	char size_path[160];
	uint64_t start, size;
	int r = snapshot_number(snapshot, path, 16, &start, diag);

	if (r < 0)
		return r;
	snprintf(size_path, sizeof(size_path), "%.128s_size", path);
	r = snapshot_number(snapshot, size_path, 10, &size, diag);
	if (r < 0)
		return r == -ENOENT ? -EINVAL : r;
	if (!size || size > NOTE_SIZE_MAX || start > UINT64_MAX - size)
		return diag_fail(diag, -EINVAL, "%s: crash notes of %" PRIu64 " bytes at 0x%" PRIx64 " are impossible", path, size,
				 start);
	*ret = (struct range){ start, start + size };
	return 0;
}

static int find_notes(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	machine->cpu_note = calloc(snapshot->count + 1, sizeof(*machine->cpu_note));
	if (!machine->cpu_note)
		return diag_oom(diag);
	for (size_t i = 0; i < snapshot->count; i++) {
		int r;

		if (!snapshot_is_cpu_file(&snapshot->entry[i], "crash_notes"))
			continue;
		r = find_note(snapshot, snapshot->entry[i].name, &machine->cpu_note[machine->cpu_note_count], diag);
		if (r < 0 && r != -ENOENT)
			return r;
		machine->cpu_note_count += !r;
	}
	if (!machine->cpu_note_count)
		return diag_fail(diag, -ENODATA,
				 "no CPU has " SNAPSHOT_CPUS "/cpuN/crash_notes: the running kernel has no CONFIG_CRASH_DUMP");
	return 0;
}

/* "address size", both hexadecimal without 0x. */
static int find_vmcoreinfo_note(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	char text[129], *end;
	unsigned long long start, size;
	struct view bytes;
	int r = snapshot_bytes(snapshot, VMCOREINFO, &bytes, diag);

	if (r < 0)
		return diag_fail(diag, r, "cannot read " VMCOREINFO ", without which a dump cannot be analysed: %s", strerror(-r));
	snprintf(text, sizeof(text), "%.*s", (int)(bytes.size < sizeof(text) ? bytes.size : sizeof(text) - 1),
		 (const char *)bytes.data);
	start = strtoull(text, &end, 16);
	size = *end == ' ' ? strtoull(end, &end, 16) : 0;
	if (!size || size > NOTE_SIZE_MAX || start > UINT64_MAX - size)
		return diag_fail(diag, -EINVAL, VMCOREINFO " is \"%.40s\", expected an address and a size", text);
	machine->vmcoreinfo_note = (struct range){ start, start + size };
	return 0;
}

/* A ramoops region must be reserved in /proc/iomem; otherwise the running kernel uses that memory. */
static bool is_reserved(const struct memmap *map, struct range region)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->area[i].type != MEM_RESERVED && range_overlaps(map->area[i].range, region))
			return false;
	return true;
}

static void keep_reason(char ret[MACHINE_REASON_SIZE], const struct diag *reason)
{
	snprintf(ret, MACHINE_REASON_SIZE, "%.255s", reason->message);
}

/* A report is not needed for a load: no zone is no failure. The next boot reads the zone of the machine's own devicetree. */
static void find_ramoops(struct machine *machine)
{
	struct diag reason = { 0 };
	struct ramoops_place place;
	int r = -ENOENT;

	if (!machine->devicetree.tree.size)
		diag_fail(&reason, r, "the machine has no devicetree");
	else
		r = ramoops_find(machine->devicetree.tree.data, &place, &reason);
	if (!r && !is_reserved(&machine->map, place.region))
		r = diag_fail(&reason, -EINVAL, "its region at 0x%" PRIx64 " is not reserved in /proc/iomem", place.region.start);
	if (!r && machine->kernel_big_endian)
		r = diag_fail(&reason, -ENOTSUP, "the running kernel is big-endian");
	if (r < 0)
		keep_reason(machine->no_ramoops, &reason);
	else
		machine->ramoops = place.zone;
}

static int find_crash_facts(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	int r = find_notes(snapshot, machine, diag);

	return r < 0 ? r : find_vmcoreinfo_note(snapshot, machine, diag);
}

/* All that depends on the first round only. */
static int understand(const struct machine_request *request, const struct snapshot *snapshot, struct machine *machine,
		      struct diag *diag)
{
	int r;

	machine->page_size = find_page_size(snapshot);
	machine->kernel_big_endian = snapshot->big_endian;
	r = machine_find_map(snapshot, &machine->map, diag);
	if (!r)
		r = find_cmdline(snapshot, machine, diag);
	if (!r)
		r = find_devicetree(request, snapshot, machine, diag);
	if (!r)
		r = check_cpu_list(snapshot, request->crash, diag);
	if (!r)
		r = machine->arch->find_facts(snapshot, machine, diag);
	if (!r && request->crash)
		r = find_crash_facts(snapshot, machine, diag);
	if (!r)
		r = find_copy_size(snapshot, machine, diag);
	if (!r)
		find_ramoops(machine);
	return r;
}

static int find_kcore_head(const struct snapshot *snapshot, struct machine *machine, struct snapshot_need *ret_need,
			   struct diag *diag)
{
	struct view head;
	int r = kcore_head(snapshot, ret_need, &head, diag);

	if (r == -ENOENT)
		return 0;
	if (r)
		return r;
	if (blob_alloc(head.size, &machine->kcore_head) < 0)
		return diag_oom(diag);
	memcpy(machine->kcore_head.data, head.data, head.size);
	return 0;
}

/* RAM that the firmware's map lacks must not hold the next kernel, but still belongs in a dump. */
static int apply_firmware_map(const struct snapshot *snapshot, struct machine *machine, struct snapshot_need *ret_need,
			      struct diag *diag)
{
	CLEANUP(ranges_release) struct ranges known = { 0 };
	struct diag reason = { 0 };
	int r = firmware_ram(snapshot, machine, ret_need, &known, &reason);

	if (r > 0)
		return r;
	if (r == -ENOMEM || (!r && memmap_paint_unknown(&machine->map, &known) < 0))
		return diag_oom(diag);
	if (r < 0 && r != -ENOENT)
		keep_reason(machine->no_firmware_map, &reason);
	return 0;
}

int machine_from(const struct machine_request *request, const struct snapshot *snapshot, struct machine *machine,
		 struct snapshot_need *ret_need, struct diag *diag)
{
	int r = 0;

	if (!machine->arch) {
		r = machine_find_arch(request, snapshot, &machine->arch, diag);
		if (!r)
			r = understand(request, snapshot, machine, diag);
	}
	if (!r)
		r = request->crash ? find_kcore_head(snapshot, machine, ret_need, diag)
				   : apply_firmware_map(snapshot, machine, ret_need, diag);
	if (r < 0)
		machine_release(machine);
	return r;
}

int machine_apply_dtb(struct machine *machine, const void *fdt, bool crash, struct ranges *ret, struct diag *diag)
{
	int r = dtb_memory(fdt, ret, diag);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	return !crash && memmap_paint_unknown(&machine->map, ret) < 0 ? diag_oom(diag) : 0;
}
