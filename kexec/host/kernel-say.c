/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kernel-load.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * Linux, kernel/printk/printk.c, devkmsg_write(): one write is one record, of less than 1,024 bytes. A file that is only
 * written to has no position, which dprintf(3) asks for.
 */
#define RECORD_SIZE 1000

void host_kernel_log(const char *message)
{
	char record[RECORD_SIZE];
	int log = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t unused;

	if (log < 0)
		return;
	snprintf(record, sizeof(record), "<3>kexec: %s\n", message);
	unused = write(log, record, strlen(record));
	(void)unused;
	close(log);
}
