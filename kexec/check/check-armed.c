/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel that is loaded now, or the one that is to be loaded. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "kexec/base/size-text.h"
#include "kexec/check/check-rows.h"
#include "kexec/check/load-facts.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/loaded/loaded.h"
#include "kexec/machine/snapshot.h"

/* judge_region_size() says so. */
static bool is_too_small(const struct check_input *input)
{
	return input->lacks_room && input->load->given < input->load->memory.needed;
}

void judge_load(const struct check_input *input, struct finding *ret)
{
	const char *what = input->asked_for_load ? "this kernel" : "the loaded kernel";

	if (input->no_load && !is_too_small(input)) {
		finding_set(ret, input->asked_for_load ? SEVERITY_ERROR : SEVERITY_WARNING, "%s cannot be loaded%s: %s", what,
			    input->asked_for_load ? "" : " again", input->no_load->message);
		finding_remedy(ret, "%s", input->no_load->hint);
	} else if (input->load && !input->no_load && input->asked_for_load) {
		finding_set(ret, SEVERITY_OK, "this kernel can be loaded: %s", input->load->kernel);
	}
}

/* ---- what is loaded ---- */

static void judge_not_armed(const struct check_input *input, struct finding *ret)
{
	if (!input->armed->is_supported || !input->crash)
		return;
	finding_set(ret, SEVERITY_ERROR, "no crash kernel is loaded: a crash leaves no dump");
	if (!input->machine || check_has_region(input))
		finding_remedy(ret, "Start the service that loads it (kdump-tools, kdump, warmkexec-kdump), or load one with kexec -p.");
	else
		finding_remedy(ret, "Reserve memory first.");
}

static bool is_there(const struct check_input *input, const char *file)
{
	const struct snapshot_entry *entry = snapshot_find(input->files, file);

	return entry && !entry->error;
}

/* Whose configuration there is. */
static void show_clients(const struct check_input *input, struct finding *ret)
{
	if (is_there(input, "/etc/default/kdump-tools"))
		finding_evidence(ret, "kdump-tools is configured on this machine: kdump-config show tells what it loads");
	if (is_there(input, "/etc/kdump.conf"))
		finding_evidence(ret, "kdumpctl is configured on this machine: kdumpctl status tells what it loads");
}

static void judge_unknown(const struct check_input *input, struct finding *ret)
{
	finding_set(ret, input->crash ? SEVERITY_NOTE : SEVERITY_OK, "a %s kernel is loaded, of which nothing is known: %s",
		    input->crash ? "crash" : "normal", input->armed->why);
	if (input->crash)
		show_clients(input, ret);
	if (input->crash)
		finding_remedy(ret, "Load it again with this kexec, so that it can be judged; or judge its files with kexec --check -p KERNEL.");
}

static void show_loaded(const struct loaded *loaded, struct finding *ret)
{
	char when[32] = "";
	time_t seconds = (time_t)loaded->when;
	struct tm parts;

	if (gmtime_r(&seconds, &parts))
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &parts);
	finding_evidence(ret, "kernel %s, loaded at %s by %s", loaded->kernel.path ? loaded->kernel.path : "?", when,
			 loaded->by_files ? "kexec_file_load(2)" : "kexec_load(2)");
	for (size_t i = 0; i < loaded->initrd_count; i++)
		finding_evidence(ret, "initrd %s", loaded->initrd[i].path);
	finding_evidence(ret, "command line: %s", loaded->cmdline);
}

void judge_armed(const struct check_input *input, struct finding *ret)
{
	if (input->asked_for_load || !input->armed)
		return;
	if (!input->armed->is_loaded) {
		judge_not_armed(input, ret);
	} else if (!input->armed->is_known) {
		judge_unknown(input, ret);
	} else {
		finding_set(ret, SEVERITY_OK, "a %s kernel is loaded by this kexec", input->crash ? "crash" : "normal");
		show_loaded(&input->armed->loaded, ret);
	}
}

static bool knows_armed(const struct check_input *input)
{
	return !input->asked_for_load && check_is_armed(input) && input->armed->is_known;
}

static void show_state(const char *what, const char *path, enum file_state state, struct finding *ret)
{
	if (state == FILE_CHANGED)
		finding_evidence(ret, "the %s %s was written to, or replaced, since it was loaded", what, path);
	else if (state == FILE_GONE)
		finding_evidence(ret, "the %s %s is gone", what, path);
}

static bool differs(enum file_state state)
{
	return state == FILE_CHANGED || state == FILE_GONE;
}

void judge_armed_files(const struct check_input *input, struct finding *ret)
{
	const struct loaded *loaded;

	if (!knows_armed(input) || (input->armed_kernel == FILE_UNKNOWN && input->armed_initrd == FILE_UNKNOWN))
		return;
	loaded = &input->armed->loaded;
	if (!differs(input->armed_kernel) && !differs(input->armed_initrd)) {
		finding_set(ret, SEVERITY_OK, "the files on disk are the ones that are loaded");
		return;
	}
	finding_set(ret, SEVERITY_WARNING, "the files on disk are not the ones that are loaded");
	show_state("kernel", loaded->kernel.path, input->armed_kernel, ret);
	if (loaded->initrd_count)
		show_state("initrd", loaded->initrd[0].path, input->armed_initrd, ret);
	finding_remedy(ret, "Load the crash kernel again: kdump-config reload, kdumpctl reload, or kexec -p.");
}

void judge_armed_memory(const struct check_input *input, struct finding *ret)
{
	const struct loaded_view *armed = input->armed;

	if (!knows_armed(input) || !armed->have_memory)
		return;
	if (armed->lost_part) {
		finding_set(ret, SEVERITY_ERROR, "memory of the loaded kernel is gone since the load");
	} else if (armed->gone.bytes || armed->added.bytes) {
		finding_set(ret, SEVERITY_WARNING, input->crash ? "the memory has changed since the load: the dump would have the memory of then"
								 : "the memory has changed since the load");
	} else {
		finding_set(ret, SEVERITY_OK, "the memory is that of the load");
		return;
	}
	if (armed->gone.bytes)
		finding_evidence(ret, "%s are gone, the first at 0x%" PRIx64, size_text(armed->gone.bytes).text, armed->gone.first.start);
	if (armed->added.bytes)
		finding_evidence(ret, "%s have come, the first at 0x%" PRIx64, size_text(armed->added.bytes).text, armed->added.first.start);
	finding_remedy(ret, "Load it again. A udev rule or warmkexec-kdump-reload does so after each change.");
}
