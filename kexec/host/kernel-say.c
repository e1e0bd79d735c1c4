/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kernel-load.h"

#include <stdio.h>

void host_kernel_log(const char *message)
{
	FILE *log = fopen("/dev/kmsg", "we");

	if (!log)
		return;
	fprintf(log, "<3>kexec: %s\n", message);
	fclose(log);
}
