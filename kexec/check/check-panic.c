/* SPDX-License-Identifier: GPL-2.0-only */
/* The way from a fault to the capture kernel. Sources: Linux, kernel/panic.c, Documentation/admin-guide/sysctl/kernel.rst. */
#include <inttypes.h>
#include <string.h>

#include "kexec/check/check-rows.h"
#include "kexec/check/load-facts.h"
#include "kexec/check/words.h"

void judge_oops(const struct check_input *input, struct finding *ret)
{
	uint64_t on;

	if (!check_number(input, "/proc/sys/kernel/panic_on_oops", &on))
		return;
	if (on) {
		finding_set(ret, SEVERITY_OK, "an oops leads to a dump");
		return;
	}
	finding_set(ret, SEVERITY_WARNING, "an oops does not lead to a dump: the running kernel goes on after it, damaged");
	finding_evidence(ret, "kernel.panic_on_oops is 0");
	finding_remedy(ret, "Set kernel.panic_on_oops=1 by sysctl.");
}

#define NOTIFIERS_FILE "/sys/module/kernel/parameters/crash_kexec_post_notifiers"

static bool runs_notifiers(const struct check_input *input, const char **ret_why)
{
	char text[8];

	if (check_line(input, NOTIFIERS_FILE, text, sizeof(text))) {
		*ret_why = NOTIFIERS_FILE " is Y";
		return text[0] == 'Y' || text[0] == '1';
	}
	*ret_why = "the running kernel's command line has crash_kexec_post_notifiers";
	return words_have(check_running_line(input), "crash_kexec_post_notifiers");
}

void judge_notifiers(const struct check_input *input, struct finding *ret)
{
	const char *why;

	if (!input->machine || check_is_unread(input->files, NOTIFIERS_FILE))
		return;
	if (!runs_notifiers(input, &why)) {
		finding_set(ret, SEVERITY_OK, "a panic starts the capture kernel at once");
		return;
	}
	finding_set(ret, SEVERITY_WARNING, "a panic runs all notifiers of drivers before it starts the capture kernel: one that hangs loses the dump");
	finding_evidence(ret, "%s", why);
	finding_remedy(ret, "Boot without crash_kexec_post_notifiers unless something needs it (pstore, a hypervisor).");
}

void judge_lockup(const struct check_input *input, struct finding *ret)
{
	static const struct {
		const char *file, *name;
	} switches[] = {
		{ "/proc/sys/kernel/softlockup_panic", "softlockup_panic" },
		{ "/proc/sys/kernel/hardlockup_panic", "hardlockup_panic" },
		{ "/proc/sys/kernel/hung_task_panic", "hung_task_panic" },
	};
	bool any = false, known = false, unread = false;
	struct finding found = { .id = ret->id };

	finding_set(&found, SEVERITY_OK, "a lockup or a hung task leads to a dump");
	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
		uint64_t on;

		unread = unread || check_is_unread(input->files, switches[i].file);
		if (!check_number(input, switches[i].file, &on))
			continue;
		known = true;
		any = any || on;
		finding_evidence(&found, "kernel.%s is %" PRIu64, switches[i].name, on);
	}
	if (!known || (unread && !any))
		return;
	*ret = found;
	if (any)
		return;
	ret->severity = SEVERITY_NOTE;
	diag_fail(&ret->text, 0, "a lockup or a hung task does not lead to a dump: the machine hangs until somebody acts");
	finding_remedy(ret, "To have a dump then, set kernel.softlockup_panic=1 and the like by sysctl.");
}

/* With a crash kernel a panic does not come so far; without one, it decides. */
void judge_panic_reboot(const struct check_input *input, struct finding *ret)
{
	char text[32];

	if (!check_line(input, "/proc/sys/kernel/panic", text, sizeof(text)))
		return;
	if (strcmp(text, "0")) {
		finding_set(ret, SEVERITY_OK, "a panic without a crash kernel resets the machine");
		return;
	}
	finding_set(ret, SEVERITY_NOTE, "a panic while no crash kernel is loaded stops the machine until somebody resets it");
	finding_evidence(ret, "kernel.panic is 0");
	finding_remedy(ret, "Set kernel.panic=10 by sysctl, or panic=10 on the command line.");
}

void judge_watchdog(const struct check_input *input, struct finding *ret)
{
	char state[16], name[64] = "watchdog0";
	uint64_t timeout = 0;

	if (!check_line(input, "/sys/class/watchdog/watchdog0/state", state, sizeof(state)))
		return;
	(void)check_line(input, "/sys/class/watchdog/watchdog0/identity", name, sizeof(name));
	if (strcmp(state, "active")) {
		finding_set(ret, SEVERITY_OK, "the watchdog is not running: %s", name);
		return;
	}
	if (input->load && input->load->have_initrd && input->load->initrd.has_watchdog) {
		finding_set(ret, SEVERITY_OK, "the watchdog is running, and the initrd has a driver for one: %s", name);
		return;
	}
	finding_set(ret, SEVERITY_NOTE, "the watchdog is running, and goes on during the dump: it resets the machine if nobody serves it");
	if (check_number(input, "/sys/class/watchdog/watchdog0/timeout", &timeout))
		finding_evidence(ret, "%s, %" PRIu64 " s", name, timeout);
	finding_remedy(ret, "Give the initrd the driver of the watchdog, and a program that serves it (systemd does).");
}
