/* SPDX-License-Identifier: GPL-2.0-only */
/* The dump itself: where it goes, and who can read it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "arch/arch.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/size-text.h"
#include "kexec/check/check-rows.h"
#include "kexec/machine/kernel-layout.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"
#include "kexec/machine/vmcoreinfo.h"

/* ---- the place, by the client's configuration ---- */

/* The next line of text from *at on, without blanks at its start. False at the end. */
static bool next_line(struct view text, size_t *at, struct view *ret)
{
	const uint8_t *end;

	while (*at < text.size && strchr(" \t\r\n", text.data[*at]))
		(*at)++;
	if (*at >= text.size)
		return false;
	end = memchr(text.data + *at, '\n', text.size - *at);
	*ret = (struct view){ text.data + *at, end ? (size_t)(end - text.data) - *at : text.size - *at };
	*at += ret->size;
	return true;
}

static bool begins(struct view line, const char *with)
{
	size_t n = strlen(with);

	return line.size >= n && !memcmp(line.data, with, n);
}

/* The value behind the key, without quotes and what follows a blank. */
static bool take_value(struct view line, const char *key, char *ret, size_t size)
{
	const char *from = (const char *)line.data + strlen(key), *end = (const char *)line.data + line.size;
	const char *last;

	while (from < end && strchr(" \t\"'", *from))
		from++;
	for (last = from; last < end && *last && !strchr(" \t\"'\r", *last); last++)
		;
	if (from == last || *from != '/' || (size_t)(last - from) >= size)
		return false;
	snprintf(ret, size, "%.*s", (int)(last - from), from);
	return true;
}

/* Debian, kdump-tools(5). */
static bool debian_path(struct view text, char *ret, size_t size)
{
	struct view line;
	bool elsewhere = false;

	snprintf(ret, size, "/var/crash");
	for (size_t at = 0; next_line(text, &at, &line);) {
		if (begins(line, "NFS=") || begins(line, "SSH=") || begins(line, "FTP="))
			elsewhere = elsewhere || line.size > strlen("NFS=\"\"");
		if (begins(line, "KDUMP_COREDIR="))
			(void)take_value(line, "KDUMP_COREDIR=", ret, size);
	}
	return !elsewhere;
}

/* kdump.conf(5): a line with another target than the root file system makes "path" a path there. */
static bool fedora_path(struct view text, char *ret, size_t size)
{
	static const char *const targets[] = { "nfs ", "ssh ", "raw ", "ext2 ", "ext3 ", "ext4 ", "xfs ", "btrfs ", "minix ", "virtiofs " };
	struct view line;

	snprintf(ret, size, "/var/crash");
	for (size_t at = 0; next_line(text, &at, &line);) {
		for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
			if (begins(line, targets[i]))
				return false;
		if (begins(line, "path "))
			(void)take_value(line, "path ", ret, size);
	}
	return true;
}

bool check_dump_path(const struct snapshot *files, char *ret, size_t size)
{
	struct diag ignored;
	struct view text;

	if (check_is_unread(files, "/etc/default/kdump-tools"))
		return false;
	if (snapshot_bytes(files, "/etc/default/kdump-tools", &text, &ignored) == 0)
		return debian_path(text, ret, size);
	return snapshot_bytes(files, "/etc/kdump.conf", &text, &ignored) == 0 && fedora_path(text, ret, size);
}

/* ---- the space ---- */

/* A line of /proc/meminfo in bytes; 0 without one. name: with its colon. */
static uint64_t meminfo(struct view text, const char *name)
{
	struct view line;
	uint64_t kib = 0;

	for (size_t at = 0; next_line(text, &at, &line);) {
		if (!begins(line, name))
			continue;
		for (size_t i = strlen(name); i < line.size; i++)
			if (line.data[i] >= '0' && line.data[i] <= '9')
				kib = kib * 10 + (line.data[i] - '0');
		return kib * 1024;
	}
	return 0;
}

/*
 * makedumpfile -d 31 leaves out free pages, the page cache, and pages of programs. The rest is what the kernel uses; it is written
 * compressed, at worst as it is.
 */
static uint64_t kernel_memory(struct view text)
{
	uint64_t all = meminfo(text, "MemTotal:");
	uint64_t left_out = meminfo(text, "MemFree:") + meminfo(text, "Buffers:") + meminfo(text, "Cached:") + meminfo(text, "SwapCached:") +
			    meminfo(text, "AnonPages:");

	return all > left_out ? all - left_out : 0;
}

void judge_dump_space(const struct check_input *input, struct finding *ret)
{
	struct diag ignored;
	struct view text;
	uint64_t used;

	if (!input->dump_path || !input->have_dump_space ||
	    snapshot_bytes(input->files, "/proc/meminfo", &text, &ignored) < 0)
		return;
	used = kernel_memory(text);
	if (!used)
		return;
	if (input->dump_space >= used)
		finding_set(ret, SEVERITY_OK, "%s has %s free for the dump", input->dump_path, size_text(input->dump_space).text);
	else
		finding_set(ret, input->dump_space >= used / 4 ? SEVERITY_WARNING : SEVERITY_ERROR, "%s has %s free: a dump may not fit",
			    input->dump_path, size_text(input->dump_space).text);
	finding_evidence(ret, "the kernel uses %s now, which a dump has at least (makedumpfile -d 31, before compression)", size_text(used).text);
	if (ret->severity != SEVERITY_OK)
		finding_remedy(ret, "Remove old dumps there, or send dumps elsewhere.");
}

/* ---- the readers ---- */

/* The headers and notes of /proc/kcore. Returns 0; -ENODATA: they could not be read; or another -errno with the reason. */
static int open_kcore(const struct machine *machine, struct kcore *ret, struct diag *why)
{
	size_t wanted;

	return machine->kcore_head.size ? kcore_parse(blob_view(&machine->kcore_head), &wanted, ret, why) : -ENODATA;
}

void judge_dump_reader(const struct check_input *input, struct finding *ret)
{
	const struct machine *machine = input->machine;
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct diag unread = { 0 };
	const char *why;

	if (!machine || !machine->arch->unknown_to_makedumpfile || open_kcore(machine, &kcore, &unread) < 0)
		return; /* judge_addresses() says so */
	why = machine->arch->unknown_to_makedumpfile(kcore.vmcoreinfo);
	if (!why)
		return;
	finding_set(ret, SEVERITY_WARNING, "makedumpfile does not know the addresses of this kernel: %s", why);
	finding_remedy(ret, "makedumpfile up to 1.7.8 stops with \"not supported\": copy /proc/vmcore as it is (cp --sparse=always), or save its "
			    "log with vmcore-dmesg.");
}

/* A load by kexec_file_load(2) needs none of this: the running kernel knows its addresses. */
void judge_addresses(const struct check_input *input, struct finding *ret)
{
	const struct machine *machine = input->machine;
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct kernel_layout layout;
	struct diag why = { 0 };
	int r;

	if (!machine || !machine->cpu_note_count)
		return;
	r = open_kcore(machine, &kcore, &why);
	if (r < 0 && r != -ENODATA) {
		finding_set(ret, SEVERITY_ERROR, "the addresses of the running kernel, which a dump needs, cannot be read from /proc/kcore: %s", why.message);
		finding_remedy(ret, "%s", why.hint);
		return;
	}
	if (machine->arch->kernel_layout(&kcore, machine->map.kernel_code, machine->map.kernel_data, &layout, &why) == 0) {
		finding_set(ret, SEVERITY_OK, "the addresses of the running kernel are known, which a dump needs");
		return;
	}
	finding_set(ret, SEVERITY_ERROR, "a dump would have wrong addresses, so no crash kernel can be loaded");
	finding_evidence(ret, "%s", why.message);
	finding_remedy(ret, "%s", why.hint);
}
