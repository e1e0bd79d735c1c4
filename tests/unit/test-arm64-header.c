/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arm64/facts.h"
#include "arch/arm64/header.h"
#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/image.h"
#include "kexec/machine/machine.h"
#include "tests/helpers/image-writer.h"
#include "tests/helpers/suite.h"

#define SIZE 65536

static const struct image_spec good = { .size = SIZE, .image_size = 0x30000, .text_offset = 0, .flags = 0xa, .pe = true };

static struct blob make(const struct image_spec *spec)
{
	struct blob blob;

	ck_assert_int_eq(image_write(spec, &blob), 0);
	return blob;
}

START_TEST(reads_every_field)
{
	struct image_spec spec = good;
	struct image image = { 0 };
	struct diag diag = { 0 };
	CLEANUP(blob_release) struct blob blob = { 0 };

	spec.text_offset = 0x80000;
	blob = make(&spec);
	ck_assert_int_eq(arm64_parse_header(blob_view(&blob), &image, &diag), 0);
	ck_assert_uint_eq(image.mem_size, 0x30000);
	ck_assert_uint_eq(image.align, 2 << 20);
	ck_assert_uint_eq(image.offset, 0x80000);
	ck_assert_uint_eq(arm64_image_page_size(&image), 4096);
	ck_assert(!arm64_image_is_big_endian(&image));
	ck_assert(!image.wants_low);
	ck_assert(!image.size_is_guess);
}
END_TEST

static const struct {
	uint64_t flags, page_size;
	bool big_endian, any_placement;
} flag_rows[] = {
	{ 0x0, 0, false, false },     { 0x1, 0, true, false },
	{ 0x2, 4096, false, false },  { 0x4, 16384, false, false },
	{ 0x6, 65536, false, false }, { 0x8, 0, false, true },
	{ 0xf, 65536, true, true },   { 0xfffffffffffffff0, 0, false, false }, /* reserved bits are ignored */
};

START_TEST(reads_flags)
{
	struct image_spec spec = good;
	struct image image = { 0 };
	struct diag diag = { 0 };
	CLEANUP(blob_release) struct blob blob = { 0 };

	spec.flags = flag_rows[_i].flags;
	blob = make(&spec);
	ck_assert_int_eq(arm64_parse_header(blob_view(&blob), &image, &diag), 0);
	ck_assert_uint_eq(arm64_image_page_size(&image), flag_rows[_i].page_size);
	ck_assert_int_eq(arm64_image_is_big_endian(&image), flag_rows[_i].big_endian);
	ck_assert_int_eq(image.wants_low, !flag_rows[_i].any_placement);
}
END_TEST

START_TEST(guesses_the_size_of_an_old_image)
{
	struct image_spec spec = { .size = SIZE, .image_size = 0, .text_offset = 0x80000, .flags = 0xf };
	struct image image = { 0 };
	struct diag diag = { 0 };
	CLEANUP(blob_release) struct blob blob = make(&spec);

	ck_assert_int_eq(arm64_parse_header(blob_view(&blob), &image, &diag), 0);
	ck_assert(image.size_is_guess);
	ck_assert_uint_eq(image.mem_size, SIZE + (16 << 20));
	ck_assert_uint_eq(image.offset, 0x80000);
	ck_assert_uint_eq(arm64_image_page_size(&image), 0); /* the flags mean nothing in such a header */
	ck_assert(!arm64_image_is_big_endian(&image));
	ck_assert(image.wants_low);
}
END_TEST

START_TEST(sees_an_old_big_endian_image_by_its_text_offset)
{
	struct image_spec spec = { .size = SIZE };
	struct image image = { 0 };
	struct diag diag = { 0 };
	CLEANUP(blob_release) struct blob blob = make(&spec);

	store_be64(blob.data + 8, 0x80000);
	ck_assert_int_eq(arm64_parse_header(blob_view(&blob), &image, &diag), 0);
	ck_assert(arm64_image_is_big_endian(&image));
	ck_assert_uint_eq(image.offset, 0x80000);
}
END_TEST

/* A change of a good Image, and the expected result. */
struct damage {
	const char *why;
	bool pe;
	unsigned int offset, width; /* the field that is overwritten; width 0: none */
	uint64_t value;
	size_t cut; /* the file has only so many bytes; 0: all */
	int error;
	const char *message;
};

static const struct damage damages[] = {
	{ "one byte less than a header", true, 0, 0, 0, 63, -ENOEXEC, "" },
	{ "another magic", true, 56, 4, 0x644d5242, 0, -ENOEXEC, "" },
	{ "text_offset off the 4 KiB grain", true, 8, 8, 0x80800, 0, -EINVAL, "text offset of 0x80800" },
	{ "text_offset of 2 MiB", true, 8, 8, 0x200000, 0, -EINVAL, "text offset of 0x200000" },
	{ "text_offset of all ones", true, 8, 8, UINT64_MAX, 0, -EINVAL, "text offset" },
	{ "image_size less than the header", false, 16, 8, 63, 0, -EINVAL, "image size of 0x3f" },
	{ "image_size above 2^40", true, 16, 8, (UINT64_C(1) << 40) + 1, 0, -EINVAL, "image size of 0x10000000001" },
	{ "image_size less than what the sections have", true, 16, 8, SIZE - 1, 0, -EINVAL, "its sections end at 0x10000" },
	{ "only the header is there", true, 0, 0, 0, 64, -EBADMSG, "PE header should be at byte 64, the file has 64" },
	{ "the PE header is cut in two", true, 0, 0, 0, 64 + 23, -EBADMSG, "PE header should be" },
	{ "the PE header is at 4 GiB", true, 60, 4, 0xffffffff, 0, -EBADMSG, "PE header should be at byte 4294967295" },
	{ "the PE header is in the last byte", true, 60, 4, SIZE - 1, 0, -EBADMSG, "PE header should be" },
	{ "no PE signature", true, 64, 4, 0x4550 + 1, 0, -EBADMSG, "no PE signature" },
	{ "a PE header for x86_64", true, 68, 2, 0x8664, 0, -EBADMSG, "machine 0x8664" },
	{ "no sections", true, 70, 2, 0, 0, -EBADMSG, "no sections" },
	{ "65535 sections", true, 70, 2, 0xffff, 0, -EBADMSG, "section table" },
	{ "the section table is cut", true, 0, 0, 0, IMAGE_PE_SECTIONS + 79, -EBADMSG, "section table" },
	{ "an optional header beyond the file", true, 84, 2, 0xffff, 0, -EBADMSG, "section table" },
	{ "one byte is missing", true, 0, 0, 0, SIZE - 1, -EBADMSG, "1 bytes are missing" },
	{ "half of it is missing", true, 0, 0, 0, SIZE / 2, -EBADMSG, "32768 bytes are missing" },
	{ "a section beyond 4 GiB", true, IMAGE_PE_SECTIONS + 16, 8, UINT64_MAX, 0, -EBADMSG, "are missing" },
	{ "a signature is missing", true, IMAGE_PE_CERTIFICATES, 8, SIZE | UINT64_C(1472) << 32, 0, -EBADMSG,
	  "1472 bytes are missing" },
	{ "without PE, cut at the entry code", false, 0, 0, 0, SIZE / 2 + 3, -EBADMSG, "goes to its entry code" },
	{ "a branch backwards", false, 0, 4, 0x17ffffff, 0, -EBADMSG, "before its start" },
	{ "a branch to far outside", false, 0, 4, 0x15ffffff, 0, -EBADMSG, "goes to its entry code" },
};

static void overwrite(struct blob *blob, unsigned int offset, unsigned int width, uint64_t value)
{
	for (unsigned int i = 0; i < width; i++)
		blob->data[offset + i] = (uint8_t)(value >> 8 * i);
}

START_TEST(refuses_a_damaged_image)
{
	const struct damage *d = &damages[_i];
	struct image_spec spec = good;
	struct image image = { .mem_size = 1, .align = 2, .offset = 3 };
	struct diag diag = { 0 };
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct view view;

	spec.pe = d->pe;
	blob = make(&spec);
	overwrite(&blob, d->offset, d->width, d->value);
	view = (struct view){ .data = blob.data, .size = d->cut ? d->cut : blob.size };
	ck_assert_msg(arm64_parse_header(view, &image, &diag) == d->error, "%s: %s", d->why, diag.message);
	ck_assert_msg(strstr(diag.message, d->message), "%s: %s", d->why, diag.message);
	ck_assert_msg(d->error != -ENOEXEC || !diag.message[0], "%s: a message though it is something else", d->why);
	ck_assert_uint_eq(image.mem_size, 1);
	ck_assert_uint_eq(image.align, 2);
	ck_assert_uint_eq(image.offset, 3);
}
END_TEST

START_TEST(accepts_a_whole_signature)
{
	struct image image = { 0 };
	struct diag diag = { 0 };
	CLEANUP(blob_release) struct blob blob = make(&good);
	CLEANUP(blob_release) struct blob longer = { 0 };

	ck_assert_int_eq(blob_alloc(SIZE + 1472, &longer), 0);
	memcpy(longer.data, blob.data, SIZE);
	store_le32(longer.data + IMAGE_PE_CERTIFICATES, SIZE);
	store_le32(longer.data + IMAGE_PE_CERTIFICATES + 4, 1472);
	ck_assert_int_eq(arm64_parse_header(blob_view(&longer), &image, &diag), 0);
	longer.size--;
	ck_assert_int_eq(arm64_parse_header(blob_view(&longer), &image, &diag), -EBADMSG);
}
END_TEST

START_TEST(accepts_bytes_behind_the_sections)
{
	struct image image = { 0 };
	struct diag diag = { 0 };
	CLEANUP(blob_release) struct blob blob = make(&good);
	CLEANUP(blob_release) struct blob longer = { 0 };

	ck_assert_int_eq(blob_alloc(SIZE + 1000, &longer), 0); /* a signature, or padding */
	memcpy(longer.data, blob.data, SIZE);
	ck_assert_int_eq(arm64_parse_header(blob_view(&longer), &image, &diag), 0);
	ck_assert_uint_eq(image.mem_size, 0x30000);
}
END_TEST

#define A53 0x410fd034u
#define A57 0x411fd070u
#define A72 0x410fd083u
#define A76 0x414fd0b0u
#define M1_FIRESTORM 0x611f0231u
#define M2_AVALANCHE 0x611f0330u
#define APPLE_GUEST 0x610f0000u
#define UNKNOWN_CORE 0x7f0f1230u

/* Can a machine with these cores and this running kernel run that image? */
static const struct {
	const char *why;
	uint64_t image_page, running_page;
	uint32_t midr[2];
	bool image_big, running_big;
	const char *message; /* NULL: it can */
	bool assumed;	     /* it can, and the message says what was assumed */
} machines[] = {
	{ "the same granule", 4096, 4096, { A72, A72 }, false, false, NULL, false },
	{ "the same granule, though the list says otherwise", 16384, 16384, { A72, A72 }, false, false, NULL, false },
	{ "4K runs everywhere", 4096, 65536, { A72, A72 }, false, false, NULL, false },
	{ "4K on Apple", 4096, 16384, { M1_FIRESTORM, M1_FIRESTORM }, false, false, NULL, false },
	{ "no granule named", 0, 4096, { A72, A72 }, false, false, NULL, false },
	{ "64K on A72", 65536, 4096, { A72, A72 }, false, false, NULL, false },
	{ "16K on A72", 16384, 4096, { A72, A72 }, false, false, "16 KiB pages, which Cortex-A72", false },
	{ "16K on A53", 16384, 4096, { A53, A53 }, false, false, "Cortex-A53", false },
	{ "16K on A57", 16384, 65536, { A57, A57 }, false, false, "Cortex-A57", false },
	{ "16K on A76", 16384, 4096, { A76, A76 }, false, false, NULL, false },
	{ "16K where one cluster lacks it",
	  16384,
	  4096,
	  { A76, A53 },
	  false,
	  false,
	  "Cortex-A53 (MIDR_EL1 0x410fd034)",
	  false },
	{ "64K on M1", 65536, 16384, { M1_FIRESTORM, M1_FIRESTORM }, false, false, "64 KiB pages, which Apple M1", false },
	{ "64K on M2", 65536, 16384, { M2_AVALANCHE, M2_AVALANCHE }, false, false, "Apple M2", false },
	{ "16K on a core that nobody knows", 16384, 4096, { UNKNOWN_CORE, UNKNOWN_CORE }, false, false, NULL, false },
	{ "64K in a guest on Apple",
	  65536,
	  4096,
	  { APPLE_GUEST, APPLE_GUEST },
	  false,
	  false,
	  "MIDR_EL1 0x610f0000 does not tell",
	  true },
	{ "16K in a guest on Apple", 16384, 4096, { APPLE_GUEST, APPLE_GUEST }, false, false, NULL, false },
	{ "64K on an Apple core not known", 65536, 4096, { 0x611f0520, 0x611f0520 }, false, false, "M1, M2 and M3", true },
	{ "16K on QEMU's max", 16384, 4096, { 0x000f0510, 0x000f0510 }, false, false, "16 KiB pages: it was assumed", true },
	{ "16K where no core is shown", 16384, 4096, { 0, 0 }, false, false, "no CPU shows", true },
	{ "16K where one cluster hides and one lacks it", 16384, 4096, { 0x000f0510, A53 }, false, false, "Cortex-A53", false },
	{ "big-endian on a little-endian kernel", 4096, 4096, { A72, A72 }, true, false, "big-endian", false },
	{ "big-endian on a big-endian kernel", 4096, 4096, { A72, A72 }, true, true, NULL, false },
	{ "little-endian on a big-endian kernel", 4096, 4096, { A72, A72 }, false, true, NULL, false },
};

START_TEST(judges_whether_the_machine_can_run_it)
{
	struct arm64_facts *facts = calloc(1, sizeof(*facts) + 2 * sizeof(facts->midr[0]));
	struct image image = { .arch_word = arm64_image_word(machines[_i].image_page, machines[_i].image_big) };
	struct machine machine = {
		.page_size = machines[_i].running_page,
		.kernel_big_endian = machines[_i].running_big,
		.facts = facts,
	};
	struct diag diag = { 0 };
	const char *message = machines[_i].message;
	int r;

	ck_assert_ptr_nonnull(facts);
	facts->midr_count = machines[_i].midr[1] ? 2 : 0;
	memcpy(facts->midr, machines[_i].midr, sizeof(machines[_i].midr));
	r = arm64_check_image(&image, &machine, &diag);
	free(facts);

	ck_assert_msg(r == (machines[_i].assumed ? 1 : message ? -ENOEXEC : 0), "%s: %d %s", machines[_i].why, r, diag.message);
	ck_assert_msg(!message || strstr(diag.message, message) || strstr(diag.hint, message), "%s: %s", machines[_i].why,
		      diag.message);
	ck_assert_msg(!message || diag.hint[0], "%s: no hint", machines[_i].why);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("arm64-header");
	TCase *tcase = tcase_create("header");

	tcase_add_test(tcase, reads_every_field);
	tcase_add_loop_test(tcase, reads_flags, 0, COUNT(flag_rows));
	tcase_add_test(tcase, guesses_the_size_of_an_old_image);
	tcase_add_test(tcase, sees_an_old_big_endian_image_by_its_text_offset);
	tcase_add_loop_test(tcase, refuses_a_damaged_image, 0, COUNT(damages));
	tcase_add_test(tcase, accepts_a_whole_signature);
	tcase_add_test(tcase, accepts_bytes_behind_the_sections);
	tcase_add_loop_test(tcase, judges_whether_the_machine_can_run_it, 0, COUNT(machines));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
