/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The formats that Linux has kept its log in (Linux, kernel/printk/). Each function prints the log of *core to out, with what
 * VMCOREINFO says of sizes and places; damaged records are left out.
 *
 * They return 0 if all of the log was printed, or -errno with the reason:
 *   -ENOENT   VMCOREINFO lacks a fact
 *   -EINVAL   a fact or a size of the log that is out of bounds
 *   -EBADMSG  a damaged record; -ENODATA, -EFAULT, -EIO: one that is not in the file or cannot be read
 */
#ifndef WARMKEXEC_VMCORE_DMESG_LOG_FORMATS_H
#define WARMKEXEC_VMCORE_DMESG_LOG_FORMATS_H

#include <stdint.h>
#include <stdio.h>

struct core;
struct diag;

/* The largest log that Linux allows, in bytes: LOG_BUF_LEN_MAX. */
#define LOG_BYTES_MAX ((uint64_t)1 << 31)

/* A ring of descriptors and a ring of text: Linux 5.10 and later. */
int log_print_ring(const struct core *core, FILE *out, struct diag *diag);

/* Records one after the other: Linux 3.5 to 5.9. */
int log_print_records(const struct core *core, FILE *out, struct diag *diag);

/* A ring of characters: before Linux 3.5. */
int log_print_chars(const struct core *core, FILE *out, struct diag *diag);

#endif
