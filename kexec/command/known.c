/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/known.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/known-memory.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/loaded-change.h"
#include "kexec/host/loaded-file.h"
#include "kexec/loaded/loaded-text.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/machine/memmap.h"

static int explain_unread(int r, struct diag *why)
{
	if (r == -ENOENT)
		return diag_fail(why, r, "another program has loaded it");
	if (r == -EACCES && geteuid() != 0)
		return diag_fail(why, r, "only root can read what it is");
	return r;
}

static int find_record(const struct host *host, struct loaded_view *view, struct diag *why)
{
	CLEANUP(loaded_release) struct loaded loaded = { 0 };
	CLEANUP(blob_release) struct blob text = { 0 };
	char boot_id[BOOT_ID_SIZE];
	int r = host_read_loaded(host, view->crash, &text, why);

	if (r < 0)
		return explain_unread(r, why);
	r = loaded_parse(blob_view(&text), &loaded, why);
	if (r == -EINVAL)
		diag_prefix(why, "its record in /run/warmkexec is damaged");
	if (!r)
		r = host_boot_id(host, boot_id, why);
	if (!r)
		r = loaded_check(&loaded, view, boot_id, why);
	if (r < 0)
		return r;
	view->loaded = loaded;
	view->is_known = true;
	loaded = (struct loaded){ 0 };
	return 0;
}

/* A map that is absent, hidden from this user or not understood leaves the memory unknown; one that cannot be read is an error. */
static int compare_memory(const struct host *host, struct loaded_view *view, struct diag *diag)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	int r = known_memory(host, &map, diag);

	if (r < 0)
		return r == -ENOENT || r == -EACCES || r == -EINVAL ? 0 : r;
	return loaded_compare(view, &map) < 0 ? diag_oom(diag) : 0;
}

/* A file that is absent says that the running kernel cannot load such a kernel. */
static int find_state(const struct host *host, struct loaded_view *view, struct diag *diag)
{
	int r = host_is_loaded(host, view->crash, &view->is_loaded, diag);

	if (r < 0 && r != -ENOENT)
		return r;
	view->is_supported = !r;
	if (r < 0)
		snprintf(view->why, sizeof(view->why), "%s", diag->message);
	return 0;
}

/* A record that is absent, not believed, or for root alone leaves a load unknown; one that cannot be read is an error, as of memory. */
static int find_loaded(const struct host *host, struct loaded_view *view, struct diag *diag)
{
	struct diag why = { 0 };
	int r = find_record(host, view, &why);

	snprintf(view->why, sizeof(view->why), "%s", why.message);
	if (r == -ENOMEM)
		return diag_oom(diag);
	if (r != -EIO && r != -EMFILE && r != -ENFILE)
		return view->is_known ? compare_memory(host, view, diag) : 0;
	diag_fail(diag, r, "cannot read what is known of the loaded %s kernel: %s", view->crash ? "crash" : "normal", why.message);
	diag_hint(diag, "Nothing was done. When /run can be read and written again, a new load writes the record anew.");
	return r;
}

int known_find(const struct host *host, bool crash, struct loaded_view *ret, struct diag *diag)
{
	CLEANUP(loaded_view_release) struct loaded_view view = { .crash = crash };
	int r = find_state(host, &view, diag);

	if (r < 0)
		return r;
	if (!crash)
		r = host_copy_size(host, &view.have_copy_size, &view.copy_size, diag);
	if (!r && view.is_loaded)
		r = find_loaded(host, &view, diag);
	if (r < 0)
		return r;
	*ret = view;
	view = (struct loaded_view){ 0 };
	return 0;
}

int known_in_crash_region(const struct host *host, bool *ret, struct diag *diag)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	CLEANUP(loaded_view_release) struct loaded_view view = { 0 };
	int r = known_find(host, false, &view, diag);

	if (!r && view.is_known)
		r = known_memory(host, &map, diag);
	if (!r)
		*ret = loaded_is_in_crash_region(&view, &map);
	return r;
}

bool known_has_request(const struct host *host, bool crash, const uint8_t *request)
{
	CLEANUP(loaded_view_release) struct loaded_view view = { 0 };
	struct diag ignored;

	return known_find(host, crash, &view, &ignored) == 0 && loaded_is_same(&view, request);
}

/* Without the copy size the record of this load would be believed of another program's. */
int known_write(const struct host *host, struct loaded *loaded, struct host_change *change, struct diag *diag)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	struct diag ignored;
	struct view view;
	int r = loaded->crash ? 0 : host_copy_size(host, &loaded->have_copy_size, &loaded->copy_size, diag);

	if (!r && loaded_write(loaded, &text) < 0)
		r = diag_oom(diag);
	if (r < 0) {
		(void)host_change_commit(change, NULL, &ignored);
		return r;
	}
	view = blob_view(&text);
	return host_change_commit(change, &view, diag);
}
