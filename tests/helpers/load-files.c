/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/load-files.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan.h"
#include "tests/helpers/scratch-file.h"

char load_kernel_path[64], load_initrd_path[64];

void make_load_files(const char *test)
{
	snprintf(load_kernel_path, sizeof(load_kernel_path), "%s-kernel.XXXXXX", test);
	snprintf(load_initrd_path, sizeof(load_initrd_path), "%s-initrd.XXXXXX", test);
	make_scratch_file(load_kernel_path, LOAD_KERNEL);
	make_scratch_file(load_initrd_path, LOAD_INITRD);
}

void remove_load_files(void)
{
	unlink(load_kernel_path);
	unlink(load_initrd_path);
}

static void add_segment(struct plan *plan, enum part part, const char *name, struct view bytes)
{
	uint64_t start = 0x40000000 + plan->segment_count * UINT64_C(0x1000);

	plan->segment[plan->segment_count++] = (struct segment){
		.part = part,
		.name = name,
		.memory = { start, start + 0x1000 },
		.home = { start, start + 0x1000 },
		.bytes = bytes,
	};
}

void read_load_files(bool crash, struct load_files *ret)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(host_read_user_file("kernel", load_kernel_path, UINT64_C(1) << 30, false, &ret->kernel, &diag), 0);
	ck_assert_int_eq(host_read_user_file("initrd", load_initrd_path, UINT64_C(1) << 30, false, &ret->initrd, &diag), 0);
	ret->plan.crash = crash;
	add_segment(&ret->plan, PART_KERNEL, "kernel", blob_view(&ret->kernel.bytes));
	add_segment(&ret->plan, PART_INITRD, "initrd", blob_view(&ret->initrd.bytes));
	add_segment(&ret->plan, PART_BOOT, "dtb", (struct view){ (const uint8_t *)LOAD_DTB, strlen(LOAD_DTB) });
	ret->route = (struct route){ .way = ROUTE_SEGMENTS, .why = "it is a test" };
	ret->view = (struct load_view){
		.crash = crash,
		.route = &ret->route,
		.kernel = &ret->kernel,
		.initrd = &ret->initrd,
		.initrd_count = 1,
		.dtb = &ret->dtb,
		.devicetree = &ret->devicetree,
		.machine = &ret->machine,
		.plan = &ret->plan,
		.cmdline = "quiet",
		.format = "Image",
	};
}

void release_load_files(struct load_files *files)
{
	host_release_user_file(&files->kernel);
	host_release_user_file(&files->initrd);
}
