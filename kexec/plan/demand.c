/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/demand.h"

const char *part_name(enum part part)
{
	static const char *const name[PART_COUNT] = {
		[PART_KERNEL] = "kernel",	  [PART_INITRD] = "initrd",	  [PART_DTB] = "dtb",
		[PART_ELFCOREHDR] = "elfcorehdr", [PART_PURGATORY] = "purgatory",
	};

	return name[part];
}
