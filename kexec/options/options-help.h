/* SPDX-License-Identifier: GPL-2.0-only */
/* The text of --help, and its topics: the table of options is divided into them. */
#ifndef WARMKEXEC_OPTIONS_OPTIONS_HELP_H
#define WARMKEXEC_OPTIONS_OPTIONS_HELP_H

#include <stdio.h>

struct diag;

/* Returns 0, or -EINVAL with the reason, which lists the topics. */
int options_check_topic(const char *topic, struct diag *diag);

/* Prints the options of a topic and examples of their use; all options, by topic, if topic is NULL. */
void options_help(const char *topic, FILE *out);

#endif
