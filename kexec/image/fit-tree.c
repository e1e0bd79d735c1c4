/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/fit-tree.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/fdt-structure.h"

/* The copy: the header, an empty list of reservations, the structure, the strings. */
#define COPY_STRUCT (HEADER_SIZE + 16)

#define NAME_MAX_BYTES 256 /* with its NUL */
#define TOKEN_SIZE 4
#define PROPERTY_SIZE 12 /* a property's token, length and name, before its value */

/* One copy that is being made. */
struct copy {
	struct view file; /* as far as its tree reaches */
	struct view left; /* of the structure */
	struct view strings;
	struct blob out; /* size: bytes allocated */
	size_t used;
	struct diag *diag;
};

static void release_copy(struct copy *copy)
{
	blob_release(&copy->out);
}

static int damaged(const struct copy *copy, const char *what)
{
	diag_fail(copy->diag, -EBADMSG, "the FIT image's tree is damaged at offset 0x%zx: %s",
		  (size_t)(copy->left.data - copy->file.data), what);
	diag_hint(copy->diag, "Copy the file again.");
	return -EBADMSG;
}

/* ---- the output ---- */

static int grow(struct copy *copy, size_t wanted)
{
	size_t doubled = copy->out.size * 2 < FIT_TREE_MAX ? copy->out.size * 2 : FIT_TREE_MAX;
	size_t size = doubled > wanted ? doubled : wanted;
	uint8_t *data;

	if (wanted > FIT_TREE_MAX)
		return diag_fail(copy->diag, -EFBIG,
				 "the FIT image's tree has more than %zu bytes (%zu MiB) without its data, the most that is "
				 "accepted",
				 FIT_TREE_MAX, FIT_TREE_MAX >> 20);
	data = realloc(copy->out.data, size);
	if (!data)
		return diag_oom(copy->diag);
	copy->out = (struct blob){ .data = data, .size = size, .kind = BLOB_HEAP };
	return 0;
}

static int put(struct copy *copy, const void *bytes, size_t size)
{
	int r = size > copy->out.size - copy->used ? grow(copy, copy->used + size) : 0;

	if (r < 0 || !size)
		return r;
	memcpy(copy->out.data + copy->used, bytes, size);
	copy->used += size;
	return 0;
}

/* Copies so many bytes of the structure and goes on behind them. */
static int pass(struct copy *copy, size_t size)
{
	int r = put(copy, copy->left.data, size);

	copy->left.data += size;
	copy->left.size -= size;
	return r;
}

/* ---- tokens ---- */

static int copy_node(struct copy *copy)
{
	size_t most = copy->left.size - TOKEN_SIZE < NAME_MAX_BYTES ? copy->left.size - TOKEN_SIZE : NAME_MAX_BYTES;
	const uint8_t *nul = memchr(copy->left.data + TOKEN_SIZE, 0, most);
	size_t size;

	if (!nul)
		return damaged(copy, "the name of a node has no end");
	size = (size_t)align_down((uint64_t)(nul + 1 - copy->left.data) + 3, 4);
	return size <= copy->left.size ? pass(copy, size) : damaged(copy, "a node is cut short");
}

/* The name of a property, or NULL if it is not inside the strings or too long. */
static const char *property_name(const struct copy *copy, uint32_t offset)
{
	size_t most;

	if (offset >= copy->strings.size)
		return NULL;
	most = copy->strings.size - offset < NAME_MAX_BYTES ? copy->strings.size - offset : NAME_MAX_BYTES;
	return memchr(copy->strings.data + offset, 0, most) ? (const char *)copy->strings.data + offset : NULL;
}

/* size: bytes of the property in the file. */
static int put_place(struct copy *copy, uint32_t length, uint32_t name, size_t size)
{
	uint8_t property[PROPERTY_SIZE + FIT_PLACE_SIZE];

	store_be32(property, FDT_PROP);
	store_be32(property + 4, FIT_PLACE_SIZE);
	store_be32(property + 8, name);
	store_be64(property + PROPERTY_SIZE, (uint64_t)(copy->left.data + PROPERTY_SIZE - copy->file.data));
	store_be64(property + PROPERTY_SIZE + 8, length);
	copy->left.data += size;
	copy->left.size -= size;
	return put(copy, property, sizeof(property));
}

static int copy_property(struct copy *copy)
{
	uint32_t length, offset;
	const char *name;
	uint64_t size;

	if (copy->left.size < PROPERTY_SIZE)
		return damaged(copy, "a property is cut short");
	length = load_be32(copy->left.data + 4);
	offset = load_be32(copy->left.data + 8);
	size = align_down((uint64_t)PROPERTY_SIZE + length + 3, 4);
	if (size > copy->left.size)
		return damaged(copy, "a property is cut short");
	name = property_name(copy, offset);
	if (!name)
		return damaged(copy, "the name of a property is outside the tree or too long");
	return strcmp(name, "data") ? pass(copy, (size_t)size) : put_place(copy, length, offset, (size_t)size);
}

/* Returns 1 at the end of the structure, 0, or -errno. */
static int copy_token(struct copy *copy)
{
	int r;

	if (copy->left.size < TOKEN_SIZE)
		return damaged(copy, "its structure has no end");
	switch (load_be32(copy->left.data)) {
	case FDT_BEGIN_NODE:
		return copy_node(copy);
	case FDT_PROP:
		return copy_property(copy);
	case FDT_END_NODE:
	case FDT_NOP:
		return pass(copy, TOKEN_SIZE);
	case FDT_END:
		r = pass(copy, TOKEN_SIZE);
		return r < 0 ? r : 1;
	default:
		return damaged(copy, "an unknown token");
	}
}

/* ---- the whole ---- */

static bool slice(struct view file, uint64_t offset, uint64_t size, struct view *ret)
{
	if (!span_fits(offset, size, file.size))
		return false;
	*ret = (struct view){ .data = file.data + offset, .size = (size_t)size };
	return true;
}

/* header: a copy of its bytes. */
static int find_blocks(struct copy *copy, const uint8_t *header)
{
	uint64_t start = load_be32(header + HEADER_STRUCT), total = copy->file.size;
	uint64_t size = start > total ? 0 : total - start;

	if (load_be32(header + HEADER_VERSION) < 16)
		return diag_fail(copy->diag, -EINVAL, "the FIT image is a devicetree of version %u, at least 16 is expected",
				 load_be32(header + HEADER_VERSION));
	if (load_be32(header + HEADER_VERSION) >= 17)
		size = load_be32(header + HEADER_STRUCT_SIZE);
	copy->left = copy->file;
	if (!slice(copy->file, start, size, &copy->left))
		return damaged(copy, "its structure reaches beyond its end");
	if (!slice(copy->file, load_be32(header + HEADER_STRINGS), load_be32(header + HEADER_STRINGS_SIZE), &copy->strings))
		return damaged(copy, "its names reach beyond its end");
	return 0;
}

static int begin(struct copy *copy, struct view file)
{
	uint8_t header[HEADER_SIZE];
	uint32_t total;

	if (file.size < HEADER_SIZE)
		return diag_fail(copy->diag, -EBADMSG, "the FIT image is cut short: %zu bytes, its header alone has %d",
				 file.size, HEADER_SIZE);
	memcpy(header, file.data, HEADER_SIZE);
	total = load_be32(header + HEADER_TOTALSIZE);
	if (total > file.size) {
		diag_fail(copy->diag, -EBADMSG, "the FIT image is cut short: its header says %u bytes, there are %zu", total,
			  file.size);
		diag_hint(copy->diag, "Copy the file again; its end is missing.");
		return -EBADMSG;
	}
	copy->file = (struct view){ .data = file.data, .size = total };
	return find_blocks(copy, header);
}

static void write_header(struct copy *copy, size_t structure_size)
{
	uint8_t *p = copy->out.data;

	store_be32(p + HEADER_MAGIC, FDT_MAGIC);
	store_be32(p + HEADER_TOTALSIZE, (uint32_t)copy->used);
	store_be32(p + HEADER_STRUCT, COPY_STRUCT);
	store_be32(p + HEADER_STRINGS, (uint32_t)(COPY_STRUCT + structure_size));
	store_be32(p + HEADER_RSVMAP, HEADER_SIZE);
	store_be32(p + HEADER_VERSION, 17);
	store_be32(p + HEADER_COMPATIBLE, 16);
	store_be32(p + HEADER_STRINGS_SIZE, (uint32_t)copy->strings.size);
	store_be32(p + HEADER_STRUCT_SIZE, (uint32_t)structure_size);
}

int fit_tree_copy(struct view file, struct blob *ret, struct diag *diag)
{
	static const uint8_t head[COPY_STRUCT];
	CLEANUP(release_copy) struct copy copy = { .diag = diag };
	size_t structure_size;
	int r = begin(&copy, file);

	if (!r)
		r = put(&copy, head, sizeof(head));
	while (!r)
		r = copy_token(&copy);
	if (r < 0)
		return r;
	structure_size = copy.used - COPY_STRUCT;
	r = put(&copy, copy.strings.data, copy.strings.size);
	if (r < 0)
		return r;
	write_header(&copy, structure_size);
	copy.out.size = copy.used;
	*ret = blob_take(&copy.out);
	return 0;
}
