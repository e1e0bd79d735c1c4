/* SPDX-License-Identifier: GPL-2.0-only */
/* Describes what the purgatory of a load will do about damage. For check-load.c only. */
#ifndef WARMKEXEC_COMMAND_CHECK_VERIFY_H
#define WARMKEXEC_COMMAND_CHECK_VERIFY_H

#include <stdbool.h>

struct load;
struct load_facts;

/* Fills what load-facts.h has of the purgatory. verifies: by the options; a load by kexec_file_load(2) has none that does. */
void check_describe_purgatory(const struct load *load, bool verifies, struct load_facts *facts);

#endif
