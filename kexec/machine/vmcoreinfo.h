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
 * Reads the number behind "key=" at the start of a line, for example "NUMBER(VA_BITS)" or "SYMBOL(_stext)". The first line with
 * the key counts. A number is decimal (a leading '-' gives the two's complement) or begins with 0x. The kernel prints the
 * values of SYMBOL and KERNELOFFSET without 0x: they are always hexadecimal.
 *
 * Returns 0, or -errno without a reason:
 *   -ENOENT  there is no such key
 *   -EINVAL  the value is not a number of 64 bits
 */
int vmcoreinfo_number(struct view text, const char *key, uint64_t *ret);

/* The largest size of the headers and notes of /proc/kcore, in bytes. */
#define KCORE_HEADERS_MAX ((size_t)16 << 20)

/* One PT_LOAD of /proc/kcore. */
struct kcore_load {
	uint64_t virtual;
	uint64_t physical; /* UINT64_MAX: the kernel does not give it */
	uint64_t size;
};

struct kcore {
	struct view vmcoreinfo; /* the text of the note, in the bytes of head; empty if there is none */
	struct kcore_load *load; /* NULL: nothing was read, or the text of VMCOREINFO alone */
	uint64_t *load_offset; /* the offset of each load in the file */
	size_t load_count;
};

/*
 * Reads the headers and notes of /proc/kcore (Linux, fs/proc/kcore.c) from head, its first bytes. A head that starts with
 * "OSRELEASE=" is the text of VMCOREINFO alone, as a recorded machine keeps it; it has no PT_LOAD. *ret points into head. The
 * caller releases *ret.
 *
 * Returns 0, or -errno with the reason; *ret is untouched on failure:
 *   -EAGAIN  head is too short: *ret_wanted bytes from the start of the file are needed, more than head has. The next call may
 *            need more again. If the file has no more bytes, the reason is the error.
 *   -EINVAL  not an ELF64 little-endian core file, notes that run over their end or lie upon each other, or headers beyond
 *            KCORE_HEADERS_MAX
 *   -ENOMEM
 */
int kcore_parse(struct view head, size_t *ret_wanted, struct kcore *ret, struct diag *diag);
void kcore_release(struct kcore *kcore);

/* Finds the offset of physical memory in the file. Returns false if the file does not have it in one piece. */
bool kcore_find(const struct kcore *kcore, struct range physical, uint64_t *ret_offset);

#endif
