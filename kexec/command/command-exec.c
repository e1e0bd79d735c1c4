/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/command.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/size-text.h"
#include "kexec/command/known.h"
#include "kexec/command/outcome.h"
#include "kexec/host/kernel-load.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/options/options.h"

/* At the end of a shutdown the parent is the first process, and nobody sees stderr. */
static void fail(struct outcome *outcome, const struct diag *diag)
{
	if (getppid() == 1)
		host_kernel_log(diag->message);
	outcome_fail(outcome, STATUS_FAILED, diag);
}

/* Refuses a kernel if memory was removed that it is loaded into or that it expects. */
static int check_removed(const struct options *options, const struct loaded_view *view, struct diag *diag)
{
	struct size_text size = size_text(view->gone.bytes);

	if (view->lost_part) {
		diag_fail(diag, -ESTALE,
			  "the loaded kernel goes to memory that was removed since it was loaded: %s, first at 0x%" PRIx64
			  "-0x%" PRIx64,
			  size.text, view->gone.first.start, view->gone.first.end - 1);
		diag_hint(diag, "Load it again.");
		return -ESTALE;
	}
	if (!view->gone.bytes || options->force)
		return 0;
	diag_fail(diag, -ESTALE, "memory was removed since the kernel was loaded: %s, first at 0x%" PRIx64 "-0x%" PRIx64,
		  size.text, view->gone.first.start, view->gone.first.end - 1);
	diag_hint(diag, "Load it again, or start it nevertheless with -e -f.");
	return -ESTALE;
}

static void note_added(const struct difference *added, struct outcome *outcome)
{
	struct diag note;

	diag_fail(&note, 0,
		  "memory was added since the kernel was loaded: %s, first at 0x%" PRIx64 "-0x%" PRIx64
		  "; the next kernel has it only if firmware names it",
		  size_text(added->bytes).text, added->first.start, added->first.end - 1);
	outcome_note(outcome, &note);
}

/* A load of another program has no record: it is started unchecked. */
static int check_memory(const struct invocation *invocation, struct outcome *outcome, struct diag *diag)
{
	CLEANUP(loaded_view_release) struct loaded_view view = { 0 };
	int r = known_find(invocation->host, false, &view, diag);

	if (r < 0 || !view.is_known)
		return r;
	r = check_removed(invocation->options, &view, diag);
	if (!r && view.added.bytes)
		note_added(&view.added, outcome);
	return r;
}

/* Refuses a kernel that lies where a capture kernel is loaded. */
static int check_clash(const struct host *host, struct diag *diag)
{
	bool is_inside, is_armed;
	int r = known_in_crash_region(host, &is_inside, diag);

	if (r < 0 || !is_inside)
		return r;
	r = host_is_loaded(host, true, &is_armed, diag);
	if (r < 0 || !is_armed)
		return r;
	diag_fail(diag, -EBUSY,
		  "the loaded kernel lies in the crash region, and a capture kernel has been loaded there since: the machine "
		  "would hang");
	diag_hint(diag, "Load the kernel again, with --reuse-crash-region if it is to replace kdump.");
	return -EBUSY;
}

/* A kernel that this program has just loaded may be started where no /sys shows it, as in many an initramfs. */
static int check_loaded(const struct invocation *invocation, struct diag *diag)
{
	bool loaded;
	int r = host_is_loaded(invocation->host, false, &loaded, diag);

	if (r == -ENOENT && invocation->options->command != COMMAND_EXEC)
		return 0;
	if (r < 0 || loaded)
		return r;
	diag_fail(diag, -ENOENT, "Nothing has been loaded!");
	diag_hint(diag, "Load a kernel first: kexec -l KERNEL --initrd=FILE --append=LINE");
	return -ENOENT;
}

static int check_all(const struct invocation *invocation, struct outcome *outcome, struct diag *diag)
{
	int r = check_loaded(invocation, diag);

	if (!r)
		r = check_clash(invocation->host, diag);
	return r ? r : check_memory(invocation, outcome, diag);
}

void command_exec(const struct invocation *invocation, struct outcome *ret)
{
	struct diag diag = { 0 };

	if (check_all(invocation, ret, &diag) < 0)
		fail(ret, &diag);
	else
		ret->next = NEXT_START;
}

/* A sync may take minutes, in which memory comes and goes, and kernels are loaded. So the checks are made again behind it. */
void command_start(const struct invocation *invocation, FILE *told, struct outcome *ret)
{
	struct outcome noted = { 0 };
	struct diag diag = { 0 };
	int r;

	if (!invocation->options->skip_sync)
		host_sync();
	r = check_all(invocation, &noted, &diag);
	if (!r)
		host_kexec_exec(!invocation->options->skip_ifdown, told, &diag);
	fail(ret, &diag);
}

void command_shutdown(struct outcome *ret)
{
	struct diag diag = { 0 };

	host_shutdown(&diag);
	outcome_fail(ret, STATUS_FAILED, &diag);
}
