/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/fdt-writer.h"

#include <errno.h>
#include <limits.h>
#include <search.h>
#include <stdint.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/fdt-structure.h"

#define RESERVATIONS HEADER_SIZE /* the list has nothing but its end */
#define STRUCTURE (RESERVATIONS + 16)

int fdt_writer_start(struct fdt_writer *writer)
{
	*writer = (struct fdt_writer){ .tree_size = STRUCTURE };
	if (blob_alloc(DTB_SIZE_MAX, &writer->tree) < 0 || blob_alloc(DTB_SIZE_MAX + NAME_MAX + 1, &writer->names) < 0)
		return -ENOMEM;
	return 0;
}

static void keep(void *name)
{
	(void)name; /* it lies in `names` */
}

void fdt_writer_release(struct fdt_writer *writer)
{
	tdestroy(writer->index, keep);
	blob_release(&writer->tree);
	blob_release(&writer->names);
}

/* Writes bytes, and zeros up to a multiple of four. */
static int put(struct fdt_writer *writer, const void *bytes, size_t size)
{
	size_t padded = align_down(size + 3, 4);

	if (padded > DTB_SIZE_MAX - writer->names_size - writer->tree_size)
		return -EFBIG;
	if (size)
		memcpy(writer->tree.data + writer->tree_size, bytes, size);
	writer->tree_size += padded;
	return 0;
}

static int put_cell(struct fdt_writer *writer, uint32_t value)
{
	uint8_t cell[4];

	store_be32(cell, value);
	return put(writer, cell, sizeof(cell));
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Finds the place of a name among the names, to which it is added if it is new. */
static int place_name(struct fdt_writer *writer, const char *name, uint32_t *ret)
{
	char *names = (char *)writer->names.data, *added = names + writer->names_size, **found;
	size_t size = strlen(name) + 1;

	memcpy(added, name, size);
	found = tsearch(added, &writer->index, compare);
	if (!found)
		return -ENOMEM;
	*ret = (uint32_t)(*found - names);
	if (*found != added)
		return 0;
	if (size > DTB_SIZE_MAX - writer->names_size - writer->tree_size)
		return -EFBIG;
	writer->names_size += size;
	return 0;
}

int fdt_writer_begin_node(struct fdt_writer *writer, const char *name)
{
	int r = put_cell(writer, FDT_BEGIN_NODE);

	return r < 0 ? r : put(writer, name, strlen(name) + 1);
}

int fdt_writer_property(struct fdt_writer *writer, const char *name, struct view value)
{
	uint32_t place;
	int r = place_name(writer, name, &place);

	if (!r)
		r = put_cell(writer, FDT_PROP);
	if (!r)
		r = put_cell(writer, (uint32_t)value.size);
	if (!r)
		r = put_cell(writer, place);
	return r < 0 ? r : put(writer, value.data, value.size);
}

int fdt_writer_end_node(struct fdt_writer *writer)
{
	return put_cell(writer, FDT_END_NODE);
}

static void write_header(const struct fdt_writer *writer)
{
	uint8_t *header = writer->tree.data;

	store_be32(header + HEADER_MAGIC, FDT_MAGIC);
	store_be32(header + HEADER_TOTALSIZE, (uint32_t)(writer->tree_size + writer->names_size));
	store_be32(header + HEADER_STRUCT, STRUCTURE);
	store_be32(header + HEADER_STRINGS, (uint32_t)writer->tree_size);
	store_be32(header + HEADER_RSVMAP, RESERVATIONS);
	store_be32(header + HEADER_VERSION, 17);
	store_be32(header + HEADER_COMPATIBLE, 16);
	store_be32(header + HEADER_STRINGS_SIZE, (uint32_t)writer->names_size);
	store_be32(header + HEADER_STRUCT_SIZE, (uint32_t)(writer->tree_size - STRUCTURE));
}

int fdt_writer_finish(struct fdt_writer *writer, struct blob *ret)
{
	struct blob result;
	int r = put_cell(writer, FDT_END);

	if (r < 0)
		return r;
	if (blob_alloc(writer->tree_size + writer->names_size, &result) < 0)
		return -ENOMEM;
	write_header(writer);
	memcpy(result.data, writer->tree.data, writer->tree_size);
	memcpy(result.data + writer->tree_size, writer->names.data, writer->names_size);
	*ret = result;
	return 0;
}
