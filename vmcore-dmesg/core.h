/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A core file of a kernel, as /proc/vmcore shows it: ELF with 32 or 64 bits, little- or big-endian, of any machine. Its
 * PT_LOADs lead from virtual addresses to offsets in the file; its VMCOREINFO says what lies at which address.
 */
#ifndef WARMKEXEC_VMCORE_DMESG_CORE_H
#define WARMKEXEC_VMCORE_DMESG_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct core_source;
struct diag;

/* Memory of the crashed kernel at [start, end); what is behind the first in_file bytes is not in the file, and zero. */
struct core_load {
	uint64_t start, end; /* virtual addresses */
	uint64_t offset;     /* in the file */
	uint64_t in_file;
};

struct core {
	const struct core_source *source;
	bool is_big_endian;
	unsigned word;		/* the size of a long and of a pointer of the crashed kernel: 4 or 8 bytes */
	struct blob vmcoreinfo; /* the text of the note */
	struct core_load *load; /* by address; they do not overlap */
	size_t load_count;
};

/*
 * Reads headers, notes and VMCOREINFO. *ret refers to *source, which the caller owns. The caller closes *ret.
 *
 * Returns 0, or -errno with the reason; *ret is untouched on failure:
 *   -EINVAL   not an ELF core file, or damaged headers
 *   -ENOENT   there is no VMCOREINFO
 *   -ENODATA  the file ends within its headers or notes
 *   -ENOMEM
 *   others    those of the source
 */
int core_open(const struct core_source *source, struct core *ret, struct diag *diag);

/* For CLEANUP(). */
void core_close(struct core *core);

/* The number in size bytes, at most 8, in the byte order of the core. */
uint64_t core_number(const struct core *core, const uint8_t *bytes, size_t size);

/* Returns whether VMCOREINFO has this key, for example "SYMBOL(prb)". */
bool core_has_fact(const struct core *core, const char *key);

/*
 * Finds the number of this key in VMCOREINFO.
 * Returns 0, -ENOENT (no such key) or -EINVAL (no number) with the reason; *ret is untouched on failure.
 */
int core_fact(const struct core *core, const char *key, uint64_t *ret, struct diag *diag);

#endif
