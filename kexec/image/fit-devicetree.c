/* SPDX-License-Identifier: GPL-2.0-only */
/* The devicetree of a FIT configuration: one tree, and overlays that are applied to it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/fit.h"
#include "kexec/image/layers.h"
#include "kexec/machine/fdt-overlay.h"

/* A tree in the file, or unpacked. */
struct tree {
	struct view bytes;
	struct blob owned;
};

static void release_tree(struct tree *tree)
{
	blob_release(&tree->owned);
}

static int take_tree(const struct fit *fit, int image, size_t limit, struct bundle *bundle, struct tree *ret, struct diag *diag)
{
	static const char *const types[2] = { "flat_dt", "flat_dt" };
	const char *compression = fit_text(fit, image, "compression");
	struct view data;
	int r = fit_data(fit, image, &data, diag);

	if (!r && data.size > DTB_SIZE_MAX) /* before it is hashed */
		r = diag_fail(diag, -EFBIG, "image %s of the FIT image, a devicetree, has %zu bytes, at most %zu are accepted",
			      fit_name(fit, image), data.size, DTB_SIZE_MAX);
	if (!r)
		r = fit_take(fit, image, types, bundle, &ret->bytes, diag);

	if (r < 0 || !compression || !strcmp(compression, "none"))
		return r;
	r = layers_unpack(compression, ret->bytes, limit < DTB_SIZE_MAX ? limit : DTB_SIZE_MAX, &ret->owned, diag);
	if (!r)
		ret->bytes = blob_view(&ret->owned);
	else if (r != -ENOMEM)
		diag_prefix(diag, "image %s of the FIT image", fit_name(fit, image));
	return r;
}

static int apply_overlay(const struct fit *fit, int image, size_t limit, struct bundle *bundle, struct tree *tree,
			 struct diag *diag)
{
	CLEANUP(release_tree) struct tree overlay = { 0 };
	struct blob result;
	int r = take_tree(fit, image, limit, bundle, &overlay, diag);

	if (r < 0)
		return r;
	r = fdt_overlay(tree->bytes, overlay.bytes, &result, diag);
	if (r < 0) {
		if (r != -ENOMEM)
			diag_prefix(diag, "image %s of the FIT image", fit_name(fit, image));
		return r;
	}
	blob_release(&tree->owned);
	tree->owned = result;
	tree->bytes = blob_view(&result);
	return 0;
}

static int hand_on(struct tree *tree, const char *from, struct bundle *bundle, struct diag *diag)
{
	struct view bytes = tree->bytes;
	int r = tree->owned.data ? bundle_own(bundle, &tree->owned, diag) : 0;

	if (!r)
		piece_offer(&bundle->devicetree, bytes, "%s", from);
	return r;
}

int fit_add_devicetree(const struct fit *fit, const struct fit_config *config, size_t limit, struct bundle *bundle,
		       struct diag *diag)
{
	CLEANUP(release_tree) struct tree tree = { 0 };
	char from[sizeof(bundle->devicetree.from)];
	int r;

	if (!config->tree_count)
		return 0;
	r = take_tree(fit, config->tree[0], limit, bundle, &tree, diag);
	for (size_t i = 1; i < config->tree_count && !r; i++)
		r = apply_overlay(fit, config->tree[i], limit, bundle, &tree, diag);
	if (r < 0)
		return r;
	snprintf(from, sizeof(from), "image %s of the FIT image%s", fit_name(fit, config->tree[0]),
		 config->tree_count > 1 ? " with overlays" : "");
	return hand_on(&tree, from, bundle, diag);
}
