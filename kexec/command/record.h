/* SPDX-License-Identifier: GPL-2.0-only */
/* The values of a load, in the form that loaded/ needs to make a record. */
#ifndef WARMKEXEC_COMMAND_RECORD_H
#define WARMKEXEC_COMMAND_RECORD_H

struct diag;
struct host;
struct load_view;
struct loaded;

/*
 * Fills the request of *ret and its files, with absolute paths. Hashes the files. settings: the program's version and the
 * options that affect the load, as text. Returns 0, or -ENOMEM with the reason.
 */
int record_request(const char *settings, const struct load_view *load, struct loaded *ret, struct diag *diag);

/* Fills the rest of *ret, after record_request(). load: completed. Returns 0, or -ENOMEM with the reason. */
int record_result(const struct host *host, const struct load_view *load, struct loaded *ret, struct diag *diag);

#endif
