/* SPDX-License-Identifier: GPL-2.0-only */
/* The two containers that are PE files. The first byte is the profile that the user chooses; the rest is the file. */
#include <stdlib.h>
#include <string.h>

#include "arch/arm64/formats.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-arch.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/pe.h"

#define LIMIT ((size_t)64 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_inside(struct view inner, struct view outer)
{
	return inner.data >= outer.data && inner.size <= outer.size &&
	       (size_t)(inner.data - outer.data) <= outer.size - inner.size;
}

/* A piece is in the file, or in one of the bundle's blobs. */
static void check_piece(const struct piece *piece, const struct bundle *bundle, struct view file)
{
	bool inside = !piece->bytes.size || is_inside(piece->bytes, file);

	for (size_t i = 0; i < bundle->owned_count; i++)
		inside |= is_inside(piece->bytes, blob_view(&bundle->owned[i]));
	if (!inside || (piece->bytes.size && !piece->from[0]))
		abort();
}

static void check_bundle(const struct bundle *bundle, struct view file)
{
	check_piece(&bundle->kernel, bundle, file);
	check_piece(&bundle->devicetree, bundle, file);
	check_piece(&bundle->cmdline, bundle, file);
	for (size_t i = 0; i < bundle->initrd_count; i++)
		check_piece(&bundle->initrd[i], bundle, file);
	if (memchr(bundle->cmdline.bytes.data ? bundle->cmdline.bytes.data : file.data, 0, bundle->cmdline.bytes.size))
		abort();
}

static void unwrap(const struct layer *layer, struct view file, uint8_t profile)
{
	const struct layer_choices choices = { .have_uki_profile = profile > 0, .uki_profile = profile };
	const struct unwrap_request request = {
		.bytes = file,
		.limit = LIMIT,
		.arch = &arm64_kernels,
		.compatible = { (const uint8_t *)"vendor,board", sizeof("vendor,board") },
		.choices = &choices,
	};
	struct bundle bundle = { 0 };
	struct diag diag = { 0 };
	int r = layer->unwrap(&request, &bundle, &diag);

	if (r > 0 || (r < 0 && !diag.message[0]) || memchr(diag.message, '\n', strlen(diag.message)))
		abort();
	if (!r)
		check_bundle(&bundle, file);
	bundle_release(&bundle);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view file = { .data = data + 1, .size = size - 1 };

	if (!size)
		return 0;
	if (layer_zboot.matches(file))
		unwrap(&layer_zboot, file, data[0]);
	unwrap(&layer_uki, file, data[0]);
	if (!is_inside(pe_cut_padding(file), file))
		abort();
	return 0;
}
