/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/root-compatible.h"

#include <stdbool.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/image/magic.h"

/* 5.2, header: offsets. */
#define HEADER_SIZE 40
#define TOTALSIZE 4
#define STRUCT_OFFSET 8
#define STRINGS_OFFSET 12
#define VERSION 20
#define OLDEST_VERSION 16

/* 5.4, structure block. */
#define BEGIN_NODE 1u
#define PROP 3u
#define NOP 4u

static struct view tail(struct view bytes, size_t offset)
{
	if (offset > bytes.size)
		return (struct view){ 0 };
	return (struct view){ bytes.data + offset, bytes.size - offset };
}

/* The bytes that the header counts, or nothing. */
static struct view counted(struct view tree)
{
	uint32_t size;

	if (tree.size < HEADER_SIZE || !HAS_MAGIC(tree, 0, "\xd0\x0d\xfe\xed"))
		return (struct view){ 0 };
	size = load_be32(tree.data + TOTALSIZE);
	if (size < HEADER_SIZE || size > tree.size || load_be32(tree.data + VERSION) < OLDEST_VERSION)
		return (struct view){ 0 };
	return (struct view){ tree.data, size };
}

/* Takes so many bytes off the front, and the padding to the next token. False: there are not as many. */
static bool skip(struct view *bytes, size_t size)
{
	size_t padded = (size + 3) & ~(size_t)3;

	if (padded < size || padded > bytes->size)
		return false;
	*bytes = tail(*bytes, padded);
	return true;
}

/* Goes on to the token behind the root's name, which is empty by the specification and was not always so. */
static bool enter_root(struct view *tokens)
{
	const uint8_t *nul;

	while (tokens->size >= 4 && load_be32(tokens->data) == NOP)
		skip(tokens, 4);
	if (tokens->size < 8 || load_be32(tokens->data) != BEGIN_NODE)
		return false;
	nul = memchr(tokens->data + 4, 0, tokens->size - 4);
	return nul && skip(tokens, (size_t)(nul + 1 - tokens->data));
}

/* The properties of a node come before its children. */
static struct view find_property(struct view tokens, struct view strings, const char *name)
{
	size_t name_size = strlen(name) + 1;
	struct view value;

	for (;;) {
		if (tokens.size >= 4 && load_be32(tokens.data) == NOP) {
			tokens = tail(tokens, 4);
			continue;
		}
		if (tokens.size < 12 || load_be32(tokens.data) != PROP)
			return (struct view){ 0 };
		value = (struct view){ tokens.data + 12, load_be32(tokens.data + 4) };
		if (value.size > tokens.size - 12)
			return (struct view){ 0 };
		if (has_magic(strings, load_be32(tokens.data + 8), name, name_size))
			return value;
		if (!skip(&tokens, 12 + value.size))
			return (struct view){ 0 };
	}
}

struct view root_compatible(struct view tree)
{
	struct view bytes = counted(tree), tokens;

	if (!bytes.size)
		return bytes;
	tokens = tail(bytes, load_be32(bytes.data + STRUCT_OFFSET));
	if (!enter_root(&tokens))
		return (struct view){ 0 };
	return find_property(tokens, tail(bytes, load_be32(bytes.data + STRINGS_OFFSET)), "compatible");
}

struct view first_compatible(struct view compatible)
{
	const uint8_t *nul = compatible.size ? memchr(compatible.data, 0, compatible.size) : NULL;

	if (!nul)
		return (struct view){ 0 };
	return (struct view){ compatible.data, (size_t)(nul - compatible.data) };
}
