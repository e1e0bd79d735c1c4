/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The texts are those of Linux: arch/NAME/kernel/setup.c, init/main.c, init/version.c, init/initramfs.c, mm/mm_init.c,
 * mm/oom_kill.c, kernel/panic.c; of purgatory/report.c; of arch/NAME/rehearsal/init.c.
 */
#include "kexec/rehearse/marks.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kexec/rehearse/marker.h"

static void set_mark(struct marks *marks, enum mark mark, uint64_t now)
{
	if (marks->seen[mark])
		return;
	marks->seen[mark] = true;
	marks->at[mark] = now;
}

/* Keeps the first text. */
static void keep(char *text, const char *line)
{
	if (!text[0])
		snprintf(text, MARKS_TEXT, "%s", line);
}

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

/* The number behind the last key= of a line. */
static uint64_t value_of(const char *line, const char *key)
{
	const char *found = strstr(line, key);
	uint64_t value = 0;

	if (found)
		(void)sscanf(found + strlen(key), "%" SCNu64, &value);
	return value;
}

static void read_purgatory(struct marks *marks, const char *line, uint64_t now)
{
	if (strstr(line, "entering kernel at")) {
		marks->verified = begins(line, "verified,");
		set_mark(marks, MARK_PURGATORY, now);
	} else if (strstr(line, "SHA-256 mismatch") || begins(line, "exception:") || begins(line, "resetting")) {
		keep(marks->purgatory_failure, line);
	}
}

static void copy(char *text, const char *line)
{
	snprintf(text, MARKS_TEXT, "%s", line);
}

static void read_dump(struct dump_marks *dump, const char *line)
{
	const char *release = strstr(line, "release=");

	dump->is_core = value_of(line, "core=") != 0;
	dump->cpus = value_of(line, "cpus=");
	dump->registers = value_of(line, "registers=");
	dump->memory = value_of(line, "memory=");
	dump->page_found = value_of(line, "found=") != 0;
	dump->page_right = value_of(line, "right=") != 0;
	if (release)
		copy(dump->release, release + strlen("release="));
}

static void read_tool(struct marks *marks, const char *line, uint64_t now)
{
	marks->dump.tool_runs = strstr(line, "status=") == NULL;
	if (marks->dump.tool_runs)
		return;
	marks->dump.tool_status = value_of(line, "status=");
	set_mark(marks, MARK_CHECKED, now);
}

/* The lines of the first kernel, up to its crash. */
static void read_first(struct first_marks *first, const char *line, uint64_t now)
{
	static const char banner[] = "Linux version ", kexec[] = "kexec: ";

	if (begins(line, banner)) {
		snprintf(first->version, MARKS_TEXT, "%.*s", (int)strcspn(line + strlen(banner), " "), line + strlen(banner));
	} else if (begins(line, MARKER_LINE)) {
		line += strlen(MARKER_LINE);
		first->arming |= begins(line, "arming ");
		first->crashed = begins(line, "crashes ");
		first->at = now;
		if (first->crashed)
			first->failure[0] = '\0'; /* what looked like one has stopped nothing */
		if (begins(line, "not armed") || begins(line, "cannot "))
			keep(first->failure, line);
	} else if (begins(line, kexec) && first->arming) {
		keep(first->kexec, line + strlen(kexec));
	} else if (strstr(line, "Kernel panic - not syncing")) {
		keep(first->failure, line);
	}
}

static void read_marker(struct marks *marks, const char *line, uint64_t now)
{
	if (begins(line, "unpacked ")) {
		set_mark(marks, MARK_UNPACKED, now);
		marks->unpacked_free = marks->lowest_free = value_of(line, "free=");
		marks->unpacked_total = value_of(line, "total=");
	} else if (begins(line, "lowest ")) {
		marks->lowest_free = value_of(line, "free=");
	} else if (begins(line, "vmcore size=")) {
		marks->has_dump = true;
		marks->dump_size = value_of(line, "size=");
	} else if (begins(line, "vmcore none")) {
		marks->has_no_dump = true;
	} else if (begins(line, "dump ")) {
		read_dump(&marks->dump, line);
	} else if (begins(line, "makedumpfile ")) {
		read_tool(marks, line, now);
	} else if (begins(line, "release ")) {
		snprintf(marks->version, sizeof(marks->version), "%s", line + strlen("release "));
	} else if (begins(line, "cannot ")) {
		keep(marks->no_init, line);
	}
}

/* "Memory: 205248K/262144K available (...)" */
static void read_memory(struct marks *marks, const char *line)
{
	uint64_t free = 0, total = 0;

	if (sscanf(line, "Memory: %" SCNu64 "K/%" SCNu64 "K available", &free, &total) == 2) {
		marks->kernel_free = free;
		marks->kernel_total = total;
	}
}

static void read_kernel(struct marks *marks, const char *line, uint64_t now)
{
	static const char banner[] = "Linux version ";

	if (marks->first.is_there && !marks->seen[MARK_PURGATORY])
		return; /* of the kernel that crashes */
	if (marks->seen[MARK_PURGATORY])
		set_mark(marks, MARK_KERNEL, now);
	if (marks->dump.tool_runs)
		keep(marks->dump.tool_says, line);
	if (begins(line, banner) && !marks->version[0])
		snprintf(marks->version, sizeof(marks->version), "%.*s", (int)strcspn(line + strlen(banner), " "),
			 line + strlen(banner));
	read_memory(marks, line);
	if (begins(line, "Initramfs unpacking failed") || begins(line, "rootfs image is not initramfs"))
		keep(marks->unpack_failure, line);
	else if (strstr(line, "Kernel panic - not syncing"))
		keep(marks->panic, line);
	else if (begins(line, "Out of memory") || strstr(line, "invoked oom-killer"))
		keep(marks->out_of_memory, line);
	else if (begins(line, "check access for rdinit=") || begins(line, "Failed to execute /" MARKER_FOLDER))
		keep(marks->no_init, line);
}

/* Skips "[    0.123456] " and "[    T1] ", in which a line of the kernel may begin. */
static const char *without_stamps(const char *line)
{
	while (*line == '[') {
		const char *end = strchr(line, ']');

		if (!end)
			break;
		line = end + 1;
		line += *line == ' ';
	}
	return line;
}

static void end_line(struct marks *marks, uint64_t now)
{
	static const char purgatory[] = "purgatory: ";
	const char *text;

	marks->line[marks->used] = '\0';
	marks->used = 0;
	if (!marks->line[0])
		return;
	memcpy(marks->tail[marks->lines++ % MARKS_TAIL], marks->line, MARKS_TEXT);
	text = without_stamps(marks->line);
	if (marks->first.is_there && !marks->first.crashed)
		read_first(&marks->first, text, now);
	else if (begins(text, purgatory) && !marks->seen[MARK_PURGATORY])
		read_purgatory(marks, text + strlen(purgatory), now);
	else if (begins(text, MARKER_LINE))
		read_marker(marks, text + strlen(MARKER_LINE), now);
	else
		read_kernel(marks, text, now);
}

void marks_feed(struct marks *marks, uint64_t milliseconds, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '\n')
			end_line(marks, milliseconds);
		else if (c != '\r' && marks->used < MARKS_TEXT - 1)
			marks->line[marks->used++] = (char)(c < ' ' || c >= 0x7f ? '?' : c);
	}
}

bool marks_failed(const struct marks *marks)
{
	return marks->panic[0] || marks->purgatory_failure[0] || marks->first.failure[0];
}
