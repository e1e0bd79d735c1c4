/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contract between the loader and the purgatory.
 *
 * The purgatory is a flat, position-independent blob. The loader copies it to the start of a segment whose first byte is the
 * entry point, and writes one struct handoff at HANDOFF_OFFSET. There are no relocations and no symbols: the handoff, and
 * what it points to in the same segment, is all the two say to each other.
 *
 *   0                         code and constants (the linker script asserts that they end below HANDOFF_OFFSET)
 *   HANDOFF_OFFSET            struct handoff; written by the loader, never by the purgatory
 *   HANDOFF_OWN_DIGEST        the purgatory's own digest: SHA-256 of [0, HANDOFF_OWN_DIGEST) and then of
 *                             [PURGATORY_TABLES, handoff.written), which is all the loader wrote but the digest itself
 *   PURGATORY_STACK           stack and state; the only pages that the purgatory writes. The loader writes nothing here
 *   PURGATORY_TABLES          page tables, 4 KiB each, the root first; handoff.tables_size bytes, none when that is 0
 *   + handoff.tables_size     digests of the regions' chunks, 32 bytes each
 *   handoff.written           the end of what the loader wrote; the segment may be longer
 *
 * All integers are little-endian; all addresses are physical. A purgatory that finds another magic or version does not
 * guess: it stops the way HANDOFF_ON_MISMATCH_RESET does, without a report.
 */
#ifndef WARMKEXEC_COMMON_HANDOFF_H
#define WARMKEXEC_COMMON_HANDOFF_H

/* Multiples of 4 KiB, the only page size of the tables. */
#define HANDOFF_OFFSET 0x6000
#define PURGATORY_STACK 0x7000
#define PURGATORY_TABLES 0xc000
#define PURGATORY_WRITTEN_MAX 0x4000000 /* handoff.written is at most this: digests for some 2 TiB */

#define HANDOFF_DIGEST_SIZE 32 /* SHA-256 */
#define HANDOFF_OWN_DIGEST (PURGATORY_STACK - HANDOFF_DIGEST_SIZE)

#define HANDOFF_MAGIC 0x46444e484b4d5257 /* "WRMKHNDF" in memory */
#define HANDOFF_VERSION 2
#define HANDOFF_REGIONS_MAX 16	    /* as many as kexec_load takes segments (KEXEC_SEGMENT_MAX) */
#define HANDOFF_CHUNK_SIZE 0x100000 /* bytes of a region that one digest covers; the last chunk may be shorter */

/* Offsets for assembly; each is checked against the structure below. */
#define HANDOFF_KERNEL_ENTRY 0x10
#define HANDOFF_DTB 0x18
#define HANDOFF_WRITTEN 0x30
#define HANDOFF_TABLES 0x38

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

/* handoff.flags */
#define HANDOFF_SKIP_CHECKS 0x1u /* --no-checks: move what is staged and jump, without verifying anything */

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

/* What to do, after the report, when a digest does not match or the purgatory took an exception. */
enum handoff_on_mismatch {
	HANDOFF_ON_MISMATCH_RESET = 0, /* PSCI SYSTEM_RESET; wait for ever where PSCI is not known */
	HANDOFF_ON_MISMATCH_HALT = 1,  /* wait for ever */
	HANDOFF_ON_MISMATCH_BOOT = 2,  /* enter the next kernel all the same; reset if something staged is not in its place yet */
};

struct handoff_console {
	uint32_t type;	    /* enum handoff_console_type */
	uint32_t reg_shift; /* 8250 only: registers are 1 << reg_shift bytes apart */
	uint32_t io_width;  /* bytes of one register access: 1 or 4; the PL011 always takes 4 */
	uint32_t reserved;
	uint64_t base; /* physical address of the first register */
};

/* What the next kernel's ramoops takes the zone for. */
enum handoff_ramoops_kind {
	HANDOFF_RAMOOPS_CONSOLE = 0, /* a log: the report goes behind what is there, and becomes console-ramoops-0 */
	HANDOFF_RAMOOPS_DUMP = 1,    /* one record: the report takes its place, and becomes dmesg-ramoops-<n> */
};

/* Where a report is left for the next kernel: one zone of a ramoops region. Written with the MMU off, so it is not mapped. */
struct handoff_ramoops {
	uint64_t base; /* physical address of the zone, 4-byte aligned */
	uint32_t size; /* bytes of the zone, its header included; 0: none */
	uint32_t kind; /* enum handoff_ramoops_kind */
};

/*
 * All that is needed to report and stop. It is used before the purgatory has verified itself, so it is there twice, each with
 * a check of its own: the first that is whole is believed, and none else.
 */
struct handoff_emergency {
	uint32_t psci;	      /* enum handoff_psci */
	uint32_t on_mismatch; /* enum handoff_on_mismatch */
	struct handoff_console console;
	struct handoff_ramoops ramoops;
	uint64_t check; /* handoff_emergency_check() */
};

/* One stretch of memory to verify before the jump. */
struct handoff_region {
	uint64_t start;	  /* where it must be at the jump; physical, 8-byte aligned */
	uint64_t staged;  /* where it is now, equal to start when it need not be moved; 8-byte aligned */
	uint64_t size;	  /* bytes */
	uint64_t digests; /* offset in the segment of its digests, one per chunk; all lie in [PURGATORY_TABLES, written) */
	char name[16];	  /* for the report, NUL-terminated: "kernel", "initrd", ... */
};

struct handoff {
	uint64_t magic;	       /* HANDOFF_MAGIC */
	uint32_t version;      /* HANDOFF_VERSION */
	uint32_t size;	       /* sizeof(struct handoff) */
	uint64_t kernel_entry; /* where the next kernel's Image starts */
	uint64_t dtb;	       /* its devicetree: x0 at entry */
	uint32_t flags;	       /* HANDOFF_SKIP_CHECKS */
	uint32_t region_count; /* at most HANDOFF_REGIONS_MAX */
	uint64_t segment;      /* physical address of the segment */
	uint64_t written;      /* offset in the segment: the end of what the loader wrote */
	uint64_t tables;       /* physical address of the root table, segment + PURGATORY_TABLES; 0: keep the MMU off */
	uint64_t tables_size;  /* bytes, a multiple of 4 KiB */
	struct handoff_emergency emergency[2]; /* twice the same */
	/* In the order in which they are verified and moved: no move overwrites what a later entry still needs. */
	struct handoff_region region[HANDOFF_REGIONS_MAX];
};

/* Of the bytes, as they lie in memory, before the check itself: FNV-1a, 64 bits. */
uint64_t handoff_emergency_check(const void *emergency);

#define HANDOFF_ASSERT(member, offset) _Static_assert(offsetof(struct handoff, member) == (offset), "handoff: " #member)
#define HANDOFF_PART_ASSERT(part, member, offset)                                                                              \
	_Static_assert(offsetof(struct handoff_##part, member) == (offset), #part ": " #member)

HANDOFF_ASSERT(magic, 0x00);
HANDOFF_ASSERT(version, 0x08);
HANDOFF_ASSERT(size, 0x0c);
HANDOFF_ASSERT(kernel_entry, HANDOFF_KERNEL_ENTRY);
HANDOFF_ASSERT(dtb, HANDOFF_DTB);
HANDOFF_ASSERT(flags, 0x20);
HANDOFF_ASSERT(region_count, 0x24);
HANDOFF_ASSERT(segment, 0x28);
HANDOFF_ASSERT(written, HANDOFF_WRITTEN);
HANDOFF_ASSERT(tables, HANDOFF_TABLES);
HANDOFF_ASSERT(tables_size, 0x40);
HANDOFF_ASSERT(emergency, 0x48);
HANDOFF_ASSERT(region, 0xb8);
HANDOFF_PART_ASSERT(console, type, 0);
HANDOFF_PART_ASSERT(console, reg_shift, 4);
HANDOFF_PART_ASSERT(console, io_width, 8);
HANDOFF_PART_ASSERT(console, base, 16);
_Static_assert(sizeof(struct handoff_console) == 24, "console: size");
HANDOFF_PART_ASSERT(ramoops, base, 0);
HANDOFF_PART_ASSERT(ramoops, size, 8);
HANDOFF_PART_ASSERT(ramoops, kind, 12);
_Static_assert(sizeof(struct handoff_ramoops) == 16, "ramoops: size");
HANDOFF_PART_ASSERT(emergency, psci, 0);
HANDOFF_PART_ASSERT(emergency, on_mismatch, 4);
HANDOFF_PART_ASSERT(emergency, console, 8);
HANDOFF_PART_ASSERT(emergency, ramoops, 32);
HANDOFF_PART_ASSERT(emergency, check, 48);
_Static_assert(sizeof(struct handoff_emergency) == 56, "emergency: size");
HANDOFF_PART_ASSERT(region, start, 0);
HANDOFF_PART_ASSERT(region, staged, 8);
HANDOFF_PART_ASSERT(region, size, 16);
HANDOFF_PART_ASSERT(region, digests, 24);
HANDOFF_PART_ASSERT(region, name, 32);
_Static_assert(sizeof(struct handoff_region) == 48, "region: size of one");
_Static_assert(sizeof(struct handoff) == 0xb8 + 48 * HANDOFF_REGIONS_MAX, "handoff: size");
_Static_assert(HANDOFF_OFFSET + sizeof(struct handoff) <= HANDOFF_OWN_DIGEST, "the handoff ends before the digest");

#endif /* __ASSEMBLER__ */
#endif
