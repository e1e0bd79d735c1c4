/* SPDX-License-Identifier: GPL-2.0-only */
/* Chooses the configuration of a FIT image, and finds its images. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <libfdt.h>

#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/fit.h"

/* A name of a configuration on the command line is a file name's length at most. */
#define NAME_SIZE 256

/* ---- which ---- */

/* The names of the configurations, for a hint. */
static void list_names(const struct fit *fit, struct diag *diag)
{
	char text[512];
	size_t used = 0;
	int config;

	text[0] = '\0';
	fdt_for_each_subnode(config, fit->tree.tree.data, fit->configurations)
	{
		int n = snprintf(text + used, sizeof(text) - used, "%s%s", used ? ", " : "", fit_name(fit, config));

		if (n < 0 || (size_t)n >= sizeof(text) - used) {
			snprintf(text + (used < sizeof(text) - 6 ? used : sizeof(text) - 6), 6, ", ...");
			break;
		}
		used += (size_t)n;
	}
	if (text[0])
		diag_hint(diag, "Its configurations: %s. Name one with --fit-config.", text);
}

/* size: of the name. */
static int find_config(const struct fit *fit, const char *name, size_t size, int *ret, struct diag *diag)
{
	int node =
		size < NAME_SIZE ? fdt_subnode_offset_namelen(fit->tree.tree.data, fit->configurations, name, (int)size) : -1;

	if (node < 0) {
		diag_fail(diag, -EINVAL, "the FIT image has no configuration \"%.*s\"",
			  (int)(size < NAME_SIZE ? size : NAME_SIZE), name);
		list_names(fit, diag);
		return -EINVAL;
	}
	*ret = node;
	return 0;
}

/* *ret < 0: there is no default. */
static int find_default(const struct fit *fit, int *ret, struct diag *diag)
{
	const char *name = fit_text(fit, fit->configurations, "default");

	*ret = -1;
	if (!name)
		return 0;
	if (find_config(fit, name, strlen(name), ret, diag) < 0) {
		diag_prefix(diag, "its default does not exist");
		return -EINVAL;
	}
	return 0;
}

static int find_only(const struct fit *fit, int *ret, struct diag *diag)
{
	int first = fdt_first_subnode(fit->tree.tree.data, fit->configurations);

	if (first < 0)
		return diag_fail(diag, -EINVAL, "the FIT image has no configurations");
	if (fdt_next_subnode(fit->tree.tree.data, first) >= 0) {
		diag_fail(diag, -EINVAL,
			  "the FIT image has several configurations, and none of them matches this machine or is the default");
		list_names(fit, diag);
		return -EINVAL;
	}
	*ret = first;
	return 0;
}

/* A devicetree that cannot be read might have been this machine's. */
static void tell_unread(const struct fit *fit, const struct diag *unread, int chosen, struct bundle *bundle, struct diag *diag)
{
	size_t used = strlen(diag->hint);

	if (!unread->message[0])
		return;
	if (chosen >= 0)
		bundle_note(bundle, "FIT configuration %s is not chosen by this machine's devicetree; one cannot be read: %s",
			    fit_name(fit, chosen), unread->message);
	else
		snprintf(diag->hint + used, sizeof(diag->hint) - used, "%sA devicetree of it cannot be read: %s",
			 used ? "\n" : "", unread->message);
}

static int find_unnamed(const struct fit *fit, struct view compatible, struct bundle *bundle, int *ret, struct diag *diag)
{
	struct diag unread = { 0 };
	int preferred, match = -1, chosen = -1;
	int r = find_default(fit, &preferred, diag);

	if (!r && compatible.size)
		r = fit_match(fit, compatible, preferred, &match, &unread, diag);
	if (r < 0)
		return r;
	chosen = match >= 0 ? match : preferred;
	if (chosen < 0)
		r = find_only(fit, &chosen, diag);
	if (match < 0)
		tell_unread(fit, &unread, chosen, bundle, diag);
	if (!r)
		*ret = chosen;
	return r;
}

/* ---- of what ---- */

static int find_image(const struct fit *fit, int config, const char *name, int *ret, struct diag *diag)
{
	int node = fdt_subnode_offset(fit->tree.tree.data, fit->images, name);

	if (node < 0)
		return diag_fail(diag, -EBADMSG, "configuration %s of the FIT image names the image \"%s\", which is not there",
				 fit_name(fit, config), name);
	*ret = node;
	return 0;
}

static int add_trees(const struct fit *fit, int node, struct fit_config *config, struct diag *diag)
{
	struct view list = fit_list(fit, node, "fdt");
	const char *name;

	while ((name = fit_next_text(&list))) {
		int r;

		if (config->tree_count == FIT_TREES_MAX)
			return diag_fail(diag, -E2BIG, "configuration %s of the FIT image has more than %d devicetrees",
					 fit_name(fit, node), FIT_TREES_MAX);
		r = find_image(fit, node, name, &config->tree[config->tree_count], diag);
		if (r < 0)
			return r;
		config->tree_count++;
	}
	return 0;
}

/* names: "" or "#OVERLAYS...": configurations whose devicetrees are overlays. */
static int add_overlays(const struct fit *fit, const char *names, struct fit_config *config, struct diag *diag)
{
	while (*names == '#') {
		size_t size = strcspn(++names, "#");
		int node, r = find_config(fit, names, size, &node, diag);

		if (!r && !config->tree_count)
			r = diag_fail(diag, -EINVAL, "configuration %s of the FIT image has no devicetree for overlays",
				      fit_name(fit, config->node));
		if (!r)
			r = add_trees(fit, node, config, diag);
		if (r < 0)
			return r;
		names += size;
	}
	return 0;
}

int fit_choose(const struct fit *fit, const char *name, struct view compatible, struct bundle *bundle, struct fit_config *ret,
	       struct diag *diag)
{
	size_t size = name ? strcspn(name, "#") : 0;
	struct fit_config config = { .initrd = -1 };
	const char *kernel, *initrd;
	int r = name ? find_config(fit, name, size, &config.node, diag)
		     : find_unnamed(fit, compatible, bundle, &config.node, diag);

	if (r < 0)
		return r;
	kernel = fit_text(fit, config.node, "kernel");
	initrd = fit_text(fit, config.node, "ramdisk");
	if (!kernel)
		return diag_fail(diag, -EINVAL, "configuration %s of the FIT image has no kernel", fit_name(fit, config.node));
	r = find_image(fit, config.node, kernel, &config.kernel, diag);
	if (!r && initrd)
		r = find_image(fit, config.node, initrd, &config.initrd, diag);
	if (!r)
		r = add_trees(fit, config.node, &config, diag);
	if (!r)
		r = add_overlays(fit, name ? name + size : "", &config, diag);
	if (r < 0)
		return r;
	*ret = config;
	return 0;
}
