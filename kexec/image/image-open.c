/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/image-open.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-arch.h"
#include "kexec/image/image.h"
#include "kexec/image/layers.h"

/* An opening in progress. */
struct opening {
	const struct image_request *request;
	const struct layer *const *layers;
	size_t limit;
	const struct layer *passed[IMAGE_DEPTH_MAX];
	size_t depth;
	struct bundle bundle;
	struct image image;
	struct diag *diag;
};

/* ---- lists of names for messages ---- */

struct names {
	char text[256];
};

static void add_name(struct names *names, const char *separator, const char *name)
{
	size_t used = strlen(names->text);

	snprintf(names->text + used, sizeof(names->text) - used, "%s%s", used ? separator : "", name);
}

static struct names format_names(const struct image_arch *arch, const char *separator)
{
	struct names names = { "" };

	for (size_t i = 0; arch->formats[i]; i++)
		add_name(&names, separator, arch->formats[i]->name);
	return names;
}

static struct names layer_names(const struct layer *const *layers)
{
	struct names names = { "" };

	for (; *layers; layers++)
		if (layer_is_supported(*layers))
			add_name(&names, ", ", (*layers)->name);
	return names;
}

/* ---- --type ---- */

static struct names type_names(const struct opening *opening)
{
	struct names names = format_names(opening->request->arch, ", ");

	for (size_t i = 0; opening->layers[i]; i++)
		if (opening->layers[i]->type && layer_is_supported(opening->layers[i]))
			add_name(&names, ", ", opening->layers[i]->type);
	return names;
}

static int check_type_name(const struct opening *opening)
{
	const char *type = opening->request->type;
	const struct kernel_format *const *formats = opening->request->arch->formats;
	const struct layer *layer;

	if (!type)
		return 0;
	for (size_t i = 0; formats[i]; i++)
		if (!strcmp(formats[i]->name, type))
			return 0;
	layer = layers_find(opening->layers, type);
	if (!layer || !layer->type)
		return diag_fail(opening->diag, -EINVAL,
				 "Unsupported kernel type %s: there is no such type; expected one of %s", type,
				 type_names(opening).text);
	if (layer_is_supported(layer))
		return 0;
	return diag_fail(opening->diag, -EOPNOTSUPP,
			 "Unsupported kernel type %s: known, but not supported by this version, which loads %s", type,
			 type_names(opening).text);
}

static int check_type(const struct opening *opening)
{
	const char *type = opening->request->type;

	if (!type || !strcmp(opening->image.format, type))
		return 0;
	for (size_t i = 0; i < opening->depth; i++)
		if (opening->passed[i] == layers_find(opening->layers, type))
			return 0;
	return diag_fail(opening->diag, -EINVAL, "Wrong file type %s, file matches type %s", type, opening->image.format);
}

static bool has_passed(const struct opening *opening, const struct layer *layer)
{
	for (size_t i = 0; i < opening->depth; i++)
		if (opening->passed[i] == layer)
			return true;
	return false;
}

/* A choice that decides nothing was meant for another file. */
static int check_choices(const struct opening *opening)
{
	const struct layer_choices *choices = &opening->request->choices;

	if (choices->have_uki_profile && !has_passed(opening, &layer_uki))
		return diag_fail(opening->diag, -EINVAL, "it is no UKI, but --uki-profile=%" PRIu32 " chooses a profile of one",
				 choices->uki_profile);
	if (choices->fit_config && !has_passed(opening, &layer_fit))
		return diag_fail(opening->diag, -EINVAL, "it is no FIT image, but --fit-config=%s names a configuration of one",
				 choices->fit_config);
	return 0;
}

/* ---- what cannot be opened ---- */

/* Prefixes the reason with the layer of the failure, unless it is the file itself. */
static int prefix_layer(const struct opening *opening, int r)
{
	if (opening->depth && r < 0 && r != -ENOMEM)
		diag_prefix(opening->diag, "%s", opening->bundle.kernel.from);
	return r;
}

static int refuse_unknown(const struct opening *opening)
{
	struct view bytes = opening->bundle.kernel.bytes;
	const struct image_arch *arch = opening->request->arch;
	char first[3 * 8 + 1] = "";

	for (size_t i = 0; i < bytes.size && i < 8; i++)
		snprintf(first + 3 * i, 4, "%02x ", bytes.data[i]);
	return diag_fail(opening->diag, -EINVAL,
			 "Cannot determine the file type of %s: it begins with %s(%zu bytes in all); expected a kernel of "
			 "%s (%s), plain or in %s",
			 opening->bundle.kernel.from, first, bytes.size, arch->name, format_names(arch, " or ").text,
			 layer_names(opening->layers).text);
}

static int refuse(const struct opening *opening, const struct layer *layer)
{
	const struct image_arch *arch = opening->request->arch;
	int r = layer->foreign ? -EINVAL : -EOPNOTSUPP;

	if (layer->library)
		return prefix_layer(opening, layer_refuse(layer, opening->diag));
	diag_fail(opening->diag, r, "Cannot determine the file type of %s: %s%s; expected a kernel of %s (%s)",
		  opening->bundle.kernel.from, layer->what, layer->foreign ? "" : ": not supported by this version", arch->name,
		  format_names(arch, " or ").text);
	if (layer->hint)
		diag_hint(opening->diag, "%s", layer->hint);
	return r;
}

/* ---- one layer ---- */

static int unpack(struct opening *opening, const struct layer *layer)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct view bytes;
	int r = layer->unpack(opening->bundle.kernel.bytes, opening->limit, NULL, &blob, opening->diag);

	if (r < 0 && r != -ENOMEM && layer->last)
		diag_prefix(opening->diag, "Cannot determine the file type of %s: perhaps %s", opening->bundle.kernel.from,
			    layer->what);
	else
		prefix_layer(opening, r);
	if (r < 0)
		return r;
	bytes = blob_view(&blob);
	r = bundle_own(&opening->bundle, &blob, opening->diag);
	if (!r)
		piece_set(&opening->bundle.kernel, bytes, "the unpacked %s data", layer->name);
	return r;
}

static int unwrap(struct opening *opening, const struct layer *layer)
{
	const struct unwrap_request request = {
		.bytes = opening->bundle.kernel.bytes,
		.limit = opening->limit,
		.arch = opening->request->arch,
		.compatible = opening->request->compatible,
		.choices = &opening->request->choices,
	};

	return prefix_layer(opening, layer->unwrap(&request, &opening->bundle, opening->diag));
}

static int take_off(struct opening *opening, const struct layer *layer)
{
	int r;

	if (!layer_is_supported(layer))
		return refuse(opening, layer);
	if (opening->depth == IMAGE_DEPTH_MAX)
		return diag_fail(opening->diag, -E2BIG, "the kernel is inside more than %d layers (%s), the accepted maximum",
				 IMAGE_DEPTH_MAX, opening->bundle.layers);
	r = bundle_add_layer(&opening->bundle, layer->name, opening->diag);
	if (!r)
		r = layer->unpack ? unpack(opening, layer) : unwrap(opening, layer);
	if (r < 0)
		return r;
	opening->passed[opening->depth++] = layer;
	bundle_drop_unused(&opening->bundle);
	return 0;
}

/* ---- the kernel ---- */

/* Releases the bytes that the format read, if it made others of them. */
static int take_made(struct opening *opening, struct image *image)
{
	struct view made = blob_view(&image->made);
	int r;

	if (!made.data)
		return 0;
	r = bundle_own(&opening->bundle, &image->made, opening->diag);
	if (r < 0)
		return r;
	opening->bundle.kernel.bytes = made;
	bundle_drop_unused(&opening->bundle);
	return 0;
}

/* Bytes behind what the header calls the kernel (a signature, padding of a partition) are not loaded. */
static int finish(struct opening *opening, const struct kernel_format *format, struct image *image)
{
	int r = take_made(opening, image);

	if (r < 0)
		return r;
	if (!image->bytes.data)
		image->bytes = opening->bundle.kernel.bytes;
	if (!image->size_is_guess && image->bytes.size > image->mem_size)
		image->bytes.size = (size_t)image->mem_size;
	image->format = format->name;
	image->compression = opening->bundle.layers;
	opening->image = *image;
	return 0;
}

/* -ENOEXEC, with the diagnostic unset: none of the architecture's formats. */
static int open_format(struct opening *opening)
{
	const struct kernel_format *const *formats = opening->request->arch->formats;
	int r = -ENOEXEC;

	for (size_t i = 0; formats[i] && r == -ENOEXEC; i++) {
		struct image image = { 0 };

		r = formats[i]->open(opening->bundle.kernel.bytes, opening->limit, &image, opening->diag);
		if (!r)
			return finish(opening, formats[i], &image);
	}
	return r == -ENOEXEC ? r : prefix_layer(opening, r);
}

/* A format comes before the last layers, which recognise by less than a magic number. */
static int open_layers(struct opening *opening)
{
	const struct layer *layer;
	int r;

	do {
		layer = layers_match(opening->layers, opening->bundle.kernel.bytes, false);
		if (!layer) {
			r = open_format(opening);
			if (r != -ENOEXEC)
				return r;
			layer = layers_match(opening->layers, opening->bundle.kernel.bytes, true);
		}
		r = layer ? take_off(opening, layer) : refuse_unknown(opening);
	} while (!r);
	return r;
}

static void release_opening(struct opening *opening)
{
	bundle_release(&opening->bundle);
}

int image_open(const struct image_request *request, struct bundle *ret_bundle, struct image *ret, struct diag *diag)
{
	CLEANUP(release_opening)
	struct opening opening = {
		.request = request,
		.layers = request->layers ? request->layers : layers_all,
		.limit = request->limit ? request->limit : IMAGE_SIZE_MAX,
		.diag = diag,
	};
	int r = check_type_name(&opening);

	if (r < 0)
		return r;
	piece_set(&opening.bundle.kernel, request->file, "this kernel");
	r = open_layers(&opening);
	if (!r)
		r = check_type(&opening);
	if (!r)
		r = check_choices(&opening);
	if (r < 0)
		return r;
	*ret = opening.image;
	bundle_move(ret_bundle, &opening.bundle);
	return 0;
}
