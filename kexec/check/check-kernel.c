/* SPDX-License-Identifier: GPL-2.0-only */
/* The findings about what the running kernel permits. */
#include <inttypes.h>
#include <string.h>

#include "kexec/check/check-rows.h"
#include "kexec/machine/machine.h"

/* A limit or a ban does not matter to what is loaded already. */
static enum severity severity_of_ban(const struct check_input *input)
{
	return !input->asked_for_load && check_is_armed(input) ? SEVERITY_NOTE : SEVERITY_ERROR;
}

void judge_call(const struct check_input *input, struct finding *ret)
{
	if (input->no_call) {
		finding_set(ret, severity_of_ban(input), "no kernel can be loaded: %s", input->no_call->message);
		finding_remedy(ret, "%s", input->no_call->hint);
	} else if (input->call) {
		finding_set(ret, SEVERITY_OK, "a load goes by %s", input->call);
	}
}

void judge_disabled(const struct check_input *input, struct finding *ret)
{
	uint64_t disabled;

	if (!check_number(input, "/proc/sys/kernel/kexec_load_disabled", &disabled))
		return;
	if (!disabled) {
		finding_set(ret, SEVERITY_OK, "loading is permitted");
		return;
	}
	finding_set(ret, severity_of_ban(input), "loading is switched off until the next boot");
	finding_evidence(ret, "kernel.kexec_load_disabled is %" PRIu64, disabled);
	finding_remedy(ret, "Find what sets it (sysctl.d, a hardening script), and load the crash kernel before that.");
}

void judge_limit(const struct check_input *input, struct finding *ret)
{
	const char *name = input->crash ? "kexec_load_limit_panic" : "kexec_load_limit_reboot";
	const char *file = input->crash ? "/proc/sys/kernel/kexec_load_limit_panic" : "/proc/sys/kernel/kexec_load_limit_reboot";
	char text[32];

	if (!check_line(input, file, text, sizeof(text)))
		return;
	if (!strcmp(text, "-1")) {
		finding_set(ret, SEVERITY_OK, "the number of loads is not limited");
		return;
	}
	finding_set(ret, strcmp(text, "0") ? SEVERITY_NOTE : severity_of_ban(input), "%s more loads are permitted until the next boot",
		    strcmp(text, "0") ? text : "no");
	finding_evidence(ret, "kernel.%s is %s", name, text);
	finding_remedy(ret, "Raise the limit where it is set, or load fewer times. It cannot be raised at run time.");
}

void judge_lockdown(const struct check_input *input, struct finding *ret)
{
	if (!input->lockdown)
		return;
	if (!*input->lockdown) {
		finding_set(ret, SEVERITY_OK, "the running kernel is not locked down, as far as it shows");
		return;
	}
	finding_set(ret, SEVERITY_NOTE, "the running kernel is locked down (%s): only kexec_file_load(2) loads, and only signed kernels",
		    input->lockdown);
	finding_evidence(ret, "/sys/kernel/security/lockdown");
	finding_remedy(ret, "Load a kernel that is signed by a key of the running kernel.");
}

void judge_signature(const struct check_input *input, struct finding *ret)
{
	if (!input->appraises)
		return;
	finding_set(ret, SEVERITY_NOTE, "kernels must be signed: %s", input->appraises);
	finding_remedy(ret, "Load a kernel that is signed by a key of the running kernel.");
}

void judge_handover(const struct check_input *input, struct finding *ret)
{
	if (!input->handover || !*input->handover)
		return;
	if (input->crash)
		finding_set(ret, SEVERITY_OK, "kexec handover is on; a crash kernel is handed nothing, and needs nothing of it");
	else
		finding_set(ret, SEVERITY_NOTE, "kexec handover is on: the next kernel gets its data with kexec_file_load(2) only");
	finding_evidence(ret, "%s", input->handover);
	if (!input->crash)
		finding_remedy(ret, "Load with --handover=require, or --handover=never if the data is not needed.");
}

void judge_cpus_stop(const struct check_input *input, struct finding *ret)
{
	if (!input->machine)
		return;
	if (!input->machine->stuck_why[0]) {
		finding_set(ret, SEVERITY_OK, "the running kernel can stop its other CPUs, as far as is known");
		return;
	}
	finding_set(ret, input->crash ? SEVERITY_WARNING : SEVERITY_ERROR, "the running kernel cannot stop its other CPUs%s",
		    input->crash ? ": they may write to memory while the dump is made" : ", and refuses to load");
	finding_evidence(ret, "%s", input->machine->stuck_why);
	finding_remedy(ret, "%s", input->machine->stuck_remedy ? input->machine->stuck_remedy : "");
}
