/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/hold.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/vfs.h>

/*
 * File systems on one machine, whose files are written to through their inode alone. Not among them: network file systems and FUSE,
 * where others write, and overlayfs, where a mapping is of another inode. Linux, include/uapi/linux/magic.h, which is older than
 * some of them on many systems.
 */
static const uint32_t local[] = {
	0xef53,	    /* ext2, ext3, ext4 */
	0x58465342, /* XFS */
	0x9123683e, /* btrfs */
	0xf2f52010, /* f2fs */
	0x01021994, /* tmpfs */
	0x858458f6, /* ramfs: an initramfs */
	0x4d44,	    /* FAT */
	0x2011bab0, /* exFAT */
	0x73717368, /* squashfs */
	0xe0f5e1e2, /* EROFS */
	0x9660,	    /* ISO 9660 */
};

static bool is_local(int fd)
{
	struct statfs status;

	if (fstatfs(fd, &status) < 0)
		return false;
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		if ((uint32_t)status.f_type == local[i])
			return true;
	return false;
}

/* A writer that comes is told by a signal. SIGIO, the usual one, would end this process; SIGURG is ignored by default. */
bool host_hold(int fd)
{
	return is_local(fd) && fcntl(fd, F_SETSIG, SIGURG) == 0 && fcntl(fd, F_SETLEASE, F_RDLCK) == 0;
}

bool host_holds(int fd)
{
	return fcntl(fd, F_GETLEASE) == F_RDLCK;
}
