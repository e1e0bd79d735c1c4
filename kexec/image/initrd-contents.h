/* SPDX-License-Identifier: GPL-2.0-only */
/* The contents of an initrd, by the names of its files. */
#ifndef WARMKEXEC_IMAGE_INITRD_CONTENTS_H
#define WARMKEXEC_IMAGE_INITRD_CONTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INITRD_VERSIONS_MAX 4

/* The findings about an initrd. */
struct initrd_contents {
	uint64_t unpacked;   /* the memory that all files take, in whole pages of 4 KiB */
	uint64_t unpacked_16k, unpacked_64k; /* in whole pages of 16 KiB, and of 64 KiB */
	uint64_t file_count; /* of files that are not empty */
	char tool[64];	     /* the name of the first file that saves dumps, as "makedumpfile"; "": there is none */
	bool has_init;	     /* /init, the program that the kernel starts */
	bool has_watchdog;   /* a module of a watchdog */
	bool is_opaque;	     /* most of it is in the image of a file system, which is not looked into (dracut-squash) */
	char unknown[256];   /* an initrd of which nothing is known, and why, as "initrd.img: ..."; "": there is none */
	char version[INITRD_VERSIONS_MAX][64]; /* of the folders below lib/modules */
	size_t version_count;
};

/* Notes an entry of an archive by its name. */
void initrd_note(const char *name, uint64_t size, struct initrd_contents *contents);

/* Adds the contents of another initrd, which follows. */
void initrd_add(struct initrd_contents *to, const struct initrd_contents *more);

#endif
