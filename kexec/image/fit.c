/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/fit.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/fit-tree.h"

#define TOTALSIZE_OFFSET 4

static int no_fit(const struct fit *fit, struct diag *diag)
{
	if (fit->images < 0 && fit->configurations < 0) {
		diag_fail(diag, -EINVAL, "it is a devicetree, and no FIT image: it has no /images");
		diag_hint(diag, "A devicetree is given with --dtb.");
		return -EINVAL;
	}
	return diag_fail(diag, -EINVAL, "the FIT image has no /%s", fit->images < 0 ? "images" : "configurations");
}

int fit_open(struct view file, struct fit *ret, struct diag *diag)
{
	CLEANUP(fit_release) struct fit fit = { .file = file };
	CLEANUP(blob_release) struct blob copy = { 0 };
	int r = fit_tree_copy(file, &copy, diag);

	if (r < 0)
		return r;
	r = devicetree_open(blob_view(&copy), "of the FIT image", &fit.tree, diag);
	if (r < 0)
		return r == -EINVAL ? -EBADMSG : r;
	fit.external = align_down((uint64_t)load_be32(file.data + TOTALSIZE_OFFSET) + 3, 4);
	fit.images = fdt_path_offset(fit.tree.tree.data, "/images");
	fit.configurations = fdt_path_offset(fit.tree.tree.data, "/configurations");
	if (fit.images < 0 || fit.configurations < 0)
		return no_fit(&fit, diag);
	*ret = fit;
	fit = (struct fit){ 0 };
	return 0;
}

void fit_release(struct fit *fit)
{
	devicetree_release(&fit->tree);
	*fit = (struct fit){ 0 };
}

/* ---- properties ---- */

const char *fit_next_text(struct view *list)
{
	const char *text = (const char *)list->data;
	const uint8_t *nul = list->size ? memchr(list->data, 0, list->size) : NULL;

	if (!nul)
		return NULL;
	list->size -= (size_t)(nul + 1 - list->data);
	list->data = nul + 1;
	return text;
}

struct view fit_list(const struct fit *fit, int node, const char *name)
{
	int size;
	const uint8_t *value = fdt_getprop(fit->tree.tree.data, node, name, &size);

	return (struct view){ .data = value, .size = value ? (size_t)size : 0 };
}

const char *fit_text(const struct fit *fit, int node, const char *name)
{
	struct view list = fit_list(fit, node, name);

	return fit_next_text(&list);
}

const char *fit_name(const struct fit *fit, int node)
{
	const char *name = fdt_get_name(fit->tree.tree.data, node, NULL);

	return name ? name : "?";
}

/* A number of one or two cells. Returns 0, -ENOENT without a word if the node does not have it, or -EBADMSG with the reason. */
static int read_number(const struct fit *fit, int node, const char *name, uint64_t *ret, struct diag *diag)
{
	struct view value = fit_list(fit, node, name);

	if (!value.data)
		return -ENOENT;
	if (value.size != 4 && value.size != 8)
		return diag_fail(diag, -EBADMSG, "the FIT image is damaged: %s of image %s has %zu bytes, expected 4 or 8",
				 name, fit_name(fit, node), value.size);
	*ret = value.size == 4 ? load_be32(value.data) : load_be64(value.data);
	return 0;
}

/* ---- data ---- */

struct place {
	uint64_t start; /* in the file */
	uint64_t size;
};

static int embedded(const struct fit *fit, int image, struct place *ret)
{
	struct view value = fit_list(fit, image, "data");

	if (value.size != FIT_PLACE_SIZE)
		return -ENOENT;
	*ret = (struct place){ .start = load_be64(value.data), .size = load_be64(value.data + 8) };
	return 0;
}

/*
 * U-Boot looks for a position, then an offset, then data in the tree. A sum that overflows is beyond the file. Returns as
 * read_number().
 */
static int find_data(const struct fit *fit, int image, struct place *ret, struct diag *diag)
{
	int r = read_number(fit, image, "data-position", &ret->start, diag);

	if (r == -ENOENT) {
		r = read_number(fit, image, "data-offset", &ret->start, diag);
		if (r == -ENOENT)
			return embedded(fit, image, ret);
		if (!r && !add_u64(ret->start, fit->external, &ret->start))
			ret->start = UINT64_MAX;
	}
	return r < 0 ? r : read_number(fit, image, "data-size", &ret->size, diag);
}

int fit_data(const struct fit *fit, int image, struct view *ret, struct diag *diag)
{
	struct place place;
	int r = find_data(fit, image, &place, diag);

	if (r == -ENOENT)
		return diag_fail(diag, -EINVAL, "image %s of the FIT image has no data", fit_name(fit, image));
	if (r < 0)
		return r;
	if (!span_fits(place.start, place.size, fit->file.size)) {
		diag_fail(diag, -EBADMSG,
			  "the FIT image is cut short or damaged: image %s has %" PRIu64 " bytes at offset %" PRIu64
			  ", the file has %zu",
			  fit_name(fit, image), place.size, place.start, fit->file.size);
		diag_hint(diag, "Copy the file again.");
		return -EBADMSG;
	}
	*ret = (struct view){ .data = fit->file.data + place.start, .size = (size_t)place.size };
	return 0;
}
