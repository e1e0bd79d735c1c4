/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the loader asks of an architecture. An architecture is one folder of pure code behind this table: it returns data
 * and judgements, the loader acts. Every architecture is compiled into every build.
 */
#ifndef WARMKEXEC_ARCH_ARCH_H
#define WARMKEXEC_ARCH_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "kexec/base/blob.h"
#include "kexec/plan/demand.h"

struct diag;
struct image;
struct kcore;
struct kernel_layout;
struct machine;
struct snapshot;
struct snapshot_row;

/* What the purgatory may touch with the MMU on. */
struct purgatory_map {
	struct range segment;	    /* its own; code at the start, the handoff at HANDOFF_OFFSET, tables at PURGATORY_TABLES */
	const struct range *memory; /* that it reads or writes, in whole pages of 4 KiB, disjoint */
	size_t memory_count;
	uint64_t device; /* physical address of a UART's registers, which are in one page; 0: none */
};

struct arch {
	const char *name;		/* as --arch spells it: "arm64" */
	const char *const *uts_machine; /* what uname -m calls it, NULL-terminated */
	uint16_t elf_machine;		/* EM_* of its ELF files */
	uint32_t kexec_arch;		/* KEXEC_ARCH_* of <linux/kexec.h>, shifted as kexec_load's flags want it */
	struct range window;		/* where its kernels can be entered at all */
	size_t cmdline_max;		/* longest command line its kernels take, without the NUL */

	/* The files that find_facts() reads, beside machine_rows. */
	const struct snapshot_row *(*snapshot_rows)(void);

	/*
	 * Finds the facts that only the architecture knows of: machine->facts (from malloc, or NULL), and how the purgatory
	 * resets the machine. machine->devicetree is there already. Returns 0, or -errno with the reason: a file could not be
	 * read, or has contents that no kernel writes; -ENOMEM.
	 */
	int (*find_facts)(const struct snapshot *snapshot, struct machine *machine, struct diag *diag);

	/* A few words on the facts, for --debug. */
	const char *(*facts_text)(const struct machine *machine);

	/*
	 * Is this an uncompressed kernel of the architecture, and what does its header say? Fills the header's fields of
	 * *image. bytes is the whole kernel. Returns 0; -ENOEXEC when it is something else (diag unset); or -errno with the
	 * reason: -EINVAL a header field out of its bounds, -EBADMSG cut short.
	 */
	int (*parse_header)(struct view bytes, struct image *image, struct diag *diag);

	/* Can this machine run that kernel? Returns 0, or -ENOEXEC with the reason. */
	int (*check_image)(const struct image *image, const struct machine *machine, struct diag *diag);

	/*
	 * The rows for the parts whose size is not 0, the kernel first; returns how many. size: whole pages, by part. crash:
	 * inside a crash region rather than anywhere in RAM. page_size: of the running kernel, the least alignment of any part.
	 */
	size_t (*demands)(const struct image *image, const uint64_t size[PART_COUNT], bool crash, uint64_t page_size,
			  struct demand ret[PART_COUNT]);

	/*
	 * Where the running kernel's virtual addresses lead. Returns 0, or -ENODATA with the reason: it cannot be known, or two
	 * sources contradict each other. Never a guess: a dump with wrong addresses is worse than none.
	 */
	int (*kernel_layout)(const struct kcore *kcore, struct range kernel_code, struct range kernel_data,
			     struct kernel_layout *ret, struct diag *diag);

	/* The purgatory's flat binary; empty when this build has none. At most HANDOFF_OFFSET bytes. */
	struct view (*purgatory)(void);

	/* Bytes that page tables for so many ranges of memory take at most. */
	size_t (*tables_bound)(size_t memory_count);

	/*
	 * The page tables, for their place in the segment. Returns 0; -ERANGE, -EINVAL with the reason why there can be none:
	 * the purgatory then works with the MMU off; -ENOMEM.
	 */
	int (*tables)(const struct purgatory_map *map, struct blob *ret, struct diag *diag);
};

extern const struct arch arch_arm64;

/* By the name of --arch or by uname's machine; NULL when it is not supported. */
const struct arch *arch_find(const char *name);

/* The names of all architectures, for messages. */
void arch_names(char *ret, size_t size);

#endif
