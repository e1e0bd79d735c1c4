/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/route.h"

#include <errno.h>
#include <stdio.h>

#include "kexec/base/diag.h"

#define WHY_SIZE sizeof(((struct route *)NULL)->why)

const char *route_name(enum route_way way)
{
	return way == ROUTE_FILES ? "kexec_file_load(2)" : "kexec_load(2)";
}

/* The user's demands: a way, and who demands it. */
struct demands {
	const char *segments, *files; /* as the user wrote it: "-c", "--dtb"; NULL: nobody */
	char text[2][64];
};

static const char *with_dashes(const char *option, char text[64])
{
	snprintf(text, 64, "--%s", option);
	return text;
}

/* -c and -s come before the options that need a way: they are what the user chose knowingly. */
static void find_demands(const struct route_request *request, const struct route_facts *facts, struct demands *ret)
{
	*ret = (struct demands){ 0 };
	if (request->asked == ROUTE_SEGMENTS)
		ret->segments = "-c";
	else if (request->for_segments)
		ret->segments = with_dashes(request->for_segments, ret->text[0]);
	else if (request->handover == HANDOVER_NEVER && facts->hands_over)
		ret->segments = "--handover=never";
	if (request->asked == ROUTE_FILES)
		ret->files = "-s";
	else if (request->for_files)
		ret->files = with_dashes(request->for_files, ret->text[1]);
	else if (request->handover == HANDOVER_REQUIRE)
		ret->files = "--handover=require";
}

static int fail_conflict(const struct demands *demands, struct diag *diag)
{
	diag_fail(diag, -EINVAL, "%s needs %s, but %s needs %s", demands->segments, route_name(ROUTE_SEGMENTS), demands->files,
		  route_name(ROUTE_FILES));
	diag_hint(diag, "Leave one of them out.");
	return -EINVAL;
}

static int fail_no_handover(struct diag *diag)
{
	diag_fail(diag, -ENODATA, "--handover=require: the running kernel hands no data over");
	diag_hint(diag, "It does if it is built with CONFIG_KEXEC_HANDOVER and started with kho=on.");
	return -ENODATA;
}

static int check_demands(const struct route_request *request, const struct route_facts *facts, const struct demands *demands,
			 struct diag *diag)
{
	if (demands->segments && demands->files)
		return fail_conflict(demands, diag);
	if (request->handover == HANDOVER_REQUIRE && !facts->hands_over)
		return fail_no_handover(diag);
	return 0;
}

/* A seccomp filter can answer ENOSYS, and nothing tells that from a kernel that lacks the call. */
static int fail_hidden(const char *who, const char *what, struct diag *diag)
{
	diag_fail(diag, -ENOSYS,
		  "%s%s%s: a seccomp filter is in force for this process, or the running kernel lacks the call",
		  who ? who : "", who ? ": " : "", what);
	diag_hint(diag, "A container has such a filter, and a service with SystemCallFilter=. Run kexec on the host, in a service of its "
			"own, for example with systemd-run.");
	return -ENOSYS;
}

static int fail_absent(const char *who, enum route_way way, const struct route_facts *facts, struct diag *diag)
{
	bool have_other = (way == ROUTE_FILES ? facts->segments : facts->files) != CALL_ABSENT;
	const char *config = way == ROUTE_FILES ? "CONFIG_KEXEC_FILE" : "CONFIG_KEXEC";

	if (facts->is_filtered)
		return fail_hidden(who, way == ROUTE_FILES ? "kexec_file_load(2) cannot be called" : "kexec_load(2) cannot be called", diag);
	diag_fail(diag, -ENOSYS, "%s%sthe running kernel has no %s: it is built without %s", who ? who : "", who ? ": " : "",
		  route_name(way), config);
	if (!have_other)
		diag_hint(diag, "It has no %s either: it can load no kernel.",
			  route_name(way == ROUTE_FILES ? ROUTE_SEGMENTS : ROUTE_FILES));
	else if (who)
		diag_hint(diag, "Leave %s out to load with %s.", who,
			  route_name(way == ROUTE_FILES ? ROUTE_SEGMENTS : ROUTE_FILES));
	return -ENOSYS;
}

static int fail_neither(const struct route_facts *facts, struct diag *diag)
{
	if (facts->is_filtered)
		return fail_hidden(NULL, "neither kexec_load(2) nor kexec_file_load(2) can be called", diag);
	diag_fail(diag, -ENOSYS, "the running kernel has neither kexec_load(2) nor kexec_file_load(2)");
	diag_hint(diag, "It is built without CONFIG_KEXEC and CONFIG_KEXEC_FILE. Use another kernel.");
	return -ENOSYS;
}

/* Linux, kernel/kexec.c, kexec_load_check(): security_locked_down(LOCKDOWN_KEXEC), at the level "integrity". */
static int fail_locked_down(const char *who, const struct route_facts *facts, struct diag *diag)
{
	if (facts->files != CALL_ABSENT) {
		diag_fail(diag, -EPERM, "%s needs kexec_load(2), which the running kernel forbids: it is locked down (%s)", who,
			  facts->lockdown);
		diag_hint(diag, "Leave %s out to load with kexec_file_load(2), or turn secure boot off.", who);
		return -EPERM;
	}
	diag_fail(diag, -EPERM,
		  "the running kernel is locked down (%s): it forbids kexec_load(2), and it is built without "
		  "kexec_file_load(2)",
		  facts->lockdown);
	diag_hint(diag, "No program can load a kernel on this one. Turn secure boot off (which also ends a lockdown that it "
			"causes), or use a kernel with CONFIG_KEXEC_FILE and CONFIG_KEXEC_SIG.");
	return -EPERM;
}

static bool is_locked_down(const struct route_facts *facts)
{
	return facts->lockdown[0] != '\0';
}

/* The way that the machine leaves open, without regard to the user, and why. */
static int choose_freely(const struct route_facts *facts, struct route *route, struct diag *diag)
{
	bool absent = facts->segments == CALL_ABSENT, have_files = facts->files != CALL_ABSENT;

	if (absent && facts->files == CALL_ABSENT)
		return fail_neither(facts, diag);
	if (facts->files == CALL_ABSENT && is_locked_down(facts))
		return fail_locked_down(NULL, facts, diag);
	route->way = absent || is_locked_down(facts) || (facts->appraises && have_files) ? ROUTE_FILES : ROUTE_SEGMENTS;
	route->may_change = route->way == ROUTE_SEGMENTS && have_files;
	if (absent)
		snprintf(route->why, WHY_SIZE, "the running kernel has no kexec_load(2)%s",
			 facts->is_filtered ? ", or the seccomp filter of this process hides it" : "");
	else if (is_locked_down(facts))
		snprintf(route->why, WHY_SIZE, "the running kernel is locked down (%s), which forbids kexec_load(2)",
			 facts->lockdown);
	else if (!have_files)
		snprintf(route->why, WHY_SIZE, "the running kernel has no kexec_file_load(2)%s",
			 facts->is_filtered ? ", or the seccomp filter of this process hides it" : "");
	else if (facts->appraises)
		snprintf(route->why, WHY_SIZE, "%s, so the running kernel wants files that it can appraise", facts->appraises);
	else
		snprintf(route->why, WHY_SIZE, "it brings the purgatory that verifies the load");
	return 0;
}

static int choose_demanded(const struct demands *demands, const struct route_facts *facts, struct route *route,
			   struct diag *diag)
{
	const char *who = demands->files ? demands->files : demands->segments;

	route->way = demands->files ? ROUTE_FILES : ROUTE_SEGMENTS;
	if (demands->files && facts->files == CALL_ABSENT && is_locked_down(facts))
		return fail_locked_down(who, facts, diag);
	if ((demands->files ? facts->files : facts->segments) == CALL_ABSENT)
		return fail_absent(who, route->way, facts, diag);
	if (!demands->files && is_locked_down(facts))
		return fail_locked_down(who, facts, diag);
	snprintf(route->why, WHY_SIZE, who[1] == '-' ? "%s needs it" : "asked for with %s", who);
	return 0;
}

int route_choose(const struct route_request *request, const struct route_facts *facts, struct route *ret, struct diag *diag)
{
	struct route route = { 0 };
	struct demands demands;
	int r;

	find_demands(request, facts, &demands);
	r = check_demands(request, facts, &demands, diag);
	if (r < 0)
		return r;
	if (demands.segments || demands.files)
		r = choose_demanded(&demands, facts, &route, diag);
	else
		r = choose_freely(facts, &route, diag);
	if (!r)
		*ret = route;
	return r;
}

void route_change(struct route *route)
{
	route->way = ROUTE_FILES;
	route->may_change = false;
	snprintf(route->why, WHY_SIZE, "the running kernel has refused kexec_load(2), as it wants files that it can appraise");
}

int route_choose_unload(const struct route_request *request, const struct route_facts *facts, struct route *ret,
			struct diag *diag)
{
	const struct route_request asked = { .asked = request->asked };

	return route_choose(&asked, facts, ret, diag);
}
