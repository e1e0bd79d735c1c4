/* SPDX-License-Identifier: GPL-2.0-only */
/* The values of a load, between the options and the system call. For load.c and its steps only; others see struct load_view. */
#ifndef WARMKEXEC_LOAD_LOAD_VALUES_H
#define WARMKEXEC_LOAD_LOAD_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"
#include "kexec/base/ranges.h"

#define LOAD_TEXTS_MAX 8

struct bundle;
struct console_choice;
struct devicetree;
struct arch;
struct file_load;
struct image;
struct initrd_contents;
struct load_view;
struct machine;
struct notes;
struct plan;
struct route;
struct user_file;

/* Pointers point to values that load_new() allocates, all zero, and load_free() releases. */
struct load {
	bool crash;
	bool by_files; /* by kexec_file_load(2) */
	const struct route *route; /* the caller's */
	struct machine *machine;
	const struct arch *arch;	/* the machine's */
	struct console_choice *console; /* the console for the purgatory's report */
	struct user_file *kernel_file, *dtb_file;
	struct user_file *initrd_file; /* heap memory */
	size_t initrd_count;
	struct bundle *bundle; /* the pieces of the kernel file, and the user's initrds */
	struct image *image;
	struct view kernel; /* the image's bytes */
	struct view initrd; /* all initrds: of --initrd, or those that the kernel file brings */
	struct blob unpacked; /* the kernel's owner, if it is no piece of a file and not the bundle's */
	struct blob joined; /* the initrd's owner if there are several */
	uint64_t initrd_unpacked; /* bytes in memory; 0: not known */
	struct initrd_contents *initrd_contents; /* from malloc, of all initrds; NULL: not known */
	struct devicetree *given_devicetree; /* of --dtb, or that of the kernel file; empty: the machine's own is used */
	struct ranges dtb_memory; /* the memory of the given devicetree; empty without one, or if UEFI's map has it */
	struct ranges taken; /* memory that the next kernel's devicetree reserves */
	char *cmdline;
	struct ranges fixed; /* memory that the next kernel's command line reserves by address */
	uint64_t *size; /* by enum part of kexec/plan/demand.h: the bytes that the plan has room for */
	struct plan *plan;	 /* empty if by_files; for a crash load then a prediction */
	struct file_load *files; /* from malloc, of a load by files; else NULL */
	struct blob boot; /* the bytes of PART_BOOT */
	struct blob elfcorehdr;
	struct blob purgatory;
	struct notes *notes; /* for the user, of a load that succeeds */
	char *text[LOAD_TEXTS_MAX]; /* from malloc: texts that other values point to */
	size_t text_count;
};

/* Returns NULL if there is no memory. */
struct load *load_new(void);
void load_free(struct load *load); /* NULL: does nothing */

void load_show(const struct load *load, struct load_view *ret);

#endif
