/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/route.h"

#include <errno.h>
#include <stdio.h>

#include "kexec/base/diag.h"

const char *route_name(enum route_way way)
{
	return way == ROUTE_FILES ? "kexec_file_load(2)" : "kexec_load(2)";
}

static int fail_conflict(const char *asked, const char *option, enum route_way way, struct diag *diag)
{
	diag_fail(diag, -EINVAL, "%s cannot be honoured together with --%s, which needs %s", asked, option, route_name(way));
	diag_hint(diag, "Leave one of them out.");
	return -EINVAL;
}

int route_choose(const struct route_request *request, struct route *ret, struct diag *diag)
{
	const char *needs = request->for_files ? request->for_files : request->for_segments;
	struct route route = { .way = ROUTE_SEGMENTS };

	if (request->asked == ROUTE_FILES && request->for_segments)
		return fail_conflict("-s", request->for_segments, ROUTE_SEGMENTS, diag);
	if (request->asked == ROUTE_SEGMENTS && request->for_files)
		return fail_conflict("-c", request->for_files, ROUTE_FILES, diag);
	if (request->for_segments && request->for_files)
		return diag_fail(diag, -EINVAL, "--%s needs %s, but --%s needs %s", request->for_segments,
				 route_name(ROUTE_SEGMENTS), request->for_files, route_name(ROUTE_FILES));
	if (request->asked == ROUTE_FILES || request->for_files)
		route.way = ROUTE_FILES;
	if (request->asked != ROUTE_ANY)
		snprintf(route.why, sizeof(route.why), "asked for with %s", request->asked == ROUTE_FILES ? "-s" : "-c");
	else if (needs)
		snprintf(route.why, sizeof(route.why), "--%s needs it", needs);
	else
		snprintf(route.why, sizeof(route.why), "it brings the purgatory that verifies the load");
	*ret = route;
	return 0;
}

int route_check_supported(enum route_way way, struct diag *diag)
{
	if (way != ROUTE_FILES)
		return 0;
	diag_fail(diag, -EINVAL, "-s, --kexec-file-syscall: loading with kexec_file_load(2) is not supported by this version");
	diag_hint(diag, "Leave -s out, or use -c, to load with kexec_load(2). It hands over no data (kho=on), and a "
			"locked down "
			"kernel (secure boot) forbids it.");
	return -EINVAL;
}
