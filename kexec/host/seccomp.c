/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/seccomp.h"

#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/host/host.h"

#define STATUS_MAX ((size_t)65536)
#define NAME "\nSeccomp:"

bool host_is_filtered(const struct host *host)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	const char *at;

	if (host_read(host, "/proc/self/status", STATUS_MAX, &text) < 0)
		return false;
	at = strstr((const char *)text.data, NAME);
	return at && strtoul(at + strlen(NAME), NULL, 10) == SECCOMP_MODE_FILTER;
}
