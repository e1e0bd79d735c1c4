/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include "arch/arch.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/machine.h"
#include "kexec/parts/cmdline.h"

struct cmdline_sources cmdline_sources_of(const struct load *load)
{
	const struct arch *arch = load->arch;
	size_t max = load->image->cmdline_max ? load->image->cmdline_max : arch->cmdline_max;

	return (struct cmdline_sources){
		.running = load->machine->cmdline,
		.brought = load->bundle->cmdline.bytes,
		.max = max - arch->cmdline_extra_max,
	};
}
