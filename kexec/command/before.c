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

enum still { GONE, LOADED, UNKNOWN };

static enum still look_again(const struct host *host, bool crash)
{
	struct diag ignored;
	bool loaded;

	if (host_is_loaded(host, crash, &loaded, &ignored) < 0)
		return UNKNOWN;
	return loaded ? LOADED : GONE;
}

/* Adds a hint that the kernel's log has, too: nobody may see the other. */
static void warn(const char *what, const char *why, struct diag *diag)
{
	char text[sizeof(diag->hint)];

	snprintf(text, sizeof(text), "%s: %.400s", what, why);
	add_hint(diag, text);
	host_kernel_log(text);
}

static void lose_kdump(enum still still, const char *why, struct diag *diag)
{
	warn(still == GONE ? "The machine is without kdump: what was armed before cannot be loaded again"
			   : "The machine may be without kdump: what was armed before may be gone, which cannot be read, and "
			     "cannot be loaded again",
	     why, diag);
}

static void restore_crash(const struct invocation *invocation, int lock, const struct loaded_view *crash, enum still still,
			  struct diag *diag)
{
	struct diag why = { 0 };

	if (!crash->is_known)
		lose_kdump(still, crash->why, diag);
	else if (restore_load(invocation, lock, &crash->loaded, &why) < 0)
		lose_kdump(still, why.message, diag);
	else
		add_hint(diag, "The crash kernel that was armed before was loaded again: kdump is armed.");
}

/* Tells of the kernel that the load was to replace. A crash kernel that may be gone is the matter of restore_crash(). */
static void tell_still(enum still still, bool crash, struct diag *diag)
{
	if (still == LOADED)
		add_hint(diag, "What was loaded before is still loaded.");
	else if (!crash)
		add_hint(diag, still == GONE ? "No normal kernel is loaded any more."
					     : "Whether the normal kernel that was loaded before still is, cannot be read.");
}

void before_restore(const struct invocation *invocation, const struct before *before, bool crash, int error, int lock,
		    struct diag *diag)
{
	enum still crash_still = before->crash->is_loaded ? look_again(invocation->host, true) : GONE;
	bool was_loaded = crash ? before->crash->is_loaded : before->normal;
	bool is_damaged = error == -ENOTRECOVERABLE; /* and is loaded */

	if (crash && !before->crash->is_supported)
		warn("If a crash kernel was armed before, it may be lost, which cannot be known", before->crash->why, diag);
	if (was_loaded && !is_damaged)
		tell_still(crash ? crash_still : look_again(invocation->host, false), crash, diag);
	/* One that may be gone is loaded again, too: at worst that replaces it with itself. */
	if (before->crash->is_loaded && crash_still != LOADED)
		restore_crash(invocation, lock, before->crash, crash_still, diag);
}

void before_release(struct before *before)
{
	if (before->crash)
		loaded_view_release(before->crash);
	free(before->crash);
}
