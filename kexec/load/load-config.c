/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <stdio.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/image/layers.h"
#include "kexec/load/running-files.h"

/* CONFIG_IKCONFIG_PROC: what the running kernel says of itself. */
static bool read_own(const struct host *host, struct blob *ret)
{
	CLEANUP(blob_release) struct blob packed = { 0 };
	struct diag ignored = { 0 };

	return host_read(host, CONFIG_FILE, CONFIG_MAX, &packed) == 0 &&
	       layers_unpack("gzip", blob_view(&packed), CONFIG_MAX, ret, &ignored) == 0;
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

bool read_kernel_config(const struct context *context, struct blob *ret)
{
	CLEANUP(blob_release) struct blob release = { 0 };
	char path[INSTALLED_PATH_SIZE];

	if (read_own(context->host, ret))
		return true;
	if (host_read(context->host, RELEASE_FILE, RELEASE_MAX, &release) < 0)
		return false;
	for (size_t i = 0; i < INSTALLED_CONFIGS; i++)
		if (installed_config((const char *)release.data, i, path) && host_read(context->host, path, CONFIG_MAX, ret) == 0)
			return true;
	return false;
}
