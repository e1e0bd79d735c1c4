/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/fdt-open.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"

/* Byte offsets in the header, Devicetree Specification v0.4, 5.2. */
enum {
	HEADER_MAGIC = 0,
	HEADER_TOTALSIZE = 4,
	HEADER_STRUCT = 8,
	HEADER_STRINGS = 12,
	HEADER_RSVMAP = 16,
	HEADER_VERSION = 20,
	HEADER_STRUCT_SIZE = 36,
	HEADER_SIZE = 40,
};

/* Bytes that libfdt's order and alignment of the blocks may add to the source. */
#define ROOM 64

/* libfdt reads the name of each property to its end, and all may have the same one. The specification has 31 bytes for it (2.2.4). */
#define NAME_SIZE_MAX 255

static int check_header(struct view source, struct diag *diag)
{
	const uint8_t *p = source.data;

	if (source.size < HEADER_SIZE)
		return diag_fail(diag, -EINVAL, "not a devicetree: it has %zu bytes, the header alone needs %d", source.size,
				 HEADER_SIZE);
	if (load_be32(p + HEADER_MAGIC) != FDT_MAGIC)
		return diag_fail(diag, -EINVAL, "not a devicetree: it begins with 0x%08x, expected 0x%08x",
				 load_be32(p + HEADER_MAGIC), (unsigned int)FDT_MAGIC);
	if (load_be32(p + HEADER_TOTALSIZE) < HEADER_SIZE)
		return diag_fail(diag, -EINVAL,
				 "devicetree damaged: its header gives a size of %u bytes, the header alone needs %d",
				 load_be32(p + HEADER_TOTALSIZE), HEADER_SIZE);
	if (load_be32(p + HEADER_TOTALSIZE) > source.size)
		return diag_fail(diag, -EINVAL, "devicetree cut short: its header gives a size of %u bytes, it has %zu",
				 load_be32(p + HEADER_TOTALSIZE), source.size);
	if (load_be32(p + HEADER_VERSION) < 16)
		return diag_fail(diag, -EINVAL, "devicetree of version %u, expected 16 or later",
				 load_be32(p + HEADER_VERSION));
	if (load_be32(p + HEADER_STRUCT) % 4 || load_be32(p + HEADER_RSVMAP) % 8)
		return diag_fail(diag, -EINVAL,
				 "devicetree damaged: its structure begins at 0x%x and its reservations at 0x%x, expected "
				 "multiples of 4 and 8",
				 load_be32(p + HEADER_STRUCT), load_be32(p + HEADER_RSVMAP));
	return 0;
}

/* Finds the structure block. A header of version 16 does not give its size: it ends with the tree. */
static bool structure_block(struct view source, struct view *ret)
{
	const uint8_t *p = source.data;
	uint64_t total = load_be32(p + HEADER_TOTALSIZE);
	uint64_t start = load_be32(p + HEADER_STRUCT);
	uint64_t size = start > total ? 0 : total - start;

	if (load_be32(p + HEADER_VERSION) >= 17)
		size = load_be32(p + HEADER_STRUCT_SIZE);
	if (!span_fits(start, size, total))
		return false;
	*ret = (struct view){ .data = p + start, .size = (size_t)size };
	return true;
}

/* The bytes of the first token in the block, with its name or value; 0 if the token is damaged. */
static size_t token_size(struct view block)
{
	const uint8_t *nul;
	uint64_t size;

	switch (load_be32(block.data)) {
	case FDT_BEGIN_NODE:
		nul = memchr(block.data + 4, 0, block.size - 4);
		size = nul ? (uint64_t)(nul + 1 - block.data) : UINT64_MAX / 2;
		break;
	case FDT_PROP:
		size = block.size < 12 ? UINT64_MAX / 2 : (uint64_t)load_be32(block.data + 4) + 12;
		break;
	case FDT_END_NODE:
	case FDT_NOP:
		size = 4;
		break;
	default:
		return 0;
	}
	size = align_down(size + 3, 4);
	return size <= block.size ? (size_t)size : 0;
}

/* Looks at the length alone: libfdt checks that a name begins and ends inside the strings. */
static bool name_is_long(struct view source, const uint8_t *property)
{
	uint64_t start = (uint64_t)load_be32(source.data + HEADER_STRINGS) + load_be32(property + 8);

	return span_fits(start, NAME_SIZE_MAX + 1, load_be32(source.data + HEADER_TOTALSIZE)) &&
	       !memchr(source.data + start, 0, NAME_SIZE_MAX + 1);
}

/*
 * Checks that every token lies inside the block and that FDT_END ends it. fdt_check_full() checks nesting and names; in libfdt
 * 1.6 it never returns if a property has -12 bytes.
 */
static int check_structure(struct view source, struct diag *diag)
{
	struct view block;

	if (!structure_block(source, &block))
		return diag_fail(diag, -EINVAL, "devicetree damaged: its structure reaches beyond its %u bytes",
				 load_be32(source.data + HEADER_TOTALSIZE));
	while (block.size >= 4 && load_be32(block.data) != FDT_END) {
		size_t size = token_size(block);

		if (!size)
			return diag_fail(diag, -EINVAL, "devicetree damaged: the token at offset 0x%zx is cut short or unknown",
					 (size_t)(block.data - source.data));
		if (load_be32(block.data) == FDT_PROP && name_is_long(source, block.data))
			return diag_fail(diag, -EINVAL,
					 "devicetree damaged: the name of the property at offset 0x%zx has more than %d bytes",
					 (size_t)(block.data - source.data), NAME_SIZE_MAX);
		block.data += size;
		block.size -= size;
	}
	if (block.size < 4)
		return diag_fail(diag, -EINVAL, "devicetree damaged: its structure has no end");
	return 0;
}

/* Makes a tree that libfdt can edit: version 17, blocks in libfdt's order and without gaps. */
static int convert(const struct blob *copy, struct blob *tree)
{
	int r = fdt_open_into(copy->data, tree->data, (int)tree->size);

	/* Version 16 does not give the size of the strings: it is known, and can be checked, only now. */
	if (!r && load_be32(copy->data + HEADER_VERSION) < 17)
		r = fdt_check_full(tree->data, tree->size);
	return r < 0 ? r : fdt_pack(tree->data);
}

/* The bytes are copied before they are checked: a mapped file may change meanwhile. */
static int open_copy(struct view source, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob copy = { 0 }, tree = { 0 };
	size_t total = load_be32(source.data + HEADER_TOTALSIZE);
	int r;

	if (total > INT_MAX - ROOM)
		return diag_fail(diag, -EFBIG, "devicetree of %zu bytes, at most %d can be handled", total, INT_MAX - ROOM);
	/* libfdt needs a tree at a multiple of 8 bytes; a view may be anywhere. */
	if (blob_alloc(total, &copy) < 0 || blob_alloc(total + ROOM, &tree) < 0)
		return diag_oom(diag);
	memcpy(copy.data, source.data, total);
	r = check_structure(blob_view(&copy), diag);
	if (r < 0)
		return r;
	r = fdt_check_full(copy.data, total);
	if (!r)
		r = convert(&copy, &tree);
	if (r < 0)
		return diag_fail(diag, -EINVAL, "devicetree damaged: %s", fdt_strerror(r));
	tree.size = fdt_totalsize(tree.data);
	*ret = blob_take(&tree);
	return 0;
}

int devicetree_open(struct view bytes, const char *source, struct devicetree *ret, struct diag *diag)
{
	struct devicetree opened = { .source = source };
	int r = check_header(bytes, diag);

	if (!r)
		r = open_copy(bytes, &opened.tree, diag);
	if (r < 0) {
		if (r != -ENOMEM)
			diag_prefix(diag, "devicetree %s", source);
		return r;
	}
	opened.source_size = load_be32(bytes.data + HEADER_TOTALSIZE);
	*ret = opened;
	return 0;
}

void devicetree_release(struct devicetree *devicetree)
{
	blob_release(&devicetree->tree);
	*devicetree = (struct devicetree){ 0 };
}
