/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kernel-load.h"

#include <errno.h>
#include <linux/reboot.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/host/kexec-sysfs.h"
#include "kexec/host/network.h"

int host_is_loaded(const struct host *host, bool crash, bool *ret, struct diag *diag)
{
	const enum kexec_sysfs file = crash ? KEXEC_SYSFS_CRASH_LOADED : KEXEC_SYSFS_LOADED;
	uint64_t loaded;
	int r = host_kexec_number(host, file, &loaded);

	if (r < 0) {
		diag_fail(diag, r, "cannot read %s: %s", host_kexec_sysfs_name(file), strerror(-r));
		if (r == -ENOENT)
			diag_hint(diag, "The running kernel is built without %s, or /sys is not mounted.",
				  crash ? "CONFIG_CRASH_DUMP" : "CONFIG_KEXEC and CONFIG_KEXEC_FILE");
		return r;
	}
	*ret = loaded != 0;
	return 0;
}

void host_sync(void)
{
	sync();
}

int host_kexec_exec(bool ifdown, FILE *told, struct diag *diag)
{
	struct diag why;
	int error;

	if (ifdown && host_network_down(&why) < 0)
		fprintf(told, "kexec: note: %s\n", why.message);
	(void)syscall(__NR_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC, NULL);
	error = errno;
	diag_fail(diag, -error, "kexec failed: %s", strerror(error));
	diag_hint(diag, "%s%s", geteuid() == 0 ? "reboot(2) returned; dmesg may say why." : "Run as root (with CAP_SYS_BOOT).",
		  ifdown ? "\nThe network interfaces that could be taken down are down." : "");
	return -error;
}

int host_shutdown(struct diag *diag)
{
	static const char *const path[] = { "/sbin/shutdown", "/etc/shutdown", "/bin/shutdown" };

	(void)signal(SIGPIPE, SIG_DFL); /* main() ignores them, and a program that is started inherits that */
	(void)signal(SIGXFSZ, SIG_DFL);
	errno = ENOENT;
	for (size_t i = 0; i < sizeof(path) / sizeof(path[0]) && (errno == ENOENT || errno == ENOTDIR); i++)
		execl(path[i], "shutdown", "-r", "now", (char *)NULL);
	diag_fail(diag, -errno, "the kernel is loaded, but shutdown cannot be started: %s", strerror(errno));
	diag_hint(diag, "Start the loaded kernel with kexec -e.");
	return -errno;
}
