/* SPDX-License-Identifier: GPL-2.0-only */
/* The console of the next kernel. */
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

void judge_console(const struct check_input *input, struct finding *ret)
{
	const char *line = check_next_line(input);
	struct view running = { 0 }, next;

	if (!line)
		return;
	if (words_find(line, "console", &next)) {
		finding_set(ret, SEVERITY_OK, "the next kernel has a console: %.*s", (int)next.size, (const char *)next.data);
		return;
	}
	if (!words_find(check_running_line(input), "console", &running)) {
		finding_set(ret, SEVERITY_NOTE, "the next kernel's command line names no console, nor does the running kernel's");
		return;
	}
	if (firmware_console(input))
		finding_set(ret, SEVERITY_NOTE, "the next kernel's command line names no console: it takes the one that the firmware names (%s)",
			    firmware_console(input));
	else
		finding_set(ret, SEVERITY_WARNING, "the next kernel's command line names no console: if it fails, nobody sees why");
	finding_evidence(ret, "the running kernel has console=%.*s", (int)running.size, (const char *)running.data);
	finding_evidence(ret, "command line: %s", line);
	finding_remedy(ret, "Add console=%.*s to its command line.", (int)running.size, (const char *)running.data);
}
