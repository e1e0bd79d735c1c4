/* SPDX-License-Identifier: GPL-2.0-only */
/* The values of a load in the form in which loaded/ makes a record of them. */
#ifndef WARMKEXEC_COMMAND_RECORD_H
#define WARMKEXEC_COMMAND_RECORD_H

struct diag;
struct host;
struct load;
struct loaded;
struct options;

/*
 * Fills the request of *ret, and the files that it is made of, with absolute paths. Hashes the files. load: at least prepared.
 * Returns 0, or -ENOMEM with the reason.
 */
int record_request(const struct options *options, const struct load *load, struct loaded *ret, struct diag *diag);

/* Fills the rest of *ret, after record_request(). load: completed. Returns 0, or -ENOMEM with the reason. */
int record_result(const struct options *options, const struct host *host, const struct load *load, struct loaded *ret,
		  struct diag *diag);

#endif
