/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include "kexec/command/known-files.h"
#include "kexec/command/known.h"
#include "kexec/command/outcome.h"
#include "kexec/host/kernel-load.h"
#include "kexec/loaded/loaded-print.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/options/options.h"

static void print_json(const struct invocation *invocation, struct loaded_view *view, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (view[i].is_known)
			known_hash_files(invocation->host, &view[i].loaded);
	loaded_print_json(view, count, invocation->out);
}

static void print_status(const struct invocation *invocation, struct outcome *ret)
{
	const bool wanted[2] = { invocation->options->show_normal, invocation->options->show_crash };
	struct loaded_view view[2] = { 0 };
	struct diag diag = { 0 };
	size_t count = 0;
	int r = 0;

	for (int crash = 0; crash < 2 && !r; crash++)
		if (wanted[crash])
			r = known_find(invocation->host, crash, &view[count++], &diag);
	if (r < 0)
		outcome_fail(ret, STATUS_FAILED, &diag);
	else if (invocation->options->status_form == STATUS_TEXT)
		loaded_print_text(view, count, invocation->out);
	else
		print_json(invocation, view, count);
	for (size_t i = 0; i < count; i++)
		loaded_view_release(&view[i]);
}

void command_status(const struct invocation *invocation, struct outcome *ret)
{
	struct diag diag = { 0 };
	bool loaded;

	if (invocation->options->status_form != STATUS_EXIT)
		print_status(invocation, ret);
	else if (host_is_loaded(invocation->host, invocation->options->crash, &loaded, &diag) < 0)
		outcome_fail(ret, STATUS_FAILED, &diag);
	else
		ret->status = loaded ? STATUS_LOADED : STATUS_DONE;
}
