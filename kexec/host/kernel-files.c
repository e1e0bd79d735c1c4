/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kernel-files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/plan/file-load.h"

/* Many headers lack these. */
#ifndef KEXEC_FILE_DEBUG
#define KEXEC_FILE_DEBUG 0x00000008 /* Linux 6.8 */
#endif
#ifndef KEXEC_FILE_NO_CMA
#define KEXEC_FILE_NO_CMA 0x00000010 /* Linux 6.17 */
#endif
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U /* Linux 6.3 */
#endif

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

/* A kernel before 6.3 rejects MFD_NOEXEC_SEAL; a newer one may demand it (vm.memfd_noexec=2). */
static int create_memory_file(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);

	return fd < 0 && errno == EINVAL ? memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING) : fd;
}

static int write_all(int fd, struct view bytes)
{
	while (bytes.size) {
		ssize_t n = write(fd, bytes.data, bytes.size);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			bytes = (struct view){ bytes.data + n, bytes.size - (size_t)n };
	}
	return 0;
}

static int make_memory_file(const char *what, struct view bytes, int *ret, struct diag *diag)
{
	CLEANUP(host_close_fd) int fd = create_memory_file(what);
	int r = fd < 0 ? -errno : write_all(fd, bytes);

	if (!r && fcntl(fd, F_ADD_SEALS, SEALS) < 0)
		r = -errno;
	if (r < 0)
		return diag_fail(diag, r, "cannot make a file in memory for the %s, of %zu bytes: %s", what, bytes.size,
				 strerror(-r));
	*ret = fd;
	fd = -1;
	return 0;
}

static int open_source(const char *what, const struct file_source *source, int *ret, bool *owned, struct diag *diag)
{
	int r;

	if (!source->bytes.size)
		return 0;
	if (source->fd >= 0) {
		*ret = source->fd;
		return 0;
	}
	r = make_memory_file(what, source->bytes, ret, diag);
	*owned = !r;
	return r;
}

int host_open_kernel_files(const struct file_load *load, struct kernel_files *ret, struct diag *diag)
{
	CLEANUP(host_close_kernel_files) struct kernel_files files = { .kernel = -1, .initrd = -1 };
	int r = open_source("kernel", &load->kernel, &files.kernel, &files.owns_kernel, diag);

	if (!r)
		r = open_source("initrd", &load->initrd, &files.initrd, &files.owns_initrd, diag);
	if (r < 0)
		return r;
	*ret = files;
	files = (struct kernel_files){ 0 };
	return 0;
}

void host_close_kernel_files(struct kernel_files *files)
{
	if (files->owns_kernel)
		host_close_fd(&files->kernel);
	if (files->owns_initrd)
		host_close_fd(&files->initrd);
}

/* The length of the command line counts its NUL; 0: none, and the pointer is not used. */
int host_kexec_file_load(const struct file_load *load, const struct kernel_files *files, bool debug)
{
	size_t length = load->cmdline[0] ? strlen(load->cmdline) + 1 : 0;
	unsigned long flags = load->crash ? KEXEC_FILE_ON_CRASH : 0;

	if (files->initrd < 0)
		flags |= KEXEC_FILE_NO_INITRAMFS;
	if (load->no_cma && host_kernel_is_at_least(6, 17)) /* an older one knows no such flag, and uses no such memory */
		flags |= KEXEC_FILE_NO_CMA;
	if (debug)
		flags |= KEXEC_FILE_DEBUG;
	if (syscall(SYS_kexec_file_load, files->kernel, files->initrd, (unsigned long)length, load->cmdline, flags) < 0)
		return errno;
	return 0;
}

int host_kexec_file_unload(bool crash)
{
	unsigned long flags = KEXEC_FILE_UNLOAD | (crash ? KEXEC_FILE_ON_CRASH : 0);

	return syscall(SYS_kexec_file_load, -1, -1, 0UL, NULL, flags) < 0 ? errno : 0;
}
