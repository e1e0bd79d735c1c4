/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/network.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"

/* An interface that is gone meanwhile is down. */
static int take_down(int socket_fd, const char *name, struct diag *diag)
{
	struct ifreq request = { 0 };
	int r;

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	r = ioctl(socket_fd, SIOCGIFFLAGS, &request);
	if (!r && (!(request.ifr_flags & IFF_UP) || (request.ifr_flags & IFF_LOOPBACK)))
		return 0;
	request.ifr_flags = (short)(request.ifr_flags & ~IFF_UP);
	if (!r)
		r = ioctl(socket_fd, SIOCSIFFLAGS, &request);
	if (!r || errno == ENODEV)
		return 0;
	return diag_fail(diag, -errno, "the network interface %s stays up: %s", name, strerror(errno));
}

static void free_list(struct if_nameindex **list)
{
	if (*list)
		if_freenameindex(*list);
}

int host_network_down(struct diag *diag)
{
	CLEANUP(free_list) struct if_nameindex *list = if_nameindex();
	CLEANUP(host_close_fd) int socket_fd = list ? socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
	struct diag other;
	int first = 0;

	if (socket_fd < 0 && (errno == ENOSYS || errno == EAFNOSUPPORT)) /* a kernel without network, as of an initramfs */
		return 0;
	if (socket_fd < 0)
		return diag_fail(diag, -errno, "the network interfaces stay up: %s", strerror(errno));
	for (size_t i = 0; list[i].if_index; i++) {
		int r = take_down(socket_fd, list[i].if_name, first ? &other : diag);

		first = first ? first : r;
	}
	return first;
}
