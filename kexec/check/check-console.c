/* SPDX-License-Identifier: GPL-2.0-only */
/* The console of the next kernel. Source: Linux, kernel/printk/printk.c, console_setup(); fs/proc/consoles.c. */
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/check/check-rows.h"
#include "kexec/check/words.h"
#include "kexec/machine/console-find.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

/* The console that the firmware names, which a kernel takes if its command line has none; NULL: it names none. */
static const char *firmware_console(const struct check_input *input)
{
	const struct snapshot_entry *spcr = snapshot_find(input->files, SPCR_FILE);

	if (input->machine && input->machine->devicetree.tree.size && dtb_has_stdout(input->machine->devicetree.tree.data))
		return "stdout-path in the devicetree";
	return spcr && !spcr->error ? "the ACPI table SPCR" : NULL;
}

#define CONSOLES_FILE "/proc/consoles"
#define CONSOLES_MAX 8 /* of one command line; the kernel ignores more (MAX_CMDLINECONSOLES) */

/* The bytes before the options of a console, or before what /proc/consoles says of it. */
static struct view name_of(struct view console)
{
	size_t n = 0;

	while (n < console.size && !strchr(", \t\n", console.data[n]))
		n++;
	return (struct view){ console.data, n };
}

static bool is_same(struct view a, struct view b)
{
	return a.size == b.size && !memcmp(a.data, b.data, a.size);
}

/* A port by its address, or by its device: its name is not known. */
static bool is_by_place(struct view name)
{
	return (name.size >= 4 && !memcmp(name.data, "uart", 4)) || memchr(name.data, ':', name.size);
}

/* The running kernel's consoles: those that it has, and those that its command line names, as a driver can come later. */
struct running {
	struct view name[2 * CONSOLES_MAX];
	size_t count;
	struct view main; /* that of /dev/console; one of them */
};

static void add_running(struct running *running, struct view name, bool is_main)
{
	if (is_main || !running->count)
		running->main = name;
	running->name[running->count++] = name;
}

/* The last console of a command line is /dev/console; in /proc/consoles that is the one with the flag C. */
static void find_running(const struct check_input *input, struct running *ret)
{
	const char *at = check_running_line(input);
	struct view text = { 0 }, console;
	struct diag ignored;

	ret->count = 0;
	while (ret->count < CONSOLES_MAX && words_next(&at, "console", &console))
		add_running(ret, name_of(console), true);
	if (snapshot_bytes(input->files, CONSOLES_FILE, &text, &ignored) < 0)
		return;
	while (text.size && ret->count < 2 * CONSOLES_MAX) {
		const uint8_t *end = memchr(text.data, '\n', text.size);
		size_t length = end ? (size_t)(end - text.data) + 1 : text.size;
		struct view name = name_of((struct view){ text.data, length });

		add_running(ret, name, memchr(name.data + name.size, 'C', length - name.size));
		text = (struct view){ text.data + length, text.size - length };
	}
}

static bool has_console(const struct running *running, struct view name)
{
	for (size_t i = 0; i < running->count; i++)
		if (is_same(running->name[i], name))
			return true;
	return false;
}

/* Is one of the consoles of the line one that works now, as far as that is known? */
static bool is_seen(const struct running *running, const char *line)
{
	struct view console;

	if (!running->count)
		return true;
	for (size_t i = 0; i < CONSOLES_MAX && words_next(&line, "console", &console); i++)
		if (is_by_place(name_of(console)) || has_console(running, name_of(console)))
			return true;
	return false;
}

static void judge_named(const struct check_input *input, const char *line, struct view last, struct finding *ret)
{
	struct running running;

	if (check_is_unread(input->files, CONSOLES_FILE))
		return;
	find_running(input, &running);
	if (is_seen(&running, line)) {
		finding_set(ret, SEVERITY_OK, "the next kernel has a console: %.*s", (int)last.size, (const char *)last.data);
		return;
	}
	finding_set(ret, SEVERITY_WARNING, "the next kernel's consoles are none of the running kernel's: if it fails, nobody sees why");
	finding_evidence(ret, "the running kernel has %.*s", (int)running.main.size, (const char *)running.main.data);
	finding_evidence(ret, "command line: %s", line);
	finding_remedy(ret, "Add console=%.*s to its command line.", (int)running.main.size, (const char *)running.main.data);
}

void judge_console(const struct check_input *input, struct finding *ret)
{
	const char *line = check_next_line(input);
	struct view running = { 0 }, next;

	if (!line)
		return;
	if (words_find(line, "console", &next)) {
		judge_named(input, line, next, ret);
		return;
	}
	if (!words_find(check_running_line(input), "console", &running)) {
		finding_set(ret, SEVERITY_NOTE, "the next kernel's command line names no console, nor does the running kernel's");
		return;
	}
	if (!firmware_console(input) && check_is_unread(input->files, SPCR_FILE))
		return;
	if (firmware_console(input))
		finding_set(ret, SEVERITY_NOTE, "the next kernel's command line names no console: it takes the one that the firmware names (%s)",
			    firmware_console(input));
	else
		finding_set(ret, SEVERITY_WARNING, "the next kernel's command line names no console: if it fails, nobody sees why");
	finding_evidence(ret, "the running kernel has console=%.*s", (int)running.size, (const char *)running.data);
	finding_evidence(ret, "command line: %s", line);
	finding_remedy(ret, "Add console=%.*s to its command line.", (int)running.size, (const char *)running.data);
}
