/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "kexec/base/cleanup.h"
#include "kexec/check/check-print.h"
#include "kexec/command/check-facts.h"
#include "kexec/command/outcome.h"
#include "kexec/host/route-facts.h"
#include "kexec/options/options.h"
#include "kexec/route.h"

static void drop(struct check_facts *facts)
{
	check_drop_load(facts);
	check_drop_armed(facts);
	check_drop_machine(facts);
	check_drop_files(facts);
}

/* The system call that a load would go by. Returns false if neither can load. */
static bool choose_call(const struct invocation *invocation, struct check_facts *facts, struct route *ret)
{
	struct check_input *input = &facts->input;
	struct route_facts route;
	int r;

	host_route_facts(invocation->host, &route);
	input->appraises = route.appraises;
	r = route_choose(&invocation->options->route, &route, ret, &facts->no_call);
	if (r < 0)
		input->no_call = &facts->no_call;
	else
		snprintf(facts->call, sizeof(facts->call), "%s: %s", route_name(ret->way), ret->why);
	input->call = r < 0 ? NULL : facts->call;
	return !r;
}

/* In this order: what is found first is needed by what follows. */
static int read_facts(const struct invocation *invocation, struct check_facts *facts, struct diag *diag)
{
	const struct options *options = invocation->options;
	struct route route = { 0 };
	bool can_load;
	int r;

	facts->input.crash = options->crash;
	facts->input.asked_for_load = options->kernel != NULL;
	can_load = choose_call(invocation, facts, &route);
	r = check_read_files(invocation, facts, diag);
	if (!r)
		r = check_read_machine(invocation->host, options->arch, route.way == ROUTE_FILES, facts, diag);
	if (!r)
		r = check_read_armed(invocation, facts, diag);
	if (r < 0 || !can_load)
		return r;
	return options->kernel ? check_read_load(invocation, options, &route, facts, diag) : check_read_again(invocation, facts, diag);
}

static enum status status_of(const struct findings *findings)
{
	switch (findings_worst(findings)) {
	case SEVERITY_ERROR:
		return STATUS_ERRORS;
	case SEVERITY_WARNING:
		return STATUS_WARNINGS;
	case SEVERITY_NONE:
	case SEVERITY_OK:
	case SEVERITY_NOTE:
		break;
	}
	return STATUS_DONE;
}

void command_check(const struct invocation *invocation, struct outcome *ret)
{
	CLEANUP(findings_release) struct findings findings = { 0 };
	CLEANUP(drop) struct check_facts facts = { 0 };
	struct diag diag = { 0 };
	int r = read_facts(invocation, &facts, &diag);

	if (!r && check_run(&facts.input, &findings) < 0)
		r = diag_oom(&diag);
	if (r < 0) {
		outcome_fail(ret, STATUS_FAILED, &diag);
		return;
	}
	if (invocation->options->json)
		check_print_json(&facts.input, &findings, invocation->out);
	else
		check_print_text(&facts.input, &findings, invocation->colour, invocation->out);
	ret->status = status_of(&findings);
}
