/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/fdt-overlay.h"
#include "tests/helpers/suite.h"

static void must(int r)
{
	ck_assert_msg(r >= 0, "%s", fdt_strerror(r));
}

static void put_alias(void *fdt, const char *value)
{
	must(fdt_begin_node(fdt, "aliases"));
	must(fdt_property_string(fdt, "a", value));
	must(fdt_end_node(fdt));
}

/* A base with a port that is labelled "port" and disabled. */
static struct blob make_base_with(const char *alias)
{
	struct blob blob;

	must(blob_alloc(4096, &blob));
	must(fdt_create(blob.data, 4096));
	must(fdt_finish_reservemap(blob.data));
	must(fdt_begin_node(blob.data, ""));
	must(fdt_property_string(blob.data, "compatible", "test,base"));
	put_alias(blob.data, alias);
	must(fdt_begin_node(blob.data, "port@1"));
	must(fdt_property_u32(blob.data, "phandle", 7));
	must(fdt_property_string(blob.data, "status", "disabled"));
	must(fdt_end_node(blob.data));
	must(fdt_begin_node(blob.data, "__symbols__"));
	must(fdt_property_string(blob.data, "port", "/port@1"));
	must(fdt_end_node(blob.data));
	must(fdt_end_node(blob.data));
	must(fdt_finish(blob.data));
	return blob;
}

static struct blob make_base(void)
{
	return make_base_with("/port@1");
}

/* The changes of a test in the overlay. */
struct recipe {
	const char *target_path; /* NULL: target */
	const char *fixup;	 /* of the label "port" */
	const char *label;	 /* NULL: "port" */
	bool have_local;	 /* a local fixup of __overlay__/link, for a phandle of the overlay itself */
	uint32_t local_offset;
	const char *local_name;	 /* NULL: "link" */
	const char *local_child; /* NULL: "__overlay__" */
	int depth;		 /* of nodes below __overlay__ */
};

static void put_local_fixups(void *fdt, const struct recipe *recipe)
{
	must(fdt_begin_node(fdt, "__local_fixups__"));
	must(fdt_begin_node(fdt, "fragment@0"));
	must(fdt_begin_node(fdt, recipe->local_child ? recipe->local_child : "__overlay__"));
	must(fdt_property_u32(fdt, recipe->local_name ? recipe->local_name : "link", recipe->local_offset));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
}

static void put_fragment(void *fdt, const struct recipe *recipe)
{
	must(fdt_begin_node(fdt, "fragment@0"));
	if (recipe->target_path)
		must(fdt_property_string(fdt, "target-path", recipe->target_path));
	else
		must(fdt_property_u32(fdt, "target", 0xffffffff));
	must(fdt_begin_node(fdt, "__overlay__"));
	must(fdt_property_string(fdt, "status", "okay"));
	must(fdt_property_u32(fdt, "link", 1));
	must(fdt_begin_node(fdt, "added"));
	must(fdt_property_u32(fdt, "phandle", 1));
	must(fdt_end_node(fdt));
	for (int i = 0; i < recipe->depth; i++)
		must(fdt_begin_node(fdt, "deep"));
	for (int i = 0; i < recipe->depth; i++)
		must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
}

static struct blob make_overlay(const struct recipe *recipe)
{
	struct blob blob;

	must(blob_alloc(65536, &blob));
	must(fdt_create(blob.data, 65536));
	must(fdt_finish_reservemap(blob.data));
	must(fdt_begin_node(blob.data, ""));
	put_fragment(blob.data, recipe);
	put_alias(blob.data, "a");
	if (recipe->fixup) {
		must(fdt_begin_node(blob.data, "__fixups__"));
		must(fdt_property_string(blob.data, recipe->label ? recipe->label : "port", recipe->fixup));
		must(fdt_end_node(blob.data));
	}
	if (recipe->have_local)
		put_local_fixups(blob.data, recipe);
	must(fdt_end_node(blob.data));
	must(fdt_finish(blob.data));
	return blob;
}

START_TEST(applies_an_overlay)
{
	const struct recipe recipe = { .fixup = "/fragment@0:target:0", .have_local = true };
	CLEANUP(blob_release) struct blob base = make_base();
	CLEANUP(blob_release) struct blob overlay = make_overlay(&recipe);
	CLEANUP(blob_release) struct blob tree = { 0 };
	struct diag diag = { 0 };
	int r = fdt_overlay(blob_view(&base), blob_view(&overlay), &tree, &diag), node;

	ck_assert_msg(r == 0, "%s", diag.message);
	ck_assert_int_eq(fdt_check_full(tree.data, tree.size), 0);
	node = fdt_path_offset(tree.data, "/port@1");
	ck_assert_str_eq(fdt_getprop(tree.data, node, "status", NULL), "okay");
	/* The overlay's own phandles are moved behind the base's, and what refers to them as well. */
	ck_assert_uint_eq(load_be32(fdt_getprop(tree.data, node, "link", NULL)), 8);
	ck_assert_uint_eq(fdt_get_phandle(tree.data, fdt_path_offset(tree.data, "/port@1/added")), 8);
}
END_TEST

START_TEST(a_target_may_be_an_alias)
{
	const struct recipe recipe = { .target_path = "a" };
	CLEANUP(blob_release) struct blob base = make_base();
	CLEANUP(blob_release) struct blob overlay = make_overlay(&recipe);
	CLEANUP(blob_release) struct blob tree = { 0 };
	struct diag diag = { 0 };
	int r = fdt_overlay(blob_view(&base), blob_view(&overlay), &tree, &diag);

	ck_assert_msg(r == 0, "%s", diag.message);
	ck_assert_str_eq(fdt_getprop(tree.data, fdt_path_offset(tree.data, "/port@1"), "status", NULL), "okay");
}
END_TEST

/* libfdt 1.6 follows it until the stack is full. */
START_TEST(refuses_a_base_with_an_alias_of_an_alias)
{
	const struct recipe recipe = { .target_path = "a" };
	CLEANUP(blob_release) struct blob base = make_base_with("a");
	CLEANUP(blob_release) struct blob overlay = make_overlay(&recipe);
	struct blob tree = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(fdt_overlay(blob_view(&base), blob_view(&overlay), &tree, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, "the devicetree is damaged: an alias is no path from its root");
	ck_assert_ptr_null(tree.data);
}
END_TEST

static void assert_refuses(const struct recipe *recipe, const char *message)
{
	CLEANUP(blob_release) struct blob base = make_base();
	CLEANUP(blob_release) struct blob overlay = make_overlay(recipe);
	struct blob tree = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(fdt_overlay(blob_view(&base), blob_view(&overlay), &tree, &diag), -EINVAL);
	ck_assert_msg(strstr(diag.message, message), "%s", diag.message);
	ck_assert_ptr_null(tree.data);
}

/* libfdt 1.6 reads the offset as an int, adds and writes without a look: the last two lead 4 GiB away. */
static const struct recipe bad_fixups[] = {
	{ .fixup = "/fragment@0:target:4" },
	{ .fixup = "/fragment@0:target:1" },
	{ .fixup = "/fragment@0:none:0" },
	{ .fixup = "/fragment@1:target:0" },
	{ .fixup = "/fragment@0:target" },
	{ .fixup = "/fragment@0" },
	{ .fixup = "" },
	{ .fixup = "a:target:0" }, /* an alias of itself */
	{ .fixup = "/fragment@0:target:" },
	{ .fixup = "/fragment@0:target:0x0" },
	{ .fixup = "/fragment@0:target:-4" },
	{ .fixup = "/fragment@0:target:4294967292" },
};

START_TEST(refuses_a_fixup_outside_its_property)
{
	assert_refuses(&bad_fixups[_i], "the overlay is damaged: a fixup is ");
}
END_TEST

static const struct recipe bad_local_fixups[] = {
	{ .have_local = true, .local_offset = 1 },	    { .have_local = true, .local_offset = 4 },
	{ .have_local = true, .local_offset = 0x40000000 }, { .have_local = true, .local_offset = 0xfffffffc },
	{ .have_local = true, .local_name = "none" },	    { .have_local = true, .local_child = "none" },
};

START_TEST(refuses_a_local_fixup_outside_its_property)
{
	assert_refuses(&bad_local_fixups[_i], "the overlay is damaged: a local fixup is ");
}
END_TEST

START_TEST(refuses_a_tree_that_is_too_deep)
{
	const struct recipe recipe = { .fixup = "/fragment@0:target:0", .depth = 100 };

	assert_refuses(&recipe, "the overlay has nodes that are more than 64 deep");
}
END_TEST

START_TEST(refuses_an_overlay_for_another_base)
{
	const struct recipe recipe = { .fixup = "/fragment@0:target:0", .label = "absent" };

	assert_refuses(&recipe, "the overlay cannot be applied: ");
}
END_TEST

START_TEST(refuses_a_tree_that_is_no_overlay)
{
	CLEANUP(blob_release) struct blob base = make_base();
	struct blob tree = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(fdt_overlay(blob_view(&base), blob_view(&base), &tree, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, "it is no overlay: it has no node with an __overlay__");
}
END_TEST

START_TEST(refuses_bytes_that_are_no_tree)
{
	const struct recipe recipe = { 0 };
	CLEANUP(blob_release) struct blob base = make_base();
	CLEANUP(blob_release) struct blob overlay = make_overlay(&recipe);
	struct view cut = { .data = overlay.data, .size = 100 };
	struct blob tree = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(fdt_overlay(blob_view(&base), cut, &tree, &diag), -EINVAL);
	ck_assert_msg(strstr(diag.message, "cut short"), "%s", diag.message);
	overlay.size = FDT_OVERLAY_SIZE_MAX + 1;
	ck_assert_int_eq(fdt_overlay(blob_view(&base), blob_view(&overlay), &tree, &diag), -EFBIG);
	ck_assert_ptr_null(tree.data);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fdt-overlay");
	TCase *tcase = tcase_create("fdt-overlay");

	tcase_add_test(tcase, applies_an_overlay);
	tcase_add_loop_test(tcase, refuses_a_fixup_outside_its_property, 0, COUNT(bad_fixups));
	tcase_add_loop_test(tcase, refuses_a_local_fixup_outside_its_property, 0, COUNT(bad_local_fixups));
	tcase_add_test(tcase, a_target_may_be_an_alias);
	tcase_add_test(tcase, refuses_a_base_with_an_alias_of_an_alias);
	tcase_add_test(tcase, refuses_a_tree_that_is_too_deep);
	tcase_add_test(tcase, refuses_an_overlay_for_another_base);
	tcase_add_test(tcase, refuses_a_tree_that_is_no_overlay);
	tcase_add_test(tcase, refuses_bytes_that_are_no_tree);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
