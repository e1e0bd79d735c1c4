/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A snapshot: the bytes of a machine's files, by name. host/ collects it from the running machine or from a recorded one; all
 * that is known of the machine is then understood from it, by code without I/O.
 *
 * A file that is absent and a file that could not be read are two things: the first is a fact about the machine, the second is
 * an error.
 */
#ifndef WARMKEXEC_MACHINE_SNAPSHOT_H
#define WARMKEXEC_MACHINE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;

struct snapshot_entry {
	char *name;	   /* the file's path, as "/proc/iomem" */
	int error;	   /* 0; -ENOENT: the file is absent; another -errno: it could not be read */
	char *reason;	   /* why it could not be read; NULL: the error says enough */
	struct blob bytes; /* if error is 0 */
	bool is_head;	   /* the file has more bytes behind these */
};

struct snapshot {
	struct snapshot_entry *entry; /* in the order of their names, in which cpu9 precedes cpu10 */
	size_t count;
	bool is_recorded;     /* of a recorded machine */
	uint64_t page_size;   /* of the running kernel, in bytes; 0: not known */
	bool big_endian;      /* the running kernel is big-endian */
	char uts_machine[65]; /* the machine that uname(2) names */
};

/* The paths that a row stands for. */
enum snapshot_each {
	EACH_FILE = 0, /* the path */
	EACH_CPU,      /* the path for each CPU; its '*' is the CPU's folder: cpu0, cpu1, ... */
	EACH_TTY,      /* the path for the port of --serial; its '*' is the port's name */
	EACH_TREE,     /* the path is the folder of a devicetree, which is kept in flattened form */
};

/* One kind of file that is collected. A list of rows ends with a row without a path. */
struct snapshot_row {
	const char *path;
	size_t limit; /* a file of more bytes cannot be read: -EFBIG */
	enum snapshot_each each;
	bool is_live;	     /* a list that the kernel hands out in pieces, between which it may change */
	bool crash_only;     /* for a crash load only */
	bool recorded_only;  /* a file that only a recorded machine has */
	const char *instead; /* only if this file, of a row before, is absent; NULL: always */
};

/* Bytes that depend on bytes collected before. */
struct snapshot_need {
	const char *name; /* to be kept under this name */
	const char *file;
	uint64_t offset; /* in the file */
	size_t size;	 /* fewer bytes if the file ends */
};

/* The folder whose entry says whether the CPUs could be listed. */
#define SNAPSHOT_CPUS "/sys/devices/system/cpu"

/* Adds a file's bytes, which it takes out of *bytes. An entry of that name is replaced. Returns 0 or -ENOMEM. */
int snapshot_add(struct snapshot *snapshot, const char *name, struct blob *bytes);

/* Adds a file that is absent (error is -ENOENT) or could not be read. reason: in words, or NULL. Returns 0 or -ENOMEM. */
int snapshot_add_error(struct snapshot *snapshot, const char *name, int error, const char *reason);

/* NULL: the file was not asked for. */
struct snapshot_entry *snapshot_find(const struct snapshot *snapshot, const char *name);

/*
 * The bytes of a file; *ret looks into the snapshot.
 *
 * Returns 0, or -errno with the reason:
 *   -ENOENT  the file is absent, or was not asked for
 *   others   it could not be read
 */
int snapshot_bytes(const struct snapshot *snapshot, const char *name, struct view *ret, struct diag *diag);

/* The same of a file that holds one number, in strtoull's base. -EINVAL: it holds something else. */
int snapshot_number(const struct snapshot *snapshot, const char *name, int base, uint64_t *ret, struct diag *diag);

/* True if the entry is this file of a CPU, as "crash_notes". */
bool snapshot_is_cpu_file(const struct snapshot_entry *entry, const char *file);

void snapshot_release(struct snapshot *snapshot);

#endif
