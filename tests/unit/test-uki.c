/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <libfdt.h>

#include "arch/arm64/formats.h"
#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-open.h"
#include "kexec/image/image.h"
#include "kexec/image/root-compatible.h"
#include "tests/helpers/image-writer.h"
#include "tests/helpers/pack.h"
#include "tests/helpers/pe-writer.h"
#include "tests/helpers/suite.h"
#include "tests/unit/trees.h"

#define SIZE 65536
#define MEMORY 0x30000
#define SIGNATURE 1472

#define TEXT(literal)                                                                                                          \
	{                                                                                                                      \
		.data = (const uint8_t *)(literal), .size = sizeof(literal) - 1                                                \
	}
#define TEXT_PART(name, literal)                                                                                               \
	{                                                                                                                      \
		name, TEXT(literal), .memory_size = 0                                                                          \
	}

/* A file that was opened, and what was asked of it. */
struct opened {
	struct view compatible;
	struct layer_choices choices;
	struct bundle bundle;
	struct image image;
	struct diag diag;
};

static void release_opened(struct opened *opened)
{
	bundle_release(&opened->bundle);
}

static int open_file(struct view file, struct opened *opened)
{
	const struct image_request request = {
		.arch = &arm64_kernels, .file = file, .compatible = opened->compatible, .choices = opened->choices
	};

	return image_open(&request, &opened->bundle, &opened->image, &opened->diag);
}

static struct blob kernel_image(void)
{
	const struct image_spec spec = { .size = SIZE, .image_size = MEMORY, .flags = 0xa, .pe = true };
	struct blob blob;

	ck_assert_int_eq(image_write(&spec, &blob), 0);
	return blob;
}

/* A UKI of these sections, and the kernel in front of those after `base` of them. */
static struct blob make_uki(const struct pe_part *parts, size_t count, size_t base)
{
	CLEANUP(blob_release) struct blob kernel = kernel_image();
	struct pe_part all[16] = { TEXT_PART(".text", "stub") };
	const struct pe_spec spec = { PE_MACHINE_ARM64, all, count + 2, 0 };
	struct blob file;

	for (size_t i = 0; i < base; i++)
		all[i + 1] = parts[i];
	all[base + 1] = (struct pe_part){ .name = ".linux", .bytes = blob_view(&kernel) };
	for (size_t i = base; i < count; i++)
		all[i + 2] = parts[i];
	ck_assert_int_eq(pe_write(&spec, &file), 0);
	return file;
}

static void assert_text(struct view bytes, const char *text)
{
	ck_assert_msg(bytes.size == strlen(text) && (!bytes.size || !memcmp(bytes.data, text, bytes.size)),
		      "\"%.*s\" instead of \"%s\"", (int)bytes.size, bytes.size ? (const char *)bytes.data : "", text);
}

static void open_good(const struct blob *file, struct opened *opened)
{
	int r = open_file(blob_view(file), opened);

	ck_assert_msg(r == 0, "%d: %s", r, opened->diag.message);
	ck_assert_str_eq(opened->image.format, "Image");
	ck_assert_str_eq(opened->image.compression, "uki");
	ck_assert_uint_eq(opened->image.bytes.size, SIZE);
}

/* ---- sections ---- */

START_TEST(brings_all_that_the_file_has)
{
	static const struct pe_part parts[] = {
		TEXT_PART(".osrel", "ID=test"),	  TEXT_PART(".cmdline", "root=/dev/vda quiet"),
		TEXT_PART(".dtb", "a tree"),	  TEXT_PART(".uname", "6.12.117-test"),
		TEXT_PART(".splash", "BM"),	  TEXT_PART(".initrd", "an initrd"),
		TEXT_PART(".ucode", "microcode"),
	};
	CLEANUP(blob_release) struct blob file = make_uki(parts, COUNT(parts), COUNT(parts));
	CLEANUP(release_opened) struct opened opened = { 0 };

	open_good(&file, &opened);
	assert_text(opened.bundle.cmdline.bytes, "root=/dev/vda quiet");
	assert_text(opened.bundle.devicetree.bytes, "a tree");
	ck_assert_uint_eq(opened.bundle.initrd_count, 2);
	assert_text(opened.bundle.initrd[0].bytes, "microcode");
	assert_text(opened.bundle.initrd[1].bytes, "an initrd");
	ck_assert_str_eq(opened.bundle.initrd[1].from, "section .initrd of the UKI");
	ck_assert_str_eq(opened.bundle.kernel.from, "section .linux of the UKI of 6.12.117-test");
	ck_assert_uint_eq(opened.bundle.note_count, 0);
}
END_TEST

START_TEST(brings_a_kernel_alone)
{
	CLEANUP(blob_release) struct blob file = make_uki(NULL, 0, 0);
	CLEANUP(release_opened) struct opened opened = { 0 };

	open_good(&file, &opened);
	ck_assert_uint_eq(opened.bundle.initrd_count, 0);
	ck_assert_uint_eq(opened.bundle.cmdline.bytes.size, 0);
	ck_assert_uint_eq(opened.bundle.devicetree.bytes.size, 0);
	ck_assert_uint_eq(opened.bundle.owned_count, 0);
}
END_TEST

/* objcopy gave a section the size in memory that it has in the file, which is rounded up. */
START_TEST(takes_the_smaller_of_the_two_sizes)
{
	static const struct pe_part parts[] = {
		{ ".initrd", TEXT("initrd"), 512 },
		{ ".cmdline", TEXT("quiet"), 512 },
		{ ".ucode", TEXT("larger in memory"), 8192 },
	};
	CLEANUP(blob_release) struct blob file = make_uki(parts, COUNT(parts), 0);
	CLEANUP(release_opened) struct opened opened = { 0 };

	open_good(&file, &opened);
	ck_assert_uint_eq(opened.bundle.initrd[0].bytes.size, 512);
	ck_assert_uint_eq(opened.bundle.initrd[1].bytes.size, 512);
	assert_text(opened.bundle.cmdline.bytes, "quiet");
}
END_TEST

START_TEST(takes_the_first_section_of_a_name)
{
	static const struct pe_part parts[] = {
		TEXT_PART(".cmdline", ""),	TEXT_PART(".cmdline", "first"),	  TEXT_PART(".cmdline", "second"),
		TEXT_PART(".cmdlinX", "other"), TEXT_PART(".initrdX", "another"),
	};
	CLEANUP(blob_release) struct blob file = make_uki(parts, COUNT(parts), 2);
	CLEANUP(release_opened) struct opened opened = { 0 };

	open_good(&file, &opened);
	assert_text(opened.bundle.cmdline.bytes, "first");
	ck_assert_uint_eq(opened.bundle.initrd_count, 0);
}
END_TEST

static const struct {
	struct view section;
	const char *cmdline;
} cmdlines[] = {
	{ TEXT("quiet\n"), "quiet" },
	{ TEXT(" \t\r\n quiet splash \n\n"), "quiet splash" },
	{ TEXT("root=/dev/vda\nquiet\tsplash\x7f"), "root=/dev/vda quiet splash" },
	{ TEXT("quiet\0root=/dev/vda"), "quiet" },
	{ TEXT("\0quiet"), "" },
	{ TEXT(" \n "), "" },
	{ TEXT("name=\xc3\xa9t\xc3\xa9"), "name=\xc3\xa9t\xc3\xa9" },
};

START_TEST(reads_the_command_line_as_the_stub_does)
{
	const struct pe_part part = { ".cmdline", cmdlines[_i].section, 0 };
	CLEANUP(blob_release) struct blob file = make_uki(&part, 1, 1);
	CLEANUP(release_opened) struct opened opened = { 0 };

	open_good(&file, &opened);
	assert_text(opened.bundle.cmdline.bytes, cmdlines[_i].cmdline);
}
END_TEST

START_TEST(opens_a_signed_file_with_a_signed_kernel)
{
	CLEANUP(blob_release) struct blob kernel = kernel_image();
	CLEANUP(blob_release) struct blob longer = { 0 };
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };
	struct pe_part part = { .name = ".linux" };
	const struct pe_spec spec = { PE_MACHINE_ARM64, &part, 1, SIGNATURE };

	ck_assert_int_eq(blob_alloc(SIZE + SIGNATURE + 320, &longer), 0);
	memcpy(longer.data, kernel.data, SIZE);
	memset(longer.data + SIZE, 's', SIGNATURE);
	store_le32(longer.data + IMAGE_PE_CERTIFICATES, SIZE);
	store_le32(longer.data + IMAGE_PE_CERTIFICATES + 4, SIGNATURE);
	part.bytes = blob_view(&longer);
	ck_assert_int_eq(pe_write(&spec, &file), 0);
	ck_assert_msg(open_file(blob_view(&file), &opened) == 0, "%s", opened.diag.message);
	ck_assert_uint_eq(opened.image.bytes.size, SIZE + SIGNATURE);
}
END_TEST

START_TEST(opens_a_zboot_kernel_inside)
{
	CLEANUP(blob_release) struct blob kernel = kernel_image();
	CLEANUP(blob_release) struct blob packed = pack_gzip(blob_view(&kernel));
	CLEANUP(blob_release) struct blob zboot = { 0 };
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };
	const struct zboot_spec spec = { .machine = PE_MACHINE_ARM64, .word = "gzip", .payload = blob_view(&packed) };
	struct pe_part parts[] = { { .name = ".linux" }, TEXT_PART(".cmdline", "quiet") };
	const struct pe_spec pe = { PE_MACHINE_ARM64, parts, 2, 0 };

	ck_assert_int_eq(zboot_write(&spec, &zboot), 0);
	parts[0].bytes = blob_view(&zboot);
	ck_assert_int_eq(pe_write(&pe, &file), 0);
	ck_assert_msg(open_file(blob_view(&file), &opened) == 0, "%s", opened.diag.message);
	ck_assert_str_eq(opened.image.compression, "uki, zboot");
	ck_assert_uint_eq(opened.image.bytes.size, SIZE);
	assert_text(opened.bundle.cmdline.bytes, "quiet");
}
END_TEST

/* ---- profiles ---- */

static const struct pe_part with_profiles[] = {
	TEXT_PART(".cmdline", "base"),		 TEXT_PART(".initrd", "base initrd"),
	TEXT_PART(".profile", "ID=main"),	 TEXT_PART(".profile", "TITLE=Rescue\nID=rescue\n"),
	TEXT_PART(".cmdline", "rescue"),	 TEXT_PART(".profile", "TITLE=without an ID"),
	TEXT_PART(".cmdline", "the last"),	 TEXT_PART(".dtb", "a tree"),
	TEXT_PART(".initrd", "the last initrd"), TEXT_PART(".cmdline", "not the first"),
};

static const struct {
	bool chosen;
	uint32_t profile;
	const char *cmdline, *initrd, *tree;
} profiles[] = {
	{ false, 0, "base", "base initrd", "" },
	{ true, 0, "base", "base initrd", "" },
	{ true, 1, "rescue", "base initrd", "" },
	{ true, 2, "the last", "the last initrd", "a tree" },
};

START_TEST(overlays_the_base_with_the_chosen_profile)
{
	CLEANUP(blob_release) struct blob file = make_uki(with_profiles, COUNT(with_profiles), 2);
	CLEANUP(release_opened)
	struct opened opened = { .choices = { .have_uki_profile = profiles[_i].chosen, .uki_profile = profiles[_i].profile } };
	char note[160];

	open_good(&file, &opened);
	assert_text(opened.bundle.cmdline.bytes, profiles[_i].cmdline);
	ck_assert_uint_eq(opened.bundle.initrd_count, 1);
	assert_text(opened.bundle.initrd[0].bytes, profiles[_i].initrd);
	assert_text(opened.bundle.devicetree.bytes, profiles[_i].tree);
	ck_assert_uint_eq(opened.bundle.note_count, 1);
	snprintf(note, sizeof(note), "profile %u of the UKI is used; it has 0: main, 1: rescue, 2: ", profiles[_i].profile);
	ck_assert_str_eq(opened.bundle.note[0], note);
}
END_TEST

/* The default is base overlaid with profile 0, not base alone. */
START_TEST(takes_profile_0_by_default)
{
	static const struct pe_part parts[] = {
		TEXT_PART(".cmdline", "base"),
		TEXT_PART(".profile", "ID=main"),
		TEXT_PART(".cmdline", "profile zero"),
	};
	CLEANUP(blob_release) struct blob file = make_uki(parts, COUNT(parts), 1);
	CLEANUP(release_opened) struct opened opened = { 0 };

	open_good(&file, &opened);
	assert_text(opened.bundle.cmdline.bytes, "profile zero");
}
END_TEST

START_TEST(takes_a_file_without_profiles_for_profile_0)
{
	CLEANUP(blob_release) struct blob file = make_uki(NULL, 0, 0);
	CLEANUP(release_opened) struct opened opened = { .choices = { .have_uki_profile = true, .uki_profile = 0 } };

	open_good(&file, &opened);
}
END_TEST

/* ---- devicetrees ---- */

static const char *compatible_of_tree;
static size_t compatible_size;

static void write_compatible(void *fdt)
{
	must(fdt_property_string(fdt, "model", "A board"));
	if (compatible_of_tree)
		must(fdt_property(fdt, "compatible", compatible_of_tree, (int)compatible_size));
}

/* compatible: strings, each with its NUL. */
static struct blob tree_for(const char *compatible, size_t size)
{
	const struct recipe recipe = { .address_cells = 2, .size_cells = 2, .root = write_compatible, .nodes = board_nodes };

	compatible_of_tree = compatible;
	compatible_size = size;
	return cook(&recipe);
}

#define TREE_FOR(strings) tree_for(strings, sizeof(strings))

static const struct {
	struct view machine;
	const char *from; /* NULL: no tree is taken */
	size_t index;
	const char *note;
} boards[] = {
	{ TEXT("vendor,first\0vendor,soc\0"), "section .dtbauto of the UKI", 0, NULL },
	{ TEXT("vendor,second\0vendor,soc\0"), "section .dtbauto of the UKI", 1, NULL },
	{ TEXT("vendor,second"), "section .dtb of the UKI", 3, "this machine, whose devicetree names no board" },
	{ TEXT("vendor,soc\0"), "section .dtb of the UKI", 3, "no .dtbauto section of the UKI is for vendor,soc; it has 3" },
	{ TEXT("vendor,firs\0"), "section .dtb of the UKI", 3, "is for vendor,firs" },
	{ TEXT("\0"), "section .dtb of the UKI", 3, "whose devicetree names no board" },
	{ TEXT(""), "section .dtb of the UKI", 3, "whose devicetree names no board" },
};

START_TEST(chooses_the_tree_by_the_machine)
{
	CLEANUP(blob_release) struct blob first = TREE_FOR("vendor,first\0vendor,soc");
	CLEANUP(blob_release) struct blob second = TREE_FOR("vendor,second\0vendor,soc");
	CLEANUP(blob_release) struct blob damaged = TREE_FOR("vendor,first");
	CLEANUP(blob_release) struct blob plain = TREE_FOR("vendor,soc");
	const struct pe_part parts[] = {
		{ ".dtbauto", blob_view(&first), 0 },
		{ ".dtbauto", blob_view(&second), 0 },
		{ ".dtbauto", { damaged.data, 100 }, 0 },
		{ ".dtb", blob_view(&plain), 0 },
	};
	CLEANUP(blob_release) struct blob file = make_uki(parts, COUNT(parts), 2);
	CLEANUP(release_opened) struct opened opened = { .compatible = boards[_i].machine };
	const struct piece *tree = &opened.bundle.devicetree;

	open_good(&file, &opened);
	ck_assert_str_eq(tree->from, boards[_i].from);
	ck_assert_uint_eq(tree->bytes.size, parts[boards[_i].index].bytes.size);
	ck_assert_mem_eq(tree->bytes.data, parts[boards[_i].index].bytes.data, tree->bytes.size);
	ck_assert_uint_eq(opened.bundle.note_count, boards[_i].note != NULL);
	if (boards[_i].note)
		ck_assert_msg(strstr(opened.bundle.note[0], boards[_i].note), "%s", opened.bundle.note[0]);
}
END_TEST

START_TEST(takes_the_machine_s_own_tree_if_none_is_for_it)
{
	CLEANUP(blob_release) struct blob tree = TREE_FOR("vendor,other");
	const struct pe_part part = { ".dtbauto", blob_view(&tree), 0 };
	CLEANUP(blob_release) struct blob file = make_uki(&part, 1, 1);
	CLEANUP(release_opened) struct opened opened = { .compatible = TEXT("vendor,board\0") };

	open_good(&file, &opened);
	ck_assert_uint_eq(opened.bundle.devicetree.bytes.size, 0);
}
END_TEST

START_TEST(reads_the_root_s_compatible_strings)
{
	CLEANUP(blob_release) struct blob tree = TREE_FOR("a,b\0c");
	CLEANUP(blob_release) struct blob without = tree_for(NULL, 0);
	struct view strings = root_compatible(blob_view(&tree));

	ck_assert_uint_eq(strings.size, 6);
	ck_assert_mem_eq(strings.data, "a,b\0c", 6);
	ck_assert_uint_eq(root_compatible(blob_view(&without)).size, 0); /* children have one */
}
END_TEST

/* Every access is inside the bytes: AddressSanitizer and valgrind see others. */
START_TEST(survives_every_changed_byte_of_a_tree)
{
	CLEANUP(blob_release) struct blob tree = TREE_FOR("a,b\0c");
	static const uint8_t values[] = { 0, 1, 3, 4, 0x7f, 0x80, 0xff };

	for (size_t size = 0; size < tree.size; size++) {
		CLEANUP(blob_release) struct blob exact = { 0 };

		ck_assert_int_eq(blob_alloc(size, &exact), 0);
		memcpy(exact.data, tree.data, size);
		ck_assert_uint_eq(root_compatible(blob_view(&exact)).size, 0);
	}
	for (size_t at = 0; at < tree.size; at++)
		for (size_t i = 0; i < sizeof(values); i++) {
			uint8_t old = tree.data[at];
			struct view strings;

			tree.data[at] = values[i];
			strings = root_compatible(blob_view(&tree));
			ck_assert_uint_le(strings.size, tree.size);
			tree.data[at] = old;
		}
}
END_TEST

/* ---- what is refused ---- */

static void assert_refuses(struct view file, const struct layer_choices *choices, int error, const char *message)
{
	struct opened opened = { .choices = *choices };
	int r = open_file(file, &opened);

	ck_assert_msg(r == error, "%d instead of %d: %s", r, error, opened.diag.message);
	ck_assert_msg(strstr(opened.diag.message, message), "%s", opened.diag.message);
	ck_assert_ptr_null(opened.bundle.kernel.bytes.data);
}

static const struct {
	uint32_t profile;
	bool has_profiles;
	const char *message;
} absent_profiles[] = {
	{ 3, true, "the UKI has no profile 3; it has 0: main, 1: rescue, 2: " },
	{ UINT32_MAX, true, "the UKI has no profile 4294967295; it has 0: main" },
	{ 1, false, "the UKI has no profile 1; it has none, which counts as profile 0" },
};

START_TEST(refuses_a_profile_that_is_not_there)
{
	size_t count = absent_profiles[_i].has_profiles ? COUNT(with_profiles) : 1;
	CLEANUP(blob_release) struct blob file = make_uki(with_profiles, count, 1);
	const struct layer_choices choices = { .have_uki_profile = true, .uki_profile = absent_profiles[_i].profile };

	assert_refuses(blob_view(&file), &choices, -EINVAL, absent_profiles[_i].message);
}
END_TEST

static const struct {
	struct pe_part part[2];
	uint16_t machine;
	const char *message;
} others[] = {
	{ { TEXT_PART(".cmdline", "debug"), TEXT_PART(".sbat", "sbat") },
	  PE_MACHINE_ARM64,
	  "it is an addon of a UKI (.cmdline), and no kernel is in it" },
	{ { TEXT_PART(".initrd", "initrd"), TEXT_PART(".ucode", "ucode") },
	  PE_MACHINE_ARM64,
	  "it is an addon of a UKI (.initrd, .ucode), and no kernel is in it" },
	{ { TEXT_PART(".dtbauto", "tree"), TEXT_PART(".text", "code") },
	  PE_MACHINE_ARM64,
	  "it is an addon of a UKI (.dtbauto)" },
	{ { TEXT_PART(".text", "code"), TEXT_PART(".data", "data") },
	  PE_MACHINE_ARM64,
	  "it is a PE (EFI) program, and no kernel is in it" },
	{ { TEXT_PART(".linux", ""), TEXT_PART(".uname", "6.12") }, PE_MACHINE_ARM64, "no kernel is in it" },
	{ { TEXT_PART(".linux", "Linux"), TEXT_PART(".uname", "6.12") }, 0x8664, "the UKI is for x86_64, expected arm64" },
	{ { TEXT_PART(".linux", "some text"), TEXT_PART(".uname", "6.12") },
	  PE_MACHINE_ARM64,
	  "section .linux of the UKI of 6.12: it is text" },
};

START_TEST(refuses_what_holds_no_kernel_by_name)
{
	const struct pe_spec spec = { others[_i].machine, others[_i].part, 2, 0 };
	const struct layer_choices none = { 0 };
	CLEANUP(blob_release) struct blob file = { 0 };

	ck_assert_int_eq(pe_write(&spec, &file), 0);
	assert_refuses(blob_view(&file), &none, -EINVAL, others[_i].message);
}
END_TEST

START_TEST(refuses_a_file_without_its_end)
{
	CLEANUP(blob_release) struct blob file = make_uki(with_profiles, COUNT(with_profiles), 2);
	const struct layer_choices none = { 0 };

	for (size_t size = 2; size < file.size - 512; size += 97) {
		CLEANUP(blob_release) struct blob exact = { 0 };

		ck_assert_int_eq(blob_alloc(size, &exact), 0);
		memcpy(exact.data, file.data, size);
		assert_refuses(blob_view(&exact), &none, -EBADMSG, "cut short");
	}
}
END_TEST

START_TEST(names_the_damage_of_the_kernel_inside)
{
	static const struct pe_part part = TEXT_PART(".uname", "6.12.117-test");
	CLEANUP(blob_release) struct blob file = make_uki(&part, 1, 0);
	const struct layer_choices none = { 0 };

	store_le32(file.data + PE_SECTION(1) + 8, SIZE - 1); /* the kernel's last byte is missing */
	assert_refuses(blob_view(&file), &none, -EBADMSG,
		       "section .linux of the UKI of 6.12.117-test: the Image is cut short: 1 bytes are missing");
}
END_TEST

static void add_cases(TCase *tcase)
{
	tcase_add_test(tcase, brings_all_that_the_file_has);
	tcase_add_test(tcase, brings_a_kernel_alone);
	tcase_add_test(tcase, takes_the_smaller_of_the_two_sizes);
	tcase_add_test(tcase, takes_the_first_section_of_a_name);
	tcase_add_loop_test(tcase, reads_the_command_line_as_the_stub_does, 0, COUNT(cmdlines));
	tcase_add_test(tcase, opens_a_signed_file_with_a_signed_kernel);
	tcase_add_test(tcase, opens_a_zboot_kernel_inside);
	tcase_add_loop_test(tcase, overlays_the_base_with_the_chosen_profile, 0, COUNT(profiles));
	tcase_add_test(tcase, takes_profile_0_by_default);
	tcase_add_test(tcase, takes_a_file_without_profiles_for_profile_0);
	tcase_add_loop_test(tcase, chooses_the_tree_by_the_machine, 0, COUNT(boards));
	tcase_add_test(tcase, takes_the_machine_s_own_tree_if_none_is_for_it);
	tcase_add_test(tcase, reads_the_root_s_compatible_strings);
	tcase_add_test(tcase, survives_every_changed_byte_of_a_tree);
	tcase_add_loop_test(tcase, refuses_a_profile_that_is_not_there, 0, COUNT(absent_profiles));
	tcase_add_loop_test(tcase, refuses_what_holds_no_kernel_by_name, 0, COUNT(others));
	tcase_add_test(tcase, refuses_a_file_without_its_end);
	tcase_add_test(tcase, names_the_damage_of_the_kernel_inside);
}

int main(void)
{
	Suite *suite = suite_create("uki");
	TCase *tcase = tcase_create("uki");

	suite_add_tcase(suite, tcase);
	add_cases(tcase);
	return run_suite(suite);
}
