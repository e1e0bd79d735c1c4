/* SPDX-License-Identifier: GPL-2.0-only */
/* A load that was never planned: two files, and a plan that has them as parts. */
#ifndef WARMKEXEC_TESTS_HELPERS_LOAD_FILES_H
#define WARMKEXEC_TESTS_HELPERS_LOAD_FILES_H

#include <stdbool.h>

#include "kexec/base/blob.h"
#include "kexec/host/host.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan.h"
#include "kexec/route.h"

/* The values behind a struct load_view. */
struct load_files {
	struct user_file kernel, initrd, dtb;
	struct blob devicetree;
	struct machine machine;
	struct plan plan;
	struct route route;
	struct load_view view;
};

#define LOAD_KERNEL "the bytes of a kernel"
#define LOAD_INITRD "those of an initrd"
#define LOAD_DTB "a devicetree that was built"

extern char load_kernel_path[64], load_initrd_path[64];

/* Makes the two files in the current folder. */
void make_load_files(const char *test);
void remove_load_files(void);

/* Reads the two files as they are now; each is a part, and so is LOAD_DTB, which is no file. */
void read_load_files(bool crash, struct load_files *ret);

/* For CLEANUP(). The machine is the caller's. */
void release_load_files(struct load_files *files);

#endif
