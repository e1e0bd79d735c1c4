/* SPDX-License-Identifier: GPL-2.0-only */
/* The steps of a load, in the order in which load.c takes them. For load.c and the files that implement the steps only. */
#ifndef WARMKEXEC_LOAD_LOAD_STEPS_H
#define WARMKEXEC_LOAD_LOAD_STEPS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct blob;
struct boot_request;
struct cmdline_sources;
struct diag;
struct host;
struct image_request;
struct load;
struct machine;
struct machine_request;
struct options;
struct plan_request;
struct ranges;
struct snapshot;
struct snapshot_need;

/* The values that a step needs beside the load. */
struct context {
	const struct options *options;
	const struct host *host; /* of a step that runs apart: it has the files of running-files.h, and no others */
	const struct snapshot *snapshot; /* the machine's files */
	struct snapshot_need *need;	 /* filled by read_machine(), if more of them is needed */
	FILE *trace; /* the output of --debug, or NULL */
	struct diag *diag;
};

/* Steps that read no files, one after the other. Returns 0; 1: as read_machine(); or -errno with the reason. */
typedef int load_steps(const struct context *context, struct load *load);

/* Each step fills its members of *load, or *ret. Returns 0, or -errno with the reason. */

/*
 * The files that the user named. Before the other steps, which may run where no file can be opened. earlier: a load of the same
 * files, or NULL: what it has read from pipes is taken from it.
 */
int read_files(const struct context *context, struct load *earlier, struct load *load);

/* Releases the load, and returns one that has nothing but what this one has read from pipes; NULL: there is no memory. */
struct load *keep_piped(struct load *load);

/* The request for the machine. by_files: of a load by kexec_file_load(2). */
struct machine_request machine_request_of(const struct options *options, bool by_files);

/*
 * The machine, and the console for the purgatory's report. Also returns 1: the bytes of *context->need are to be added to the
 * snapshot, and all steps are to be taken anew.
 */
int read_machine(const struct context *context, struct load *load);

/* The request to open a kernel file, as far as options and machine say it: without the file. It points into the load. */
struct image_request image_request_of(const struct context *context, const struct load *load);
/* Takes the reservations of the machine's own devicetree, if /proc/iomem does not show them. */
int ask_devicetree(const struct context *context, struct load *load);

/* Notes what the running kernel will refuse, or leave out, as far as it is known beforehand. */
void note_running_kernel(const struct context *context, const struct load *load);

/* The pieces of the kernel file, and its image, which the machine can run. */
int open_kernel(const struct context *context, struct load *load);

/* Notes which pieces of the kernel file the user replaces. Before the initrds are chosen. */
void note_replaced(const struct context *context, struct load *load);

/* The initrd of the user, or those that the kernel file brings. */
int choose_initrd(const struct context *context, struct load *load);

/*
 * Takes the machine's own devicetree in place of the kernel file's, with a note. False: the machine has none.
 * A tree that comes with a kernel names no memory, or some of no size: firmware adds it when it starts the machine. The machine's
 * own tree is what firmware made of such a file.
 */
bool leave_out_devicetree(const struct context *context, struct load *load);

/*
 * The devicetree of --dtb, or that of the kernel file: its memory is applied to the machine's map. One of the kernel file that
 * names no memory is left out.
 */
int open_devicetree(const struct context *context, struct load *load);

/* The notes about the kernel file, for the user. */
void note_kernel_file(struct load *load);

/* The machine's own memory in the given devicetree, if that is asked for. */
int complete_devicetree(const struct context *context, struct load *load);

/* Notes if the given devicetree names other memory than the machine has. For a normal load. */
int compare_memory(const struct context *context, const struct load *load);

/* The memory that the next kernel's devicetree reserves. */
int find_taken(const struct context *context, struct load *load);

/* True if the running kernel is asked to update the elfcorehdr, and can. */
bool updates_elfcorehdr(const struct context *context, const struct load *load);

/* Says if --hotplug is honoured, and how far. */
void note_hotplug(const struct context *context, struct load *load);

/* The texts that the command line is made of, except the options. */
struct cmdline_sources cmdline_sources_of(const struct load *load);

/* The command line, and the memory that it reserves by address. */
int build_cmdline(const struct context *context, struct load *load);

/* The memory that a crash load's dump holds. */
int find_dumped(const struct context *context, const struct load *load, struct ranges *ret);

/* The plan. dumped: for a crash load. */
int make_plan(const struct context *context, const struct ranges *dumped, struct load *load);

/*
 * Fills the sizes of the parts in bytes. A size is an upper bound if the bytes depend on the plan.
 *   dumped  for a crash load; NULL: a normal load
 *   staged  each part may be at two places
 *   ret     PART_COUNT sizes; the kernel and the initrd have theirs already
 */
int size_parts(const struct machine *machine, const struct boot_request *boot, const struct ranges *dumped, bool staged,
	       uint64_t *ret, struct diag *diag);

/* The request of a plan, of a load whose sizes are known. It points into the load. taken_by is not set. */
struct plan_request plan_request_for(const struct context *context, const struct load *load);

/* The request of a plan, as far as the options determine it. */
struct plan_request plan_request_of(const struct options *options);

/* True if the parts may be staged at one place and run at another. */
bool may_stage(const struct context *context, const struct load *load);

/* The request of the boot data, as far as it is known before planning. */
struct boot_request boot_request_of(const struct context *context, const struct load *load);

/* The bytes of the elfcorehdr, for a crash load. */
int build_elfcorehdr(const struct context *context, const struct machine *machine, const struct ranges *dumped,
		     struct blob *ret);

/* The bytes of the boot data, and the end of the command line. */
int build_boot(const struct context *context, struct load *load);

/* The bytes of all parts but the purgatory. dumped: for a crash load. */
int build_parts(const struct context *context, const struct ranges *dumped, struct load *load);

/* Sets the bytes of the plan's parts that there are, and its texts. The purgatory's segment has a size and no bytes yet. */
void attach_parts(struct load *load);

/* Sets the bytes of the purgatory's segment. */
void attach_purgatory(struct load *load);

/* Sets the bytes of load->files, and its texts. */
void attach_files(struct load *load);

/* The files for kexec_file_load(2), which the running kernel will take as far as that can be known. */
int make_file_load(const struct context *context, struct load *load);

/* Checks that the kernel carries a signature, if the running kernel is known to demand one. After load->files is filled. */
int check_signature(const struct context *context, const struct load *load);

/* Checks that a normal load by files has room in the scratch areas of kexec handover, if that is on. */
int check_scratch(const struct context *context, const struct load *load);

/*
 * Reads the configuration of the running kernel, a text that the caller releases. Returns 0, or -errno with the reason; -ENOENT: there is
 * none, or none that may be read.
 */
int read_kernel_config(const struct context *context, struct blob *ret);

/* Does an error of host_read() say that there is no such file, or none for this user? Any other is a failure. */
bool is_not_shown(int error);

/* host_read() of a file that need not be there. Returns 0; -ENOENT: it is not shown; or -errno with the reason. */
int read_if_shown(const struct context *context, const char *path, size_t limit, struct blob *ret);

/* Asks the running kernel to keep off the contiguous allocator's memory if a normal load by files does not fit there. */
void keep_off_small_cma(const struct context *context, struct load *load);

/* Checks that a crash load by files has room where the running kernel will put it. */
int check_room(const struct context *context, struct load *load);

/* The purgatory's bytes, with the digests of all other parts, also in the plan. */
int build_purgatory(const struct context *context, struct load *load);

#endif
