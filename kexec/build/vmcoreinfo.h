/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMCOREINFO, the kernel's own list of facts about itself: lines of KEY=VALUE (Linux,
 * Documentation/admin-guide/kdump/vmcoreinfo.rst). The running kernel shows it as a note of /proc/kcore.
 */
#ifndef WARMKEXEC_BUILD_VMCOREINFO_H
#define WARMKEXEC_BUILD_VMCOREINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/blob.h"
#include "kexec/diag.h"

/*
 * The number behind "key=", for example "NUMBER(VA_BITS)" or "SYMBOL(_stext)"; decimal (a leading '-' gives the two's
 * complement), 0x… hexadecimal, and, for keys that the kernel prints without 0x (SYMBOL, KERNELOFFSET), hexadecimal.
 * Returns 0, -ENOENT when there is no such key, -EINVAL when the value is no number.
 */
int vmcoreinfo_number(struct view text, const char *key, uint64_t *ret);

/* One PT_LOAD of /proc/kcore. physical is UINT64_MAX where the kernel gives none. */
struct kcore_load {
	uint64_t virtual;
	uint64_t physical;
	uint64_t size;
};

struct kcore {
	struct view vmcoreinfo; /* the text of the note, into the bytes given; empty when there is none */
	struct kcore_load *load;
	size_t load_count;
};

/*
 * Reads the headers of /proc/kcore. head: its first bytes. ret_wanted: how many bytes from the start the headers and notes
 * take in all; when that is more than head has, -EAGAIN is returned and nothing else set: read that many and call again.
 * Returns 0, -EAGAIN, or -errno with the reason: -EINVAL not such an ELF core file, or notes beyond KCORE_HEADERS_MAX.
 */
#define KCORE_HEADERS_MAX ((size_t)16 << 20)
int kcore_parse(struct view head, size_t *ret_wanted, struct kcore *ret, struct diag *diag);
void kcore_release(struct kcore *kcore);

#endif
