/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/network.h"

#include <net/if.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void take_down(int socket_fd, const char *name)
{
	struct ifreq request = { 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (ioctl(socket_fd, SIOCGIFFLAGS, &request) < 0 || !(request.ifr_flags & IFF_UP) || (request.ifr_flags & IFF_LOOPBACK))
		return;
	request.ifr_flags = (short)(request.ifr_flags & ~IFF_UP);
	(void)ioctl(socket_fd, SIOCSIFFLAGS, &request);
}

void host_network_down(void)
{
	struct if_nameindex *list = if_nameindex();
	int socket_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (list && socket_fd >= 0)
		for (size_t i = 0; list[i].if_index; i++)
			take_down(socket_fd, list[i].if_name);
	if (list)
		if_freenameindex(list);
	if (socket_fd >= 0)
		close(socket_fd);
}
