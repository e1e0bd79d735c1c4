/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ELF core header, which describes the crashed kernel's memory to the capture kernel: /proc/vmcore begins with it.
 * ELF64, little-endian. Sources: Linux, fs/proc/vmcore.c (the reader) and Documentation/admin-guide/kdump/.
 */
#ifndef WARMKEXEC_PARTS_ELFCOREHDR_H
#define WARMKEXEC_PARTS_ELFCOREHDR_H

#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "kexec/machine/kernel-layout.h"

struct blob;
struct diag;

struct elfcorehdr_request {
	uint16_t machine;	      /* ELF e_machine: EM_AARCH64 */
	const struct range *cpu_note; /* physical, one per CPU in ascending order of CPU numbers; the numbers may have gaps */
	size_t cpu_note_count;
	struct range vmcoreinfo; /* physical: /sys/kernel/vmcoreinfo */
	struct kernel_layout layout;
	const struct range *ram; /* ascending: System RAM without the crash regions */
	size_t ram_count;
};

/*
 * The number of bytes that elfcorehdr_build() will make for so many notes and ranges.
 * Returns 0, or -errno with the reason:
 *   -EOVERFLOW  more program headers than the format has (PN_XNUM)
 */
int elfcorehdr_size(size_t cpu_note_count, size_t ram_count, uint64_t *ret, struct diag *diag);

/*
 * Builds the header: one PT_NOTE per CPU, one PT_NOTE for VMCOREINFO, one PT_LOAD for the kernel's image, one PT_LOAD per range
 * of RAM. Every p_offset is the physical address, as the capture kernel expects. The caller owns *ret: blob_release(). *ret is
 * untouched on failure.
 *
 * Returns 0, or -errno with the reason:
 *   -EINVAL     there is no RAM or no VMCOREINFO; a range is empty; RAM is not ascending; a note is not in RAM
 *   -EOVERFLOW  more program headers are needed than the format has (PN_XNUM)
 *   -ENOMEM
 */
int elfcorehdr_build(const struct elfcorehdr_request *request, struct blob *ret, struct diag *diag);

#endif
