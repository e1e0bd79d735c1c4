/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WARMKEXEC_HOST_NETWORK_H
#define WARMKEXEC_HOST_NETWORK_H

/*
 * Takes every interface down but the loopback, so that no device writes received packets to memory of the next kernel. An
 * interface that cannot be taken down stays up: the start must not fail for it.
 */
void host_network_down(void);

#endif
