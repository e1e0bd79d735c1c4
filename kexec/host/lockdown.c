/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/lockdown.h"

#include <stdio.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/host/host.h"

#define LOCKDOWN_MAX ((size_t)256)

/* "none [integrity] confidentiality" */
int host_lockdown(const struct host *host, char *ret, size_t size)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	const char *word;
	size_t length;
	int r = host_read(host, LOCKDOWN_FILE, LOCKDOWN_MAX, &text);

	ret[0] = '\0';
	if (r < 0)
		return r;
	word = strchr((const char *)text.data, '[');
	length = word ? strcspn(word + 1, "]\n") : 0;
	if (length && length < size && strncmp(word + 1, "none", length) != 0)
		snprintf(ret, size, "%.*s", (int)length, word + 1);
	return 0;
}
