/* SPDX-License-Identifier: GPL-2.0-only */
#include "config.h"

#include "kexec/command/record.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arch/sha256-best.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/loaded-file.h"
#include "kexec/load.h"
#include "kexec/loaded/loaded-make.h"
#include "kexec/options.h"

/* A source, and what it points to. */
struct source {
	struct loaded_source source;
	struct loaded_source_file initrd;
	char *settings, *kernel_path, *initrd_path, *dtb_path;
};

static void source_release(struct source *source)
{
	free(source->settings);
	free(source->kernel_path);
	free(source->initrd_path);
	free(source->dtb_path);
}

/* Every option that decides what is loaded, and is neither a file nor in the command line. */
static int write_settings(const struct options *options, char **ret)
{
	size_t size;
	FILE *out = open_memstream(ret, &size);
	bool failed;

	if (!out)
		return -ENOMEM;
	fprintf(out, "%s\n%d %d %d 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64, PACKAGE_TITLE, options->crash, options->skip_checks,
		options->have_entry, options->entry, options->allowed.start, options->allowed.end);
	fprintf(out, " %u %u %d %d\n", (unsigned)options->on_mismatch, (unsigned)options->reserved, options->reuse_crash_region,
		options->relocate);
	fprintf(out, "%d %s\n%d %s\n", options->type != NULL, options->type ? options->type : "", options->serial != NULL,
		options->serial ? options->serial : "");
	failed = ferror(out);
	return fclose(out) || failed ? -ENOMEM : 0;
}

/* A path that cannot be resolved any more stays as the user gave it. */
static int describe_file(const struct user_file *file, char **path, struct loaded_source_file *ret)
{
	if (!file->bytes.size)
		return 0;
	*path = realpath(file->path, NULL);
	if (!*path)
		*path = strdup(file->path);
	*ret = (struct loaded_source_file){ .path = *path, .bytes = blob_view(&file->bytes) };
	return *path ? 0 : -ENOMEM;
}

static int describe_load(const struct options *options, const struct load *load, struct source *ret)
{
	struct loaded_source *source = &ret->source;
	int r = write_settings(options, &ret->settings);

	if (!r)
		r = describe_file(&load->kernel_file, &ret->kernel_path, &source->kernel);
	if (!r)
		r = describe_file(&load->initrd, &ret->initrd_path, &ret->initrd);
	if (!r)
		r = describe_file(&load->dtb_file, &ret->dtb_path, &source->dtb);
	if (r < 0)
		return r;
	source->hash = sha256_best();
	source->settings = (struct view){ (const uint8_t *)ret->settings, strlen(ret->settings) };
	source->machine = &load->machine;
	source->devicetree = blob_view(&load->machine.fdt);
	source->cmdline = load->cmdline;
	source->initrd = &ret->initrd;
	source->initrd_count = ret->initrd.path != NULL;
	return 0;
}

int record_request(const struct options *options, const struct load *load, struct loaded *ret, struct diag *diag)
{
	CLEANUP(source_release) struct source source = { 0 };

	if (describe_load(options, load, &source) < 0)
		return diag_oom(diag);
	return loaded_make_request(&source.source, ret, diag);
}

int record_result(const struct options *options, const struct host *host, const struct load *load, struct loaded *ret,
		  struct diag *diag)
{
	CLEANUP(source_release) struct source source = { 0 };
	char boot_id[BOOT_ID_SIZE];
	const struct loaded_result result = {
		.plan = &load->plan,
		.format = load->image.format,
		.compression = load->image.compression,
		.boot_id = boot_id,
		.when = (uint64_t)time(NULL),
	};

	host_boot_id(host, boot_id);
	if (describe_load(options, load, &source) < 0)
		return diag_oom(diag);
	return loaded_make_result(&source.source, &result, ret, diag);
}
