/* SPDX-License-Identifier: GPL-2.0-only */
/* The rows that judge what the purgatory can do about a damaged load. */
#include "kexec/check/check-rows.h"
#include "kexec/check/load-facts.h"

static const struct load_facts *verified_load(const struct check_input *input)
{
	return input->load && input->load->verifies ? input->load : NULL;
}

void judge_report(const struct check_input *input, struct finding *ret)
{
	const struct load_facts *load = verified_load(input);

	if (!load)
		return;
	if (!load->silent[0]) {
		finding_set(ret, SEVERITY_OK, "a damaged load is reported on a serial port");
		return;
	}
	finding_set(ret, SEVERITY_NOTE,
		    load->reports_to_ramoops ? "a damaged load is reported in ramoops only"
					     : "a damaged load is not reported: the purgatory is silent");
	finding_evidence(ret, "no port: %s", load->silent);
	finding_remedy(ret, "Name the port when the kernel is loaded, as --serial=ttyAMA0; --serial=auto takes that of the "
			    "devicetree, too.");
}

void judge_reset(const struct check_input *input, struct finding *ret)
{
	const struct load_facts *load = verified_load(input);

	if (!load)
		return;
	if (load->can_reset) {
		finding_set(ret, SEVERITY_OK, "the purgatory can reset the machine if the load is damaged");
		return;
	}
	finding_set(ret, SEVERITY_NOTE,
		    "the purgatory cannot reset this machine: with a damaged load it waits for somebody who does");
	finding_evidence(ret, "neither the devicetree nor ACPI says how the firmware is called");
	finding_remedy(ret, "A watchdog that runs on during the start resets the machine.");
}
