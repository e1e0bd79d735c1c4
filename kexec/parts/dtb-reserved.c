/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/dtb-reserved.h"

#include <errno.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/machine/fdt-cells.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/fdt-reserved.h"
#include "kexec/parts/dtb-stale.h"

int dtb_copy_cleared(const struct devicetree *source, struct blob *ret)
{
	CLEANUP(blob_release) struct blob tree = { 0 };
	int chosen;

	if (blob_alloc(source->tree.size, &tree) < 0)
		return -ENOMEM;
	memcpy(tree.data, source->tree.data, source->tree.size);
	chosen = fdt_chosen_node(tree.data);
	(void)dtb_delete_own_reservation(tree.data, source->source_size);
	if (chosen >= 0)
		(void)dtb_delete_stale(tree.data, chosen);
	*ret = blob_take(&tree);
	return 0;
}

int dtb_find_reserved(const struct devicetree *source, struct ranges *ret)
{
	CLEANUP(blob_release) struct blob tree = { 0 };
	int r = source->tree.size ? dtb_copy_cleared(source, &tree) : 0;

	return r < 0 || !tree.size ? r : fdt_reserved(tree.data, ret);
}
