/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/notes.h"
#include "kexec/base/trace.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/options/options.h"
#include "kexec/parts/cmdline.h"

static int check_devicetree_text(const char *text, const char *from, size_t max, struct diag *diag)
{
	if (strlen(text) <= max)
		return 0;
	diag_fail(diag, -E2BIG, "the command line of the devicetree %s has %zu bytes, the kernel takes at most %zu", from, strlen(text),
		  max);
	diag_hint(diag, "Shorten its bootargs, or give another one with --append.");
	return -E2BIG;
}

/* A given devicetree has its own command line, which stays if there is no other. */
static int keep_devicetree_text(struct load *load, size_t max, struct diag *diag)
{
	AUTO_FREE char *bootargs = NULL;
	int r;

	if (load->cmdline[0] || !load->given_devicetree->tree.size)
		return 0;
	bootargs = dtb_bootargs(load->given_devicetree->tree.data);
	if (!bootargs)
		return 0;
	r = check_devicetree_text(bootargs, load->given_devicetree->source, max, diag);
	if (r < 0)
		return r;
	free(load->cmdline);
	load->cmdline = TAKE(bootargs);
	return 0;
}

/* The command line that the kernel file brings, in *ret from malloc; *ret stays if it brings none or the user gives one. */
static int copy_brought(const struct options *options, struct view text, char **ret)
{
	if (!text.size || options->append || options->reuse_cmdline)
		return 0;
	*ret = strndup((const char *)text.data, text.size);
	return *ret ? 0 : -ENOMEM;
}

/* --append="" says that there is to be none. */
static void note_no_cmdline(const struct options *options, struct load *load)
{
	struct diag note;

	if (load->cmdline[0] || options->append)
		return;
	diag_fail(&note, 0, "the next kernel gets no command line%s",
		  options->reuse_cmdline ? ": nothing is left of the running kernel's" : "");
	diag_hint(&note, "Without root= and console= most kernels find no root file system and show nothing. Give one with "
			 "--append or --reuse-cmdline; --append=\"\" if none is wanted.");
	notes_add(load->notes, &note);
}

int build_cmdline(const struct context *context, struct load *load)
{
	const struct options *options = context->options;
	const struct cmdline_sources sources = cmdline_sources_of(load);
	AUTO_FREE char *brought = NULL;
	int r;

	if (copy_brought(options, sources.brought, &brought) < 0)
		return diag_oom(context->diag);
	r = cmdline_build(sources.running, options->reuse_cmdline, options->crash, brought ? brought : options->append,
			  sources.max, &load->cmdline, context->diag);
	if (r < 0)
		return r;
	trace(context->trace, "command line: %s", load->cmdline);
	r = keep_devicetree_text(load, sources.max, context->diag);
	if (r < 0)
		return r;
	note_no_cmdline(options, load);
	return cmdline_fixed_ranges(load->cmdline, &load->fixed) < 0 ? diag_oom(context->diag) : 0;
}
