/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of a load, from its record. */
#ifndef WARMKEXEC_COMMAND_RESTORE_OPTIONS_H
#define WARMKEXEC_COMMAND_RESTORE_OPTIONS_H

struct diag;
struct loaded;
struct options;

/*
 * Makes the options of a crash load of its record. They point into the record and into *ret_words. The caller frees *ret_words and
 * *ret, also on failure. Returns 0, or -EINVAL or -ENOMEM with the reason.
 */
int restore_options(const struct loaded *record, char ***ret_words, struct options **ret, struct diag *diag);

#endif
