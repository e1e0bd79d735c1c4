/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/layers.h"
#include "kexec/load/running-files.h"

/* CONFIG_IKCONFIG_PROC: what the running kernel says of itself. */
static int read_own(const struct context *context, struct blob *ret)
{
	CLEANUP(blob_release) struct blob packed = { 0 };
	struct diag why = { 0 };
	int r = read_if_shown(context, CONFIG_FILE, CONFIG_MAX, &packed);

	if (r < 0)
		return r;
	r = layers_unpack("gzip", blob_view(&packed), CONFIG_MAX, ret, &why);
	return r < 0 ? diag_fail(context->diag, r, "cannot unpack " CONFIG_FILE ": %.200s", why.message) : 0;
}

bool installed_config(const char *release, size_t i, char ret[INSTALLED_PATH_SIZE])
{
	static const char *const form[INSTALLED_CONFIGS][2] = { { "/boot/config-", "" }, { "/lib/modules/", "/config" } };
	int length = (int)strcspn(release, "/\n");

	if (!length || length > 200)
		return false;
	snprintf(ret, INSTALLED_PATH_SIZE, "%s%.*s%s", form[i][0], length, release, form[i][1]);
	return true;
}

int read_kernel_config(const struct context *context, struct blob *ret)
{
	CLEANUP(blob_release) struct blob release = { 0 };
	char path[INSTALLED_PATH_SIZE];
	int r = read_own(context, ret);

	if (r != -ENOENT)
		return r;
	r = read_if_shown(context, RELEASE_FILE, RELEASE_MAX, &release);
	if (r < 0)
		return r;
	r = -ENOENT;
	for (size_t i = 0; i < INSTALLED_CONFIGS && r == -ENOENT; i++)
		if (installed_config((const char *)release.data, i, path))
			r = read_if_shown(context, path, CONFIG_MAX, ret);
	return r;
}
