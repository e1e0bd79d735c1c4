/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contract between the loader and the purgatory.
 *
 * The purgatory is a flat, position-independent blob. The loader copies it to the start of a segment of PURGATORY_SIZE
 * bytes whose first byte is the entry point, and writes one struct handoff at HANDOFF_OFFSET. There are no relocations
 * and no symbols: this block is all the two say to each other.
 *
 *   0                code and constants (the linker script asserts that they end below HANDOFF_OFFSET)
 *   HANDOFF_OFFSET   struct handoff, written by the loader, never by the purgatory
 *   ...              stack, growing down from PURGATORY_SIZE, on pages of its own
 *
 * All integers are little-endian; all addresses are physical. A purgatory that finds another magic or version does not
 * guess: it stops the way HANDOFF_ON_MISMATCH_RESET does, without a report.
 */
#ifndef WARMKEXEC_COMMON_HANDOFF_H
#define WARMKEXEC_COMMON_HANDOFF_H

#define PURGATORY_SIZE 0x10000 /* one 64 KiB page, so that it is whole pages under every granule */
#define HANDOFF_OFFSET 0x8000

#define HANDOFF_MAGIC 0x46444e484b4d5257 /* "WRMKHNDF" in memory */
#define HANDOFF_VERSION 1
#define HANDOFF_REGIONS_MAX 16 /* as many as kexec_load takes segments (KEXEC_SEGMENT_MAX) */

/* Offsets for assembly; each is checked against the structure below. */
#define HANDOFF_KERNEL_ENTRY 0x10
#define HANDOFF_DTB 0x18

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

/* handoff.flags */
#define HANDOFF_SKIP_CHECKS 0x1u /* --no-checks: jump without verifying */

/* How PSCI is called from EL1; at EL2 it is always by SMC (Arm DEN 0022, "conduit"). */
enum handoff_psci {
	HANDOFF_PSCI_NONE = 0,
	HANDOFF_PSCI_HVC = 1,
	HANDOFF_PSCI_SMC = 2,
};

enum handoff_console_type {
	HANDOFF_CONSOLE_NONE = 0,
	HANDOFF_CONSOLE_PL011 = 1, /* Arm PL011 or SBSA generic UART: DR at 0, FR at 0x18 */
	HANDOFF_CONSOLE_8250 = 2,  /* THR at 0, LSR at 5 << reg_shift */
};

/* What to do when a digest does not match. */
enum handoff_on_mismatch {
	HANDOFF_ON_MISMATCH_RESET = 0, /* report, then PSCI SYSTEM_RESET; wait for ever where PSCI is not known */
};

struct handoff_console {
	uint32_t type;	    /* enum handoff_console_type */
	uint32_t reg_shift; /* 8250 only: registers are 1 << reg_shift bytes apart */
	uint32_t io_width;  /* bytes of one register access: 1 or 4; the PL011 always takes 4 */
	uint32_t reserved;
	uint64_t base; /* physical address of the first register */
};

/* One stretch of memory to verify before the jump. */
struct handoff_region {
	uint64_t start; /* physical, 8-byte aligned */
	uint64_t size;	/* bytes covered by the digest */
	char name[16];	/* for the report, NUL-terminated: "kernel", "initrd", ... */
	uint8_t sha256[32];
};

struct handoff {
	uint64_t magic;	       /* HANDOFF_MAGIC */
	uint32_t version;      /* HANDOFF_VERSION */
	uint32_t size;	       /* sizeof(struct handoff) */
	uint64_t kernel_entry; /* where the next kernel's Image starts */
	uint64_t dtb;	       /* its devicetree: x0 at entry */
	uint32_t flags;	       /* HANDOFF_SKIP_CHECKS */
	uint32_t psci;	       /* enum handoff_psci */
	uint32_t on_mismatch;  /* enum handoff_on_mismatch */
	uint32_t region_count; /* at most HANDOFF_REGIONS_MAX */
	struct handoff_console console;
	struct handoff_region region[HANDOFF_REGIONS_MAX];
};

#define HANDOFF_ASSERT(member, offset) \
	_Static_assert(offsetof(struct handoff, member) == (offset), "handoff: " #member)

HANDOFF_ASSERT(magic, 0x00);
HANDOFF_ASSERT(version, 0x08);
HANDOFF_ASSERT(size, 0x0c);
HANDOFF_ASSERT(kernel_entry, HANDOFF_KERNEL_ENTRY);
HANDOFF_ASSERT(dtb, HANDOFF_DTB);
HANDOFF_ASSERT(flags, 0x20);
HANDOFF_ASSERT(psci, 0x24);
HANDOFF_ASSERT(on_mismatch, 0x28);
HANDOFF_ASSERT(region_count, 0x2c);
HANDOFF_ASSERT(console, 0x30);
HANDOFF_ASSERT(region, 0x48);
_Static_assert(offsetof(struct handoff_console, type) == 0, "console: type");
_Static_assert(offsetof(struct handoff_console, reg_shift) == 4, "console: reg_shift");
_Static_assert(offsetof(struct handoff_console, io_width) == 8, "console: io_width");
_Static_assert(offsetof(struct handoff_console, base) == 16, "console: base");
_Static_assert(sizeof(struct handoff_console) == 24, "console: size");
_Static_assert(offsetof(struct handoff_region, start) == 0, "region: start");
_Static_assert(offsetof(struct handoff_region, size) == 8, "region: size");
_Static_assert(offsetof(struct handoff_region, name) == 16, "region: name");
_Static_assert(offsetof(struct handoff_region, sha256) == 32, "region: sha256");
_Static_assert(sizeof(struct handoff_region) == 64, "region: size of one");
_Static_assert(sizeof(struct handoff) == 0x48 + 64 * HANDOFF_REGIONS_MAX, "handoff: size");
_Static_assert(HANDOFF_OFFSET + sizeof(struct handoff) < PURGATORY_SIZE - 0x4000, "handoff leaves room for a stack");

#endif /* __ASSEMBLER__ */
#endif
