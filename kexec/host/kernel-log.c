/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kernel-log.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/host/host.h"
#include "kexec/refusal/kernel-lines.h"

#define RECORD_MAX 8192	 /* Linux, kernel/printk/internal.h, PRINTK_MESSAGE_MAX: 2048; shorter reads fail */
#define RECORDS_MAX 1000 /* a log that is written to all the time has an end, too */

int host_kernel_log_open(void)
{
	CLEANUP(host_close_fd) int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int r = fd;

	if (fd < 0 || lseek(fd, 0, SEEK_END) < 0)
		return -1;
	fd = -1;
	return r;
}

/* EPIPE: records were overwritten before they were read; the next read goes on behind them. */
void host_kernel_log_read(int log, struct kernel_lines *lines)
{
	char record[RECORD_MAX];

	for (int i = 0; log >= 0 && i < RECORDS_MAX; i++) {
		ssize_t n = read(log, record, sizeof(record));

		if (n > 0)
			kernel_lines_add(lines, record, (size_t)n);
		else if (n == 0 || (errno != EPIPE && errno != EINTR))
			return;
	}
}
