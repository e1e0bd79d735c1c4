/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/answer.h"

#include "kexec/image/bundle.h"
#include "kexec/image/image.h"
#include "kexec/load/load-steps.h"
#include "kexec/load/load-values.h"
#include "kexec/plan/plan.h"

void answer_attach(struct load *load)
{
	load->image->bytes = load->kernel;
	if (load->initrd.size) {
		piece_set(&load->bundle->initrd[0], load->initrd, "the initrds");
		load->bundle->initrd_count = 1;
	}
	if (load->files) {
		attach_files(load);
		return;
	}
	attach_parts(load);
}
