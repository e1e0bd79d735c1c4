/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/check-facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/check/load-facts.h"
#include "kexec/command/check-memory.h"
#include "kexec/image/image.h"
#include "kexec/image/kernel-version.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"

static void fill(const struct load_view *view, const struct snapshot *files, struct load_facts *facts)
{
	facts->initrd_size = view->initrd_size;
	kernel_version(view->image->bytes, facts->version, sizeof(facts->version));
	facts->have_initrd = view->contents && !view->contents->is_opaque;
	if (view->contents)
		facts->initrd = *view->contents;
	if (view->crash)
		check_sum_memory(view, files, &facts->initrd, &facts->memory, &facts->given);
}

int check_describe_load(const struct load *load, const char *kernel, struct check_facts *facts)
{
	struct load_view view;

	load_look(load, &view);
	facts->load = calloc(1, sizeof(*facts->load));
	facts->cmdline = strdup(view.cmdline);
	if (!facts->load || !facts->cmdline)
		return -ENOMEM;
	fill(&view, facts->files, facts->load);
	facts->load->kernel = kernel;
	facts->load->cmdline = facts->cmdline;
	facts->input.load = facts->load;
	return 0;
}
