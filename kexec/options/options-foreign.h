/* SPDX-License-Identifier: GPL-2.0-only */
/* The options that kexec-tools has on other architectures only. Configurations that were written there name them. */
#ifndef WARMKEXEC_OPTIONS_OPTIONS_FOREIGN_H
#define WARMKEXEC_OPTIONS_OPTIONS_FOREIGN_H

#include <stdbool.h>

struct diag;

/* Returns true, with the reason and the remedy, if the word of the command line ("--NAME" or "--NAME=VALUE") is such an option. */
bool options_is_foreign(const char *word, struct diag *diag);

#endif
