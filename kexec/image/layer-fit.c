/* SPDX-License-Identifier: GPL-2.0-only */
/* A FIT image as a kernel file. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/fit.h"
#include "kexec/image/image-arch.h"
#include "kexec/image/kernel-unpack.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/magic.h"

/* Devicetree Specification v0.4, 5.2. fit_open() tells a FIT image from another devicetree. */
static bool fit_matches(struct view bytes)
{
	return HAS_MAGIC(bytes, 0, "\xd0\x0d\xfe\xed");
}

/* The kernel's own header decides; a label that differs is worth a word. */
static void note_arch(const struct fit *fit, const struct fit_config *config, const struct image_arch *arch,
		      struct bundle *bundle)
{
	const char *label = fit_text(fit, config->kernel, "arch");

	if (label && strcmp(label, arch->fit_arch))
		bundle_note(bundle,
			    "image %s of the FIT image is labelled with architecture %s; the kernel's own header counts",
			    fit_name(fit, config->kernel), label);
}

static int check_os(const struct fit *fit, const struct fit_config *config, struct diag *diag)
{
	const char *os = fit_text(fit, config->kernel, "os");

	if (!os || !strcmp(os, "linux"))
		return 0;
	return diag_fail(diag, -EINVAL, "image %s of the FIT image is of the operating system \"%s\", expected \"linux\"",
			 fit_name(fit, config->kernel), os);
}

/* fit_take() has verified the checksums of the stored bytes before they are unpacked. */
static int add_kernel(const struct fit *fit, const struct fit_config *config, size_t limit, struct bundle *bundle,
		      struct diag *diag)
{
	static const char *const types[2] = { "kernel", "kernel_noload" };
	const char *compression = fit_text(fit, config->kernel, "compression");
	char from[sizeof(bundle->kernel.from)];
	struct packed kernel = { .compression = compression ? compression : "none", .from = from };
	int r = check_os(fit, config, diag);

	if (!r)
		r = fit_take(fit, config->kernel, types, bundle, &kernel.bytes, diag);
	if (r < 0)
		return r;
	snprintf(from, sizeof(from), "image %s of the FIT image", fit_name(fit, config->kernel));
	return kernel_unpack(bundle, &kernel, limit, diag);
}

/* Its compression is not looked at, as in U-Boot: kernels unpack their initrds themselves. */
static int add_initrd(const struct fit *fit, const struct fit_config *config, struct bundle *bundle, struct diag *diag)
{
	static const char *const types[2] = { "ramdisk", "ramdisk" };
	struct view bytes;
	char from[64];
	int r;

	if (config->initrd < 0)
		return 0;
	r = fit_take(fit, config->initrd, types, bundle, &bytes, diag);
	if (r < 0)
		return r;
	snprintf(from, sizeof(from), "image %s of the FIT image", fit_name(fit, config->initrd));
	return bundle_add_initrd(bundle, bytes, from, diag);
}

static bool is_loaded(const struct fit *fit, const struct fit_config *config, const char *name)
{
	for (size_t i = 0; i < config->tree_count; i++)
		if (!strcmp(fit_name(fit, config->tree[i]), name))
			return true;
	return !strcmp(fit_name(fit, config->kernel), name) ||
	       (config->initrd >= 0 && !strcmp(fit_name(fit, config->initrd), name));
}

/* mkimage names the kernel among the loadables, too. */
static void note_loadables(const struct fit *fit, const struct fit_config *config, struct bundle *bundle)
{
	struct view list = fit_list(fit, config->node, "loadables");
	const char *name;

	while ((name = fit_next_text(&list)))
		if (!is_loaded(fit, config, name))
			bundle_note(bundle, "image %s of the FIT image, a loadable, is not loaded", name);
}

static int add_all(const struct fit *fit, const struct fit_config *config, const struct unwrap_request *request,
		   struct bundle *bundle, struct diag *diag)
{
	int r;

	fit_note_signature(fit, config->node, bundle);
	note_arch(fit, config, request->arch, bundle);
	note_loadables(fit, config, bundle);
	r = add_initrd(fit, config, bundle, diag);
	if (!r)
		r = fit_add_devicetree(fit, config, request->limit, bundle, diag);
	if (!r)
		r = add_kernel(fit, config, request->limit, bundle, diag);
	return r;
}

static int fit_unwrap(const struct unwrap_request *request, struct bundle *bundle, struct diag *diag)
{
	CLEANUP(fit_release) struct fit fit = { 0 };
	struct fit_config config;
	int r = fit_open(request->bytes, &fit, diag);

	if (!r)
		r = fit_choose(&fit, request->choices->fit_config, request->compatible, bundle, &config, diag);
	return r < 0 ? r : add_all(&fit, &config, request, bundle, diag);
}

const struct layer layer_fit = {
	.name = "FIT",
	.type = "fit",
	.what = "it is a FIT image",
	.matches = fit_matches,
	.unwrap = fit_unwrap,
};
