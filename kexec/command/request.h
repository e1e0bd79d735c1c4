/* SPDX-License-Identifier: GPL-2.0-only */
/* The request of a load, as its record keeps it: what it depends on, and the options that make it again. */
#ifndef WARMKEXEC_COMMAND_REQUEST_H
#define WARMKEXEC_COMMAND_REQUEST_H

#include <stdbool.h>

struct diag;
struct host;
struct invocation;
struct load;
struct load_view;
struct loaded;
struct options;

/* Fills the request, the files and the options of *ret. Hashes the files. Returns 0, or -ENOMEM with the reason. */
int request_make(const struct options *options, const struct load_view *load, struct loaded *ret, struct diag *diag);

/* True if this load is already in place and the memory is unchanged. False also if this cannot be known. */
bool request_is_in_place(const struct host *host, bool crash, const struct loaded *loaded);

/* Completes a load, and fills the rest of its record. Returns 0, or -errno with the reason. */
int request_complete(const struct invocation *invocation, struct load *load, struct loaded *ret, struct diag *diag);

#endif
