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
#include "kexec/machine/fdt-structure.h"

/* Bytes that libfdt's order and alignment of the blocks may add to the source. */
#define ROOM 64

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

/* Makes a tree that libfdt can edit: version 17, blocks in libfdt's order and without gaps. */
static int convert(const struct blob *copy, struct blob *tree)
{
	int r = fdt_open_into(copy->data, tree->data, (int)tree->size);

	/* Version 16 does not give the size of the strings: it is known, and can be checked, only now. */
	if (!r && load_be32(copy->data + HEADER_VERSION) < 17)
		r = fdt_check_full(tree->data, tree->size);
	return r < 0 ? r : fdt_pack(tree->data);
}

static int fail_libfdt(int error, struct diag *diag)
{
	return diag_fail(diag, -EINVAL, "devicetree damaged: %s", fdt_strerror(error));
}

/*
 * The bytes of the tree, by its header, without what follows the blocks: a boot program may leave a megabyte free there. Only
 * where the reservations, whose size the header does not say, come first.
 */
static size_t size_without_slack(const uint8_t *header)
{
	uint64_t total = load_be32(header + HEADER_TOTALSIZE);
	uint64_t structure = load_be32(header + HEADER_STRUCT), strings = load_be32(header + HEADER_STRINGS);
	uint64_t structure_end = structure + load_be32(header + HEADER_STRUCT_SIZE);
	uint64_t strings_end = strings + load_be32(header + HEADER_STRINGS_SIZE);
	uint64_t end = structure_end > strings_end ? structure_end : strings_end;
	uint64_t reservations = load_be32(header + HEADER_RSVMAP);

	if (load_be32(header + HEADER_VERSION) < 17 || reservations > structure || reservations > strings || end < HEADER_SIZE)
		return (size_t)total;
	return (size_t)(end < total ? end : total);
}

/* The structure is the root and FDT_END: not all that reads a tree, libfdt among it, knows FDT_NOPs before and behind the root. */
static void trim_structure(uint8_t *tree, struct view root)
{
	size_t start = (size_t)(root.data - tree);

	store_be32(tree + start + root.size, FDT_END);
	store_be32(tree + HEADER_STRUCT, (uint32_t)start);
	if (load_be32(tree + HEADER_VERSION) >= 17)
		store_be32(tree + HEADER_STRUCT_SIZE, (uint32_t)root.size + 4);
}

/* The bytes are copied before they are checked, the header first: a mapped file may change meanwhile. */
static int open_copy(struct view source, const uint8_t header[HEADER_SIZE], struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob copy = { 0 }, tree = { 0 };
	size_t total = size_without_slack(header);
	struct view root;
	int r;

	if (total > DTB_SIZE_MAX)
		return diag_fail(diag, -EFBIG, "devicetree of %zu bytes, at most %zu are accepted", total, DTB_SIZE_MAX);
	/* libfdt needs a tree at a multiple of 8 bytes; a view may be anywhere. */
	if (blob_alloc(total, &copy) < 0 || blob_alloc(total + ROOM, &tree) < 0)
		return diag_oom(diag);
	memcpy(copy.data, source.data, total);
	memcpy(copy.data, header, HEADER_SIZE);
	store_be32(copy.data + HEADER_TOTALSIZE, (uint32_t)total);
	r = fdt_check_structure(blob_view(&copy), &root, diag);
	if (r < 0)
		return r;
	trim_structure(copy.data, root);
	r = fdt_check_header(copy.data);
	if (!r)
		r = fdt_num_mem_rsv(copy.data); /* are there as many, and an end? */
	if (r >= 0)
		r = convert(&copy, &tree);
	if (r < 0)
		return fail_libfdt(r, diag);
	tree.size = fdt_totalsize(tree.data);
	*ret = blob_take(&tree);
	return 0;
}

int devicetree_open(struct view bytes, const char *source, struct devicetree *ret, struct diag *diag)
{
	struct devicetree opened = { .source = source };
	uint8_t header[HEADER_SIZE] = { 0 };
	int r;

	if (bytes.size >= HEADER_SIZE)
		memcpy(header, bytes.data, HEADER_SIZE);
	r = check_header((struct view){ .data = header, .size = bytes.size }, diag);
	if (!r)
		r = open_copy(bytes, header, &opened.tree, diag);
	if (r < 0) {
		if (r != -ENOMEM)
			diag_prefix(diag, "devicetree %s", source);
		return r;
	}
	opened.source_size = load_be32(header + HEADER_TOTALSIZE);
	*ret = opened;
	return 0;
}

void devicetree_release(struct devicetree *devicetree)
{
	blob_release(&devicetree->tree);
	*devicetree = (struct devicetree){ 0 };
}
