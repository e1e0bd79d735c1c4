/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/kernel-unpack.h"

#include <errno.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/layers.h"

int kernel_unpack(struct bundle *bundle, const struct packed *packed, size_t limit, struct diag *diag)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct view bytes;
	int r;

	if (!strcmp(packed->compression, "none")) {
		piece_set(&bundle->kernel, packed->bytes, "%s", packed->from);
		return 0;
	}
	r = layers_unpack(packed->compression, packed->bytes, limit, &blob, diag);
	if (r < 0) {
		if (r != -ENOMEM)
			diag_prefix(diag, "%s", packed->from);
		return r;
	}
	bytes = blob_view(&blob);
	r = bundle_own(bundle, &blob, diag);
	if (!r)
		r = bundle_add_layer(bundle, packed->compression, diag);
	if (!r)
		piece_set(&bundle->kernel, bytes, "the unpacked %s data", packed->compression);
	return r;
}
