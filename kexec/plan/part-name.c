/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/part-name.h"

#include "arch/arch.h"

const char *part_name(const struct arch *arch, enum part part)
{
	static const char *const name[PART_COUNT] = {
		[PART_KERNEL] = "kernel",	  [PART_INITRD] = "initrd",	  [PART_ELFCOREHDR] = "elfcorehdr",
		[PART_PURGATORY] = "purgatory", [PART_HOLE] = "hole",
	};

	return part == PART_BOOT ? arch->boot_name : name[part];
}
