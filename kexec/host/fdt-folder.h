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
 * Documentation/ABI/testing/sysfs-firmware-ofw). A folder is a node, a file a property; the file "name" repeats the node's
 * name and is left out. Entries come sorted, so that equal folders make equal bytes. Memory reservations are not shown there
 * and so are not in the result.
 *
 * path itself may be a symbolic link; its target counts from root_fd when absolute and cannot leave it. No other link is
 * followed.
 *
 * Returns 0, or -errno with the reason and the path: -ENOENT no such folder, or an entry that vanished; -EINVAL an entry that
 * is neither folder nor file, or a name that no node can have; -ELOOP deeper than DEVICETREE_DEPTH_MAX, or a link where none
 * is followed; -EFBIG more than DTB_SIZE_MAX; what open and read say; -ENOMEM.
 */
int host_devicetree_flatten(int root_fd, const char *path, struct blob *ret, struct diag *diag);

#endif
