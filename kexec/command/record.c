/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arch/sha256-best.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/file-hash.h"
#include "kexec/host/host.h"
#include "kexec/host/loaded-file.h"
#include "kexec/load/load-view.h"
#include "kexec/loaded/loaded-make.h"
#include "kexec/loaded/loaded.h"
#include "kexec/route.h"

/* A source, and what it points to. */
struct source {
	struct loaded_source source;
	struct loaded_source_file *initrd;
	char **initrd_path;
	size_t initrd_count;
	char *kernel_path, *dtb_path;
	struct file_identity kernel, dtb, *initrd_identity;
};

static void source_release(struct source *source)
{
	free(source->kernel_path);
	for (size_t i = 0; i < source->initrd_count; i++)
		free(source->initrd_path[i]);
	free(source->initrd_path);
	free(source->initrd);
	free(source->initrd_identity);
	free(source->dtb_path);
}

static int describe_file(const struct user_file *file, char **path, struct file_identity *identity,
			 struct loaded_source_file *ret)
{
	int r = 0;

	if (!file->bytes.size)
		return 0;
	if (file->is_open)
		r = host_identify(file->fd, identity);
	if (r < 0)
		return r;
	*path = host_full_path(file->path);
	*ret = (struct loaded_source_file){ .path = *path, .identity = identity, .bytes = blob_view(&file->bytes) };
	return *path ? 0 : -ENOMEM;
}

static int describe_initrds(const struct load_view *load, struct source *ret)
{
	int r = 0;

	ret->initrd = calloc(load->initrd_count + 1, sizeof(*ret->initrd));
	ret->initrd_path = calloc(load->initrd_count + 1, sizeof(*ret->initrd_path));
	ret->initrd_identity = calloc(load->initrd_count + 1, sizeof(*ret->initrd_identity));
	if (!ret->initrd || !ret->initrd_path || !ret->initrd_identity)
		return -ENOMEM;
	ret->initrd_count = load->initrd_count;
	for (size_t i = 0; i < load->initrd_count && !r; i++)
		r = describe_file(&load->initrd[i], &ret->initrd_path[i], &ret->initrd_identity[i], &ret->initrd[i]);
	return r;
}

static int describe_load(const char *settings, const struct load_view *load, struct source *ret)
{
	struct loaded_source *source = &ret->source;
	int r = describe_file(load->kernel, &ret->kernel_path, &ret->kernel, &source->kernel);
	if (!r)
		r = describe_initrds(load, ret);
	if (!r)
		r = describe_file(load->dtb, &ret->dtb_path, &ret->dtb, &source->dtb);
	if (r < 0)
		return r;
	source->hash = sha256_best();
	source->settings = (struct view){ (const uint8_t *)settings, strlen(settings) };
	source->machine = load->machine;
	source->devicetree = blob_view(load->devicetree);
	source->cmdline = load->cmdline;
	source->initrd = ret->initrd;
	source->initrd_count = ret->initrd_count;
	return 0;
}

static int fail_describe(int r, struct diag *diag)
{
	return r == -ENOMEM ? diag_oom(diag) : diag_fail(diag, r, "cannot look at the files of the load: %s", strerror(-r));
}

int record_request(const char *settings, const struct load_view *load, struct loaded *ret, struct diag *diag)
{
	CLEANUP(source_release) struct source source = { 0 };
	int r = describe_load(settings, load, &source);

	if (r < 0)
		return fail_describe(r, diag);
	return loaded_make_request(&source.source, ret, diag);
}

int record_result(const struct host *host, const struct load_view *load, struct loaded *ret, struct diag *diag)
{
	CLEANUP(source_release) struct source source = { 0 };
	char boot_id[BOOT_ID_SIZE];
	const struct loaded_result result = {
		.crash = load->crash,
		.plan = load->plan,
		.format = load->format,
		.why = load->route->why,
		.compression = load->compression,
		.boot_id = boot_id,
		.when = (uint64_t)time(NULL),
	};
	int r = host_boot_id(host, boot_id, diag);

	if (r < 0)
		return r;
	r = describe_load("", load, &source);
	if (r < 0)
		return fail_describe(r, diag);
	return loaded_make_result(&source.source, &result, ret, diag);
}
