/* SPDX-License-Identifier: GPL-2.0-only */
/* The running kernel's memory, as /proc/kcore shows it. */
#ifndef WARMKEXEC_HOST_KCORE_H
#define WARMKEXEC_HOST_KCORE_H

#include "common/range.h"
#include "kexec/base/blob.h"

struct diag;
struct host;

/*
 * The first bytes of /proc/kcore, as many as its headers and notes have, for kcore_parse(); of a recorded machine the lines
 * that were kept of them. An absent or unreadable file leaves no bytes, which is no failure: whether it matters is for the
 * caller to say.
 */
int host_read_kcore_head(const struct host *host, struct blob *ret, struct diag *diag);

/* Reads RAM of the running machine. Returns 0, or -errno with the reason: -ENXIO /proc/kcore does not show it. */
int host_read_physical(const struct host *host, struct range range, struct blob *ret, struct diag *diag);

#endif
