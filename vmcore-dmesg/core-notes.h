/* SPDX-License-Identifier: GPL-2.0-only */
/* The notes of a core file. */
#ifndef WARMKEXEC_VMCORE_DMESG_CORE_NOTES_H
#define WARMKEXEC_VMCORE_DMESG_CORE_NOTES_H

#include <stddef.h>
#include <stdint.h>

struct core;
struct diag;

/* A PT_NOTE: bytes of the file. */
struct core_notes {
	uint64_t offset, size;
};

/*
 * Finds VMCOREINFO in the notes and sets core->vmcoreinfo; source and byte order of *core are set. Other notes are skipped and
 * not read, whatever their size.
 *
 * Returns 0, or -errno with the reason; *core is untouched on failure:
 *   -ENOENT   there is none
 *   -EINVAL   a note runs over the end of its segment, too many notes, or a VMCOREINFO too large
 *   -ENODATA  the file ends within the notes
 *   -ENOMEM
 *   others    those of the source
 */
int core_read_vmcoreinfo(struct core *core, const struct core_notes *notes, size_t count, struct diag *diag);

#endif
