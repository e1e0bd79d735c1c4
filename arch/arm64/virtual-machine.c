/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * QEMU's board "virt". Source: QEMU, docs/system/arm/virt.rst, and hw/arm/virt.c for the addresses of RAM and of the UART.
 *
 * Without an ITS: what a kernel leaves in one is not there either. The CPUs start at EL1.
 */
#include "arch/arm64/virtual-machine.h"

#include <elf.h>
#include <stddef.h>

#include "arch/arch-rehearsal.h"
#include "arch/arm64/facts.h"
#include "common/handoff.h"
#include "kexec/machine/machine.h"

#define GIB(n) ((uint64_t)(n) << 30)

/* From rehearsal-blob.S, or from rehearsal-none.S, in which they are equal. */
extern const uint8_t arm64_rehearsal_init_start[];
extern const uint8_t arm64_rehearsal_init_end[];

static struct view init(void)
{
	return (struct view){
		.data = arm64_rehearsal_init_start,
		.size = (size_t)((uintptr_t)arm64_rehearsal_init_end - (uintptr_t)arm64_rehearsal_init_start),
	};
}

/* MIDR_EL1: implementer in bits 31-24, part number in bits 15-4. */
#define MIDR_MODEL(midr) ((midr) & 0xff00fff0)

/*
 * The models that lack what others have (pages of 16 KiB, LSE atomics), and are fast to emulate. All others get a Neoverse N1,
 * which has all three page sizes.
 */
static const struct {
	uint32_t model;
	const char *name;
} processors[] = {
	{ 0x4100d030, "cortex-a53" },
	{ 0x4100d070, "cortex-a57" },
	{ 0x4100d080, "cortex-a72" },
	{ 0x4100d0b0, "cortex-a76" },
};

static const char *processor(const struct machine *machine)
{
	const struct arm64_facts *facts = machine->facts;

	for (size_t i = 0; facts && facts->midr_count && i < sizeof(processors) / sizeof(processors[0]); i++)
		if (MIDR_MODEL(facts->midr[0]) == processors[i].model)
			return processors[i].name;
	return "neoverse-n1";
}

static const struct handoff_console console = {
	.type = HANDOFF_CONSOLE_PL011,
	.io_width = 4,
	.space = HANDOFF_SPACE_MEMORY,
	.base = 0x9000000,
};

const struct arch_rehearsal arm64_rehearsal = {
	.program = "qemu-system-aarch64",
	.package = "Debian and Ubuntu have it in qemu-system-arm, Fedora in qemu-system-aarch64-core, openSUSE in qemu-arm, Alpine "
		   "and Arch in qemu-system-aarch64",
	.elf_machine = EM_AARCH64,
	.native = "aarch64",
	.board = "virt,gic-version=3,its=off",
	.native_board = "virt,gic-version=host,its=off",
	.ram = { GIB(1), GIB(1024) },
	.console = &console,
	.registers_size = 392,
	.words = "earlycon=pl011,0x9000000 console=ttyAMA0",
	.processor = processor,
	.init = init,
};
