/* SPDX-License-Identifier: GPL-2.0-only */
/* The values of a load in the form in which loaded/ makes a record of them. */
#ifndef WARMKEXEC_COMMAND_RECORD_H
#define WARMKEXEC_COMMAND_RECORD_H

#include <stdbool.h>

struct diag;
struct host;
struct load_view;
struct loaded;

/*
 * Fills the request of *ret, and the files that it is made of, with absolute paths. Hashes the files. settings: the program's
 * version and the options that decide what is loaded, as text. Returns 0, or -ENOMEM with the reason.
 */
int record_request(const char *settings, const struct load_view *load, struct loaded *ret, struct diag *diag);

/* Fills the rest of *ret, after record_request(). load: completed. Returns 0, or -ENOMEM with the reason. */
int record_result(const struct host *host, const struct load_view *load, struct loaded *ret, struct diag *diag);

/* Is the load of this record in place already, on the memory of now? Also false if that cannot be known. */
bool record_is_in_place(const struct host *host, bool crash, const struct loaded *loaded);

#endif
