/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contract of an architecture with the loader. An architecture is one folder of pure code behind this table: it returns
 * data and the results of checks; the loader acts. Every architecture is compiled into every build.
 */
#ifndef WARMKEXEC_ARCH_ARCH_H
#define WARMKEXEC_ARCH_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "kexec/base/blob.h"

struct arch_rehearsal;
struct boot_request;
struct demand;
struct diag;
struct image;
struct image_arch;
struct kcore;
struct kernel_layout;
struct machine;
struct snapshot;
struct snapshot_row;
struct wire;

/* The memory that the purgatory may access with caches on. */
struct purgatory_map {
	struct range segment;	    /* its own; code at the start, the handoff at HANDOFF_OFFSET, tables at PURGATORY_TABLES */
	const struct range *memory; /* that it reads or writes, in whole pages of 4 KiB, disjoint */
	size_t memory_count;
	uint64_t device; /* physical address of a UART's registers, which are in one page; 0: none */
};

struct arch {
	const char *name;		/* as --arch spells it */
	const char *const *uts_machine; /* its names in uname -m, NULL-terminated */
	uint16_t elf_machine;		/* EM_* of its ELF files */
	uint32_t kexec_arch;		/* KEXEC_ARCH_* of <linux/kexec.h>, shifted as kexec_load's flags want it */
	struct range window;		/* where its kernels can be entered at all */

	/* ---- the machine ---- */

	/* The files that find_facts() reads, beside machine_rows(). */
	const struct snapshot_row *(*snapshot_rows)(void);

	/*
	 * Finds the facts that only the architecture knows of: machine->facts (from malloc, or NULL), machine->reset, and
	 * machine->stuck_why with its remedy. machine->cmdline and machine->devicetree are there already. Returns 0, or -errno with the reason:
	 *   -EINVAL  a file has contents that no kernel writes
	 *   -ENOMEM
	 *   others   a file could not be read
	 */
	int (*find_facts)(const struct snapshot *snapshot, struct machine *machine, struct diag *diag);

	/* Moves machine->facts over a wire, from malloc if they are read; each value is bounded. NULL: nobody looks at them later. */
	void (*move_facts)(struct wire *wire, void **facts);

	/* A remedy if the running kernel cannot stop its CPUs and no fact says why. NULL: none is known. */
	const char *stuck_remedy;

	/* A few words on the facts, for --debug. */
	const char *(*facts_text)(const struct machine *machine);

	/* ---- the kernel ---- */

	const struct image_arch *kernels; /* its kernel files; kexec/image/image-arch.h */

	/*
	 * Checks that the machine can run the kernel. Returns 0; 1: it can if the assumption holds that *diag tells; or
	 * -ENOEXEC with the reason.
	 */
	int (*check_image)(const struct image *image, const struct machine *machine, struct diag *diag);

	/*
	 * Checks that the running kernel's own loader, that of kexec_file_load(2), takes the image. NULL: it takes all that
	 * `kernels` opens. Returns 0, or -ENOEXEC with the reason.
	 */
	int (*check_by_files)(const struct image *image, struct diag *diag);

	/*
	 * Predicts if the running kernel's own loader finds places in a crash region. Sizes in bytes; tree: of the devicetree with the
	 * command line. NULL: if the parts fit in any places, it finds them.
	 */
	bool (*fits_by_files)(const struct image *image, struct range region, uint64_t elfcorehdr, uint64_t initrd, uint64_t tree);

	/* The page size that the image was built for; 0: it is not known. NULL: that of the running kernel. */
	uint64_t (*image_page_size)(const struct image *image);

	/* ---- memory ---- */

	/*
	 * The demands of the parts whose size is not 0, the kernel first, a hole last and for a crash load only; returns how many
	 * rows there are.
	 *   size       in whole pages, by enum part of kexec/plan/demand.h; the hole's is 0 on entry, its row says it
	 *   crash      inside a crash region rather than anywhere in RAM
	 *   page_size  of the running kernel, the least alignment of any part
	 *   ret        room for PART_COUNT rows
	 */
	size_t (*demands)(const struct image *image, const uint64_t *size, bool crash, uint64_t page_size, struct demand *ret);

	/*
	 * Finds the layout of the running kernel's virtual addresses. It never guesses: a dump with wrong addresses is worse
	 * than none.
	 * Returns 0, or -errno with the reason:
	 *   -ENODATA  it cannot be known, or two sources contradict each other
	 */
	int (*kernel_layout)(const struct kcore *kcore, struct range kernel_code, struct range kernel_data,
			     struct kernel_layout *ret, struct diag *diag);

	/* Why makedumpfile is known not to read dumps of a kernel with this VMCOREINFO, as static text, or NULL. NULL: it reads all. */
	const char *(*unknown_to_makedumpfile)(struct view vmcoreinfo);

	/* ---- boot data ---- */

	const char *boot_name; /* of the part that holds its boot data: "dtb" */
	size_t cmdline_max;    /* longest command line its kernels take, without the NUL, if the image does not say */

	/*
	 * Words of the command line that depend on the plan, in at most cmdline_extra_max bytes with the space before them and
	 * without a NUL. cmdline_extra() writes them behind a leading space, with a NUL. NULL: there are none.
	 */
	size_t cmdline_extra_max;
	void (*cmdline_extra)(const struct boot_request *request, char *ret);

	/* The most bytes of boot data, before any place is known. Returns 0, or -errno with the reason. */
	int (*boot_bound)(const struct boot_request *request, uint64_t *ret, struct diag *diag);

	/* The boot data, at most boot_bound() bytes. Returns 0, or -errno with the reason. */
	int (*boot_build)(const struct boot_request *request, struct blob *ret, struct diag *diag);

	/* ---- the purgatory ---- */

	unsigned int boot_argument;  /* the argument of the handoff that is the boot data's address */
	uint32_t arguments_received; /* as in struct handoff_emergency */

	/* Its flat binary, at most HANDOFF_OFFSET bytes; empty if this build has none. */
	struct view (*purgatory)(void);

	/* The most bytes of page tables for this many ranges of memory. NULL: the purgatory needs no tables. */
	size_t (*tables_bound)(size_t memory_count);

	/*
	 * The page tables, for their place in the segment. *ret may be empty.
	 * Returns 0, or -errno with the reason:
	 *   -ERANGE, -EINVAL  there can be none; the purgatory then works without them
	 *   -ENOMEM
	 */
	int (*tables)(const struct purgatory_map *map, struct blob *ret, struct diag *diag);

	/* The virtual machine for rehearsals; arch/arch-rehearsal.h. NULL: there is none. */
	const struct arch_rehearsal *rehearsal;
};

extern const struct arch arch_arm64;

/* Finds an architecture by the name of --arch or by uname's machine. NULL if it is not supported. */
const struct arch *arch_find(const char *name);

/* The names of all architectures, for messages. */
void arch_names(char *ret, size_t size);

#endif
