/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/layers.h"

#include <errno.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/image/layer.h"

/*
 * The order matters only inside each half. Among the last rows specific ones come first: any file without another name may be
 * text, and kernels for x86 and riscv are also PE files.
 */
const struct layer *const layers_all[] = {
	&layer_gzip,
	&layer_xz,
	&layer_zstd,
	&layer_bzip2,
	&layer_lz4,
	&layer_lzo,
	&layer_zboot,
	&layer_uimage,
	&layer_fit,
	/* last rows */
	&layer_lzma,
	&layer_empty,
	&layer_zeros,
	&layer_bzimage,
	&layer_image_arm,
	&layer_image_rsc,
	&layer_arm_zimage,
	&layer_uki,
	&layer_packed,
	&layer_cpio,
	&layer_script,
	&layer_text,
	NULL,
};

bool layer_is_supported(const struct layer *layer)
{
	return layer->unpack || layer->unwrap;
}

const struct layer *layers_match(const struct layer *const *layers, struct view bytes, bool last)
{
	for (; *layers; layers++)
		if ((*layers)->last == last && (*layers)->matches(bytes))
			return *layers;
	return NULL;
}

static bool is_called(const struct layer *layer, const char *name)
{
	return !strcmp(layer->name, name) || (layer->type && !strcmp(layer->type, name));
}

const struct layer *layers_find(const struct layer *const *layers, const char *name)
{
	for (; *layers; layers++)
		if (!(*layers)->foreign && is_called(*layers, name))
			return *layers;
	return NULL;
}

int layer_refuse(const struct layer *layer, struct diag *diag)
{
	int r = layer->foreign ? -EINVAL : -EOPNOTSUPP;

	if (layer->foreign)
		diag_fail(diag, r, "%s", layer->what);
	else if (layer->library)
		diag_fail(diag, r, "%s, and this build is without %s", layer->what, layer->library);
	else
		diag_fail(diag, r, "%s: not supported by this version", layer->what);
	if (layer->hint)
		diag_hint(diag, "%s", layer->hint);
	return r;
}

int layers_unpack(const char *name, struct view in, size_t limit, struct blob *ret, struct diag *diag)
{
	const struct layer *layer = layers_find(layers_all, name);

	if (!layer)
		return diag_fail(diag, -EOPNOTSUPP, "the compression \"%s\" is not known", name);
	if (!layer->unpack)
		return layer_refuse(layer, diag);
	return layer->unpack(in, limit, NULL, ret, diag);
}
