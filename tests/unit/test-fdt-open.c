/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/fdt-structure.h"
#include "tests/helpers/random.h"
#include "tests/helpers/suite.h"
#include "trees.h"

/* The first property of the root of the board's tree: a token, its length, the offset of its name. */
static uint8_t *first_property(struct blob *tree)
{
	uint8_t *p = tree->data + fdt_off_dt_struct(tree->data) + 8;

	ck_assert_uint_eq(load_be32(p), FDT_PROP);
	return p;
}

static uint8_t *last_token(struct blob *tree)
{
	return tree->data + fdt_off_dt_struct(tree->data) + fdt_size_dt_struct(tree->data) - 4;
}

/* A view shorter than the header: nothing in it can be believed. */
static void empty(struct blob *tree)
{
	tree->size = 0;
}

static void shorter_than_a_header(struct blob *tree)
{
	tree->size = 39;
}

static void another_magic(struct blob *tree)
{
	store_be32(tree->data, 0xd00dfeee);
}

/* Like a half-written file, or one that a full disk cut short. */
static void one_byte_missing(struct blob *tree)
{
	tree->size--;
}

/* The tree ends before its header does. */
static void total_below_header(struct blob *tree)
{
	store_be32(tree->data + 4, 39);
}

/* Version 3 aligns properties in its own way; nothing has written it since 2005. */
static void old_version(struct blob *tree)
{
	store_be32(tree->data + 20, 3);
	store_be32(tree->data + 24, 2);
}

/* Written for readers of a version that does not exist yet. */
static void future_version(struct blob *tree)
{
	store_be32(tree->data + 24, 18);
}

/* libfdt reads tokens as aligned words. */
static void structure_misaligned(struct blob *tree)
{
	store_be32(tree->data + 8, load_be32(tree->data + 8) + 2);
}

static void reservations_misaligned(struct blob *tree)
{
	store_be32(tree->data + 16, 44);
}

/* The structure begins behind the end. */
static void structure_outside(struct blob *tree)
{
	store_be32(tree->data + 8, ((uint32_t)tree->size + 7) & ~3u);
}

/* Offset and size wrap around 32 bits. */
static void structure_size_wraps(struct blob *tree)
{
	store_be32(tree->data + 36, 0xfffffffc);
}

/* libfdt 1.6 takes this for a step of 0 bytes and walks on the spot for ever. */
static void property_of_minus_12_bytes(struct blob *tree)
{
	store_be32(first_property(tree) + 4, 0xfffffff4);
}

/* libfdt 1.6 accepts it and hands out a length below zero. */
static void property_of_minus_8_bytes(struct blob *tree)
{
	store_be32(first_property(tree) + 4, 0xfffffff8);
}

/* Counted in 32 bits it ends before its name's offset, which here looks like the next token. */
static void property_of_minus_4_bytes(struct blob *tree)
{
	store_be32(first_property(tree) + 4, 0xfffffffc);
	store_be32(first_property(tree) + 8, FDT_NOP);
	store_be32(first_property(tree) + 12, FDT_NOP);
}

static void property_of_two_gigabytes(struct blob *tree)
{
	store_be32(first_property(tree) + 4, INT_MAX);
}

static void property_name_outside(struct blob *tree)
{
	store_be32(first_property(tree) + 8, 0x10000);
}

/* The file goes on behind the strings. */
static void property_name_behind_the_strings(struct blob *tree)
{
	uint32_t size = load_be32(tree->data + 32) - 1;

	store_be32(tree->data + 32, size);
	store_be32(first_property(tree) + 8, size);
}

static void unknown_token(struct blob *tree)
{
	store_be32(first_property(tree), 7);
}

/* Without an end a reader runs into the strings. */
static void no_end(struct blob *tree)
{
	store_be32(last_token(tree), FDT_NOP);
}

/* The root is closed before its nodes come. */
static void closed_too_often(struct blob *tree)
{
	uint8_t *p = first_property(tree);

	store_be32(p, FDT_END_NODE);
	for (int i = 1; i < 4; i++)
		store_be32(p + 4 * i, FDT_NOP);
}

/* A structure of three tokens: the first closes a node. */
static void end_of_no_node(struct blob *tree)
{
	store_be32(tree->data + fdt_off_dt_struct(tree->data), FDT_END_NODE);
}

/* libfdt 1.6 accepts it, and Linux takes the first for the whole. */
static void two_roots(struct blob *tree)
{
	uint8_t *p = first_property(tree);

	store_be32(p, FDT_END_NODE);
	store_be32(p + 4, FDT_BEGIN_NODE);
	store_be32(p + 8, 0);
}

/* 5.4.1: its name has no bytes. */
static void root_with_a_name(struct blob *tree)
{
	store_be32(tree->data + fdt_off_dt_struct(tree->data) + 4, 0x2f000000);
}

static void strings_outside(struct blob *tree)
{
	store_be32(tree->data + 32, load_be32(tree->data + 32) + 4096);
}

/* The end comes while the root is open. */
static void never_closed(struct blob *tree)
{
	store_be32(last_token(tree) - 4, FDT_NOP);
}

/* The name of the node at the end of the structure has no NUL in it. */
static void name_without_end(struct blob *tree)
{
	store_be32(last_token(tree) - 4, FDT_BEGIN_NODE);
	store_be32(last_token(tree), 0x41414141);
}

/* The property's head is cut by the end of the structure. */
static void property_cut(struct blob *tree)
{
	store_be32(last_token(tree), FDT_PROP);
}

/* Version 16 is read without regard to this size, and what libfdt makes of it keeps so much of the strings. */
static void version_16_without_strings(struct blob *tree)
{
	store_be32(tree->data + 20, 16);
	store_be32(tree->data + 32, 0);
}

/* The list of reservations is closed by an entry of size 0; here the structure is read as further entries. */
static void reservations_without_end(struct blob *tree)
{
	for (uint8_t *p = tree->data + 40; p + 4 <= tree->data + tree->size; p += 4)
		if (!load_be32(p))
			store_be32(p, 1);
}

#define HOSTILE(name, message)                                                                                                 \
	{                                                                                                                      \
#name, name, message                                                                                           \
	}

static const struct {
	const char *name;
	void (*damage)(struct blob *tree);
	const char *message;
} hostile[] = {
	HOSTILE(empty, "not a devicetree: it has 0 bytes, the header alone needs 40"),
	HOSTILE(shorter_than_a_header, "not a devicetree: it has 39 bytes, the header alone needs 40"),
	HOSTILE(another_magic, "not a devicetree: it begins with 0xd00dfeee, expected 0xd00dfeed"),
	HOSTILE(one_byte_missing, "devicetree cut short: its header gives a size of "),
	HOSTILE(total_below_header, "devicetree damaged: its header gives a size of 39 bytes, the header alone needs 40"),
	HOSTILE(old_version, "devicetree of version 3, expected 16 or later"),
	HOSTILE(future_version, "devicetree damaged: FDT_ERR_BADVERSION"),
	HOSTILE(structure_misaligned, "expected multiples of 4 and 8"),
	HOSTILE(reservations_misaligned, "expected multiples of 4 and 8"),
	HOSTILE(structure_outside, "its structure or its strings reach beyond its "),
	HOSTILE(structure_size_wraps, "its structure or its strings reach beyond its "),
	HOSTILE(property_of_minus_12_bytes, "is cut short or unknown"),
	HOSTILE(property_of_minus_8_bytes, "is cut short or unknown"),
	HOSTILE(property_of_minus_4_bytes, "is cut short or unknown"),
	HOSTILE(property_of_two_gigabytes, "is cut short or unknown"),
	HOSTILE(property_name_outside, "the name of the property at offset 0x"),
	HOSTILE(property_name_behind_the_strings, " is outside of the strings"),
	HOSTILE(unknown_token, "is cut short or unknown"),
	HOSTILE(no_end, "devicetree damaged: its structure has no end"),
	HOSTILE(closed_too_often, " is in no node"),
	HOSTILE(end_of_no_node, " closes none"),
	HOSTILE(two_roots, " is a second root"),
	HOSTILE(root_with_a_name, "the root at offset 0x"),
	HOSTILE(strings_outside, "its structure or its strings reach beyond its "),
	HOSTILE(never_closed, "devicetree damaged: its structure ends inside a node"),
	HOSTILE(name_without_end, "is cut short or unknown"),
	HOSTILE(property_cut, "is cut short or unknown"),
	HOSTILE(version_16_without_strings, "devicetree damaged: FDT_ERR_"),
	HOSTILE(reservations_without_end, "devicetree damaged: "),
};

START_TEST(damaged_tree_is_refused_with_its_reason)
{
	CLEANUP(blob_release) struct blob tree = cook(&board), exact = { 0 };
	CLEANUP(devicetree_release) struct devicetree result = { 0 };
	struct diag diag = { 0 };

	hostile[_i].damage(&tree);
	/* In a block of its own size the address sanitizer sees each step over its end. */
	ck_assert_int_eq(blob_alloc(tree.size, &exact), 0);
	memcpy(exact.data, tree.data, tree.size);
	exact.size = tree.size;
	ck_assert_int_eq(devicetree_open(blob_view(&exact), "file", &result, &diag), -EINVAL);
	ck_assert_msg(strncmp(diag.message, "devicetree file: ", 17) == 0, "%s", diag.message);
	ck_assert_msg(strstr(diag.message, hostile[_i].message) != NULL, "%s: %s", hostile[_i].name, diag.message);
	ck_assert_ptr_null(result.tree.data);
}
END_TEST

/* The header of version 16 has no size of the structure. */
/* The board's tree, whose first property has a name of so many bytes. The strings come last in it. */
static struct blob with_long_name(size_t length)
{
	CLEANUP(blob_release) struct blob tree = cook(&board);
	uint32_t strings = fdt_size_dt_strings(tree.data);
	size_t end = fdt_off_dt_strings(tree.data) + strings;
	struct blob longer;

	store_be32(first_property(&tree) + 8, strings);
	ck_assert_int_eq(blob_alloc(end + length + 1, &longer), 0);
	memcpy(longer.data, tree.data, end);
	memset(longer.data + end, 'a', length);
	fdt_set_totalsize(longer.data, (uint32_t)longer.size);
	fdt_set_size_dt_strings(longer.data, strings + (uint32_t)length + 1);
	return longer;
}

/* libfdt reads a name to its end once per property: a name of a megabyte in each of 80000 takes it minutes. */
START_TEST(name_of_a_property_has_at_most_255_bytes)
{
	CLEANUP(blob_release) struct blob most = with_long_name(255), more = with_long_name(256);
	CLEANUP(devicetree_release) struct devicetree result = { 0 };
	struct diag diag = { 0 };

	ck_assert_msg(!devicetree_open(blob_view(&most), "file", &result, &diag), "%s", diag.message);
	devicetree_release(&result);
	ck_assert_int_eq(devicetree_open(blob_view(&more), "file", &result, &diag), -EINVAL);
	ck_assert_msg(strstr(diag.message, "has more than 255 bytes") != NULL, "%s", diag.message);
}
END_TEST

/* Without the NUL, which would be behind the strings: 255 bytes have lost their end, 256 are too many whatever follows. */
START_TEST(name_of_a_property_may_lack_its_end)
{
	static const char *const message[] = { "is outside of the strings", "has more than 255 bytes" };
	CLEANUP(blob_release) struct blob tree = with_long_name((size_t)(255 + _i));
	CLEANUP(devicetree_release) struct devicetree result = { 0 };
	struct diag diag = { 0 };

	fdt_set_size_dt_strings(tree.data, fdt_size_dt_strings(tree.data) - 1);
	ck_assert_int_eq(devicetree_open(blob_view(&tree), "file", &result, &diag), -EINVAL);
	ck_assert_msg(strstr(diag.message, message[_i]) != NULL, "%s", diag.message);
}
END_TEST

START_TEST(version_16_is_read)
{
	CLEANUP(blob_release) struct blob tree = cook(&board);
	CLEANUP(devicetree_release) struct devicetree result = { 0 };
	struct diag diag = { 0 };

	store_be32(tree.data + 20, 16);
	store_be32(tree.data + 36, 0xffffffff);
	ck_assert_int_eq(devicetree_open(blob_view(&tree), "file", &result, &diag), 0);
	ck_assert_uint_eq(fdt_version(result.tree.data), 17);
	ck_assert_int_ge(fdt_path_offset(result.tree.data, "/psci"), 0);
}
END_TEST

/* Blocks in another order than libfdt's, as other writers leave them: strings first. */
START_TEST(blocks_may_lie_in_any_order)
{
	CLEANUP(blob_release) struct blob tree = cook(&board), other = { 0 };
	CLEANUP(devicetree_release) struct devicetree result = { 0 };
	uint32_t strings = fdt_size_dt_strings(tree.data), structure = fdt_size_dt_struct(tree.data);
	uint32_t rsvmap = (40 + strings + 7) / 8 * 8, at = rsvmap + 3 * 16;
	struct diag diag = { 0 };

	ck_assert_int_eq(blob_alloc(at + structure, &other), 0);
	memcpy(other.data, tree.data, 40);
	memcpy(other.data + 40, tree.data + fdt_off_dt_strings(tree.data), strings);
	memcpy(other.data + rsvmap, tree.data + fdt_off_mem_rsvmap(tree.data), 3 * 16);
	memcpy(other.data + at, tree.data + fdt_off_dt_struct(tree.data), structure);
	fdt_set_totalsize(other.data, (uint32_t)other.size);
	fdt_set_off_dt_strings(other.data, 40);
	fdt_set_off_mem_rsvmap(other.data, rsvmap);
	fdt_set_off_dt_struct(other.data, at);
	ck_assert_int_eq(devicetree_open(blob_view(&other), "file", &result, &diag), 0);
	ck_assert_int_eq(fdt_num_mem_rsv(result.tree.data), 2);
	ck_assert_uint_eq(fdt_size_dt_struct(result.tree.data), structure);
	ck_assert_int_ge(fdt_path_offset(result.tree.data, "/psci"), 0);
}
END_TEST

/* The specification lets FDT_NOP stand anywhere (5.4.1); libfdt finds no root behind it, and its full check refuses it at the end. */
START_TEST(nothing_is_around_the_root_but_the_end)
{
	CLEANUP(blob_release) struct blob tree = cook(&board), longer = { 0 };
	CLEANUP(devicetree_release) struct devicetree opened = { 0 };
	uint32_t strings = fdt_off_dt_strings(tree.data), size = fdt_size_dt_struct(tree.data);
	uint32_t at = _i ? strings - 4 : fdt_off_dt_struct(tree.data); /* of the first token behind the FDT_NOPs */
	struct diag diag = { 0 };

	ck_assert_int_eq(blob_alloc(tree.size + 8, &longer), 0);
	memcpy(longer.data, tree.data, at);
	store_be32(longer.data + at, FDT_NOP);
	store_be32(longer.data + at + 4, FDT_NOP);
	memcpy(longer.data + at + 8, tree.data + at, tree.size - at);
	fdt_set_totalsize(longer.data, (uint32_t)longer.size);
	fdt_set_off_dt_strings(longer.data, strings + 8);
	fdt_set_size_dt_struct(longer.data, size + 8);
	ck_assert_msg(devicetree_open(blob_view(&longer), "test", &opened, &diag) == 0, "%s", diag.message);
	ck_assert_int_eq(fdt_check_full(opened.tree.data, opened.tree.size), 0);
	ck_assert_uint_eq(fdt_size_dt_struct(opened.tree.data), size);
	ck_assert_int_ge(fdt_path_offset(opened.tree.data, "/psci"), 0);
}
END_TEST

/* Before it is copied: a kernel file may bring a tree of any size. */
START_TEST(larger_tree_is_refused)
{
	CLEANUP(blob_release) struct blob tree = cook(&board), large = { 0 };
	CLEANUP(devicetree_release) struct devicetree opened = { 0 };
	struct diag diag = { 0 };
	void *value;

	ck_assert_int_eq(blob_alloc(DTB_SIZE_MAX + 0x10000, &large), 0);
	must(fdt_open_into(tree.data, large.data, (int)large.size));
	must(fdt_setprop_placeholder(large.data, 0, "firmware", (int)DTB_SIZE_MAX, &value));
	ck_assert_int_eq(devicetree_open(blob_view(&large), "large.dtb", &opened, &diag), -EFBIG);
	ck_assert_msg(strstr(diag.message, "devicetree large.dtb: devicetree of 2"), "%s", diag.message);
	ck_assert_msg(strstr(diag.message, " bytes, at most 2097152 are accepted"), "%s", diag.message);
}
END_TEST

START_TEST(opened_tree_is_packed_and_knows_the_size_of_its_source)
{
	CLEANUP(blob_release) struct blob tree = cook(&board), padded = { 0 };
	CLEANUP(devicetree_release) struct devicetree plain = { 0 }, loose = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(blob_alloc(0x100000, &padded), 0);
	must(fdt_open_into(tree.data, padded.data, (int)padded.size));
	ck_assert_int_eq(devicetree_open(blob_view(&tree), "plain", &plain, &diag), 0);
	ck_assert_int_eq(devicetree_open(blob_view(&padded), "loose", &loose, &diag), 0);
	ck_assert_uint_eq(loose.source_size, 0x100000);
	ck_assert_uint_eq(loose.tree.size, fdt_totalsize(loose.tree.data));
	ck_assert_uint_eq(loose.tree.size, plain.tree.size);
	ck_assert_mem_eq(loose.tree.data, plain.tree.data, plain.tree.size);
}
END_TEST

/* Every prefix of a good tree, as if the header knew: totalsize says what is there. */
START_TEST(no_prefix_crashes)
{
	CLEANUP(blob_release) struct blob tree = cook(&stale);

	for (size_t size = 40; size < tree.size; size++) {
		CLEANUP(blob_release) struct blob cut = { 0 };
		CLEANUP(devicetree_release) struct devicetree result = { 0 };
		struct diag diag = { 0 };

		ck_assert_int_eq(blob_alloc(size, &cut), 0);
		memcpy(cut.data, tree.data, size);
		fdt_set_totalsize(cut.data, (uint32_t)size);
		ck_assert_int_eq(devicetree_open(blob_view(&cut), "file", &result, &diag), -EINVAL);
	}
}
END_TEST

/* What libfdt's own check says of a tree that was accepted, and of the children of its root. */
static void libfdt_agrees(const void *fdt, size_t size, uint64_t seed)
{
	static const char *const names[] = { "chosen", "reserved-memory", "psci", "memory", "memory@40000000", "cpus", "", "@" };

	ck_assert_msg(fdt_check_full(fdt, size) == 0, "WARMKEXEC_SEED=%llu: %s", (unsigned long long)seed,
		      fdt_strerror(fdt_check_full(fdt, size)));
	for (size_t i = 0; i < COUNT(names); i++)
		ck_assert_int_eq(fdt_root_child(fdt, names[i]), fdt_subnode_offset(fdt, 0, names[i]));
}

/* Words of the tree become others of its words, or small numbers: tokens, lengths and offsets in wrong places. */
static void damage_at_random(struct blob *tree, struct random *random)
{
	size_t words = tree->size / 4;

	for (uint64_t n = random_from_to(random, 0, 4); n; n--) {
		size_t at = (size_t)random_below(random, words) * 4;

		store_be32(tree->data + at, random_once_in(random, 2) ? (uint32_t)random_below(random, 12) :
									load_be32(tree->data + random_below(random, words) * 4));
	}
	store_be32(tree->data + 4, (uint32_t)tree->size);
}

START_TEST(what_is_accepted_is_right_for_libfdt)
{
	struct rounds rounds = random_rounds(20000);
	size_t accepted = 0;

	for (uint64_t seed = rounds.first; seed < rounds.first + rounds.count; seed++) {
		struct random random = random_from(seed);
		CLEANUP(blob_release) struct blob tree = cook(random_once_in(&random, 2) ? &board : &stale);
		CLEANUP(devicetree_release) struct devicetree result = { 0 };
		struct diag diag = { 0 };

		damage_at_random(&tree, &random);
		if (devicetree_open(blob_view(&tree), "file", &result, &diag))
			continue;
		libfdt_agrees(result.tree.data, result.tree.size, seed);
		accepted++;
	}
	ck_assert_uint_gt(accepted, rounds.count / 10);
}
END_TEST

static Suite *fdt_open_suite(void)
{
	Suite *suite = suite_create("fdt-open");
	TCase *tcase = tcase_create("fdt-open");

	tcase_add_loop_test(tcase, damaged_tree_is_refused_with_its_reason, 0, COUNT(hostile));
	tcase_add_test(tcase, name_of_a_property_has_at_most_255_bytes);
	tcase_add_loop_test(tcase, name_of_a_property_may_lack_its_end, 0, 2);
	tcase_add_test(tcase, version_16_is_read);
	tcase_add_test(tcase, blocks_may_lie_in_any_order);
	tcase_add_loop_test(tcase, nothing_is_around_the_root_but_the_end, 0, 2);
	tcase_add_test(tcase, larger_tree_is_refused);
	tcase_add_test(tcase, opened_tree_is_packed_and_knows_the_size_of_its_source);
	tcase_add_test(tcase, no_prefix_crashes);
	tcase_add_test(tcase, what_is_accepted_is_right_for_libfdt);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return run_suite(fdt_open_suite());
}
