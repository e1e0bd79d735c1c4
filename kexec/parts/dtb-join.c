/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/dtb-join.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/fdt-reserved.h"
#include "kexec/machine/fdt-structure.h"
#include "kexec/parts/dtb-nodes.h"

#define ROOM 1024 /* for the heads and the names of the few nodes and properties that libfdt adds */

/* A tree that is being written, block by block. */
struct writer {
	const struct join *join;
	struct blob given;	/* a copy, with a /reserved-memory if the own tree has something for it */
	struct dtb_nodes nodes; /* of the own tree */
	struct blob out;
	size_t used;
	struct diag *diag;
};

static bool fits(uint64_t value, uint32_t cells)
{
	return cells == 2 || value <= UINT32_MAX;
}

size_t dtb_reg_size(struct fdt_cells cells, const struct ranges *ranges)
{
	return ranges->count * 4 * (cells.address + cells.size);
}

int dtb_store_reg(uint8_t *to, struct fdt_cells cells, const struct ranges *ranges, struct diag *diag)
{
	for (size_t i = 0; i < ranges->count; i++) {
		uint64_t start = ranges->range[i].start, size = range_size(ranges->range[i]);

		if (!fits(start, cells.address) || !fits(size, cells.size))
			return diag_fail(diag, -ERANGE,
					 "0x%" PRIx64 " bytes at 0x%" PRIx64
					 " do not fit its root, which has #address-cells = %u and #size-cells = %u",
					 size, start, cells.address, cells.size);
		to = fdt_store_cells(to, cells.address, start);
		to = fdt_store_cells(to, cells.size, size);
	}
	return 0;
}

static void writer_release(struct writer *writer)
{
	dtb_nodes_release(&writer->nodes);
	blob_release(&writer->given);
	blob_release(&writer->out);
}

/* ---- the given tree's /reserved-memory ---- */

static int fail_libfdt(const struct writer *writer, int error, const char *doing)
{
	return diag_fail(writer->diag, error == -FDT_ERR_NOSPACE ? -EFBIG : -EINVAL, "%s: %s", doing, fdt_strerror(error));
}

static int add_reserved_memory(struct writer *writer)
{
	void *given = writer->given.data;
	int r = fdt_add_subnode(given, 0, RESERVED_MEMORY), node = r;

	if (r >= 0)
		r = fdt_setprop_u32(given, node, "#address-cells", writer->join->given_cells.address);
	if (!r)
		r = fdt_setprop_u32(given, node, "#size-cells", writer->join->given_cells.size);
	if (!r)
		r = fdt_setprop_empty(given, node, "ranges");
	return r < 0 ? fail_libfdt(writer, r, "adding /reserved-memory") : 0;
}

static int copy_given(struct writer *writer)
{
	int r, node;

	if (blob_alloc(writer->join->given.size + ROOM, &writer->given) < 0)
		return diag_oom(writer->diag);
	r = fdt_open_into(writer->join->given.data, writer->given.data, (int)writer->given.size);
	if (r < 0)
		return fail_libfdt(writer, r, "it cannot be changed");
	if (!writer->nodes.count)
		return 0;
	node = fdt_root_child(writer->given.data, RESERVED_MEMORY);
	if (node < 0)
		return add_reserved_memory(writer);
	if (fdt_node_is_memory(writer->given.data, node))
		return diag_fail(writer->diag, -EINVAL, "its /reserved-memory has device_type = \"memory\"");
	if (!fdt_reserved_is_understood(writer->given.data, node, writer->join->given_cells))
		return diag_fail(writer->diag, -EINVAL, "its /reserved-memory has other cells than its root, or no ranges");
	return 0;
}

/* ---- blocks and tokens ---- */

/* There is enough for both trees. */
static uint8_t *take_room(struct writer *writer, size_t size)
{
	uint8_t *at = writer->out.data + writer->used;

	if (size > writer->out.size - writer->used)
		abort();
	writer->used += size;
	return at;
}

/* Room with zeros up to a multiple of four. */
static uint8_t *take_cells(struct writer *writer, size_t size)
{
	return take_room(writer, align_down(size + 3, 4));
}

static void put(struct writer *writer, const void *bytes, size_t size)
{
	if (size)
		memcpy(take_cells(writer, size), bytes, size);
}

static void put_token(struct writer *writer, uint32_t token)
{
	store_be32(take_cells(writer, 4), token);
}

/* A property with the name of one of the own tree, whose strings stand behind those of the given tree. Returns its value's
 * place. */
static uint8_t *put_property(struct writer *writer, int own_property, size_t size)
{
	const struct fdt_property *property = fdt_get_property_by_offset(writer->join->own.data, own_property, NULL);

	put_token(writer, FDT_PROP);
	put_token(writer, (uint32_t)size);
	put_token(writer, fdt_size_dt_strings(writer->given.data) + fdt32_to_cpu(property->nameoff));
	return take_cells(writer, size);
}

/* ---- nodes of /reserved-memory ---- */

static int put_own_properties(struct writer *writer, const struct dtb_node *node)
{
	const struct fdt_cells cells = writer->join->given_cells;
	const void *own = writer->join->own.data;
	bool have_reg = false;
	int property, r = 0;

	fdt_for_each_property_offset(property, own, node->node)
	{
		const char *name;
		int length;
		const void *value = fdt_getprop_by_offset(own, property, &name, &length);
		bool is_reg = !strcmp(name, "reg");

		if (dtb_is_phandle(name) || (is_reg && have_reg))
			continue;
		if (is_reg)
			r = dtb_store_reg(put_property(writer, property, dtb_reg_size(cells, &node->reg)), cells, &node->reg,
					  writer->diag);
		else
			memcpy(put_property(writer, property, (size_t)length), value, (size_t)length);
		if (r < 0)
			return r;
		have_reg |= is_reg;
	}
	return 0;
}

static int put_rest(struct writer *writer)
{
	for (size_t i = 0; i < writer->nodes.count; i++) {
		const struct dtb_node *node = &writer->nodes.node[i];
		int r;

		if (node->is_written)
			continue;
		put_token(writer, FDT_BEGIN_NODE);
		put(writer, node->name, strlen(node->name) + 1);
		r = put_own_properties(writer, node);
		if (r < 0)
			return r;
		put_token(writer, FDT_END_NODE);
	}
	return 0;
}

/* ---- the structure ---- */

/* A pass over the tokens of the given tree. Depths: the root has 1, /reserved-memory 2, its nodes have 3. */
struct pass {
	struct writer *writer;
	const void *given;
	int offset, next, depth; /* of the token */
	int reserved_memory;	 /* the offset of the node that gets the own tree's; negative: there is nothing to get */
	bool in_reserved;
	struct dtb_names replaced; /* in the node at depth 3 */
};

static void copy_token(struct pass *pass)
{
	const uint8_t *structure = (const uint8_t *)pass->given + fdt_off_dt_struct(pass->given);

	put(pass->writer, structure + pass->offset, (size_t)(pass->next - pass->offset));
}

static void skip_node(struct pass *pass)
{
	for (int depth = 1; depth;) {
		uint32_t token = fdt_next_tag(pass->given, pass->next, &pass->next);

		if (token == FDT_END)
			abort(); /* the structure has been checked */
		depth += (token == FDT_BEGIN_NODE) - (token == FDT_END_NODE);
	}
}

/* The own tree's properties stand before those that the given tree's node keeps. */
static int begin_reserved(struct pass *pass)
{
	struct writer *writer = pass->writer;
	struct dtb_node *found = dtb_nodes_find(&writer->nodes, fdt_get_name(pass->given, pass->offset, NULL));
	int r;

	if (!found || found->is_written)
		return 0;
	found->is_written = true;
	r = dtb_names_collect(writer->join->own.data, found->node, &pass->replaced, writer->diag);
	return r < 0 ? r : put_own_properties(writer, found);
}

static int begin_node(struct pass *pass)
{
	if (pass->offset != pass->reserved_memory && fdt_node_is_memory(pass->given, pass->offset)) {
		skip_node(pass);
		return 0;
	}
	copy_token(pass);
	pass->depth++;
	pass->in_reserved |= pass->offset == pass->reserved_memory;
	return pass->in_reserved && pass->depth == 3 ? begin_reserved(pass) : 0;
}

static int end_node(struct pass *pass)
{
	int r = 0;

	if (pass->depth == 3)
		dtb_names_release(&pass->replaced);
	if (pass->depth == 2 && pass->in_reserved) {
		pass->in_reserved = false;
		r = put_rest(pass->writer);
	}
	pass->depth--;
	copy_token(pass);
	return r;
}

static void copy_property(struct pass *pass)
{
	const char *name = NULL;

	fdt_getprop_by_offset(pass->given, pass->offset, &name, NULL);
	if (pass->depth != 3 || !dtb_names_have(&pass->replaced, name))
		copy_token(pass);
}

static int put_structure(struct writer *writer)
{
	struct pass pass = { .writer = writer, .given = writer->given.data, .reserved_memory = -1 };
	uint32_t token;
	int r = 0;

	if (writer->nodes.count)
		pass.reserved_memory = fdt_root_child(pass.given, RESERVED_MEMORY);
	do {
		token = fdt_next_tag(pass.given, pass.offset, &pass.next);
		if (token == FDT_BEGIN_NODE)
			r = begin_node(&pass);
		else if (token == FDT_END_NODE)
			r = end_node(&pass);
		else if (token == FDT_PROP)
			copy_property(&pass);
		else if (token == FDT_END)
			put_token(writer, FDT_END);
		pass.offset = pass.next;
	} while (!r && token != FDT_END);
	dtb_names_release(&pass.replaced);
	return r;
}

/* ---- the other blocks ---- */

static void put_entries(struct writer *writer, const void *fdt)
{
	const uint8_t *map = (const uint8_t *)fdt + fdt_off_mem_rsvmap(fdt);

	put(writer, map, (size_t)fdt_num_mem_rsv(fdt) * sizeof(struct fdt_reserve_entry));
}

static void put_strings(struct writer *writer, const void *fdt)
{
	const size_t size = fdt_size_dt_strings(fdt);

	if (size)
		memcpy(take_room(writer, size), (const uint8_t *)fdt + fdt_off_dt_strings(fdt), size);
}

/* Devicetree Specification v0.4, 5.2 to 5.5; in libfdt's order. */
static int put_blocks(struct writer *writer)
{
	static const struct fdt_reserve_entry last;
	void *out = writer->out.data;
	int r;

	memcpy(take_room(writer, sizeof(struct fdt_header)), writer->given.data, sizeof(struct fdt_header));
	fdt_set_totalsize(out, (uint32_t)writer->out.size);

	fdt_set_off_mem_rsvmap(out, (uint32_t)writer->used);
	put_entries(writer, writer->given.data);
	put_entries(writer, writer->join->own.data);
	put(writer, &last, sizeof(last));

	fdt_set_off_dt_struct(out, (uint32_t)writer->used);
	r = put_structure(writer);
	fdt_set_size_dt_struct(out, (uint32_t)writer->used - fdt_off_dt_struct(out));

	fdt_set_off_dt_strings(out, (uint32_t)writer->used);
	put_strings(writer, writer->given.data);
	if (writer->nodes.count)
		put_strings(writer, writer->join->own.data);
	fdt_set_size_dt_strings(out, (uint32_t)writer->used - fdt_off_dt_strings(out));
	return r;
}

int dtb_join(const struct join *join, struct blob *ret, struct diag *diag)
{
	CLEANUP(writer_release) struct writer writer = { .join = join, .diag = diag };
	int r = dtb_nodes_collect(join->own.data, join->own_cells, &writer.nodes, diag);

	if (!r)
		r = copy_given(&writer);
	if (r < 0)
		return r;
	if (blob_alloc(join->given.size + 2 * join->own.size + ROOM, &writer.out) < 0)
		return diag_oom(diag);
	r = put_blocks(&writer);
	if (!r)
		*ret = blob_take(&writer.out);
	return r;
}
