/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kernel-load.h"

#include <stddef.h>

#include "kexec/base/cleanup.h"
#include "kexec/host/kernel-files.h"
#include "kexec/host/kernel-segments.h"
#include "kexec/host/refusal-watch.h"
#include "kexec/refusal/refusal.h"

int host_kexec_unload(const struct host *host, bool by_files, bool crash, struct diag *diag)
{
	CLEANUP(host_watch_end) struct refusal_watch watch = { .log = -1 };
	struct refusal refusal = { .by_files = by_files, .crash = crash, .is_unload = true };

	host_watch_begin(host, crash, &watch);
	refusal.error = by_files ? host_kexec_file_unload(crash) : host_kexec_load_nothing(crash);
	return refusal.error ? host_explain_refusal(&watch, &refusal, NULL, diag) : 0;
}
