/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/trace.h"
#include "kexec/host/host.h"
#include "kexec/load/load-values.h"
#include "kexec/load/running-files.h"
#include "kexec/plan/file-load.h"

/* The devicetree has at most 2 MiB, and each part is in one piece. */
#define REST ((uint64_t)8 << 20)

/* "CmaFree:           16128 kB". Returns false if there is no such line. */
static bool find_free(const char *text, uint64_t *ret)
{
	const char *at = strstr(text, "CmaFree:");

	if (!at)
		return false;
	*ret = strtoull(at + strlen("CmaFree:"), NULL, 10) << 10;
	return true;
}

/*
 * Linux 6.17 and later put the parts of a normal load into the contiguous allocator's memory. If that is too small, 7.3 refuses
 * the load with EADDRNOTAVAIL and never gives back the memory that it has taken until then. An older kernel has no such flag.
 */
void keep_off_small_cma(const struct context *context, struct load *load)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	struct file_load *files = load->files;
	uint64_t available = 0;
	int r;

	if (files->crash || files->no_cma || context->host->is_recorded || !host_kernel_is_at_least(6, 17))
		return;
	r = host_read(context->host, MEMINFO_FILE, MEMINFO_MAX, &text);
	if (r < 0) {
		files->no_cma = true;
		trace(context->trace, "cma: not used: cannot read " MEMINFO_FILE ": %s", strerror(-r));
		return;
	}
	if (!find_free((const char *)text.data, &available) || available >= files->memory + REST)
		return;
	files->no_cma = true;
	trace(context->trace, "cma: not used: %" PRIu64 " bytes are free, the load needs at least %" PRIu64, available,
	      files->memory);
}
