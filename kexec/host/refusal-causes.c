/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/refusal-causes.h"

#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/host/handover.h"
#include "kexec/host/host.h"
#include "kexec/host/lockdown.h"
#include "kexec/host/seccomp.h"
#include "kexec/refusal/refusal-facts.h"

#define STATUS_MAX ((size_t)65536)
#define LINE_MAX_SIZE ((size_t)4096)

/* The mask behind "CapEff:" in /proc/self/status; 0 without one. */
static unsigned long long effective_capabilities(const char *status)
{
	static const char name[] = "\nCapEff:";
	const char *at = strstr(status, name);

	return at ? strtoull(at + strlen(name), NULL, 16) : 0;
}

static void find_process(const struct host *host, struct refusal_facts *facts)
{
	CLEANUP(blob_release) struct blob text = { 0 };

	facts->is_user = geteuid() != 0;
	facts->lacks_capability = facts->is_user;
	if (host_read(host, "/proc/self/status", STATUS_MAX, &text) < 0)
		return;
	facts->lacks_capability = !(effective_capabilities((const char *)text.data) >> CAP_SYS_BOOT & 1);
}

/* The first user namespace maps all users to themselves. user_namespaces(7), "uid_map". */
static void find_namespace(const struct host *host, struct refusal_facts *facts)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	unsigned long inside = 0, outside = 0, count = 0;

	if (host_read(host, "/proc/self/uid_map", LINE_MAX_SIZE, &text) < 0)
		return;
	if (sscanf((const char *)text.data, "%lu %lu %lu", &inside, &outside, &count) == 3)
		facts->in_user_namespace = inside != 0 || outside != 0 || count != UINT32_MAX;
}

static void find_kernel(const struct host *host, struct refusal_facts *facts)
{
	CLEANUP(blob_release) struct blob modules = { 0 };
	struct handover handover;
	uint64_t disabled = 0;

	facts->is_disabled = host_read_number(host, "/proc/sys/kernel/kexec_load_disabled", 10, &disabled) == 0 && disabled;
	host_lockdown(host, facts->lockdown, sizeof(facts->lockdown));
	if (host_read(host, "/sys/kernel/security/lsm", LINE_MAX_SIZE, &modules) == 0)
		snprintf(facts->modules, sizeof(facts->modules), "%.*s", (int)strcspn((const char *)modules.data, "\n"),
			 (const char *)modules.data);
	host_handover(host, &handover);
	facts->hands_over = handover.on && !handover.error;
}

void host_find_causes(const struct host *host, struct refusal_facts *facts)
{
	find_process(host, facts);
	facts->is_filtered = host_is_filtered(host);
	find_namespace(host, facts);
	find_kernel(host, facts);
}
