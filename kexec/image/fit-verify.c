/* SPDX-License-Identifier: GPL-2.0-only */
/* The checksums of one image in a FIT image, and what about it cannot be verified. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <libfdt.h>

#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/checksum.h"
#include "kexec/image/fit.h"

/* Is the node called NAME, NAME-1 or, in older images, NAME@1? */
static bool is_called(const struct fit *fit, int node, const char *name)
{
	return !strncmp(fit_name(fit, node), name, strlen(name));
}

static bool has_child(const struct fit *fit, int node, const char *name)
{
	int child;

	fdt_for_each_subnode(child, fit->tree.tree.data, node)
	{
		if (is_called(fit, child, name))
			return true;
	}
	return false;
}

void fit_note_signature(const struct fit *fit, int node, struct bundle *bundle)
{
	if (has_child(fit, node, "signature"))
		bundle_note(bundle, "%s of the FIT image is signed, not verified: this program has no keys",
			    fit_name(fit, node));
}

static void hex_of(const uint8_t *bytes, char ret[2 * 4 + 1])
{
	for (size_t i = 0; i < 4; i++)
		snprintf(ret + 2 * i, 3, "%02x", bytes[i]);
}

static int wrong(const struct fit *fit, int image, const struct checksum *checksum, const uint8_t *found, const uint8_t *said,
		 struct diag *diag)
{
	const char *more = checksum->size > 4 ? "..." : "";
	char found_text[2 * 4 + 1], said_text[2 * 4 + 1];

	hex_of(found, found_text);
	hex_of(said, said_text);
	diag_fail(diag, -EBADMSG, "image %s of the FIT image is damaged: its %s is %s%s, its hash node says %s%s",
		  fit_name(fit, image), checksum->name, found_text, more, said_text, more);
	diag_hint(diag, "Copy the file again.");
	return -EBADMSG;
}

static int verify_hash(const struct fit *fit, int image, int hash, struct view data, struct bundle *bundle, struct diag *diag)
{
	const char *algorithm = fit_text(fit, hash, "algo");
	const struct checksum *checksum = algorithm ? checksum_find(algorithm) : NULL;
	struct view value = fit_list(fit, hash, "value");
	uint8_t found[CHECKSUM_SIZE_MAX];

	if (!checksum) {
		bundle_note(bundle, "%s of image %s in the FIT image is not verified: \"%s\" is not known", fit_name(fit, hash),
			    fit_name(fit, image), algorithm ? algorithm : "");
		return 0;
	}
	if (value.size != checksum->size)
		return diag_fail(diag, -EBADMSG, "image %s of the FIT image is damaged: its %s has %zu bytes, expected %zu",
				 fit_name(fit, image), checksum->name, value.size, checksum->size);
	checksum->compute(data, found);
	return memcmp(found, value.data, value.size) ? wrong(fit, image, checksum, found, value.data, diag) : 0;
}

static int verify(const struct fit *fit, int image, struct view data, struct bundle *bundle, struct diag *diag)
{
	size_t count = 0;
	int child;

	fdt_for_each_subnode(child, fit->tree.tree.data, image)
	{
		int r;

		if (!is_called(fit, child, "hash"))
			continue;
		if (++count > FIT_HASHES_MAX)
			return diag_fail(diag, -E2BIG, "image %s of the FIT image has more than %d hashes",
					 fit_name(fit, image), FIT_HASHES_MAX);
		r = verify_hash(fit, image, child, data, bundle, diag);
		if (r < 0)
			return r;
	}
	return 0;
}

static int check_type(const struct fit *fit, int image, const char *const types[2], struct diag *diag)
{
	const char *type = fit_text(fit, image, "type");

	if (type && (!strcmp(type, types[0]) || !strcmp(type, types[1])))
		return 0;
	return diag_fail(diag, -EINVAL, "image %s of the FIT image has the type \"%s\", expected \"%s\"", fit_name(fit, image),
			 type ? type : "", types[0]);
}

int fit_take(const struct fit *fit, int image, const char *const types[2], struct bundle *bundle, struct view *ret,
	     struct diag *diag)
{
	struct view data;
	int r = check_type(fit, image, types, diag);

	if (!r && has_child(fit, image, "cipher"))
		r = diag_fail(diag, -EOPNOTSUPP, "image %s of the FIT image is encrypted, which is not supported",
			      fit_name(fit, image));
	if (!r)
		r = fit_data(fit, image, &data, diag);
	if (!r)
		r = verify(fit, image, data, bundle, diag);
	if (r < 0)
		return r;
	fit_note_signature(fit, image, bundle);
	*ret = data;
	return 0;
}
