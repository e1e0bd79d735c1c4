/* SPDX-License-Identifier: GPL-2.0-only */
/* A uImage as a kernel file: a kernel, or several parts, of which the first is the kernel. */
#include <errno.h>
#include <stdio.h>

#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-arch.h"
#include "kexec/image/kernel-unpack.h"
#include "kexec/image/layer.h"
#include "kexec/image/layers.h"
#include "kexec/image/magic.h"
#include "kexec/image/uimage.h"

static int refuse_type(const struct uimage *uimage, struct diag *diag)
{
	diag_fail(diag, -EINVAL, "it is a uImage of %s (type %u), expected one of a kernel", uimage_type_text(uimage),
		  uimage->type);
	if (uimage->type == UIMAGE_RAMDISK)
		diag_hint(diag, "An initrd is given with --initrd.");
	if (uimage->type == UIMAGE_DEVICETREE)
		diag_hint(diag, "Unpack it with \"dumpimage -T flat_dt -o FILE\" and give it with --dtb.");
	return -EINVAL;
}

static int check_kind(const struct uimage *uimage, struct diag *diag)
{
	if (uimage->type != UIMAGE_KERNEL && uimage->type != UIMAGE_KERNEL_NOLOAD && uimage->type != UIMAGE_MULTI)
		return refuse_type(uimage, diag);
	if (uimage->os != UIMAGE_OS_LINUX)
		return diag_fail(diag, -EINVAL, "the uImage's kernel is of operating system %u, expected %d (Linux)",
				 uimage->os, UIMAGE_OS_LINUX);
	if (!uimage_compression(uimage))
		return diag_fail(diag, -EOPNOTSUPP, "the uImage is compressed in a way that is not known (number %u)",
				 uimage->compression);
	return 0;
}

/* U-Boot boots a kernel of 64 bits from a uImage that is labelled with the 32-bit architecture: the kernel's own header
 * decides. */
static void note_arch(const struct uimage *uimage, const struct image_arch *arch, struct bundle *bundle)
{
	if (uimage->arch != arch->uimage_arch)
		bundle_note(bundle, "the uImage is labelled with architecture %u, %s is %u; the kernel's own header counts",
			    uimage->arch, arch->name, arch->uimage_arch);
}

/* U-Boot: part 1 is the initrd, part 2 the devicetree. A devicetree in the initrd's place is no initrd. */
static int add_parts(const struct view *parts, size_t count, struct bundle *bundle, struct diag *diag)
{
	static const char devicetree_magic[] = "\xd0\x0d\xfe\xed";

	for (size_t i = 1; i < count; i++) {
		char from[64];
		int r = 0;

		snprintf(from, sizeof(from), "part %zu of the uImage", i);
		if (i <= 2 && has_magic(parts[i], 0, devicetree_magic, 4))
			piece_offer(&bundle->devicetree, parts[i], "%s", from);
		else if (i == 1)
			r = bundle_add_initrd(bundle, parts[i], from, diag);
		else
			bundle_note(bundle, "%s is neither an initrd nor a devicetree and is not used", from);
		if (r < 0)
			return r;
	}
	return 0;
}

static int unwrap_parts(const struct uimage *uimage, size_t limit, struct bundle *bundle, struct diag *diag)
{
	struct view parts[UIMAGE_PARTS_MAX];
	struct packed kernel = { .compression = uimage_compression(uimage), .from = "part 0 of the uImage" };
	size_t count;
	int r = uimage_parts(uimage, parts, &count, diag);

	if (r < 0)
		return r;
	if (!count)
		return diag_fail(diag, -EINVAL, "the uImage has no parts, expected a kernel");
	kernel.bytes = parts[0];
	r = add_parts(parts, count, bundle, diag);
	return r < 0 ? r : kernel_unpack(bundle, &kernel, limit, diag);
}

static int uimage_unwrap(const struct unwrap_request *request, struct bundle *bundle, struct diag *diag)
{
	struct packed kernel = { .from = "the data of the uImage" };
	struct uimage uimage;
	int r = uimage_open(request->bytes, &uimage, diag);

	if (!r)
		r = check_kind(&uimage, diag);
	if (r < 0)
		return r;
	note_arch(&uimage, request->arch, bundle);
	if (uimage.type == UIMAGE_MULTI)
		return unwrap_parts(&uimage, request->limit, bundle, diag);
	kernel.bytes = uimage.data;
	kernel.compression = uimage_compression(&uimage);
	return kernel_unpack(bundle, &kernel, request->limit, diag);
}

const struct layer layer_uimage = {
	.name = "uImage",
	.type = "uImage",
	.what = "it is a uImage (U-Boot legacy)",
	.matches = uimage_matches,
	.unwrap = uimage_unwrap,
};
