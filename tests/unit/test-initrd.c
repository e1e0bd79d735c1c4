/* SPDX-License-Identifier: GPL-2.0-only */
/* Initrds as the next kernel reads them: archives one after the other, plain or compressed. */
#ifdef HAVE_CONFIG_H
#include "config.h"

#endif

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#ifdef HAVE_LIBLZ4
#include <lz4.h>
#endif

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/cpio.h"
#include "kexec/image/initrd-contents.h"
#include "kexec/image/initrd.h"
#include "tests/helpers/pack.h"
#include "tests/helpers/suite.h"

#define LIMIT ((size_t)1 << 20)

struct bytes {
	uint8_t data[65536];
	size_t size;
};

static void put(struct bytes *to, const void *data, size_t size)
{
	memcpy(to->data + to->size, data, size);
	to->size += size;
}

static void put_padding(struct bytes *to, size_t align)
{
	while (to->size % align)
		to->data[to->size++] = 0;
}

/* magic: "070701", or "070702" with a checksum of the contents. */
static void put_entry(struct bytes *to, const char *magic, const char *name, size_t size, char fill)
{
	char header[111];
	size_t from = to->size;

	snprintf(header, sizeof(header), "%s%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", magic, 1, 0100644, 0, 0, 1,
		 0, (unsigned)size, 0, 0, 0, 0, (unsigned)strlen(name) + 1, (unsigned)(size * (unsigned char)fill));
	put(to, header, 110);
	put(to, name, strlen(name) + 1);
	while ((to->size - from) % 4)
		to->data[to->size++] = 0;
	memset(to->data + to->size, fill, size);
	to->size += size;
	while ((to->size - from) % 4)
		to->data[to->size++] = 0;
}

#define TRAILER "TRAILER!!!"

/* Files of 5000 and 1 bytes, which take three pages. */
static void put_cpio(struct bytes *to)
{
	put_entry(to, "070701", "init", 5000, 'x');
	put_entry(to, "070701", "etc/a", 1, 'y');
	put_entry(to, "070701", "etc", 0, 0);
	put_entry(to, "070701", TRAILER, 0, 0);
}

#define CPIO_UNPACKED (3 * 4096)

static struct view view_of(const struct bytes *bytes)
{
	return (struct view){ bytes->data, bytes->size };
}

static void put_gzip(struct bytes *to, const struct bytes *from)
{
	CLEANUP(blob_release) struct blob packed = pack_gzip(view_of(from));

	put(to, packed.data, packed.size);
}

static void assert_whole(const struct bytes *initrd, uint64_t unpacked)
{
	struct diag diag = { 0 };
	struct initrd_contents got = { .unpacked = 42 };
	int r = initrd_check(view_of(initrd), LIMIT, &got, &diag);

	ck_assert_msg(!r, "%s", diag.message);
	ck_assert_uint_eq(got.unpacked, unpacked);
}

static void assert_fails(const struct bytes *initrd, int error, const char *message)
{
	struct diag diag = { 0 };
	struct initrd_contents got = { .unpacked = 42 };
	int r = initrd_check(view_of(initrd), LIMIT, &got, &diag);

	ck_assert_msg(r == error && strstr(diag.message, message), "%d: %s", r, diag.message);
	ck_assert_uint_eq(got.unpacked, 42);
}

/* ---- the check ---- */

START_TEST(knows_the_memory_of_a_plain_archive)
{
	struct bytes initrd = { .size = 0 };

	put_cpio(&initrd);
	assert_whole(&initrd, CPIO_UNPACKED);
	put_padding(&initrd, 512);
	assert_whole(&initrd, CPIO_UNPACKED);
}
END_TEST

START_TEST(knows_the_memory_of_a_compressed_archive)
{
	struct bytes cpio = { .size = 0 }, initrd = { .size = 0 };

	put_cpio(&cpio);
	put_gzip(&initrd, &cpio);
	assert_whole(&initrd, CPIO_UNPACKED);
}
END_TEST

START_TEST(goes_through_archives_one_after_the_other)
{
	struct bytes cpio = { .size = 0 }, initrd = { .size = 0 };

	put_cpio(&cpio);
	put_cpio(&initrd);
	put_padding(&initrd, 512);
	put_gzip(&initrd, &cpio);
	put_gzip(&initrd, &cpio);
	put_padding(&initrd, 64);
	put_gzip(&initrd, &cpio);
	put_padding(&initrd, 4);
	put_cpio(&initrd);
	assert_whole(&initrd, 5 * CPIO_UNPACKED);
}
END_TEST

/* Linux skips the rest: init/initramfs.c, unpack_to_rootfs(). */
START_TEST(refuses_a_plain_archive_that_is_not_at_a_multiple_of_4)
{
	struct bytes cpio = { .size = 0 }, initrd = { .size = 0 };

	put_cpio(&cpio);
	put_gzip(&initrd, &cpio);
	put_padding(&initrd, 4);
	initrd.data[initrd.size++] = 0;
	put_cpio(&initrd);
	assert_fails(&initrd, -EBADMSG, "a plain archive does not begin at a multiple of 4");
}
END_TEST

START_TEST(refuses_other_bytes_behind_an_archive)
{
	struct bytes initrd = { .size = 0 };

	put_cpio(&initrd);
	put(&initrd, "\xee\xee\xee\xee", 4);
	assert_fails(&initrd, -EBADMSG, "no archive begins there");
}
END_TEST

START_TEST(passes_over_a_bootconfig)
{
	struct bytes initrd = { .size = 0 };

	put_cpio(&initrd);
	put(&initrd, "kernel.a=b\n\0\x0c\0\0\0\1\2\3\4#BOOTCONFIG\n", 12 + 4 + 4 + 12);
	assert_whole(&initrd, CPIO_UNPACKED);
	initrd.data[initrd.size - 20] = 0xff; /* its size */
	initrd.data[initrd.size - 19] = 0xff;
	assert_fails(&initrd, -EBADMSG, "no archive begins there");
}
END_TEST

/* The bootconfig claims more than there is: nothing behind the file is looked at. */
START_TEST(refuses_a_cut_archive_before_a_bootconfig_that_claims_too_much)
{
	struct bytes initrd = { .size = 0 };

	put_entry(&initrd, "070701", "init", 5000, 'x');
	initrd.size = 200;
	put(&initrd, "\xff\xff\0\0\1\2\3\4#BOOTCONFIG\n", 4 + 4 + 12);
	assert_fails(&initrd, -EBADMSG, "its entry at byte 0 goes beyond the end at byte 220");
}
END_TEST

START_TEST(refuses_every_truncation_of_a_plain_archive)
{
	struct bytes initrd = { .size = 0 };
	size_t whole;

	put_entry(&initrd, "070701", "init", 50, 'x');
	put_entry(&initrd, "070701", TRAILER, 0, 0);
	whole = initrd.size - 3; /* the padding behind the trailer's name may be missing */
	for (initrd.size = 7; initrd.size < whole; initrd.size++)
		if (initrd.size < 168 - 2 || initrd.size > 168) /* between the entries it looks whole, and may be */
			assert_fails(&initrd, -EBADMSG, "the cpio archive is cut short: its entry at byte ");
}
END_TEST

START_TEST(refuses_every_truncation_of_a_compressed_archive)
{
	struct bytes cpio = { .size = 0 }, initrd = { .size = 0 };
	size_t whole;

	put_cpio(&cpio);
	put_gzip(&initrd, &cpio);
	whole = initrd.size;
	for (initrd.size = 3; initrd.size < whole; initrd.size++)
		assert_fails(&initrd, -EBADMSG, "the gzip data are cut short");
}
END_TEST

START_TEST(names_what_is_damaged)
{
	struct bytes cpio = { .size = 0 }, initrd = { .size = 0 };

	put_cpio(&cpio);
	put_gzip(&initrd, &cpio);
	initrd.data[initrd.size - 5] ^= 1;
	assert_fails(&initrd, -EBADMSG, "the CRC-32 of the unpacked bytes does not match");
	cpio.data[6 + 8 * 6] = 'g'; /* the size of the first file */
	assert_fails(&cpio, -EBADMSG, "the cpio archive is damaged: there is no entry at byte 0");
	initrd.size = 0;
	put_gzip(&initrd, &cpio);
	assert_fails(&initrd, -EBADMSG, "in the unpacked gzip data: the cpio archive is damaged");
}
END_TEST

START_TEST(verifies_the_checksums_of_an_archive)
{
	struct bytes initrd = { .size = 0 };

	put_entry(&initrd, "070702", "init", 50, 'x');
	put_entry(&initrd, "070702", TRAILER, 0, 0);
	assert_whole(&initrd, 4096);
	initrd.data[130] ^= 1;
	assert_fails(&initrd, -EBADMSG, "the checksum of the entry at byte 0 does not match");
}
END_TEST

START_TEST(refuses_a_name_without_an_end)
{
	struct bytes initrd = { .size = 0 };

	put_cpio(&initrd);
	initrd.data[114] = 'x';
	assert_fails(&initrd, -EBADMSG, "the name of the entry at byte 0 has no end");
}
END_TEST

START_TEST(refuses_compressed_data_that_hold_no_archive)
{
	struct bytes text = { .size = 0 }, initrd = { .size = 0 };

	put(&text, "just text", 9);
	put_gzip(&initrd, &text);
	assert_fails(&initrd, -EBADMSG, "in the unpacked gzip data: there is no cpio archive at byte 0 of 9");
}
END_TEST

/* ---- contents ---- */

START_TEST(knows_what_can_save_a_dump_and_whose_modules_there_are)
{
	struct bytes cpio = { .size = 0 }, initrd = { .size = 0 };
	struct initrd_contents got = { 0 };
	struct diag diag = { 0 };

	put_entry(&cpio, "070701", "usr/lib/modules/6.1.0-56-arm64/kernel/drivers/watchdog/sbsa_gwdt.ko", 9, 'x');
	put_entry(&cpio, "070701", "lib/modules/6.1.0-56-arm64/modules.dep", 9, 'x');
	put_entry(&cpio, "070701", "lib/modules/6.12/a.ko", 9, 'x');
	put_entry(&cpio, "070701", "var/lib/modules", 9, 'x');
	put_entry(&cpio, "070701", "mylib/modules/6.9/a.ko", 9, 'x');
	put_entry(&cpio, "070701", "usr/bin/makedumpfile", 9, 'x');
	put_entry(&cpio, "070701", "etc/makedumpfile.conf", 9, 'x');
	put_entry(&cpio, "070701", TRAILER, 0, 0);
	put_gzip(&initrd, &cpio);
	ck_assert_int_eq(initrd_check(view_of(&initrd), LIMIT, &got, &diag), 0);
	ck_assert_uint_eq(got.file_count, 7);
	ck_assert_uint_eq(got.unpacked, 7 * 4096);
	ck_assert_uint_eq(got.unpacked_16k, 7 * 16384);
	ck_assert_uint_eq(got.unpacked_64k, 7 * 65536);
	ck_assert_str_eq(got.tool, "makedumpfile");
	ck_assert(got.has_watchdog && !got.is_opaque);
	ck_assert_uint_eq(got.version_count, 2);
	ck_assert_str_eq(got.version[0], "6.1.0-56-arm64");
	ck_assert_str_eq(got.version[1], "6.12");
}
END_TEST

START_TEST(an_empty_file_is_no_tool)
{
	struct initrd_contents got = { 0 }, sum = { 0 };

	initrd_note("usr/bin/makedumpfile", 0, &got);
	ck_assert_str_eq(got.tool, "");
	initrd_note("squashfs-root.img", 1, &got);
	ck_assert(got.is_opaque && !got.has_init);
	initrd_note("sbin/init", 1, &got);
	initrd_note("init.d", 1, &got);
	ck_assert(!got.has_init);
	initrd_note("./init", 0, &got);
	ck_assert(got.has_init);
	initrd_add(&sum, &got);
	initrd_add(&sum, &got);
	ck_assert_uint_eq(sum.unpacked, 2 * 3 * 4096);
	ck_assert(sum.is_opaque && sum.has_init);
}
END_TEST

START_TEST(cannot_judge_more_than_the_limit)
{
	struct bytes cpio = { .size = 0 }, initrd = { .size = 0 };
	struct diag diag = { 0 };
	struct initrd_contents got;

	put_cpio(&cpio);
	put_gzip(&initrd, &cpio);
	ck_assert_int_eq(initrd_check(view_of(&initrd), cpio.size - 1, &got, &diag), -EFBIG);
	ck_assert_int_eq(initrd_check(view_of(&initrd), cpio.size, &got, &diag), 0);
}
END_TEST

START_TEST(cannot_judge_an_unknown_kind)
{
	struct bytes initrd = { .data = "hsqs\x01\x02\x03\x80", .size = 8 };

	assert_fails(&initrd, -EOPNOTSUPP, "it is of a kind that is not known");
}
END_TEST

#ifdef HAVE_LIBLZ4
static void put_lz4(struct bytes *to, const struct bytes *from)
{
	int n = LZ4_compress_default((const char *)from->data, (char *)to->data + to->size + 8, (int)from->size,
				     (int)(sizeof(to->data) - to->size - 8));

	ck_assert_int_gt(n, 0);
	store_le32(to->data + to->size, 0x184c2102);
	store_le32(to->data + to->size + 4, (uint32_t)n);
	to->size += 8 + (size_t)n;
}

START_TEST(refuses_an_lz4_archive_without_its_trailer)
{
	struct bytes cpio = { .size = 0 }, initrd = { .size = 0 };

	put_entry(&cpio, "070701", "init", 50, 'x');
	put_lz4(&initrd, &cpio);
	assert_fails(&initrd, -EBADMSG, "in the unpacked lz4 data: the cpio archive is cut short: it ends without its trailer");
	initrd.size = 0;
	put_entry(&cpio, "070701", TRAILER, 0, 0);
	put_lz4(&initrd, &cpio);
	assert_whole(&initrd, 4096);
	put_padding(&initrd, 4);
	initrd.size += 4;
	put_cpio(&initrd);
	assert_whole(&initrd, 4096 + CPIO_UNPACKED);
}
END_TEST
#else
START_TEST(cannot_judge_a_compression_that_is_not_built_in)
{
	struct bytes initrd = { .data = "\x02\x21\x4c\x18", .size = 8 };

	assert_fails(&initrd, -EOPNOTSUPP, "it is compressed with lz4, and this build is without liblz4");
}
END_TEST
#endif

/* ---- the first look ---- */

static const struct {
	const char *bytes;
	size_t size;
	const char *message; /* NULL: passes */
} kinds[] = {
	{ "070701", 6, NULL },
	{ "070702", 6, NULL },
	{ "\0\0\0\0\x30\x37\x30\x37\x30\x31", 10, NULL },
	{ "\x1f\x8b\x08\0", 4, NULL },
	{ "\x1f\x9e\x08\0", 4, NULL },
	{ "BZh91AY", 7, NULL },
	{ "\xfd\x37zXZ\0", 6, NULL },
	{ "\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0", 15, NULL },
	{ "\x02\x21\x4c\x18", 4, NULL },
	{ "\x28\xb5\x2f\xfd", 4, NULL },
	{ "\x89LZO\0\r\n\x1a\n", 9, NULL },
	{ "hsqs\x01\x02\x03\x80", 8, NULL },
	{ "", 0, "the file is empty, and no initrd" },
	{ "\0\0\0\0\0\0\0\0", 8, "the file holds nothing but zero bytes, and no initrd" },
	{ "#!/bin/sh\n", 10, "it is a script, and no initrd" },
	{ "root=/dev/vda1\n", 15, "it is text, and no initrd" },
	{ "\x27\x05\x19\x56\x01\x02\x03\x04", 8, "it is a uImage" },
	{ "\xd0\x0d\xfe\xed\0\0\0\x48", 8, "it is a devicetree or a FIT image, and no initrd" },
	{ "MZ\0\0zimg", 8, "it is a compressed EFI kernel" },
	{ "MZ\x40\xfa\1\2\3\4", 8, "PE (EFI)" },
	{ "\x7f"
	  "ELF\2\1\1\0",
	  8, "it is an ELF file, and no initrd" },
	{ "ANDROID!\0\0\0\1", 12, "it is an Android boot image, and no initrd" },
	{ "VNDRBOOT\4\0\0\0", 12, "it is an Android vendor boot image, and no initrd" },
	{ "\x04\x22\x4d\x18\x64\x40\xa7", 7, "lz4 in the frame format, which Linux does not unpack" },
	{ "070707000000", 12, "in the old portable format, which Linux does not unpack" },
	{ "\xc7\x71\1\2", 4, "in the old binary format, which Linux does not unpack" },
};

START_TEST(looks_at_what_is_named)
{
	struct view view = { (const uint8_t *)kinds[_i].bytes, kinds[_i].size };
	struct diag diag = { 0 };
	int r = initrd_look(view, &diag);

	ck_assert_msg(r == (kinds[_i].message ? -EINVAL : 0), "%d: %d: %s", _i, r, diag.message);
	if (!kinds[_i].message)
		return;
	ck_assert_msg(strstr(diag.message, kinds[_i].message), "%s", diag.message);
	ck_assert(diag.hint[0]);
}
END_TEST

/* An arm64 kernel without an EFI stub. */
START_TEST(refuses_a_kernel)
{
	uint8_t image[64] = { 0x10, 0, 0, 0x14 };
	struct diag diag = { 0 };

	memcpy(image + 56, "ARM\x64", 4);
	ck_assert_int_eq(initrd_look((struct view){ image, sizeof(image) }, &diag), -EINVAL);
	ck_assert_msg(strstr(diag.message, "it is an Image of arm64, and no initrd"), "%s", diag.message);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("initrd");
	TCase *tcase = tcase_create("initrd");

	tcase_add_test(tcase, knows_the_memory_of_a_plain_archive);
	tcase_add_test(tcase, knows_the_memory_of_a_compressed_archive);
	tcase_add_test(tcase, goes_through_archives_one_after_the_other);
	tcase_add_test(tcase, refuses_a_plain_archive_that_is_not_at_a_multiple_of_4);
	tcase_add_test(tcase, refuses_other_bytes_behind_an_archive);
	tcase_add_test(tcase, passes_over_a_bootconfig);
	tcase_add_test(tcase, refuses_a_cut_archive_before_a_bootconfig_that_claims_too_much);
	tcase_add_test(tcase, refuses_every_truncation_of_a_plain_archive);
	tcase_add_test(tcase, refuses_every_truncation_of_a_compressed_archive);
	tcase_add_test(tcase, names_what_is_damaged);
	tcase_add_test(tcase, verifies_the_checksums_of_an_archive);
	tcase_add_test(tcase, refuses_a_name_without_an_end);
	tcase_add_test(tcase, refuses_compressed_data_that_hold_no_archive);
	tcase_add_test(tcase, knows_what_can_save_a_dump_and_whose_modules_there_are);
	tcase_add_test(tcase, an_empty_file_is_no_tool);
	tcase_add_test(tcase, cannot_judge_more_than_the_limit);
	tcase_add_test(tcase, cannot_judge_an_unknown_kind);
#ifdef HAVE_LIBLZ4
	tcase_add_test(tcase, refuses_an_lz4_archive_without_its_trailer);
#else
	tcase_add_test(tcase, cannot_judge_a_compression_that_is_not_built_in);
#endif
	tcase_add_loop_test(tcase, looks_at_what_is_named, 0, COUNT(kinds));
	tcase_add_test(tcase, refuses_a_kernel);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
