/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <stdlib.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/load/load-values.h"
#include "kexec/options/options.h"

/*
 * The largest files that are accepted, in bytes. A kernel file may be a container with initrds. An initrd ends at 4 GiB, as the
 * boot data of some architectures has 32 bits for its size. A devicetree: Linux, Documentation/arch/arm64/booting.rst.
 */
#define KERNEL_FILE_MAX ((uint64_t)1 << 30)
#define INITRD_FILE_MAX (((uint64_t)4 << 30) - 1)
#define DEVICETREE_FILE_MAX ((uint64_t)2 << 20)

/* Takes what an earlier load has read from a pipe: it is not there again, and a writer would be waited for in vain. */
static int read_file(const struct user_file *request, uint64_t limit, bool mapped, struct user_file *earlier,
		     struct user_file *ret, struct diag *diag)
{
	if (!earlier || !earlier->bytes.size)
		return host_read_user_file(request->what, request->path, limit, mapped, ret, diag);
	*ret = *earlier;
	*earlier = (struct user_file){ 0 };
	return 0;
}

static int read_initrds(const struct context *context, struct load *earlier, struct load *load)
{
	const struct option_files *initrd = &context->options->initrd;
	int r = 0;

	load->initrd_file = calloc(initrd->count + 1, sizeof(*load->initrd_file));
	if (!load->initrd_file)
		return diag_oom(context->diag);
	for (size_t i = 0; !r && i < initrd->count; i++) {
		const struct user_file request = { .what = "initrd", .path = initrd->path[i] };

		r = read_file(&request, INITRD_FILE_MAX, load->by_files,
			      earlier && i < earlier->initrd_count ? &earlier->initrd_file[i] : NULL, &load->initrd_file[i],
			      context->diag);
		if (!r)
			load->initrd_count++;
	}
	return r;
}

int read_files(const struct context *context, struct load *earlier, struct load *load)
{
	const struct user_file kernel = { .what = "kernel", .path = context->options->kernel };
	const struct user_file dtb = { .what = "devicetree", .path = context->options->dtb };
	int r = read_file(&kernel, KERNEL_FILE_MAX, load->by_files, earlier ? earlier->kernel_file : NULL, load->kernel_file,
			  context->diag);

	if (!r)
		r = read_initrds(context, earlier, load);
	if (!r && dtb.path)
		r = read_file(&dtb, DEVICETREE_FILE_MAX, false, earlier ? earlier->dtb_file : NULL, load->dtb_file,
			      context->diag);
	return r;
}

/* A regular file is opened again. */
static void take_piped(struct user_file *from, struct user_file *ret)
{
	if (from->is_open)
		return;
	*ret = *from;
	*from = (struct user_file){ 0 };
}

/* The initrds keep their numbers. */
struct load *keep_piped(struct load *load)
{
	struct load *kept = load_new();

	if (kept) {
		take_piped(load->kernel_file, kept->kernel_file);
		take_piped(load->dtb_file, kept->dtb_file);
		kept->initrd_file = TAKE(load->initrd_file);
		kept->initrd_count = load->initrd_count;
		load->initrd_count = 0;
	}
	for (size_t i = 0; kept && i < kept->initrd_count; i++)
		if (kept->initrd_file[i].is_open)
			host_release_user_file(&kept->initrd_file[i]);
	load_free(load);
	return kept;
}
