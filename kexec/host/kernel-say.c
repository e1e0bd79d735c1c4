/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kernel-load.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void host_kernel_log(const char *message)
{
	int log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (log < 0)
		return;
	(void)dprintf(log, "<3>kexec: %s\n", message);
	close(log);
}
