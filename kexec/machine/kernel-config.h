/* SPDX-License-Identifier: GPL-2.0-only */
/* The options that the running kernel was built with, as its .config has them. */
#ifndef WARMKEXEC_MACHINE_KERNEL_CONFIG_H
#define WARMKEXEC_MACHINE_KERNEL_CONFIG_H

#include "kexec/base/blob.h"

enum config_state {
	CONFIG_UNKNOWN, /* the text does not name the option; or there is no text */
	CONFIG_UNSET,
	CONFIG_SET,
};

/*
 * The state of an option in the text of a .config. option: "CONFIG_KEXEC_SIG". A configuration names only options that could
 * be chosen: if it has any option and not this one, the option is unset.
 */
enum config_state kernel_config_state(struct view text, const char *option);

#endif
