/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of a load, for --status, --prepare and -e. A value; loaded-text.h has its text form. */
#ifndef WARMKEXEC_LOADED_LOADED_H
#define WARMKEXEC_LOADED_LOADED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/range.h"
#include "common/sha256.h"
#include "kexec/base/ranges.h"

#define BOOT_ID_SIZE 37		/* a UUID as text, with its NUL */
#define LOADED_PARTS_MAX 16	/* KEXEC_SEGMENT_MAX of linux/kexec.h */
#define LOADED_PART_NAME_MAX 16 /* with its NUL */

enum loaded_placement {
	LOADED_COPIED,	  /* the running kernel copies the parts to their places when it starts the loaded one */
	LOADED_IN_PLACE,  /* the parts lie where they will run */
	LOADED_STAGED,	  /* the parts lie in memory kept for them; the purgatory moves them */
	LOADED_BY_KERNEL, /* the running kernel has chosen the places and tells nobody; only with by_files */
	LOADED_PLACEMENTS,
};

/*
 * The identity of a file: if two are equal, the file has the same contents. All zero: not known. Times are nanoseconds since
 * 1970.
 */
struct file_identity {
	uint64_t device, inode;
	uint64_t size;
	uint64_t modified; /* the last write */
	uint64_t changed;  /* the last change of contents, name or owner */
};

struct loaded_file {
	char *path; /* owned; NULL: there is none */
	struct file_identity identity;

	/* Not written down: for a report. */
	bool have_digest;
	uint8_t digest[SHA256_SIZE]; /* SHA-256 of the file */
	char no_digest[120];	     /* the reason if there is none, or "" */
};

struct loaded_part {
	char name[LOADED_PART_NAME_MAX]; /* at least one character, all of them printable and no space */
	struct range memory;		 /* whole pages */
	uint64_t home;			 /* its address in the next kernel: memory.start unless it is moved */
	uint64_t bytes;			 /* at the start of memory; the rest is zero */
};

struct loaded {
	char boot_id[BOOT_ID_SIZE]; /* of the boot that it was loaded in; "" if that cannot be read */
	uint64_t when;		    /* seconds since 1970 */
	bool crash;
	bool by_files; /* by kexec_file_load(2): no parts are known */
	char *why;     /* the reason for this system call, in words */
	char *format;  /* of the kernel file, in words */
	struct loaded_file kernel, dtb;
	struct loaded_file *initrd; /* from malloc, in the order in which the next kernel reads them */
	size_t initrd_count;
	char *cmdline;
	char **option; /* from malloc, with their values: they and the kernel file make the same load again */
	size_t option_count;
	bool have_own_digest;
	uint8_t own_digest[SHA256_SIZE]; /* of the purgatory, with the digests of all parts */
	uint8_t request[SHA256_SIZE];	 /* of all that the load depends on: equal ones load the same */
	enum loaded_placement placement;
	bool have_copy_size; /* the running kernel shows how many bytes it will copy */
	uint64_t copy_size;
	struct ranges memory; /* the machine's memory at the load, ascending, merged */
	struct loaded_part part[LOADED_PARTS_MAX];
	size_t part_count; /* 0 if by_files, else at least 1 */
};

/* False if one of them is not known. */
bool file_identity_is_equal(const struct file_identity *a, const struct file_identity *b);

/*
 * Compares the size and the times alone, for a file that was found by the same name twice: vfat and fuse number a file anew if
 * they had forgotten it. False if `then` is not known.
 */
bool file_identity_is_unchanged(const struct file_identity *then, const struct file_identity *now);
bool file_identity_is_known(const struct file_identity *identity);

/* Appends an initrd; takes over its path on success. Returns 0 or -ENOMEM. */
int loaded_add_initrd(struct loaded *loaded, struct loaded_file *initrd);

/* Appends an option; takes over its text on success. Returns 0 or -ENOMEM. */
int loaded_add_option(struct loaded *loaded, char **option);

/* "copied", "in-place", "staged", "by-kernel". */
const char *loaded_placement_name(enum loaded_placement placement);

/* For CLEANUP(). */
void loaded_release(struct loaded *loaded);

#endif
