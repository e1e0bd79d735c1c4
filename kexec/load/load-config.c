/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <stdio.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/image/layers.h"

#define CONFIG_MAX ((size_t)4 << 20)
#define RELEASE_MAX ((size_t)256)

/* CONFIG_IKCONFIG_PROC: what the running kernel says of itself. */
static bool read_own(const struct host *host, struct blob *ret)
{
	CLEANUP(blob_release) struct blob packed = { 0 };
	struct diag ignored = { 0 };

	return host_read(host, "/proc/config.gz", CONFIG_MAX, &packed) == 0 &&
	       layers_unpack("gzip", blob_view(&packed), CONFIG_MAX, ret, &ignored) == 0;
}

static bool read_installed(const struct host *host, const char *format, const char *release, struct blob *ret)
{
	char path[2 * RELEASE_MAX];
	int n = snprintf(path, sizeof(path), "%s%.200s%s", format, release, strncmp(format, "/lib", 4) ? "" : "/config");

	return n > 0 && host_read(host, path, CONFIG_MAX, ret) == 0;
}

bool read_kernel_config(const struct context *context, struct blob *ret)
{
	CLEANUP(blob_release) struct blob release = { 0 };
	char *name;

	if (read_own(context->host, ret))
		return true;
	if (host_read(context->host, "/proc/sys/kernel/osrelease", RELEASE_MAX, &release) < 0)
		return false;
	name = (char *)release.data;
	name[strcspn(name, "/\n")] = '\0';
	return name[0] && (read_installed(context->host, "/boot/config-", name, ret) ||
			   read_installed(context->host, "/lib/modules/", name, ret));
}
