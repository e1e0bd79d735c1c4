/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/load-steps.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/notes.h"
#include "kexec/host/host.h"
#include "kexec/host/lockdown.h"
#include "kexec/image/signature.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/kernel-config.h"
#include "kexec/plan/file-load.h"

/* The demands of the running kernel. Linux, kernel/kexec_file.c, kimage_validate_signature(). */
struct rule {
	char lockdown[20];
	enum config_state checks; /* CONFIG_KEXEC_SIG: without it there is no check at all */
	enum config_state forces; /* CONFIG_KEXEC_SIG_FORCE: a PE signature, whatever IMA says */
};

static int find_rule(const struct context *context, struct rule *rule)
{
	CLEANUP(blob_release) struct blob config = { 0 };
	int r = host_lockdown(context->host, rule->lockdown, sizeof(rule->lockdown));

	if (r < 0 && !is_not_shown(r))
		return diag_fail(context->diag, r, "cannot read " LOCKDOWN_FILE ": %s", strerror(-r));
	r = read_kernel_config(context, &config);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	rule->checks = kernel_config_state(blob_view(&config), "CONFIG_KEXEC_SIG");
	rule->forces = kernel_config_state(blob_view(&config), "CONFIG_KEXEC_SIG_FORCE");
	return 0;
}

/* A signature that IMA appraises suffices for a lockdown, if its policy says so. */
static bool may_be_appraised(const struct load *load)
{
	return signature_is_appended(load->kernel) || host_has_ima_signature(load->files->kernel.fd);
}

/* why: behind "it is". */
static int fail(const struct context *context, const struct load *load, const char *why)
{
	diag_fail(context->diag, -EKEYREJECTED,
		  "the kernel %s is not signed, and the running kernel takes only signed ones: it is %s",
		  load->kernel_file->path, why);
	diag_hint(context->diag,
		  "Use a kernel that is signed with a key that the running one trusts, as its distribution's are, or sign the "
		  "Image (sbsign). A signature of the zboot kernel or UKI around it does not count.");
	return -EKEYREJECTED;
}

static void note_unknown(const struct load *load, const struct rule *rule)
{
	struct diag note;

	diag_fail(&note, 0, "the kernel is not signed, and the running kernel, which is locked down (%s), may refuse it",
		  rule->lockdown);
	diag_hint(&note, "It checks signatures if it is built with CONFIG_KEXEC_SIG; its configuration cannot be read.");
	notes_add(load->notes, &note);
}

int check_signature(const struct context *context, const struct load *load)
{
	struct rule rule = { 0 };
	char why[64];
	int r;

	if (signature_is_pe(load->kernel))
		return 0;
	r = find_rule(context, &rule);
	if (r < 0)
		return r;
	if (rule.forces == CONFIG_SET)
		return fail(context, load, "built with CONFIG_KEXEC_SIG_FORCE");
	if (!rule.lockdown[0] || rule.checks == CONFIG_UNSET || may_be_appraised(load))
		return 0;
	if (rule.checks != CONFIG_SET) {
		note_unknown(load, &rule);
		return 0;
	}
	snprintf(why, sizeof(why), "locked down (%s)", rule.lockdown);
	return fail(context, load, why);
}
