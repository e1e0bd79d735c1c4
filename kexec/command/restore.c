/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/restore.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/command/install.h"
#include "kexec/command/outcome.h"
#include "kexec/command/request.h"
#include "kexec/command/restore-options.h"
#include "kexec/host/file-hash.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/loaded/loaded.h"
#include "kexec/route.h"

static int fail_changed(const char *what, const char *path, struct diag *diag)
{
	return diag_fail(diag, -ESTALE, "the %s %s has changed since", what, path);
}

/*
 * A pipe is not read again: its name may be that of another one by now, which may never end. So a name is opened only if it was
 * that of a file, and still is that of the same.
 */
static int check_name(const char *what, const struct loaded_file *file, struct diag *diag)
{
	int r;

	if (!file->path)
		return 0;
	if (!file_identity_is_known(&file->identity))
		return diag_fail(diag, -ESTALE, "the %s %s was no regular file, or was written just before it was loaded", what,
				 file->path);
	r = host_is_same_file(file->path, &file->identity);
	if (r < 0)
		return diag_fail(diag, r, "cannot open the %s %s: %s", what, file->path, strerror(-r));
	return r ? 0 : fail_changed(what, file->path, diag);
}

static int check_names(const struct loaded *record, struct diag *diag)
{
	int r = check_name("kernel", &record->kernel, diag);

	for (size_t i = 0; i < record->initrd_count && !r; i++)
		r = check_name("initrd", &record->initrd[i], diag);
	return r ? r : check_name("devicetree", &record->dtb, diag);
}

static int check_file(const char *what, const struct loaded_file *then, const struct loaded_file *now, struct diag *diag)
{
	if (!then->path == !now->path && (!then->path || file_identity_is_unchanged(&then->identity, &now->identity)))
		return 0;
	return fail_changed(what, then->path ? then->path : now->path, diag);
}

static int check_files(const struct loaded *then, const struct loaded *now, struct diag *diag)
{
	int r = check_file("kernel", &then->kernel, &now->kernel, diag);

	if (!r && then->initrd_count != now->initrd_count)
		r = diag_fail(diag, -ESTALE, "its record is damaged");
	for (size_t i = 0; i < then->initrd_count && !r; i++)
		r = check_file("initrd", &then->initrd[i], &now->initrd[i], diag);
	return r ? r : check_file("devicetree", &then->dtb, &now->dtb, diag);
}

static int load_again(const struct invocation *invocation, int lock, const struct loaded *record, struct diag *diag)
{
	const struct route route = { .way = record->by_files ? ROUTE_FILES : ROUTE_SEGMENTS, .why = "it was loaded so before" };
	CLEANUP(loaded_release) struct loaded loaded = { 0 };
	CLEANUP(load_release) struct load *load = NULL;
	struct outcome unused = { 0 };
	struct load_view view;
	int r = load_prepare(invocation->options, &route, invocation->host, invocation->trace, &load, diag);

	if (r < 0)
		return r;
	load_look(load, &view);
	r = request_make(invocation->options, &view, &loaded, diag);
	if (!r)
		r = check_files(record, &loaded, diag);
	if (!r)
		r = request_complete(invocation, load, &loaded, diag);
	return r ? r : install_load(invocation, lock, &view, &loaded, &unused, diag);
}

int restore_load(const struct invocation *invocation, int lock, const struct loaded *record, struct diag *diag)
{
	struct invocation again = *invocation;
	AUTO_FREE char **word = NULL;
	AUTO_FREE struct options *options = NULL;
	int r = check_names(record, diag);

	if (!r)
		r = restore_options(record, &word, &options, diag);
	if (r < 0)
		return r;
	again.options = options;
	again.trace = NULL; /* a terminal that is stopped, or a pipe that is full, would hold it */
	return load_again(&again, lock, record, diag);
}
