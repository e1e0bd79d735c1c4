/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libfdt.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/fdt-folder.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/parts/dtb.h"
#include "tests/helpers/suite.h"
#include "trees.h"

#define BASE "sys/firmware/devicetree/base"
#define LINK "proc/device-tree"

/* A root folder of its own for each test, opened. */
struct sandbox {
	char path[64];
	int fd;
};

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void sandbox_remove(struct sandbox *sandbox)
{
	close(sandbox->fd);
	nftw(sandbox->path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

#define SANDBOX(name) CLEANUP(sandbox_remove) struct sandbox name = sandbox_make()

/* Makes the folder path and those above it. */
static void put_folder(const struct sandbox *sandbox, const char *path)
{
	char above[512];

	for (const char *p = path; (p = strchr(p, '/')); p++) {
		snprintf(above, sizeof(above), "%.*s", (int)(p - path), path);
		ck_assert(!mkdirat(sandbox->fd, above, 0755) || errno == EEXIST);
	}
	ck_assert(!mkdirat(sandbox->fd, path, 0755) || errno == EEXIST);
}

static struct sandbox sandbox_make(void)
{
	struct sandbox sandbox = { .path = "/tmp/test-devicetree-XXXXXX" };

	ck_assert_ptr_nonnull(mkdtemp(sandbox.path));
	ck_assert_int_eq(chmod(sandbox.path, 0755), 0);
	sandbox.fd = open(sandbox.path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(sandbox.fd, 0);
	put_folder(&sandbox, BASE);
	return sandbox;
}

/* A file of size bytes; NULL value: of zeros. */
static void put_file(const struct sandbox *sandbox, const char *path, const void *value, size_t size)
{
	int fd = openat(sandbox->fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	ck_assert_msg(fd >= 0, "%s", path);
	if (value)
		ck_assert_int_eq(write(fd, value, size), (ssize_t)size);
	else
		ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
	close(fd);
}

static void put_string(const struct sandbox *sandbox, const char *path, const char *value)
{
	put_file(sandbox, path, value, strlen(value) + 1);
}

static void put_board(const struct sandbox *sandbox)
{
	put_folder(sandbox, BASE "/chosen");
	put_string(sandbox, BASE "/name", "");
	put_file(sandbox, BASE "/#address-cells", "\0\0\0\2", 4);
	put_string(sandbox, BASE "/model", "board");
	put_file(sandbox, BASE "/zero", "", 0);
	put_string(sandbox, BASE "/chosen/name", "chosen");
	put_string(sandbox, BASE "/chosen/bootargs", "quiet");
	put_folder(sandbox, BASE "/a-node/uart@9000000");
	put_string(sandbox, BASE "/a-node/uart@9000000/status", "okay");
}

static struct blob flatten(const struct sandbox *sandbox, const char *path)
{
	struct blob result = { 0 };
	struct diag diag = { 0 };
	int r = host_devicetree_flatten(sandbox->fd, path, &result, &diag);

	ck_assert_msg(r == 0, "%d: %s", r, diag.message);
	ck_assert_int_eq(fdt_check_full(result.data, result.size), 0);
	return result;
}

static void assert_error(const struct sandbox *sandbox, const char *path, int error, const char *message)
{
	CLEANUP(blob_release) struct blob result = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(host_devicetree_flatten(sandbox->fd, path, &result, &diag), error);
	ck_assert_str_eq(diag.message, message);
	ck_assert_ptr_null(result.data);
}

/* put_board() as a tree: properties before nodes, each sorted, without "name". */
static void board_root(void *fdt)
{
	must(fdt_property(fdt, "#address-cells", "\0\0\0\2", 4));
	must(fdt_property_string(fdt, "model", "board"));
	must(fdt_property(fdt, "zero", "", 0));
}

static void board_all_nodes(void *fdt)
{
	must(fdt_begin_node(fdt, "a-node"));
	must(fdt_begin_node(fdt, "uart@9000000"));
	must(fdt_property_string(fdt, "status", "okay"));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
	must(fdt_begin_node(fdt, "chosen"));
	must(fdt_property_string(fdt, "bootargs", "quiet"));
	must(fdt_end_node(fdt));
}

static const struct recipe board_as_tree = { .root = board_root, .nodes = board_all_nodes };

static void assert_same_property(const void *a, const void *b, int offset)
{
	const char *name, *other_name;
	int size, other_size;
	const void *value = fdt_getprop_by_offset(a, offset, &name, &size);
	const void *other_value = fdt_getprop_by_offset(b, offset, &other_name, &other_size);

	ck_assert_str_eq(name, other_name);
	ck_assert_int_eq(size, other_size);
	if (size)
		ck_assert_mem_eq(value, other_value, (size_t)size);
}

/* The same nodes and properties; the names of these may be in another order. */
static void assert_same_tree(const void *a, const void *b)
{
	uint32_t token;
	int offset = 0;

	do {
		int next, other_next, here = offset;

		token = fdt_next_tag(a, here, &next);
		ck_assert_uint_eq(token, fdt_next_tag(b, here, &other_next));
		ck_assert_int_eq(next, other_next);
		if (token == FDT_BEGIN_NODE)
			ck_assert_str_eq(fdt_get_name(a, here, NULL), fdt_get_name(b, here, NULL));
		if (token == FDT_PROP)
			assert_same_property(a, b, here);
		offset = next;
	} while (token != FDT_END);
	ck_assert_uint_eq(fdt_size_dt_strings(a), fdt_size_dt_strings(b));
}

START_TEST(folder_becomes_a_tree)
{
	CLEANUP(blob_release) struct blob expected = cook(&board_as_tree), result = { 0 };
	SANDBOX(sandbox);

	put_board(&sandbox);
	result = flatten(&sandbox, BASE);
	assert_same_tree(result.data, expected.data);
}
END_TEST

START_TEST(name_of_many_properties_is_written_once)
{
	CLEANUP(blob_release) struct blob result = { 0 };
	SANDBOX(sandbox);

	put_folder(&sandbox, BASE "/one");
	put_folder(&sandbox, BASE "/other");
	put_string(&sandbox, BASE "/one/status", "okay");
	put_string(&sandbox, BASE "/other/reg", "1");
	put_string(&sandbox, BASE "/other/status", "okay");
	result = flatten(&sandbox, BASE);
	ck_assert_uint_eq(fdt_size_dt_strings(result.data), sizeof("status") + sizeof("reg"));
}
END_TEST

START_TEST(empty_folder_is_an_empty_root)
{
	CLEANUP(blob_release) struct blob result = { 0 };
	SANDBOX(sandbox);

	result = flatten(&sandbox, BASE);
	ck_assert_int_eq(fdt_first_subnode(result.data, 0), -FDT_ERR_NOTFOUND);
	ck_assert_int_eq(fdt_first_property_offset(result.data, 0), -FDT_ERR_NOTFOUND);
}
END_TEST

START_TEST(many_entries_are_sorted)
{
	CLEANUP(blob_release) struct blob result = { 0 };
	const char *last = "";
	int property, count = 0;
	SANDBOX(sandbox);

	for (int i = 0; i < 300; i++) {
		char path[512];

		/* long names, in an order that is not theirs */
		snprintf(path, sizeof(path), BASE "/%03d-%0200d", i * 7 % 300, i);
		put_file(&sandbox, path, &i, sizeof(i));
	}
	result = flatten(&sandbox, BASE);
	fdt_for_each_property_offset(property, result.data, 0)
	{
		const char *name;

		ck_assert_ptr_nonnull(fdt_getprop_by_offset(result.data, property, &name, NULL));
		ck_assert_str_lt(last, name);
		last = name;
		count++;
	}
	ck_assert_int_eq(count, 300);
}
END_TEST

/* Targets of the link proc/device-tree, and the expected results. */
static const struct {
	const char *target;
	int error;
} link_cases[] = {
	{ "/sys/firmware/devicetree/base", 0 },
	{ "../sys/firmware/devicetree/base", 0 },
	{ "/proc/../sys/firmware/./devicetree/base", 0 },
	{ "../../sys/firmware/devicetree/base", -ELOOP },
	{ "/../sys/firmware/devicetree/base", -ELOOP },
	{ "/proc/device-tree", -ENOTDIR },
	{ "/sys/none", -ENOENT },
};

START_TEST(top_link_stays_below_the_root)
{
	CLEANUP(blob_release) struct blob expected = { 0 }, result = { 0 };
	char message[128];
	SANDBOX(sandbox);

	put_board(&sandbox);
	put_folder(&sandbox, "proc");
	ck_assert_int_eq(symlinkat(link_cases[_i].target, sandbox.fd, LINK), 0);
	if (link_cases[_i].error) {
		/* Each C library has words of its own. */
		snprintf(message, sizeof(message), LINK ": cannot open: %s", strerror(-link_cases[_i].error));
		assert_error(&sandbox, LINK, link_cases[_i].error, message);
		return;
	}
	expected = flatten(&sandbox, BASE);
	result = flatten(&sandbox, LINK);
	ck_assert_uint_eq(result.size, expected.size);
	ck_assert_mem_eq(result.data, expected.data, expected.size);
}
END_TEST

/* A folder on the way that leads elsewhere, here out of the root. */
START_TEST(link_above_the_top_is_not_followed)
{
	SANDBOX(sandbox);

	ck_assert_int_eq(symlinkat("/", sandbox.fd, "proc"), 0);
	assert_error(&sandbox, "proc/sys", -ENOTDIR, "proc/sys: cannot open: Not a directory");
}
END_TEST

/* A recorded machine whose tree leads to the password file of the machine at the desk. */
START_TEST(link_inside_is_refused)
{
	SANDBOX(sandbox);

	put_board(&sandbox);
	ck_assert_int_eq(symlinkat("/etc/passwd", sandbox.fd, BASE "/chosen/key"), 0);
	assert_error(&sandbox, BASE, -ELOOP, BASE "/chosen/key: a devicetree has no symbolic links");
}
END_TEST

/* Opening a FIFO waits for a writer that never comes. */
START_TEST(fifo_is_refused)
{
	SANDBOX(sandbox);

	put_board(&sandbox);
	ck_assert_int_eq(mkfifoat(sandbox.fd, BASE "/pipe", 0644), 0);
	assert_error(&sandbox, BASE, -EINVAL, BASE "/pipe: neither a folder nor a file");
}
END_TEST

/* Like security-* properties for users other than root. */
START_TEST(unreadable_property_is_named)
{
	uid_t user = geteuid();
	SANDBOX(sandbox);

	put_board(&sandbox);
	put_string(&sandbox, BASE "/a-node/secret", "x");
	ck_assert_int_eq(fchmodat(sandbox.fd, BASE "/a-node/secret", 0, 0), 0);
	if (!user)
		ck_assert_int_eq(seteuid(65534), 0);
	assert_error(&sandbox, BASE, -EACCES, BASE "/a-node/secret: cannot open: Permission denied");
	ck_assert_int_eq(seteuid(user), 0);
}
END_TEST

START_TEST(missing_folder_is_named)
{
	SANDBOX(sandbox);

	assert_error(&sandbox, LINK, -ENOENT, LINK ": cannot open: No such file or directory");
}
END_TEST

START_TEST(file_in_its_place_is_refused)
{
	SANDBOX(sandbox);

	put_file(&sandbox, "file", "x", 1);
	assert_error(&sandbox, "file", -ENOTDIR, "file: cannot open: Not a directory");
}
END_TEST

static void put_depth(const struct sandbox *sandbox, int depth)
{
	char path[512] = BASE;

	for (int i = 0; i < depth; i++)
		strcat(path, "/n");
	put_folder(sandbox, path);
}

START_TEST(deepest_tree_is_read)
{
	CLEANUP(blob_release) struct blob result = { 0 };
	int depth = 0, deepest = 0;
	SANDBOX(sandbox);

	put_depth(&sandbox, DEVICETREE_DEPTH_MAX);
	result = flatten(&sandbox, BASE);
	for (int node = 0; node >= 0 && depth >= 0; node = fdt_next_node(result.data, node, &depth))
		deepest = depth > deepest ? depth : deepest;
	ck_assert_int_eq(deepest, DEVICETREE_DEPTH_MAX);
}
END_TEST

START_TEST(deeper_tree_is_refused)
{
	CLEANUP(blob_release) struct blob result = { 0 };
	struct diag diag = { 0 };
	SANDBOX(sandbox);

	put_depth(&sandbox, DEVICETREE_DEPTH_MAX + 1);
	ck_assert_int_eq(host_devicetree_flatten(sandbox.fd, BASE, &result, &diag), -ELOOP);
	ck_assert_ptr_nonnull(strstr(diag.message, "/n/n/n: more than 64 folders deep"));
	ck_assert_ptr_null(result.data);
}
END_TEST

START_TEST(property_without_end_is_refused)
{
	SANDBOX(sandbox);

	put_file(&sandbox, BASE "/huge", NULL, (size_t)1 << 30);
	assert_error(&sandbox, BASE, -EFBIG, BASE "/huge: the devicetree has more than 2097152 bytes");
}
END_TEST

/* The names count, too. */
START_TEST(largest_tree_has_the_largest_size)
{
	/* the header, no reservations, the root and its name, the head of the property, the ends, the name */
	const size_t other = 40 + 16 + 4 + 4 + 12 + 4 + 4 + sizeof("abc");
	CLEANUP(blob_release) struct blob result = { 0 };
	SANDBOX(sandbox);

	put_file(&sandbox, BASE "/abc", NULL, DTB_SIZE_MAX - other);
	result = flatten(&sandbox, BASE);
	ck_assert_uint_eq(result.size, DTB_SIZE_MAX);
	put_file(&sandbox, BASE "/d", "", 0);
	assert_error(&sandbox, BASE, -EFBIG, BASE "/d: the devicetree has more than 2097152 bytes");
}
END_TEST

/* Each property fits, all of them do not. */
START_TEST(properties_too_big_together_are_refused)
{
	SANDBOX(sandbox);

	put_file(&sandbox, BASE "/a", NULL, DTB_SIZE_MAX / 2);
	put_file(&sandbox, BASE "/b", NULL, DTB_SIZE_MAX / 2);
	assert_error(&sandbox, BASE, -EFBIG, BASE "/b: the devicetree has more than 2097152 bytes");
}
END_TEST

START_TEST(no_descriptor_is_left_open)
{
	CLEANUP(blob_release) struct blob result = { 0 };
	int before, after;
	SANDBOX(sandbox);

	put_board(&sandbox);
	before = dup(sandbox.fd);
	close(before);
	result = flatten(&sandbox, BASE);
	after = dup(sandbox.fd);
	close(after);
	ck_assert_int_eq(before, after);
}
END_TEST

static Suite *devicetree_suite(void)
{
	Suite *suite = suite_create("devicetree");
	TCase *tcase = tcase_create("devicetree");

	tcase_add_test(tcase, folder_becomes_a_tree);
	tcase_add_test(tcase, name_of_many_properties_is_written_once);
	tcase_add_test(tcase, empty_folder_is_an_empty_root);
	tcase_add_test(tcase, many_entries_are_sorted);
	tcase_add_loop_test(tcase, top_link_stays_below_the_root, 0, (int)(sizeof(link_cases) / sizeof(link_cases[0])));
	tcase_add_test(tcase, link_above_the_top_is_not_followed);
	tcase_add_test(tcase, link_inside_is_refused);
	tcase_add_test(tcase, fifo_is_refused);
	tcase_add_test(tcase, unreadable_property_is_named);
	tcase_add_test(tcase, missing_folder_is_named);
	tcase_add_test(tcase, file_in_its_place_is_refused);
	tcase_add_test(tcase, deepest_tree_is_read);
	tcase_add_test(tcase, deeper_tree_is_refused);
	tcase_add_test(tcase, property_without_end_is_refused);
	tcase_add_test(tcase, largest_tree_has_the_largest_size);
	tcase_add_test(tcase, properties_too_big_together_are_refused);
	tcase_add_test(tcase, no_descriptor_is_left_open);
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return run_suite(devicetree_suite());
}
