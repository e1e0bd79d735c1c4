/* SPDX-License-Identifier: GPL-2.0-only */
/* The devicetree as the kernel shows it in a folder, for machines without /sys/firmware/fdt. */
#ifndef WARMKEXEC_HOST_FDT_FOLDER_H
#define WARMKEXEC_HOST_FDT_FOLDER_H

struct blob;
struct diag;

/* Folders deep; Linux does not unflatten deeper (drivers/of/fdt.c, FDT_MAX_DEPTH). */
#define DEVICETREE_DEPTH_MAX 64

/*
 * Flattens the folder path below root_fd: "proc/device-tree" or "sys/firmware/devicetree/base" (Linux,
 * Documentation/ABI/testing/sysfs-firmware-ofw). A folder is a node, a file a property; the file "name" repeats the node's name
 * and is left out. Entries are sorted, so that equal folders make equal bytes. The kernel does not show memory reservations
 * there, so the result has none.
 *
 * path itself may be a symbolic link. An absolute target counts from root_fd and cannot leave it. Other links are not followed.
 *
 * Returns 0, or -errno with the reason and the path:
 *   -ENOENT  there is no such folder, or an entry vanished
 *   -EINVAL  an entry is neither folder nor file
 *   -ELOOP   more than DEVICETREE_DEPTH_MAX folders deep, or a link that is not followed
 *   -EFBIG   more than DTB_SIZE_MAX
 *   -ENOMEM
 *   others   of open and read
 */
int host_devicetree_flatten(int root_fd, const char *path, struct blob *ret, struct diag *diag);

#endif
