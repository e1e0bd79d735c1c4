/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The notes of the crashed kernel, which a capture kernel wants to find in its memory: without them it has no /proc/vmcore.
 * Sources: Linux, kernel/crash_core.c (the writer) and fs/proc/vmcore.c (the reader).
 */
#ifndef WARMKEXEC_REHEARSE_OLD_NOTES_H
#define WARMKEXEC_REHEARSE_OLD_NOTES_H

#include <stddef.h>

#include "kexec/base/blob.h"

/*
 * Makes a note with VMCOREINFO: as many whole lines of the text as fit into room bytes with the note's end. The caller releases
 * *ret. Returns 0, or -ENOMEM, or -ENOSPC: room is too small for any.
 */
int old_note_vmcoreinfo(struct view text, size_t room, struct blob *ret);

/* Makes a CPU's note with registers that are all zero. size: bytes of them. Returns as old_note_vmcoreinfo(). */
int old_note_cpu(size_t size, size_t room, struct blob *ret);

#endif
