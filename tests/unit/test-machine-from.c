/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <string.h>

#include <libfdt.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/kcore-need.h"
#include "kexec/machine/machine-from.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/memmap.h"
#include "kexec/machine/snapshot.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/text-snapshot.h"
#include "trees.h"

#define CPU(n, file) SNAPSHOT_CPUS "/cpu" #n "/" file
#define FDT "/sys/firmware/fdt"
#define FDT_FOLDER "/proc/device-tree"
#define SPCR "/sys/firmware/acpi/tables/SPCR"
#define MAP_START 0x50000000
#define MAP_SIZE 96

static void uefi_properties(void *fdt)
{
	must(fdt_property_u64(fdt, "linux,uefi-mmap-start", MAP_START));
	must(fdt_property_u32(fdt, "linux,uefi-mmap-size", MAP_SIZE));
	must(fdt_property_u32(fdt, "linux,uefi-mmap-desc-size", 48));
}

static const struct recipe uefi_board = { 2, 2, NULL, NULL, "chosen", uefi_properties, board_nodes };

static void add_tree(struct snapshot *snapshot, const char *name, const struct recipe *recipe)
{
	CLEANUP(blob_release) struct blob tree = cook(recipe);

	add_bytes(snapshot, name, tree.data, tree.size);
}

/* A machine of one region, as it runs, with all that a crash load reads of it but its core. */
static struct snapshot running_machine(void)
{
	struct snapshot snapshot = { .page_size = 4096, .uts_machine = "aarch64" };

	add_text(&snapshot, "/proc/iomem",
		 "40000000-7fffffff : System RAM\n"
		 "  40200000-40ffffff : Kernel code\n"
		 "  41000000-41ffffff : Kernel data\n"
		 "  60000000-6fffffff : Crash kernel\n"
		 "80000000-8fffffff : System RAM\n");
	add_text(&snapshot, "/proc/cmdline", "console=ttyAMA0 quiet\n");
	add_text(&snapshot, SNAPSHOT_CPUS, "");
	add_text(&snapshot, CPU(0, "crash_notes"), "47000000\n");
	add_text(&snapshot, CPU(0, "crash_notes_size"), "424\n");
	add_text(&snapshot, CPU(10, "crash_notes"), "4700a000\n");
	add_text(&snapshot, CPU(10, "crash_notes_size"), "424\n");
	add_text(&snapshot, CPU(2, "crash_notes"), "47002000\n");
	add_text(&snapshot, CPU(2, "crash_notes_size"), "424\n");
	add_text(&snapshot, "/sys/kernel/vmcoreinfo", "42366000 1024\n");
	return snapshot;
}

static struct snapshot recorded_machine(void)
{
	struct snapshot snapshot = running_machine();

	snapshot.is_recorded = true;
	snapshot.page_size = 0;
	add_text(&snapshot, KCORE_RECORDED_VMCOREINFO, "OSRELEASE=6.12\nPAGESIZE=16384\n");
	add_error(&snapshot, KCORE_UEFI_MAP, -ENOENT);
	return snapshot;
}

static int once(const struct machine_request *request, const struct snapshot *snapshot, struct machine *machine,
		struct diag *diag)
{
	struct snapshot_need need;

	return machine_from(request, snapshot, machine, &need, diag);
}

START_TEST(recorded_machine_is_understood_in_one_round)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct machine_request request = { .crash = true };
	struct diag diag = { 0 };

	add_tree(&snapshot, FDT, &board);
	ck_assert_msg(once(&request, &snapshot, &machine, &diag) == 0, "%s", diag.message);
	ck_assert_uint_eq(machine.page_size, 16384);
	ck_assert_str_eq(machine.cmdline, "console=ttyAMA0 quiet");
	ck_assert_str_eq(machine.devicetree.source, FDT);
	ck_assert_uint_eq(machine.cpu_note_count, 3);
	ck_assert_uint_eq(machine.cpu_note[1].start, 0x47002000);
	ck_assert_uint_eq(machine.cpu_note[2].start, 0x4700a000);
	ck_assert_uint_eq(machine.cpu_note[2].end, 0x4700a000 + 424);
	ck_assert_uint_eq(machine.vmcoreinfo_note.start, 0x42366000);
	ck_assert_uint_eq(machine.vmcoreinfo_note.end, 0x42366000 + 0x1024);
	ck_assert_uint_eq(machine.kcore_head.size, strlen("OSRELEASE=6.12\nPAGESIZE=16384\n"));
	ck_assert(!machine.loads_in_place);
}
END_TEST

START_TEST(kernel_with_a_copy_size_loads_in_place)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct machine_request request = { 0 };
	struct diag diag = { 0 };

	add_text(&snapshot, "/sys/kernel/kexec/copy_size", "0\n");
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), 0);
	ck_assert(machine.loads_in_place);
}
END_TEST

/* Each file: the error of a crash load if the file is absent, and of one that cannot read it. 0: it is not needed. */
static const struct {
	const char *file;
	int absent;
	const char *message;
} needed[] = {
	{ "/proc/iomem", -ENOENT, "cannot read /proc/iomem: " },
	{ "/proc/cmdline", -ENOENT, "cannot read /proc/cmdline: " },
	{ FDT, 0, "cannot read " FDT ": " },
	{ SNAPSHOT_CPUS, -ENOENT, "cannot list " SNAPSHOT_CPUS ": " },
	{ CPU(10, "crash_notes"), 0, "cannot read " CPU(10, "crash_notes") ": " },
	{ CPU(10, "crash_notes_size"), -EINVAL, "cannot read " CPU(10, "crash_notes_size") ": " },
	{ CPU(10, "regs/identification/midr_el1"), 0, "cannot read " CPU(10, "regs/identification/midr_el1") ": " },
	{ "/sys/kernel/vmcoreinfo", -ENOENT, "cannot read /sys/kernel/vmcoreinfo, " },
	{ "/sys/kernel/kexec_copy_size", 0, "cannot read /sys/kernel/kexec_copy_size: " },
	{ "/sys/kernel/kexec/copy_size", 0, "cannot read /sys/kernel/kexec/copy_size: " },
	{ "/sys/firmware/acpi/tables/FACP", 0, "cannot read /sys/firmware/acpi/tables/FACP: " },
};

START_TEST(absent_file_is_an_error_only_if_it_is_needed)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct machine_request request = { .crash = true };
	struct diag diag = { 0 };
	int r;

	add_error(&snapshot, needed[_i].file, -ENOENT);
	r = once(&request, &snapshot, &machine, &diag);
	ck_assert_msg(r == needed[_i].absent, "%s: %d %s", needed[_i].file, r, diag.message);
	if (r)
		ck_assert_msg(strncmp(diag.message, needed[_i].message, strlen(needed[_i].message)) == 0, "%s", diag.message);
	ck_assert_int_eq(!machine.arch, !!r);
}
END_TEST

START_TEST(file_that_cannot_be_read_is_an_error_that_names_it)
{
	static const int errors[] = { -EIO, -EACCES, -EFBIG };
	struct machine_request request = { .crash = true };

	for (size_t i = 0; i < COUNT(errors); i++) {
		CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
		CLEANUP(machine_release) struct machine machine = { 0 };
		struct diag diag = { 0 };
		int r;

		add_error(&snapshot, needed[_i].file, errors[i]);
		r = once(&request, &snapshot, &machine, &diag);
		ck_assert_msg(r == errors[i], "%s: %d", needed[_i].file, r);
		ck_assert_msg(strncmp(diag.message, needed[_i].message, strlen(needed[_i].message)) == 0, "%s", diag.message);
		ck_assert_ptr_null(machine.arch);
		ck_assert_ptr_null(machine.map.area);
	}
}
END_TEST

START_TEST(normal_load_needs_no_cpus_but_fails_if_they_cannot_be_listed)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct machine_request request = { 0 };
	struct diag diag = { 0 };

	add_error(&snapshot, SNAPSHOT_CPUS, -ENOENT);
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), 0);
	machine_release(&machine);
	add_error(&snapshot, SNAPSHOT_CPUS, -EIO);
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), -EIO);
}
END_TEST

START_TEST(folder_takes_the_place_of_an_absent_devicetree)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct machine_request request = { 0 };
	struct diag diag = { 0 };

	add_error(&snapshot, FDT, -ENOENT);
	add_tree(&snapshot, FDT_FOLDER, &board);
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), 0);
	ck_assert_str_eq(machine.devicetree.source, FDT_FOLDER);
}
END_TEST

START_TEST(own_devicetree_may_be_damaged_if_another_is_given)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct machine_request request = { 0 };
	struct diag diag = { 0 };

	add_text(&snapshot, FDT, "no tree");
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), -EINVAL);
	ck_assert_msg(strncmp(diag.message, "devicetree " FDT ": ", 30) == 0, "%s", diag.message);
	request.have_dtb = true;
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), 0);
	ck_assert_uint_eq(machine.devicetree.tree.size, 0);
	ck_assert_ptr_null(machine.devicetree.source);
}
END_TEST

START_TEST(other_architecture_is_refused_by_name)
{
	struct snapshot snapshot = { .uts_machine = "sparc" };
	struct machine machine = { 0 };
	struct machine_request request = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), -ENOTSUP);
	ck_assert_str_eq(diag.message, "unsupported architecture sparc; this version supports arm64");
	ck_assert_str_eq(diag.hint, "");
	snapshot.is_recorded = true;
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), -ENOTSUP);
	ck_assert_str_eq(diag.hint, "Name the architecture of the recorded machine with --arch.");
}
END_TEST

/* An ELF header, and one PT_LOAD that shows 0x40000000-0x7fffffff from offset 0x1000 on. */
static void write_core(uint8_t core[120])
{
	static const uint8_t header[] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

	memset(core, 0, 120);
	memcpy(core, header, sizeof(header));
	core[16] = 4;	 /* ET_CORE */
	core[18] = 183;	 /* EM_AARCH64 */
	core[20] = 1;	 /* version */
	core[32] = 64;	 /* program headers */
	core[52] = 64;	 /* size of this header */
	core[54] = 56;	 /* size of a program header */
	core[56] = 1;	 /* number of them */
	core[64] = 1;	 /* PT_LOAD */
	core[73] = 0x10; /* offset 0x1000 */
	core[91] = 0x40; /* physical 0x40000000 */
	core[99] = 0x40; /* size in the file */
	core[107] = 0x40; /* size in memory */
}

static const uint8_t map_of_all[MAP_SIZE] = {
	[0] = 7, [11] = 0x40, [26] = 4, [32] = 8, /* 0x40000000 on, 0x40000 pages, write-back */
};

START_TEST(running_machine_is_asked_for_its_core_and_then_for_the_firmwares_map)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = running_machine();
	CLEANUP(machine_release) struct machine machine = { 0 };
	CLEANUP(ranges_release) struct ranges unknown = { 0 };
	struct machine_request request = { 0 };
	struct snapshot_need need = { 0 };
	struct diag diag = { 0 };
	uint8_t core[120];
	const uint8_t *tree;

	write_core(core);
	add_tree(&snapshot, FDT, &uefi_board);
	ck_assert_int_eq(machine_from(&request, &snapshot, &machine, &need, &diag), 1);
	tree = machine.devicetree.tree.data;
	ck_assert_str_eq(need.name, "/proc/kcore");
	ck_assert_str_eq(need.file, "/proc/kcore");
	ck_assert_uint_eq(need.offset, 0);
	add_bytes(&snapshot, need.name, core, sizeof(core));
	ck_assert_int_eq(machine_from(&request, &snapshot, &machine, &need, &diag), 1);
	ck_assert_str_eq(need.name, KCORE_UEFI_MAP);
	ck_assert_str_eq(need.file, "/proc/kcore");
	ck_assert_uint_eq(need.offset, 0x1000 + MAP_START - 0x40000000);
	ck_assert_uint_eq(need.size, MAP_SIZE);
	add_bytes(&snapshot, need.name, map_of_all, MAP_SIZE);
	ck_assert_int_eq(machine_from(&request, &snapshot, &machine, &need, &diag), 0);
	ck_assert_ptr_eq(machine.devicetree.tree.data, tree); /* nothing is opened twice */
	ck_assert_str_eq(machine.no_firmware_map, "");
	ck_assert_int_eq(memmap_select(&machine.map, MEM_UNKNOWN, &unknown), 0);
	ck_assert_uint_eq(unknown.count, 1);
	ck_assert_uint_eq(unknown.range[0].start, 0x80000000);
}
END_TEST

START_TEST(core_is_asked_for_again_if_its_head_is_too_short)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = running_machine();
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct machine_request request = { .crash = true };
	struct snapshot_need need = { 0 };
	struct diag diag = { 0 };
	uint8_t core[120];

	write_core(core);
	ck_assert_int_eq(machine_from(&request, &snapshot, &machine, &need, &diag), 1);
	add_bytes(&snapshot, need.name, core, 70);
	snapshot_find(&snapshot, need.name)->is_head = true;
	ck_assert_int_eq(machine_from(&request, &snapshot, &machine, &need, &diag), 1);
	ck_assert_uint_eq(need.offset, 0);
	ck_assert_uint_ge(need.size, 120);
	add_bytes(&snapshot, need.name, core, sizeof(core));
	ck_assert_int_eq(machine_from(&request, &snapshot, &machine, &need, &diag), 0);
	ck_assert_uint_eq(machine.kcore_head.size, sizeof(core));
}
END_TEST

START_TEST(core_that_ends_in_its_headers_is_refused)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = running_machine();
	struct machine machine = { 0 };
	struct machine_request request = { .crash = true };
	struct diag diag = { 0 };
	uint8_t core[120];

	write_core(core);
	add_bytes(&snapshot, "/proc/kcore", core, 70);
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), -EINVAL);
	ck_assert(diag.message[0]);
	ck_assert_ptr_null(machine.arch);
}
END_TEST

START_TEST(crash_load_goes_on_without_a_core_but_not_with_one_that_cannot_be_read)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = running_machine();
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct machine_request request = { .crash = true };
	struct diag diag = { 0 };

	add_error(&snapshot, "/proc/kcore", -ENOENT);
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), 0);
	ck_assert_uint_eq(machine.kcore_head.size, 0);
	machine_release(&machine);
	add_error(&snapshot, "/proc/kcore", -EPERM);
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), -EPERM);
	ck_assert_str_eq(diag.message, "cannot read /proc/kcore: Operation not permitted");
}
END_TEST

/* A map that cannot be used is no failure, but its reason is kept. */
static const struct {
	const char *why;
	size_t size;
	int error;
	const char *reason;
} bad_maps[] = {
	{ "absent", 0, -ENOENT, "the recorded machine has no " KCORE_UEFI_MAP },
	{ "cannot be read", 0, -EACCES, "cannot read " KCORE_UEFI_MAP ": Permission denied" },
	{ "longer than the devicetree says", MAP_SIZE + 1, 0, "the UEFI memory map has 97 bytes, the devicetree says 96" },
	{ "without RAM", 48, 0, "the UEFI memory map has no RAM" },
};

START_TEST(reason_of_a_map_that_cannot_be_used_is_kept)
{
	static const uint8_t nothing[MAP_SIZE + 1];
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct machine_request request = { 0 };
	struct diag diag = { 0 };

	add_tree(&snapshot, FDT, &uefi_board);
	if (bad_maps[_i].error)
		add_error(&snapshot, KCORE_UEFI_MAP, bad_maps[_i].error);
	else
		add_bytes(&snapshot, KCORE_UEFI_MAP, nothing, bad_maps[_i].size);
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), 0);
	ck_assert_msg(strcmp(machine.no_firmware_map, bad_maps[_i].reason) == 0, "%s: %s", bad_maps[_i].why,
		      machine.no_firmware_map);
}
END_TEST

START_TEST(map_without_the_running_kernel_is_not_believed)
{
	static const uint8_t elsewhere[48] = { [0] = 7, [11] = 0x80, [25] = 1, [32] = 8 };
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct machine_request request = { 0 };
	struct diag diag = { 0 };

	add_tree(&snapshot, FDT, &uefi_board);
	add_bytes(&snapshot, KCORE_UEFI_MAP, elsewhere, sizeof(elsewhere));
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), 0);
	ck_assert_ptr_nonnull(strstr(machine.no_firmware_map, "the running kernel is not in"));
}
END_TEST

START_TEST(dtb_hides_memory_from_a_normal_load_only)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	CLEANUP(devicetree_release) struct devicetree given = cook_opened(&board);
	struct machine_request request = { .crash = _i };
	CLEANUP(machine_release) struct machine machine = { 0 };
	CLEANUP(ranges_release) struct ranges named = { 0 }, unknown = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), 0);
	ck_assert_int_eq(machine_apply_dtb(&machine, &given, _i, &named, &diag), 0);
	ck_assert_uint_gt(named.count, 0);
	ck_assert_int_eq(memmap_select(&machine.map, MEM_UNKNOWN, &unknown), 0);
	ck_assert_int_eq(unknown.count > 0, !_i && !ranges_contain(&named, (struct range){ 0x80000000, 0x90000000 }));
}
END_TEST

#define CMA "/sys/kernel/kexec/crash_cma_ranges"
#define CMA_OLD "/sys/kernel/kexec_crash_cma_ranges"

/* A kernel may show such memory as reserved in /proc/iomem, or as plain RAM. */
START_TEST(memory_of_cma_is_not_dumped)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	struct machine_request request = { .crash = true };
	CLEANUP(machine_release) struct machine machine = { 0 };
	CLEANUP(ranges_release) struct ranges cma = { 0 }, dumped = { 0 };
	struct diag diag = { 0 };

	if (_i)
		add_error(&snapshot, CMA, -ENOENT);
	add_text(&snapshot, _i ? CMA_OLD : CMA, "41ffc000-42003fff\n80000000-87ffffff\n");
	ck_assert_msg(once(&request, &snapshot, &machine, &diag) == 0, "%s", diag.message);
	ck_assert_int_eq(memmap_select(&machine.map, MEM_CRASH_CMA, &cma), 0);
	ck_assert_uint_eq(cma.count, 2);
	ck_assert_uint_eq(cma.range[0].start, 0x41ffc000);
	ck_assert_uint_eq(cma.range[0].end, 0x42004000);
	ck_assert_uint_eq(cma.range[1].end, 0x88000000);
	ck_assert_int_eq(memmap_dumped(&machine.map, &dumped), 0);
	ck_assert_uint_eq(dumped.count, 4);
	ck_assert_uint_eq(dumped.range[0].end, 0x41ffc000);
	ck_assert_uint_eq(dumped.range[1].start, 0x42004000);
	ck_assert_uint_eq(dumped.range[3].start, 0x88000000);
}
END_TEST

START_TEST(memory_of_cma_is_any_other_to_a_normal_load)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	struct machine_request request = { 0 };
	CLEANUP(machine_release) struct machine machine = { 0 };
	struct diag diag = { 0 };

	add_text(&snapshot, CMA, "80000000-87ffffff\n");
	ck_assert_msg(once(&request, &snapshot, &machine, &diag) == 0, "%s", diag.message);
	ck_assert_uint_eq(memmap_count(&machine.map, MEM_CRASH_CMA), 0);
}
END_TEST

static const struct {
	const char *text, *message;
} bad_cma[] = {
	{ "80000000\n", CMA " line 1 is \"80000000\", expected \"start-end\" in hexadecimal" },
	{ "80000000-80ffffff\n\n", CMA " line 2 is \"\", expected \"start-end\" in hexadecimal" },
	{ "80000000-80ffffff : RAM\n", CMA " line 1 is \"80000000-80ffffff : RAM\", expected \"start-end\" in hexadecimal" },
	{ "80ffffff-80000000\n", CMA " line 1 is \"80ffffff-80000000\", expected \"start-end\" in hexadecimal" },
	{ "00000000080000000-80ffffff\n", CMA " line 1 is \"00000000080000000-80ffffff\", expected \"start-end\" in hexadecimal" },
	/* A machine of 16 KiB pages. */
	{ "80001000-80ffffff\n", CMA ": 0x80001000-0x80ffffff is not made of whole pages of 16384 bytes" },
	{ "80000000-80fff000\n", CMA ": 0x80000000-0x80fff000 is not made of whole pages of 16384 bytes" },
	{ "90000000-90ffffff\n", CMA ": 0x90000000-0x90ffffff is not System RAM, or is part of a crash region or of a range before it" },
	{ "0-ffffffffffffffff\n", CMA ": 0x0-0xfffffffffffffffe is not made of whole pages of 16384 bytes" },
	/* In the crash region, and across its start. */
	{ "60000000-60ffffff\n", CMA ": 0x60000000-0x60ffffff is not System RAM, or is part of a crash region or of a range before it" },
	{ "5f000000-60ffffff\n", CMA ": 0x5f000000-0x60ffffff is not System RAM, or is part of a crash region or of a range before it" },
	/* Told twice. */
	{ "80000000-80ffffff\n80000000-807fffff\n",
	  CMA ": 0x80000000-0x807fffff is not System RAM, or is part of a crash region or of a range before it" },
};

START_TEST(memory_of_cma_that_cannot_be_is_refused)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	struct machine_request request = { .crash = true };
	struct machine machine = { 0 };
	struct diag diag = { 0 };

	add_text(&snapshot, CMA, bad_cma[_i].text);
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, bad_cma[_i].message);
}
END_TEST

/* A file of too many bytes, as the reader of snapshots reports it. */
START_TEST(memory_of_cma_that_cannot_be_read_is_an_error)
{
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	struct machine_request request = { .crash = true };
	struct machine machine = { 0 };
	struct diag diag = { 0 };

	add_error(&snapshot, CMA, -EFBIG);
	ck_assert_int_eq(once(&request, &snapshot, &machine, &diag), -EFBIG);
	ck_assert_str_eq(diag.message, "cannot read " CMA ": File too large");
}
END_TEST

START_TEST(size_of_an_updated_elfcorehdr_is_read_by_either_name)
{
	static const char *const names[] = { "/sys/kernel/kexec/crash_elfcorehdr_size", "/sys/kernel/crash_elfcorehdr_size" };
	CLEANUP(snapshot_release) struct snapshot snapshot = recorded_machine();
	struct machine_request request = { .crash = true, .hotplug = true };
	CLEANUP(machine_release) struct machine machine = { 0 }, unasked = { 0 };
	struct machine broken = { 0 };
	struct diag diag = { 0 };

	add_text(&snapshot, names[_i], "468832\n");
	ck_assert_msg(once(&request, &snapshot, &machine, &diag) == 0, "%s", diag.message);
	ck_assert_uint_eq(machine.elfcorehdr_size, 468832);
	add_text(&snapshot, names[_i], "many\n");
	request.hotplug = false;
	ck_assert_int_eq(once(&request, &snapshot, &unasked, &diag), 0);
	ck_assert_uint_eq(unasked.elfcorehdr_size, 0);
	request.hotplug = true;
	ck_assert_int_eq(once(&request, &snapshot, &broken, &diag), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("machine-from");
	TCase *tcase = tcase_create("machine-from");

	tcase_add_test(tcase, recorded_machine_is_understood_in_one_round);
	tcase_add_test(tcase, kernel_with_a_copy_size_loads_in_place);
	tcase_add_loop_test(tcase, absent_file_is_an_error_only_if_it_is_needed, 0, COUNT(needed));
	tcase_add_loop_test(tcase, file_that_cannot_be_read_is_an_error_that_names_it, 0, COUNT(needed));
	tcase_add_test(tcase, normal_load_needs_no_cpus_but_fails_if_they_cannot_be_listed);
	tcase_add_test(tcase, folder_takes_the_place_of_an_absent_devicetree);
	tcase_add_test(tcase, own_devicetree_may_be_damaged_if_another_is_given);
	tcase_add_test(tcase, other_architecture_is_refused_by_name);
	tcase_add_test(tcase, running_machine_is_asked_for_its_core_and_then_for_the_firmwares_map);
	tcase_add_test(tcase, core_is_asked_for_again_if_its_head_is_too_short);
	tcase_add_test(tcase, core_that_ends_in_its_headers_is_refused);
	tcase_add_test(tcase, crash_load_goes_on_without_a_core_but_not_with_one_that_cannot_be_read);
	tcase_add_loop_test(tcase, reason_of_a_map_that_cannot_be_used_is_kept, 0, COUNT(bad_maps));
	tcase_add_test(tcase, map_without_the_running_kernel_is_not_believed);
	tcase_add_loop_test(tcase, dtb_hides_memory_from_a_normal_load_only, 0, 2);
	tcase_add_loop_test(tcase, memory_of_cma_is_not_dumped, 0, 2);
	tcase_add_test(tcase, memory_of_cma_is_any_other_to_a_normal_load);
	tcase_add_loop_test(tcase, memory_of_cma_that_cannot_be_is_refused, 0, COUNT(bad_cma));
	tcase_add_test(tcase, memory_of_cma_that_cannot_be_read_is_an_error);
	tcase_add_loop_test(tcase, size_of_an_updated_elfcorehdr_is_read_by_either_name, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
