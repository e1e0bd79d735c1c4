/* SPDX-License-Identifier: GPL-2.0-only */
#include <fcntl.h>
#include <unistd.h>

#include "kexec/host/host.h"

/* open(2) takes the lowest free number. O_PATH: needs no /dev, and can be neither read nor written. */
void host_fill_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/", O_PATH | O_DIRECTORY);
}
