/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes the record of a load. The caller gives all values: nothing is read here. */
#ifndef WARMKEXEC_LOADED_LOADED_MAKE_H
#define WARMKEXEC_LOADED_LOADED_MAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/sha256.h"
#include "kexec/base/blob.h"

struct diag;
struct file_identity;
struct loaded;
struct machine;
struct plan;

/* A file of the load. */
struct loaded_source_file {
	const char *path; /* absolute if that can be known; NULL: it was not given */
	const struct file_identity *identity;
	struct view bytes;
};

/* The sources of a load. */
struct loaded_source {
	sha256_backend *hash;
	struct view settings; /* the program's version and the options that matter, in any unambiguous form */
	const struct machine *machine;
	struct view devicetree; /* the machine's own */
	const char *cmdline;
	struct loaded_source_file kernel, dtb;
	const struct loaded_source_file *initrd;
	size_t initrd_count;
};

/* The values that are known after planning. */
struct loaded_result {
	bool crash;
	const struct plan *plan; /* all parts have their bytes; NULL: of a load by files */
	const char *format;	 /* of the kernel file */
	const char *compression; /* NULL: it is not compressed */
	const char *why; /* the reason for the system call */
	const char *boot_id;
	uint64_t when;
};

/*
 * Fills the files, the command line and the request of *ret. The request is the digest of everything that affects the load,
 * except the seeds, which are new each time. A file counts by its identity, or by its bytes if it has none. Returns 0, or -ENOMEM with the reason. The caller releases *ret either way.
 */
int loaded_make_request(const struct loaded_source *source, struct loaded *ret, struct diag *diag);

/* Fills the rest, after loaded_make_request(). Returns 0, or -ENOMEM with the reason. */
int loaded_make_result(const struct loaded_source *source, const struct loaded_result *result, struct loaded *ret,
		       struct diag *diag);

#endif
