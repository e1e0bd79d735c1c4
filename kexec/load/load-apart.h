/* SPDX-License-Identifier: GPL-2.0-only */
/* Takes the steps of a load in a process without rights, and its answer for the load. */
#ifndef WARMKEXEC_LOAD_LOAD_APART_H
#define WARMKEXEC_LOAD_LOAD_APART_H

#include <stdbool.h>

#include "kexec/load/load-steps.h"

/*
 * Reads the machine's files and takes the steps; load: with the user's files. is_whole: the steps make a plan, or the files of
 * a load by files.
 *
 * Afterwards the load has what load_complete(), load_submit() and the record need: the machine without the bytes of
 * /proc/kcore, image, command line, plan or files, and the bytes of the parts. The bundle has the initrds as one; the given
 * devicetree is not there any more, its facts are in the boot data.
 *
 * Returns 0, or -errno with the reason: of the steps, of host_collect(), of host_apart(), of answer_check().
 */
int load_apart(const struct context *context, load_steps *steps, bool is_whole, struct load *load);

#endif
