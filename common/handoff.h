/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contract between the loader and the purgatory; docs/handoff.md explains it.
 *
 * The purgatory is a flat, position-independent blob. The loader copies it to the start of a segment whose first byte is the
 * entry point, and writes one struct handoff at HANDOFF_OFFSET. There are no relocations and no symbols: the purgatory learns
 * everything from the handoff and from the bytes behind it in the same segment.
 *
 *   0                         code and constants; the linker script asserts that they end below HANDOFF_OFFSET
 *   PURGATORY_CHECKED         from here to HANDOFF_OFFSET, handoff.code_check is the check of the code: the first thing that the code
 *                             in front of it does is to look whether it is right
 *   HANDOFF_OFFSET            struct handoff; the loader writes it, the purgatory only reads it
 *   HANDOFF_OWN_DIGEST        the segment's own digest: SHA-256 of [0, HANDOFF_OWN_DIGEST), then of
 *                             [PURGATORY_TABLES, handoff.written): everything that the loader writes except this digest
 *   PURGATORY_STACK           stack and state: the only pages that the purgatory writes. The loader leaves them zero
 *   PURGATORY_TABLES          translation tables in pages of 4 KiB, the root first; handoff.tables_size bytes, may be 0
 *   + handoff.tables_size     digests of the regions' chunks, 32 bytes each
 *   handoff.written           end of the bytes that the loader writes; the segment may be longer
 *
 * Integers are little-endian, addresses are physical. The header knows no architecture: its registers, its reset calls and
 * its translation tables are numbers and bytes here. If the magic, the version or a size is wrong, the purgatory believes
 * nothing: it resets the machine without a report.
 */
#ifndef WARMKEXEC_COMMON_HANDOFF_H
#define WARMKEXEC_COMMON_HANDOFF_H

/* Multiples of 4 KiB, the page size of the tables. */
#define PURGATORY_CHECKED 0x300
#define HANDOFF_OFFSET 0x6000
#define PURGATORY_STACK 0x7000
#define PURGATORY_TABLES 0xc000
#define PURGATORY_WRITTEN_MAX 0x4000000 /* largest handoff.written: enough digests for about 2 TiB */

#define HANDOFF_DIGEST_SIZE 32 /* SHA-256 */
#define HANDOFF_OWN_DIGEST (PURGATORY_STACK - HANDOFF_DIGEST_SIZE)

#define HANDOFF_MAGIC 0x46444e484b4d5257 /* "WRMKHNDF" in memory */
#define HANDOFF_VERSION 5
#define HANDOFF_REGIONS_MAX 16	    /* as many segments as kexec_load accepts (KEXEC_SEGMENT_MAX) */
#define HANDOFF_CHUNK_SIZE 0x100000 /* bytes of a region per digest; the last chunk may be shorter */
#define HANDOFF_ARGUMENTS 4	    /* registers that the next kernel receives */
#define HANDOFF_RESETS_MAX 4	    /* steps of a reset */

/* Offsets for assembly and scripts; each is checked against the structure below. */
#define HANDOFF_REGION_COUNT 0x10
#define HANDOFF_CODE_CHECK 0x14
#define HANDOFF_WRITTEN 0x20
#define HANDOFF_TABLES 0x28
#define HANDOFF_EMERGENCY 0x38
#define HANDOFF_EMERGENCY_SIZE 200
#define HANDOFF_EMERGENCY_CONSOLE 56 /* offsets in the block */
#define HANDOFF_EMERGENCY_RESET 96
#define HANDOFF_EMERGENCY_CHECK 192

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

/* handoff_emergency.flags */
#define HANDOFF_SKIP_CHECKS 0x1u /* --no-checks: move staged regions and jump; verify nothing */
#define HANDOFF_TIMING 0x2u	 /* --timing: print how long the work took */

/* How a device register is reached. */
enum handoff_space {
	HANDOFF_SPACE_MEMORY = 0,   /* by a load or store to a physical address */
	HANDOFF_SPACE_PORT = 1,	    /* by the processor's port instructions */
	HANDOFF_SPACE_FIRMWARE = 2, /* by a call to firmware, which has no registers */
};

enum handoff_console_type {
	HANDOFF_CONSOLE_NONE = 0,
	HANDOFF_CONSOLE_PL011 = 1,    /* Arm PL011 or SBSA generic UART: DR at 0, FR at 0x18; always in memory */
	HANDOFF_CONSOLE_8250 = 2,     /* THR at 0, LSR at 5 << reg_shift; in memory or behind ports */
	HANDOFF_CONSOLE_FIRMWARE = 3, /* one call to firmware per character; base is the architecture's code of that call */
};

/* The purgatory's action, after its report, if a digest does not match or if it takes an exception. */
enum handoff_on_mismatch {
	HANDOFF_ON_MISMATCH_RESET = 0, /* reset the machine; wait for ever if no step resets it */
	HANDOFF_ON_MISMATCH_HALT = 1,  /* wait for ever */
	HANDOFF_ON_MISMATCH_BOOT = 2,  /* enter the next kernel anyway; reset if a region that moves is not in its place yet */
};

struct handoff_console {
	uint32_t type;	    /* enum handoff_console_type */
	uint32_t reg_shift; /* 8250 only: registers are 1 << reg_shift bytes apart */
	uint32_t io_width;  /* bytes of one register access, 1 or 4; ignored for a PL011 (always 4) and for firmware */
	uint32_t space;	    /* enum handoff_space */
	uint64_t base;	    /* address of the first register in its space */
};

/* How the next kernel's ramoops reads the zone. */
enum handoff_ramoops_kind {
	HANDOFF_RAMOOPS_CONSOLE = 0, /* a log: the report is appended, and becomes console-ramoops-0 */
	HANDOFF_RAMOOPS_DUMP = 1,    /* one record: the report replaces it, and becomes dmesg-ramoops-<n> */
};

/* One zone of a ramoops region: the report is left there for the next kernel. It is written untranslated, so it is not mapped.
 */
struct handoff_ramoops {
	uint64_t base; /* physical address of the zone, 4-byte aligned */
	uint32_t size; /* bytes of the zone, including its header; 0: no zone */
	uint32_t kind; /* enum handoff_ramoops_kind */
};

enum handoff_reset_kind {
	HANDOFF_RESET_NONE = 0,		/* no step */
	HANDOFF_RESET_FIRMWARE = 1,	/* a call to firmware; value is the architecture's code of that call */
	HANDOFF_RESET_WRITE_MEMORY = 2, /* a store of value, width bytes wide, to a physical address */
	HANDOFF_RESET_WRITE_PORT = 3,	/* a write of value, width bytes wide, to a port */
};

/* One way to reset the machine. */
struct handoff_reset {
	uint32_t kind;	  /* enum handoff_reset_kind */
	uint32_t width;	  /* bytes of a write: 1, 2 or 4; unused for a firmware call */
	uint64_t address; /* of the register; unused for a firmware call */
	uint64_t value;
};

/*
 * Everything that is needed to report, to stop, and to go on anyway. The purgatory uses it before it has verified itself, or
 * although it is damaged, so it is there twice, each copy with its own check. The purgatory believes the first copy whose check
 * is right, and otherwise neither: it then resets the machine without a report.
 */
struct handoff_emergency {
	uint32_t on_mismatch;  /* enum handoff_on_mismatch */
	uint32_t flags;	       /* HANDOFF_SKIP_CHECKS, HANDOFF_TIMING */
	uint64_t kernel_entry; /* where the next kernel is entered */
	/* Values of the next kernel's first registers, in the order that the architecture defines. */
	uint64_t argument[HANDOFF_ARGUMENTS];
	uint32_t arguments_received; /* bit i: argument i is the value that the purgatory was entered with, not argument[i] */
	uint32_t regions_needed;     /* so many of the first regions must be in their place before the kernel is entered */
	struct handoff_console console;
	struct handoff_ramoops ramoops;
	struct handoff_reset reset[HANDOFF_RESETS_MAX]; /* tried in this order, each once */
	uint64_t check;					/* handoff_emergency_check() */
};

/* One range of memory to verify, and to move if necessary, before the jump. */
struct handoff_region {
	uint64_t start;	  /* where it must be at the jump; physical, 8-byte aligned */
	uint64_t staged;  /* where it is now; equal to start if it is not moved; 8-byte aligned */
	uint64_t size;	  /* bytes */
	uint64_t digests; /* offset in the segment of its digests, one per chunk, inside [PURGATORY_TABLES, written) */
	char name[16];	  /* for the report, NUL-terminated: "kernel", "initrd", ... */
};

struct handoff {
	uint64_t magic;	       /* HANDOFF_MAGIC */
	uint32_t version;      /* HANDOFF_VERSION */
	uint32_t size;	       /* sizeof(struct handoff) */
	uint32_t region_count; /* at most HANDOFF_REGIONS_MAX */
	uint32_t code_check;   /* handoff_code_check() */
	uint64_t segment;      /* physical address of the segment */
	uint64_t written;      /* offset in the segment: end of the bytes that the loader writes */
	uint64_t tables;      /* physical address of the root table, segment + PURGATORY_TABLES; 0: there are no tables */
	uint64_t tables_size; /* bytes, a multiple of 4 KiB */
	struct handoff_emergency emergency[2]; /* two equal copies */
	/* In the order in which they are verified and moved: no move overwrites memory that a later entry still needs. */
	struct handoff_region region[HANDOFF_REGIONS_MAX];
};

/* The check of an emergency block: FNV-1a, 64 bits, of the bytes that precede the check in memory. */
uint64_t handoff_emergency_check(const void *emergency);

/*
 * The check of the code of a segment, [PURGATORY_CHECKED, HANDOFF_OFFSET): each 64-bit word is XORed into the sum, which is rotated
 * left by one bit in front of it; at last both halves are XORed. Every single bit changes it, and a processor does it in one
 * instruction a word.
 */
uint32_t handoff_code_check(const uint8_t *segment);

#define HANDOFF_ASSERT(member, offset) _Static_assert(offsetof(struct handoff, member) == (offset), "handoff: " #member)
#define HANDOFF_PART_ASSERT(part, member, offset)                                                                              \
	_Static_assert(offsetof(struct handoff_##part, member) == (offset), #part ": " #member)

HANDOFF_ASSERT(magic, 0x00);
HANDOFF_ASSERT(version, 0x08);
HANDOFF_ASSERT(size, 0x0c);
HANDOFF_ASSERT(region_count, HANDOFF_REGION_COUNT);
HANDOFF_ASSERT(code_check, HANDOFF_CODE_CHECK);
HANDOFF_ASSERT(segment, 0x18);
HANDOFF_ASSERT(written, HANDOFF_WRITTEN);
HANDOFF_ASSERT(tables, HANDOFF_TABLES);
HANDOFF_ASSERT(tables_size, 0x30);
HANDOFF_ASSERT(emergency, HANDOFF_EMERGENCY);
HANDOFF_ASSERT(region, 0x1c8);
HANDOFF_PART_ASSERT(console, type, 0);
HANDOFF_PART_ASSERT(console, reg_shift, 4);
HANDOFF_PART_ASSERT(console, io_width, 8);
HANDOFF_PART_ASSERT(console, space, 12);
HANDOFF_PART_ASSERT(console, base, 16);
_Static_assert(sizeof(struct handoff_console) == 24, "console: size");
HANDOFF_PART_ASSERT(ramoops, base, 0);
HANDOFF_PART_ASSERT(ramoops, size, 8);
HANDOFF_PART_ASSERT(ramoops, kind, 12);
_Static_assert(sizeof(struct handoff_ramoops) == 16, "ramoops: size");
HANDOFF_PART_ASSERT(reset, kind, 0);
HANDOFF_PART_ASSERT(reset, width, 4);
HANDOFF_PART_ASSERT(reset, address, 8);
HANDOFF_PART_ASSERT(reset, value, 16);
_Static_assert(sizeof(struct handoff_reset) == 24, "reset: size of one");
HANDOFF_PART_ASSERT(emergency, on_mismatch, 0);
HANDOFF_PART_ASSERT(emergency, flags, 4);
HANDOFF_PART_ASSERT(emergency, kernel_entry, 8);
HANDOFF_PART_ASSERT(emergency, argument, 16);
HANDOFF_PART_ASSERT(emergency, arguments_received, 48);
HANDOFF_PART_ASSERT(emergency, regions_needed, 52);
HANDOFF_PART_ASSERT(emergency, console, HANDOFF_EMERGENCY_CONSOLE);
HANDOFF_PART_ASSERT(emergency, ramoops, 80);
HANDOFF_PART_ASSERT(emergency, reset, HANDOFF_EMERGENCY_RESET);
HANDOFF_PART_ASSERT(emergency, check, HANDOFF_EMERGENCY_CHECK);
_Static_assert(sizeof(struct handoff_emergency) == HANDOFF_EMERGENCY_SIZE, "emergency: size");
HANDOFF_PART_ASSERT(region, start, 0);
HANDOFF_PART_ASSERT(region, staged, 8);
HANDOFF_PART_ASSERT(region, size, 16);
HANDOFF_PART_ASSERT(region, digests, 24);
HANDOFF_PART_ASSERT(region, name, 32);
_Static_assert(sizeof(struct handoff_region) == 48, "region: size of one");
_Static_assert(sizeof(struct handoff) == 0x1c8 + 48 * HANDOFF_REGIONS_MAX, "handoff: size");
_Static_assert(HANDOFF_OFFSET + sizeof(struct handoff) <= HANDOFF_OWN_DIGEST, "the handoff ends before the digest");

#endif /* __ASSEMBLER__ */
#endif
