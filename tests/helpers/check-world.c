/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/check-world.h"

#include <check.h>
#include <string.h>

#include "arch/arch.h"
#include "tests/helpers/text-snapshot.h"

static char cmdline[] = "console=ttyAMA0 crashkernel=256M";

void make_world(struct world *w, bool crash, bool asked)
{
	*w = (struct world){
		.area = { { { GIB(1), GIB(2) }, MEM_RAM }, { { GIB(2), GIB(2) + MIB(256) }, MEM_CRASH }, { { GIB(2) + MIB(256), GIB(3) }, MEM_RAM } },
		.machine = { .arch = &arch_arm64, .page_size = 4096, .cmdline = cmdline },
		.load = { .kernel = "Image", .cmdline = "console=ttyAMA0 nr_cpus=1 reset_devices panic=10", .version = "6.1.0", .initrd_size = MIB(10),
			  .have_initrd = true, .initrd = { .tool = "makedumpfile", .version = { "6.1.0" }, .version_count = 1 },
			  .memory = { .needed = MIB(100), .smallest = MIB(100) }, .given = MIB(256) },
		.input = { .crash = crash, .asked_for_load = asked, .lockdown = "", .handover = "", .call = "kexec_load(2)" },
	};
	w->machine.map = (struct memmap){ .area = w->area, .count = 3 };
	w->input.machine = &w->machine;
	w->input.files = &w->files;
	w->input.armed = &w->armed;
	if (asked)
		w->input.load = &w->load;
	add_text(&w->files, "/proc/sys/kernel/osrelease", "6.1.0\n");
}

const struct check_row *row_of(const char *id)
{
	for (size_t i = 0; i < check_table_size; i++)
		if (!strcmp(check_table[i].id, id))
			return &check_table[i];
	ck_abort_msg("no row %s", id);
	return NULL;
}

struct finding judge(const struct world *w, const char *id)
{
	struct finding finding = { .id = id };

	row_of(id)->judge(&w->input, &finding);
	return finding;
}
