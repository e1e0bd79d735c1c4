/* SPDX-License-Identifier: GPL-2.0-only */
/* The /proc/kallsyms of a recorded machine. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/host/host.h"
#include "kexec/host/route-facts.h"
#include "kexec/machine/snapshot.h"
#include "kexec/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define VARIABLE(name) "/sys/firmware/efi/efivars/" name "-8be4df61-93ca-11d2-aa0d-00e098032b8c"

static const char *const absent[] = { "/proc/cmdline", "/sys/kernel/security/lockdown", "/sys/kernel/security/ima/policy",
				      VARIABLE("SecureBoot"), VARIABLE("SetupMode") };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(snapshot_release) struct snapshot files = { 0 };
	CLEANUP(blob_release) struct blob symbols = { 0 };
	const struct host host = { .root = -1, .is_recorded = true, .kept = &files };
	struct route_facts facts;

	if (blob_alloc(size, &symbols) < 0)
		abort();
	memcpy(symbols.data, data, size);
	if (snapshot_add(&files, "/proc/kallsyms", &symbols) < 0)
		abort();
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		if (snapshot_add_error(&files, absent[i], -ENOENT, NULL) < 0)
			abort();
	host_route_facts(&host, &facts);
	return 0;
}
