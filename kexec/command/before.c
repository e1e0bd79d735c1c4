/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/before.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/command/known.h"
#include "kexec/command/outcome.h"
#include "kexec/command/restore.h"
#include "kexec/host/kernel-load.h"
#include "kexec/loaded/loaded-view.h"

int before_look(const struct host *host, struct before *ret, struct diag *diag)
{
	int r;

	ret->crash = calloc(1, sizeof(*ret->crash));
	if (!ret->crash)
		return diag_oom(diag);
	r = known_find(host, true, ret->crash, diag);
	if (!r)
		r = host_is_loaded(host, false, &ret->normal, diag);
	return r == -ENOENT ? 0 : r;
}

static void add_hint(struct diag *diag, const char *text)
{
	size_t used = strlen(diag->hint);

	snprintf(diag->hint + used, sizeof(diag->hint) - used, "%s%s", used ? "\n" : "", text);
}

/* Is it still loaded? If that cannot be known, it is taken to be. */
static bool is_still_loaded(const struct host *host, bool crash)
{
	struct diag ignored;
	bool loaded;

	return host_is_loaded(host, crash, &loaded, &ignored) < 0 || loaded;
}

static void lose_kdump(const char *why, struct diag *diag)
{
	char text[sizeof(diag->hint)];

	snprintf(text, sizeof(text), "The machine is without kdump: what was armed before cannot be loaded again: %.400s", why);
	add_hint(diag, text);
	host_kernel_log(text);
}

/* The running kernel does not show if one was armed. */
static void fear_for_kdump(const char *why, struct diag *diag)
{
	char text[sizeof(diag->hint)];

	snprintf(text, sizeof(text), "If a crash kernel was armed before, it may be lost, which cannot be known: %.400s", why);
	add_hint(diag, text);
	host_kernel_log(text);
}

static void restore_crash(const struct invocation *invocation, int lock, const struct loaded_view *crash, struct diag *diag)
{
	struct diag why = { 0 };

	if (!crash->is_known)
		lose_kdump(crash->why, diag);
	else if (restore_load(invocation, lock, &crash->loaded, &why) < 0)
		lose_kdump(why.message, diag);
	else
		add_hint(diag, "The crash kernel that was armed before was loaded again: kdump is armed.");
}

void before_restore(const struct invocation *invocation, const struct before *before, bool crash, int error, int lock,
		    struct diag *diag)
{
	const struct host *host = invocation->host;
	bool was_loaded = crash ? before->crash->is_loaded : before->normal;
	bool is_damaged = error == -ENOTRECOVERABLE; /* and is loaded */

	if (crash && !before->crash->is_supported)
		fear_for_kdump(before->crash->why, diag);
	if (was_loaded && !is_damaged && is_still_loaded(host, crash))
		add_hint(diag, "What was loaded before is still loaded.");
	else if (was_loaded && !is_damaged && !crash)
		add_hint(diag, "No normal kernel is loaded any more.");
	if (before->crash->is_loaded && !is_still_loaded(host, true))
		restore_crash(invocation, lock, before->crash, diag);
}

void before_release(struct before *before)
{
	if (before->crash)
		loaded_view_release(before->crash);
	free(before->crash);
}
