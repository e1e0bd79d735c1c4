/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <string.h>

#include "arch/arm64/formats.h"
#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/image-arch.h"
#include "kexec/image/pe.h"
#include "tests/helpers/pe-writer.h"
#include "tests/helpers/suite.h"

#define TEXT(literal)                                                                                                          \
	{                                                                                                                      \
		.data = (const uint8_t *)(literal), .size = sizeof(literal) - 1                                                \
	}

static const struct pe_part parts[] = {
	{ ".text", TEXT("code"), 0 },
	{ ".cmdline", TEXT("quiet"), 0 },
	{ ".empty", TEXT(""), 0 },
	{ ".padded", TEXT("behind it are zeros"), 4096 },
};
static const struct pe_spec good = { PE_MACHINE_ARM64, parts, 4, 0 };

/* The bytes in memory of exactly that size, so that a read behind them is caught by AddressSanitizer and valgrind. */
static struct blob make(const struct pe_spec *spec)
{
	struct blob blob;

	ck_assert_int_eq(pe_write(spec, &blob), 0);
	return blob;
}

static void assert_refuses(struct view file, const char *why, const char *message)
{
	struct pe pe = { .machine = 42 };
	struct diag diag = { 0 };

	ck_assert_msg(pe_open(file, &pe, &diag) == -EBADMSG, "%s: %s", why, diag.message);
	ck_assert_msg(strstr(diag.message, message), "%s: %s", why, diag.message);
	ck_assert_uint_eq(pe.machine, 42);
}

START_TEST(reads_the_sections_of_a_file)
{
	CLEANUP(blob_release) struct blob blob = make(&good);
	struct diag diag = { 0 };
	struct pe pe;

	ck_assert_msg(pe_open(blob_view(&blob), &pe, &diag) == 0, "%s", diag.message);
	ck_assert_uint_eq(pe.machine, 0xaa64);
	ck_assert_uint_eq(pe.section_count, 4);
	ck_assert_uint_eq(pe.certificates_end, 0);
	for (size_t i = 0; i < 4; i++) {
		const struct pe_section section = pe_section(&pe, i);

		ck_assert_str_eq(section.name, parts[i].name);
		ck_assert_uint_eq(section.bytes.size, i == 3 ? 512 : parts[i].bytes.size);
		if (section.bytes.size)
			ck_assert_mem_eq(section.bytes.data, parts[i].bytes.data, parts[i].bytes.size);
	}
}
END_TEST

/* Each entry changes one field of a good file, or leaves so many bytes of it. */
static const struct {
	const char *why;
	size_t left; /* bytes of it; 0: all */
	size_t at;
	unsigned int width;
	uint32_t value;
	const char *message;
} damages[] = {
	{ "an end inside the first header", 63, 0, 0, 0, "its first header ends at byte 64, the file has" },
	{ "a PE header beyond the end", 0, 60, 4, 0xfffffff0, "its PE header ends at byte" },
	{ "no PE signature", 0, PE_HEADER + 1, 1, 0, "there is no PE signature at byte 64" },
	{ "an end inside the section table", 0, PE_COFF_SECTIONS, 2, 0xffff, "its section table ends at byte" },
	{ "an optional header beyond the end", 0, PE_HEADER + 20, 2, 0xffff, "its section table ends at byte" },
	{ "an end inside a section", 1546, 0, 0, 0, "section .padded: the PE file is cut short or damaged: the section ends" },
	{ "a section beyond the end", 0, PE_SECTION(1) + 20, 4, 0xffffffff, "section .cmdline: " },
	{ "a section larger than the file", 0, PE_SECTION(3) + 16, 4, 0x100000, "section .padded" },
	{ "a signature beyond the end", 0, PE_CERTIFICATES + 4, 4, 0xffffffff, "its signature ends at byte" },
};

static void spoil(uint8_t *p, unsigned int width, uint32_t value)
{
	for (unsigned int i = 0; i < width; i++)
		p[i] = (uint8_t)(value >> 8 * i);
}

START_TEST(refuses_a_damaged_file)
{
	CLEANUP(blob_release) struct blob blob = make(&good);
	CLEANUP(blob_release) struct blob exact = { 0 };

	spoil(blob.data + damages[_i].at, damages[_i].width, damages[_i].value);
	ck_assert_int_eq(blob_alloc(damages[_i].left ? damages[_i].left : blob.size, &exact), 0);
	memcpy(exact.data, blob.data, exact.size);
	assert_refuses(blob_view(&exact), damages[_i].why, damages[_i].message);
}
END_TEST

START_TEST(never_reads_beyond_the_end_of_a_cut_file)
{
	CLEANUP(blob_release) struct blob blob = make(&good);
	struct diag diag = { 0 };
	struct pe pe;

	for (size_t size = 0; size < blob.size; size++) {
		CLEANUP(blob_release) struct blob exact = { 0 };

		ck_assert_int_eq(blob_alloc(size, &exact), 0);
		memcpy(exact.data, blob.data, size);
		ck_assert_int_eq(pe_open(blob_view(&exact), &pe, &diag), -EBADMSG);
	}
}
END_TEST

START_TEST(misses_no_padding_at_the_end)
{
	const struct pe_spec spec = { PE_MACHINE_ARM64, parts, 2, 0 };
	CLEANUP(blob_release) struct blob blob = make(&spec);
	struct diag diag = { 0 };
	struct pe pe;

	blob.size -= 512 - strlen("quiet");
	ck_assert_msg(pe_open(blob_view(&blob), &pe, &diag) == 0, "%s", diag.message);
	blob.size--;
	assert_refuses(blob_view(&blob), "one byte less", "section .cmdline");
}
END_TEST

/* 65535 sections over the same bytes would make a reader of each read the file 65535 times. */
START_TEST(refuses_sections_that_share_their_bytes)
{
	static uint8_t large[8192];
	const struct pe_part shared[] = { { ".a", { large, sizeof(large) }, 0 }, { ".b", { large, sizeof(large) }, 0 } };
	const struct pe_spec spec = { PE_MACHINE_ARM64, shared, 2, 0 };
	CLEANUP(blob_release) struct blob blob = make(&spec);

	store_le32(blob.data + PE_SECTION(1) + 20, load_le32(blob.data + PE_SECTION(0) + 20));
	blob.size -= sizeof(large);
	assert_refuses(blob_view(&blob), "shared", "its sections have 16384 bytes together, the file has 8704");
}
END_TEST

/* GNU ld wrote .bss with a size in the file and no place there. */
START_TEST(takes_a_section_without_a_place_for_empty)
{
	CLEANUP(blob_release) struct blob blob = make(&good);
	struct diag diag = { 0 };
	struct pe pe;

	store_le32(blob.data + PE_SECTION(0) + 8, 0x1000000);
	store_le32(blob.data + PE_SECTION(0) + 16, 0x1000000);
	store_le32(blob.data + PE_SECTION(0) + 20, 0);
	ck_assert_msg(pe_open(blob_view(&blob), &pe, &diag) == 0, "%s", diag.message);
	ck_assert_uint_eq(pe_section(&pe, 0).bytes.size, 0);
}
END_TEST

START_TEST(shows_names_that_can_be_printed)
{
	CLEANUP(blob_release) struct blob blob = make(&good);
	struct diag diag = { 0 };
	struct pe pe;

	memcpy(blob.data + PE_SECTION(0), "\n\x1b\xff%s.xy", 8);
	ck_assert_int_eq(pe_open(blob_view(&blob), &pe, &diag), 0);
	ck_assert_str_eq(pe_section(&pe, 0).name, "???%s.xy");
}
END_TEST

static const struct {
	uint16_t machine;
	const char *message;
} machines[] = {
	{ 0x8664, "the file is for x86_64, expected arm64" },
	{ 0x5064, "the file is for riscv64, expected arm64" },
	{ 0x6264, "the file is for loongarch64, expected arm64" },
	{ 0x1234, "the file is for the PE machine 0x1234, expected arm64 (0xaa64)" },
};

START_TEST(names_another_machine)
{
	const struct pe pe = { .machine = machines[_i].machine };
	struct diag diag = { 0 };

	ck_assert_int_eq(pe_check_machine(&pe, &arm64_kernels, "the file", &diag), -EINVAL);
	ck_assert_str_eq(diag.message, machines[_i].message);
}
END_TEST

static struct blob signed_and_padded(uint32_t signature, size_t padding)
{
	const struct pe_spec spec = { PE_MACHINE_ARM64, parts, 4, signature };
	CLEANUP(blob_release) struct blob blob = make(&spec);
	struct blob longer;

	ck_assert_int_eq(blob_alloc(blob.size + padding, &longer), 0);
	memcpy(longer.data, blob.data, blob.size);
	return longer;
}

START_TEST(cuts_the_padding_of_a_signed_file)
{
	CLEANUP(blob_release) struct blob blob = signed_and_padded(1472, 5000);
	struct view cut = pe_cut_padding(blob_view(&blob));

	ck_assert_ptr_eq(cut.data, blob.data);
	ck_assert_uint_eq(cut.size, blob.size - 5000);
	ck_assert_uint_eq(cut.data[cut.size - 1], 's');
}
END_TEST

START_TEST(cuts_nothing_else)
{
	CLEANUP(blob_release) struct blob not_signed = signed_and_padded(0, 5000);
	CLEANUP(blob_release) struct blob appended = signed_and_padded(1472, 5000);
	CLEANUP(blob_release) struct blob stale = signed_and_padded(1472, 5000);
	struct view text = TEXT("MZ, and nothing that is a PE file");

	appended.data[appended.size - 1] = 1;
	/* objcopy drops a signature and leaves its entry: the place is inside a section then, which may end with zeros. */
	store_le32(stale.data + PE_CERTIFICATES, load_le32(stale.data + PE_SECTION(3) + 20));
	store_le32(stale.data + PE_CERTIFICATES + 4, 64);
	memset(stale.data + stale.size - 5000 - 1472, 0, 1472);
	ck_assert_uint_eq(pe_cut_padding(blob_view(&not_signed)).size, not_signed.size);
	ck_assert_uint_eq(pe_cut_padding(blob_view(&appended)).size, appended.size);
	ck_assert_uint_eq(pe_cut_padding(blob_view(&stale)).size, stale.size);
	ck_assert_uint_eq(pe_cut_padding(text).size, text.size);
	ck_assert_uint_eq(pe_cut_padding((struct view){ 0 }).size, 0);
}
END_TEST

/* A kernel file is mapped, so that a program can write to it meanwhile. */
START_TEST(takes_nothing_beyond_the_end_of_a_file_that_changes)
{
	CLEANUP(blob_release) struct blob blob = make(&good);
	struct diag diag = { 0 };
	struct pe pe;

	ck_assert_int_eq(pe_open(blob_view(&blob), &pe, &diag), 0);
	ck_assert_uint_eq(pe_section(&pe, 1).bytes.size, 5);
	store_le32(blob.data + PE_SECTION(1) + 20, (uint32_t)blob.size - 4);
	ck_assert_uint_eq(pe_section(&pe, 1).bytes.size, 0);
	ck_assert_ptr_null(pe_section(&pe, 1).bytes.data);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pe");
	TCase *tcase = tcase_create("pe");

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, reads_the_sections_of_a_file);
	tcase_add_loop_test(tcase, refuses_a_damaged_file, 0, COUNT(damages));
	tcase_add_test(tcase, never_reads_beyond_the_end_of_a_cut_file);
	tcase_add_test(tcase, misses_no_padding_at_the_end);
	tcase_add_test(tcase, refuses_sections_that_share_their_bytes);
	tcase_add_test(tcase, takes_a_section_without_a_place_for_empty);
	tcase_add_test(tcase, shows_names_that_can_be_printed);
	tcase_add_loop_test(tcase, names_another_machine, 0, COUNT(machines));
	tcase_add_test(tcase, cuts_the_padding_of_a_signed_file);
	tcase_add_test(tcase, cuts_nothing_else);
	tcase_add_test(tcase, takes_nothing_beyond_the_end_of_a_file_that_changes);
	return run_suite(suite);
}
