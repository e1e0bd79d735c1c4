/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes a devicetree from its beginning to its end (Devicetree Specification v0.4, chapter 5). libfdt's writer looks through
 * all names of properties for each property; here a name is found in a tree of names.
 */
#ifndef WARMKEXEC_HOST_FDT_WRITER_H
#define WARMKEXEC_HOST_FDT_WRITER_H

#include <stddef.h>

#include "kexec/base/blob.h"

struct fdt_writer {
	struct blob tree;  /* the header, no reservations, the structure */
	struct blob names; /* of properties, each once */
	size_t tree_size, names_size;
	void *index; /* tsearch(3): the names in `names` */
};

/* Returns 0 or -ENOMEM. The writer is released either way. */
int fdt_writer_start(struct fdt_writer *writer);
void fdt_writer_release(struct fdt_writer *writer);

/*
 * A node begins, its properties come first; it ends. The name of a property has at most NAME_MAX bytes, without its NUL.
 * Returns 0, or:
 *   -EFBIG   the tree has more than DTB_SIZE_MAX
 *   -ENOMEM
 */
int fdt_writer_begin_node(struct fdt_writer *writer, const char *name);
int fdt_writer_property(struct fdt_writer *writer, const char *name, struct view value);
int fdt_writer_end_node(struct fdt_writer *writer);

/* All nodes have ended. *ret: the whole tree. Returns as above. */
int fdt_writer_finish(struct fdt_writer *writer, struct blob *ret);

#endif
