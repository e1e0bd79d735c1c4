/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The blocks of a devicetree as bytes (Devicetree Specification v0.4, chapter 5), in one pass each. libfdt checks every token
 * again each time it passes one, and a tree may have two megabytes of them.
 */
#ifndef WARMKEXEC_MACHINE_FDT_STRUCTURE_H
#define WARMKEXEC_MACHINE_FDT_STRUCTURE_H

struct diag;
struct view;

/* Byte offsets in the header, 5.2. */
enum {
	HEADER_MAGIC = 0,
	HEADER_TOTALSIZE = 4,
	HEADER_STRUCT = 8,
	HEADER_STRINGS = 12,
	HEADER_RSVMAP = 16,
	HEADER_VERSION = 20,
	HEADER_COMPATIBLE = 24,
	HEADER_STRINGS_SIZE = 32,
	HEADER_STRUCT_SIZE = 36,
	HEADER_SIZE = 40,
};

/*
 * Checks the structure and the names of its properties: every token lies inside the block, the nodes close each other, there is
 * one root, which has no name, FDT_END ends it, and each property has a name of at most 255 bytes inside the strings. tree:
 * from its header on, as many bytes as that says at least; its blocks are aligned. Returns 0, or -EINVAL with the reason.
 * *ret_root: the bytes of the root, before which are nothing but FDT_NOPs, and behind which FDT_NOPs and FDT_END.
 */
int fdt_check_structure(struct view tree, struct view *ret_root, struct diag *diag);

/*
 * The root's child of this name, as fdt_path_offset(fdt, "/NAME") finds it: a unit address that is not asked for does not
 * count. fdt: the tree of a struct devicetree. Returns its offset, or -FDT_ERR_NOTFOUND.
 */
int fdt_root_child(const void *fdt, const char *name);

#endif
