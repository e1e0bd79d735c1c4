/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_HOST_NETWORK_H
#define WARMKEXEC_HOST_NETWORK_H

struct diag;

/*
 * Takes every interface down except the loopback, so that no device writes received packets to the next kernel's memory. An
 * interface that cannot be taken down stays up: the start must not fail because of it. Returns 0, or the first -errno with the reason.
 */
int host_network_down(struct diag *diag);

#endif
