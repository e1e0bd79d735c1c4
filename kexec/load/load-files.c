/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <stdlib.h>

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

static int read_initrds(const struct context *context, struct load *load)
{
	const struct option_files *initrd = &context->options->initrd;
	int r = 0;

	load->initrd_file = calloc(initrd->count + 1, sizeof(*load->initrd_file));
	if (!load->initrd_file)
		return diag_oom(context->diag);
	while (!r && load->initrd_count < initrd->count) {
		r = host_read_user_file("initrd", initrd->path[load->initrd_count], INITRD_FILE_MAX, load->by_files,
					&load->initrd_file[load->initrd_count], context->diag);
		if (!r)
			load->initrd_count++;
	}
	return r;
}

int read_files(const struct context *context, struct load *load)
{
	const struct options *options = context->options;
	int r = host_read_user_file("kernel", options->kernel, KERNEL_FILE_MAX, load->by_files, load->kernel_file, context->diag);

	if (!r)
		r = read_initrds(context, load);
	if (!r && options->dtb)
		r = host_read_user_file("devicetree", options->dtb, DEVICETREE_FILE_MAX, false, load->dtb_file, context->diag);
	return r;
}
