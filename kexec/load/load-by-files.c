/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <stdio.h>
#include <stdlib.h>

#include "kexec/base/diag.h"
#include "kexec/base/notes.h"
#include "kexec/host/host.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image.h"
#include "kexec/load/load-values.h"
#include "kexec/options/options.h"
#include "kexec/plan/file-load.h"

/* The file itself if it has exactly these bytes: its IMA signature counts. */
static int fd_of(const struct user_file *file, struct view bytes)
{
	bool is_whole = file->is_open && file->bytes.data == bytes.data && file->bytes.size == bytes.size;

	return is_whole ? file->fd : -1;
}

/* The origin of the files, for people. */
static void name_sources(const struct load *load)
{
	const struct bundle *bundle = load->bundle;
	const char *layers = load->image->compression;
	struct file_source *kernel = &load->files->kernel, *initrd = &load->files->initrd;

	snprintf(kernel->from, sizeof(kernel->from), "%s%s%s", load->image->format, layers ? " out of " : "", layers ? layers : "");
	if (bundle->initrd_count == 1)
		snprintf(initrd->from, sizeof(initrd->from), "%s", bundle->initrd[0].from);
	else
		snprintf(initrd->from, sizeof(initrd->from), "%zu initrds, joined", bundle->initrd_count);
}

void attach_files(struct load *load)
{
	struct file_load *files = load->files;

	files->crash = load->crash;
	files->cmdline = load->cmdline;
	files->initrd_unpacked = load->initrd_unpacked;
	files->kernel.bytes = load->kernel;
	files->kernel.fd = fd_of(load->kernel_file, load->kernel);
	files->initrd.bytes = load->initrd;
	files->initrd.fd = load->initrd_count == 1 ? fd_of(&load->initrd_file[0], load->initrd) : -1;
}

static void note_devicetree(const struct load *load)
{
	struct diag note;

	if (!load->bundle->devicetree.bytes.size)
		return;
	diag_fail(&note, 0,
		  "the devicetree that the kernel file brings is not used: with kexec_file_load(2) the next kernel gets the "
		  "one that this machine was started with");
	diag_hint(&note, "-c loads with kexec_load(2), which can pass it.");
	notes_add(load->notes, &note);
}

int make_file_load(const struct context *context, struct load *load)
{
	struct file_load *files = calloc(1, sizeof(*files));
	int r;

	if (!files)
		return diag_oom(context->diag);
	load->files = files;
	files->no_cma = context->options->no_cma;
	files->memory = load->image->mem_size + load->initrd.size;
	attach_files(load);
	name_sources(load);
	note_devicetree(load);
	r = check_signature(context, load);
	if (r < 0)
		return r;
	keep_off_small_cma(context, load);
	return load->crash ? check_room(context, load) : check_scratch(context, load);
}
