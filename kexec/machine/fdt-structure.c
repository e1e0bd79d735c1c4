/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/fdt-structure.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"

/* libfdt reads the name of each property to its end, and all may have the same one. The specification has 31 bytes for it
 * (2.2.4). */
#define NAME_SIZE_MAX 255

/* A structure that is being checked. */
struct check {
	struct view tree, strings;
	struct view left; /* of the structure: from the current token on */
	struct view root; /* up to the last node that has ended */
	size_t depth;	  /* nodes that are open */
	bool closed;	  /* the root is */
};

/* Finds a block by the offset and the size in the header. A header of version 16 is not believed: the block ends with the tree.
 */
static bool find_block(struct view tree, size_t offset_at, size_t size_at, struct view *ret)
{
	uint64_t total = load_be32(tree.data + HEADER_TOTALSIZE);
	uint64_t start = load_be32(tree.data + offset_at);
	uint64_t size = start > total ? 0 : total - start;

	if (load_be32(tree.data + HEADER_VERSION) >= 17)
		size = load_be32(tree.data + size_at);
	if (!span_fits(start, size, total))
		return false;
	*ret = (struct view){ .data = tree.data + start, .size = (size_t)size };
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

static int fail(const struct check *check, const char *what, const char *why, struct diag *diag)
{
	return diag_fail(diag, -EINVAL, "devicetree damaged: the %s at offset 0x%zx %s", what,
			 (size_t)(check->left.data - check->tree.data), why);
}

static int check_name(const struct check *check, struct diag *diag)
{
	size_t start = load_be32(check->left.data + 8), size = check->strings.size;
	bool is_inside = start < size && memchr(check->strings.data + start, 0,
						size - start < NAME_SIZE_MAX + 1 ? size - start : NAME_SIZE_MAX + 1);

	if (is_inside)
		return 0;
	if (start < size && size - start > NAME_SIZE_MAX)
		return fail(check, "name of the property", "has more than 255 bytes", diag);
	return fail(check, "name of the property", "is outside of the strings", diag);
}

/* Counts the open nodes. */
static int check_token(struct check *check, struct diag *diag)
{
	switch (load_be32(check->left.data)) {
	case FDT_BEGIN_NODE:
		if (check->closed)
			return fail(check, "node", "is a second root", diag);
		if (!check->depth++ && check->left.data[4])
			return fail(check, "root", "has a name", diag);
		if (check->depth == 1)
			check->root.data = check->left.data;
		return 0;
	case FDT_END_NODE:
		if (!check->depth)
			return fail(check, "end of a node", "closes none", diag);
		check->closed = !--check->depth;
		check->root.size = (size_t)(check->left.data + 4 - check->root.data);
		return 0;
	case FDT_PROP:
		if (!check->depth)
			return fail(check, "property", "is in no node", diag);
		return check_name(check, diag);
	default:
		return 0;
	}
}

static int check_tokens(struct check *check, struct diag *diag)
{
	while (check->left.size >= 4 && load_be32(check->left.data) != FDT_END) {
		size_t size = token_size(check->left);
		int r;

		if (!size)
			return fail(check, "token", "is cut short or unknown", diag);
		r = check_token(check, diag);
		if (r < 0)
			return r;
		check->left.data += size;
		check->left.size -= size;
	}
	if (check->left.size < 4)
		return diag_fail(diag, -EINVAL, "devicetree damaged: its structure has no end");
	if (!check->closed)
		return diag_fail(diag, -EINVAL, "devicetree damaged: its structure %s",
				 check->depth ? "ends inside a node" : "has no root");
	return 0;
}

int fdt_check_structure(struct view tree, struct view *ret_root, struct diag *diag)
{
	struct check check = { .tree = tree };
	int r;

	if (!find_block(tree, HEADER_STRUCT, HEADER_STRUCT_SIZE, &check.left) ||
	    !find_block(tree, HEADER_STRINGS, HEADER_STRINGS_SIZE, &check.strings))
		return diag_fail(diag, -EINVAL, "devicetree damaged: its structure or its strings reach beyond its %u bytes",
				 load_be32(tree.data + HEADER_TOTALSIZE));
	r = check_tokens(&check, diag);
	if (!r)
		*ret_root = check.root;
	return r;
}

static bool is_called(const char *node, const char *name, size_t length)
{
	return !strncmp(node, name, length) && (!node[length] || (node[length] == '@' && !memchr(name, '@', length)));
}

int fdt_root_child(const void *fdt, const char *name)
{
	const uint8_t *start = (const uint8_t *)fdt + fdt_off_dt_struct(fdt), *p = start;
	size_t length = strlen(name);

	for (int depth = 0;;) {
		switch (load_be32(p)) {
		case FDT_BEGIN_NODE:
			if (depth++ == 1 && is_called((const char *)p + 4, name, length))
				return (int)(p - start);
			p += 4 + align_down(strlen((const char *)p + 4) + 4, 4);
			break;
		case FDT_END_NODE:
			depth--;
			p += 4;
			break;
		case FDT_PROP:
			p += 12 + align_down((uint64_t)load_be32(p + 4) + 3, 4);
			break;
		case FDT_NOP:
			p += 4;
			break;
		default:
			return -FDT_ERR_NOTFOUND;
		}
	}
}
