/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of the running kernel that need not be there. */
#include "kexec/load/load-steps.h"

#include <errno.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/host/host.h"

bool is_not_shown(int error)
{
	return error == -ENOENT || error == -ENOTDIR || error == -EACCES || error == -EPERM;
}

int read_if_shown(const struct context *context, const char *path, size_t limit, struct blob *ret)
{
	int r = host_read(context->host, path, limit, ret);

	if (r < 0 && is_not_shown(r))
		return -ENOENT;
	return r < 0 ? diag_fail(context->diag, r, "cannot read %s: %s", path, strerror(-r)) : 0;
}
