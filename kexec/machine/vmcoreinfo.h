/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMCOREINFO, the kernel's own list of facts about itself: lines of KEY=VALUE (Linux,
 * Documentation/admin-guide/kdump/vmcoreinfo.rst). The running kernel shows it as a note of /proc/kcore.
 */
#ifndef WARMKEXEC_MACHINE_VMCOREINFO_H
#define WARMKEXEC_MACHINE_VMCOREINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "kexec/base/blob.h"

struct diag;

/*
 * The number behind "key=" at the start of a line, for example "NUMBER(VA_BITS)" or "SYMBOL(_stext)"; decimal (a leading '-'
 * gives the two's complement), 0x… hexadecimal, and, for the keys that the kernel prints without 0x (SYMBOL, KERNELOFFSET),
 * hexadecimal. The first line with the key counts.
 * Returns 0, -ENOENT when there is no such key, -EINVAL when the value is no number of 64 bits.
 */
int vmcoreinfo_number(struct view text, const char *key, uint64_t *ret);

/* The most that the headers and notes of /proc/kcore may take. */
#define KCORE_HEADERS_MAX ((size_t)16 << 20)

/* One PT_LOAD of /proc/kcore. */
struct kcore_load {
	uint64_t virtual;
	uint64_t physical; /* UINT64_MAX where the kernel gives none */
	uint64_t size;
};

struct kcore {
	struct view vmcoreinfo; /* the text of the note, into the bytes given; empty when there is none */
	struct kcore_load *load;
	uint64_t *load_offset; /* where in the file each load is */
	size_t load_count;
};

/*
 * Reads the headers and notes of /proc/kcore (Linux, fs/proc/kcore.c) from head, its first bytes. A head that starts with
 * "OSRELEASE=" is the text of VMCOREINFO alone, as a recorded machine keeps it; it has no PT_LOAD.
 *
 * Returns 0; -EAGAIN when head is too short: *ret_wanted, always more than head has, is how many bytes from the start to come
 * back with, which may turn out too few once or twice; or -errno with the reason: -EINVAL not an ELF64 little-endian core
 * file, notes that run over their end, headers beyond KCORE_HEADERS_MAX; -ENOMEM. The reason is also there on -EAGAIN, for a
 * file that has no more bytes. *ret is untouched on failure; the bytes must outlive it.
 */
int kcore_parse(struct view head, size_t *ret_wanted, struct kcore *ret, struct diag *diag);
void kcore_release(struct kcore *kcore);

/* Where in the file the physical memory is; false where it is not, in one piece. */
bool kcore_find(const struct kcore *kcore, struct range physical, uint64_t *ret_offset);

#endif
