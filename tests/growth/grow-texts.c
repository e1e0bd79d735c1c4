/* SPDX-License-Identifier: GPL-2.0-only */
/* Texts that grow: /proc/iomem, command lines, records and what the host is asked for. */
#include <inttypes.h>
#include <stdio.h>

#include "tests/growth/grow.h"

/* ---- /proc/iomem ---- */

static void line(unsigned depth, uint64_t start, uint64_t size, const char *name)
{
	printf("%*s%08" PRIx64 "-%08" PRIx64 " : %s\n", (int)(2 * depth), "", start, start + size - 1, name);
}

static void iomem_flat(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		line(0, i * 2 * MIB, MIB, "System RAM");
}

static void iomem_children(unsigned n)
{
	line(0, 0, (2 * (uint64_t)n + 2) * MIB, "System RAM");
	for (unsigned i = 0; i < n; i++)
		line(1, i * 2 * MIB, MIB, "reserved");
}

static void iomem_descending(unsigned n)
{
	line(0, 0, (2 * (uint64_t)n + 2) * MIB, "System RAM");
	for (unsigned i = n; i > 0; i--)
		line(1, i * 2 * MIB, MIB, "reserved");
}

static void iomem_crash(unsigned n)
{
	line(0, 0, (2 * (uint64_t)n + 2) * MIB, "System RAM");
	for (unsigned i = 0; i < n; i++)
		line(1, i * 2 * MIB, MIB, "Crash kernel");
}

static void iomem_nested(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		line(i < 30 ? i : 30, 0, (uint64_t)(n + 1) * MIB - i * (MIB / 2), i % 2 ? "reserved" : "System RAM");
}

/* ---- lines ---- */

static void cmdline_words(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		printf("word%u=\"a b\" crashkernel=%uM mem=1G ", i, i);
}

static void cmdline_ranges(unsigned n)
{
	for (unsigned i = n; i > 0; i--)
		printf("memmap=1M$%uM ramoops.mem_address=0x%x initrdmem=0x%x,0x1000 ", 2 * i, i << 20, i << 21);
}

static void vmcoreinfo_lines(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		printf("SYMBOL(name%u)=ffff800010000000\n", i);
	printf("PAGESIZE=4096\n");
}

static void loaded_head(void)
{
	printf("warmkexec loaded 3\nboot 6f1c9a52-8f5e-4a53-9d3a-0f5d0f7b2c11\nwhen 0x692002a4\nkind normal\nroute files\n"
	       "why it brings the purgatory that verifies the load\nformat bzImage\n"
	       "kernel 0x801 0xb 0x1900200 0x187983c6a5000000 0x187983c6a5000001 /boot/vmlinuz\n");
}

static void loaded_tail(void)
{
	printf("cmdline quiet\nrequest 3333333333333333333333333333333333333333333333333333333333333333\nplacement by-kernel\n");
}

static void loaded_initrds(unsigned n)
{
	loaded_head();
	for (unsigned i = 0; i < n; i++)
		printf("initrd 0x801 0xc 0x1900200 0x187983c6a5000000 0x187983c6a5000001 /boot/initrd%u\n", i);
	loaded_tail();
	printf("memory 0x40000000 0xc0000000\nend\n");
}

static void loaded_memory(unsigned n)
{
	loaded_head();
	loaded_tail();
	for (unsigned i = 0; i < n; i++)
		printf("memory 0x%" PRIx64 " 0x%" PRIx64 "\n", i * 2 * MIB, i * 2 * MIB + MIB);
	printf("end\n");
}

static void machine_head(void)
{
	printf("\1\n@/proc/iomem\n40000000-bfffffff : System RAM\n  40210000-4158ffff : Kernel code\n  41a10000-41caffff : Kernel data\n"
	       "  a0000000-afffffff : Crash kernel\n@/proc/cmdline\nquiet\n@/sys/kernel/vmcoreinfo\n41b00000 1000\n"
	       "@/sys/devices/system/cpu\n");
}

static void machine_cpus(unsigned n)
{
	machine_head();
	for (unsigned i = 0; i < n; i++)
		printf("\n@/sys/devices/system/cpu/cpu%u/crash_notes\nbff%05x\n@/sys/devices/system/cpu/cpu%u/crash_notes_size\n400", i, i,
		       i);
}

static void running_areas(unsigned n)
{
	for (unsigned i = n; i > 0; i--)
		printf("0x%" PRIx64 "\n", i * 2 * MIB);
}

/* The end of a symbol again and again in one line that does not end with it; and short lines. */
static void kallsyms_lines(unsigned n)
{
	printf("ffff800010000000 T ");
	for (unsigned i = 0; i < n; i++)
		printf("_sys_kexec_load _sys_kexec_file_load ");
	for (unsigned i = 0; i < 40 * n; i++)
		printf("\n0 t a");
}

static void folder_names(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		printf("p%u\n", i);
}

static void core_records(unsigned n)
{
	printf("ring count=12 size=20\n");
	for (unsigned i = 0; i < n; i++)
		printf("at 1.0 record %u\n", i);
}

/* ---- what --check and --rehearse read ---- */

static void check_words(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		printf("crashkernel=%uM panic=%u cma=%uM hugepages=%u swiotlb=%u ", i, i, i, i, i);
}

static void check_lines(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		printf("path /var/crash%u\nKDUMP_COREDIR=\"/var/%u\"\n#", i, i);
}

static void console_words(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		printf("earlycon=pl011,0x%x ", 0x9000000 + i);
}

static void marks_lines(unsigned n)
{
	printf("Linux version 6.1.0\n");
	for (unsigned i = 0; i < n; i++)
		printf("[    %u.000000] a driver says that it has found a device\n", i);
	printf("Kernel panic - not syncing: none\n");
}

static void monitor_lines(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		printf("{\"event\": \"STOP\", \"data\": {\"%u\": {}}}\r\n", i);
}

/* ---- machines ---- */

static void plan_request(void)
{
	printf("kernel 0x2000000\ninitrd 0x1000000\nboot 0x10000\npurgatory 0x10000\n");
}

static void plan_regions(unsigned n)
{
	plan_request();
	iomem_flat(n);
	line(0, (uint64_t)n * 2 * MIB, 1024 * MIB, "System RAM");
}

static void plan_reserved(unsigned n)
{
	plan_request();
	line(0, 0, (2 * (uint64_t)n + 1024) * MIB, "System RAM");
	for (unsigned i = 0; i < n; i++)
		line(1, i * 2 * MIB, MIB, "reserved");
}

/* The initrd has room in the first line only, which is too far from a kernel in any other; the search begins at the top. */
static void plan_distant(unsigned n)
{
	printf("kernel 0x400000\ninitrd 0x4000000\nboot 0x10000\npurgatory 0x10000\nalign 9\n");
	line(0, UINT64_C(64) << 30, 80 * MIB, "System RAM");
	for (unsigned i = 0; i < n; i++)
		line(0, (UINT64_C(1) << 40) + i * 32 * MIB, 16 * MIB, "System RAM");
}

/* All lines but one have room for the kernel only, and that one has room for one of two parts. */
static void plan_competing(unsigned n)
{
	printf("kernel 0x10000\ninitrd 0x4000000\nboot 0x20000\npurgatory 0x10000\n");
	for (unsigned i = 0; i < n; i++)
		line(0, i * (MIB / 8), MIB / 16, "System RAM");
	line(0, n * (MIB / 8), 64 * MIB, "System RAM");
	line(0, n * (MIB / 8) + (UINT64_C(1) << 40), 128 * MIB, "System RAM");
}

/* The parts can be staged in each region, but have no homes in RAM. */
static void plan_homes(unsigned n)
{
	printf("relocate\n");
	plan_request();
	line(0, 0, n * 64 * MIB, "System RAM");
	for (unsigned i = 0; i < n; i++)
		line(1, i * 64 * MIB, 56 * MIB, "Kexec kernel");
}

/* All regions are too small, and there are reservations in each. */
static void plan_taken(unsigned n)
{
	plan_request();
	for (unsigned i = 0; i < n; i++)
		printf("taken 0x%llx 0x%llx\n", (unsigned long long)i * 8 * MIB + MIB, (unsigned long long)i * 8 * MIB + 2 * MIB);
	line(0, 0, (8 * (uint64_t)n + 1024) * MIB, "System RAM");
	for (unsigned i = 0; i < n; i++)
		line(1, i * 8 * MIB, 4 * MIB, "Kexec kernel");
}

static void crash_machine(uint64_t lowest, unsigned n)
{
	printf("crash\n");
	plan_request();
	line(0, 0, (2 * (uint64_t)n + 1024) * MIB, "System RAM");
	line(1, 0, lowest, "Crash kernel");
	for (unsigned i = 0; i < n; i++)
		line(1, (i + 200) * 2 * MIB, MIB, "Crash kernel");
}

/* All regions but the lowest are too small, and all of them are described. */
static void plan_crash(unsigned n)
{
	crash_machine(256 * MIB, n);
}

static void plan_no_crash(unsigned n)
{
	printf("above 0x100000\ntaken 0x200000 0x210000\n");
	crash_machine(2 * MIB, n);
}

static const struct growth_input texts[] = {
	{ "iomem-flat", "iomem", iomem_flat, 2000 },
	{ "iomem-children", "iomem", iomem_children, 2000 },
	{ "iomem-descending", "iomem", iomem_descending, 2000 },
	{ "iomem-crash", "iomem", iomem_crash, 2000 },
	{ "iomem-nested", "iomem", iomem_nested, 2000 },
	{ "memmap-unknown", "memmap", iomem_flat, 2000 },
	{ "cmdline-words", "cmdline", cmdline_words, 500 },
	{ "cmdline-ranges", "cmdline", cmdline_ranges, 500 },
	{ "check-words", "check", check_words, 200 },
	{ "check-lines", "check", check_lines, 200 },
	{ "console-words", "console", console_words, 5000 },
	{ "marks-lines", "marks", marks_lines, 200 },
	{ "monitor-lines", "marks", monitor_lines, 200 },
	{ "plan-regions", "plan", plan_regions, 1000 },
	{ "plan-reserved", "plan", plan_reserved, 1000 },
	{ "plan-distant", "plan", plan_distant, 1000 },
	{ "plan-competing", "plan", plan_competing, 1000 },
	{ "plan-homes", "plan", plan_homes, 500 },
	{ "plan-taken", "plan", plan_taken, 500 },
	{ "plan-crash", "plan", plan_crash, 1000 },
	{ "plan-no-crash", "plan", plan_no_crash, 1000 },
	{ "vmcoreinfo-lines", "vmcoreinfo", vmcoreinfo_lines, 1000 },
	{ "loaded-initrds", "loaded", loaded_initrds, 50 },
	{ "loaded-memory", "loaded", loaded_memory, 1000 },
	{ "machine-cpus", "machine", machine_cpus, 1000 },
	{ "running-areas", "running", running_areas, 500 },
	{ "kallsyms-lines", "kallsyms", kallsyms_lines, 1000 },
	{ "folder-names", "folder", folder_names, 500 },
	{ "core-records", "core", core_records, 300 },
};

const struct growth_inputs growth_texts = { texts, sizeof(texts) / sizeof(texts[0]) };
