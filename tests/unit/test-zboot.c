/* SPDX-License-Identifier: GPL-2.0-only */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <check.h>
#include <errno.h>
#include <lzma.h>
#include <string.h>
#ifdef HAVE_LIBZSTD
#include <zstd.h>
#endif

#include "arch/arm64/formats.h"
#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-open.h"
#include "kexec/image/image.h"
#include "tests/helpers/image-writer.h"
#include "tests/helpers/pack.h"
#include "tests/helpers/pe-writer.h"
#include "tests/helpers/suite.h"

#define SIZE 65536
#define MEMORY 0x30000
#define SIGNATURE 1472

/* A kernel file that was opened. */
struct opened {
	struct bundle bundle;
	struct image image;
	struct diag diag;
};

static void release_opened(struct opened *opened)
{
	bundle_release(&opened->bundle);
}

static int open_file(struct view file, size_t limit, struct opened *ret)
{
	const struct image_request request = { .arch = &arm64_kernels, .file = file, .limit = limit };

	return image_open(&request, &ret->bundle, &ret->image, &ret->diag);
}

/* ---- kernels and compressions ---- */

static struct blob plain(void)
{
	const struct image_spec spec = { .size = SIZE, .image_size = MEMORY, .flags = 0xa, .pe = true };
	struct blob blob;

	ck_assert_int_eq(image_write(&spec, &blob), 0);
	return blob;
}

static struct blob longer(const struct blob *blob, size_t size)
{
	struct blob ret;

	ck_assert_int_eq(blob_alloc(size, &ret), 0);
	memcpy(ret.data, blob->data, blob->size);
	return ret;
}

/* As Linux 6.12 makes it: with zeros up to the size in its header. */
static struct blob padded(void)
{
	CLEANUP(blob_release) struct blob image = plain();

	return longer(&image, MEMORY);
}

/* As Linux does: with a filter for the instructions of arm64, if this liblzma has it, and a dictionary of 128 MiB. */
static struct blob pack_xzkern(struct view in)
{
	lzma_options_lzma options;
	lzma_filter filters[3] = { { 0 } };
	struct blob out;
	size_t size = 0, n = 0;

	ck_assert_int_eq(blob_alloc(2 * in.size + 1000, &out), 0);
	ck_assert(!lzma_lzma_preset(&options, 0));
	options.dict_size = 128 << 20;
#ifdef LZMA_FILTER_ARM64
	filters[n++].id = LZMA_FILTER_ARM64;
#endif
	filters[n].id = LZMA_FILTER_LZMA2;
	filters[n++].options = &options;
	filters[n].id = LZMA_VLI_UNKNOWN;
	ck_assert_int_eq(
		lzma_stream_buffer_encode(filters, LZMA_CHECK_CRC32, NULL, in.data, in.size, out.data, &size, out.size),
		LZMA_OK);
	out.size = size;
	return out;
}

#ifdef HAVE_LIBZSTD
/* With a window of 128 MiB, as -22 has. */
static struct blob pack_zstd22(struct view in)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	struct blob out;

	ck_assert_int_eq(blob_alloc(2 * in.size + 1000, &out), 0);
	ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 27);
	out.size = ZSTD_compress2(context, out.data, out.size, in.data, in.size);
	ck_assert(!ZSTD_isError(out.size));
	ZSTD_freeCCtx(context);
	return out;
}
#endif

static const struct {
	const char *word;
	struct blob (*pack)(struct view in);
	bool has_size_field;
} words[] = {
	{ "gzip", pack_gzip, false }, { "lzma", pack_lzma, true },     { "xzkern", pack_xzkern, true },
#ifdef HAVE_LIBZSTD
	{ "zstd", pack_zstd, true },  { "zstd22", pack_zstd22, true },
#endif
};

static struct blob wrap(const struct blob *kernel, int i)
{
	CLEANUP(blob_release) struct blob packed = words[i].pack(blob_view(kernel));
	const struct zboot_spec spec = { .machine = PE_MACHINE_ARM64,
					 .word = words[i].word,
					 .payload = blob_view(&packed),
					 .has_size_field = words[i].has_size_field,
					 .unpacked_size = (uint32_t)kernel->size };
	struct blob file;

	ck_assert_int_eq(zboot_write(&spec, &file), 0);
	return file;
}

/* ---- what is opened ---- */

static void assert_opens(const struct blob *kernel, int i, size_t size)
{
	CLEANUP(release_opened) struct opened opened = { 0 };
	CLEANUP(blob_release) struct blob file = wrap(kernel, i);

	ck_assert_msg(open_file(blob_view(&file), 0, &opened) == 0, "%s: %s", words[i].word, opened.diag.message);
	ck_assert_str_eq(opened.image.format, "Image");
	ck_assert_str_eq(opened.image.compression, "zboot");
	ck_assert_uint_eq(opened.image.bytes.size, size);
	ck_assert_mem_eq(opened.image.bytes.data, kernel->data, size);
	ck_assert_uint_eq(opened.bundle.owned_count, 1);
}

START_TEST(opens_a_kernel_that_is_not_padded)
{
	CLEANUP(blob_release) struct blob kernel = plain();

	assert_opens(&kernel, _i, SIZE);
}
END_TEST

START_TEST(opens_a_kernel_that_is_padded)
{
	CLEANUP(blob_release) struct blob kernel = padded();

	assert_opens(&kernel, _i, MEMORY);
}
END_TEST

/* Linux verifies a signature only if the file ends with it. */
START_TEST(cuts_a_signed_kernel_behind_its_signature)
{
	CLEANUP(blob_release) struct blob image = plain();
	CLEANUP(blob_release) struct blob kernel = longer(&image, MEMORY);

	store_le32(kernel.data + IMAGE_PE_CERTIFICATES, SIZE);
	store_le32(kernel.data + IMAGE_PE_CERTIFICATES + 4, SIGNATURE);
	memset(kernel.data + SIZE, 's', SIGNATURE);
	assert_opens(&kernel, 0, SIZE + SIGNATURE);
}
END_TEST

START_TEST(opens_a_signed_file)
{
	CLEANUP(blob_release) struct blob kernel = plain();
	CLEANUP(blob_release) struct blob packed = pack_gzip(blob_view(&kernel));
	CLEANUP(blob_release) struct blob file = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };
	const struct zboot_spec spec = {
		.machine = PE_MACHINE_ARM64, .word = "gzip", .payload = blob_view(&packed), .signature = SIGNATURE
	};

	ck_assert_int_eq(zboot_write(&spec, &file), 0);
	ck_assert_msg(open_file(blob_view(&file), 0, &opened) == 0, "%s", opened.diag.message);
	ck_assert_uint_eq(opened.image.bytes.size, SIZE);
}
END_TEST

/* Both magic numbers stand at the same place, so a file could have those of an Image in front of a whole zboot kernel. */
START_TEST(never_takes_a_zboot_kernel_for_an_image)
{
	CLEANUP(blob_release) struct blob kernel = plain();
	CLEANUP(blob_release) struct blob file = wrap(&kernel, 0);
	CLEANUP(release_opened) struct opened opened = { 0 };

	memcpy(file.data + 56, "ARM\x64", 4);
	ck_assert_msg(open_file(blob_view(&file), 0, &opened) == 0, "%s", opened.diag.message);
	ck_assert_str_eq(opened.image.compression, "zboot");
}
END_TEST

/* ---- what is refused ---- */

static void assert_refuses(struct view file, size_t limit, int error, const char *why, const char *message)
{
	struct opened opened = { 0 };
	int r = open_file(file, limit, &opened);

	ck_assert_msg(r == error, "%s: %d instead of %d: %s", why, r, error, opened.diag.message);
	ck_assert_msg(strstr(opened.diag.message, message), "%s: %s", why, opened.diag.message);
	ck_assert_ptr_null(opened.bundle.kernel.bytes.data);
}

/* Each entry changes one field of a good gzip file, or leaves so many bytes of it. */
static const struct {
	const char *why;
	size_t left; /* 0: all */
	size_t at;
	const char *bytes;
	size_t size;
	int error;
	const char *message;
} damages[] = {
	{ "an end inside the header", 63, 0, "", 0, -EBADMSG, "cut short: its header ends at byte 64, the file has 63" },
	{ "an end inside the payload", 1000, 0, "", 0, -EBADMSG, "cut short: its payload ends at byte" },
	{ "a payload beyond the end", 0, 12, "\xff\xff\xff\xff", 4, -EBADMSG, "cut short: its payload ends at byte" },
	{ "a place beyond 32 bits", 0, 8, "\xff\xff\xff\xff\xff\xff\xff\xff", 8, -EBADMSG, "ends at byte 8589934590" },
	{ "a payload in the header", 0, 8, "\x3f\0\0\0", 4, -EBADMSG, "bytes at byte 63" },
	{ "an empty payload", 0, 12, "\0\0\0\0", 4, -EBADMSG, "gives a payload of 0 bytes" },
	{ "a name without an end", 0, 24, "gzipgzipgzipgzipgzipgzipgzipgzip", 32, -EBADMSG,
	  "name of its compression has no end" },
	{ "an unknown compression", 0, 24, "brotli", 7, -EOPNOTSUPP, "a compression that is not known: \"brotli\"" },
	{ "no compression", 0, 24, "", 1, -EOPNOTSUPP, "a compression that is not known: \"\"" },
	{ "another machine", 0, PE_HEADER + 4, "\x64\x50", 2, -EINVAL, "the zboot kernel is for riscv64, expected arm64" },
	{ "no PE header", 0, PE_HEADER, "XX", 2, -EBADMSG, "no PE signature" },
	{ "another compression than it says", 0, 24, "lzma", 5, -EBADMSG, "the payload of the zboot kernel: " },
	{ "damage inside the payload", 0, PE_SECTION(2) + 1000, "\xff\xff\xff\xff", 4, -EBADMSG,
	  "the payload of the zboot kernel: the gzip data are damaged" },
};

START_TEST(refuses_a_damaged_file)
{
	CLEANUP(blob_release) struct blob kernel = plain();
	CLEANUP(blob_release) struct blob file = wrap(&kernel, 0);
	CLEANUP(blob_release) struct blob exact = { 0 };

	memcpy(file.data + damages[_i].at, damages[_i].bytes, damages[_i].size);
	ck_assert_int_eq(blob_alloc(damages[_i].left ? damages[_i].left : file.size, &exact), 0);
	memcpy(exact.data, file.data, exact.size);
	assert_refuses(blob_view(&exact), 0, damages[_i].error, damages[_i].why, damages[_i].message);
}
END_TEST

/* Every cut is noticed but one in the padding at the very end. */
START_TEST(refuses_a_file_without_its_end)
{
	CLEANUP(blob_release) struct blob kernel = plain();
	CLEANUP(blob_release) struct blob file = wrap(&kernel, 0);

	for (size_t size = 8; size < file.size - 400; size += 97) {
		CLEANUP(blob_release) struct blob exact = { 0 };

		ck_assert_int_eq(blob_alloc(size, &exact), 0);
		memcpy(exact.data, file.data, size);
		assert_refuses(blob_view(&exact), 0, -EBADMSG, "cut", "cut short");
	}
}
END_TEST

/* The field is outside the compressed data: it shows a payload that is whole and not the right one. */
START_TEST(refuses_a_size_field_that_does_not_agree)
{
	CLEANUP(blob_release) struct blob kernel = plain();
	CLEANUP(blob_release) struct blob packed = pack_xzkern(blob_view(&kernel));
	CLEANUP(blob_release) struct blob file = { 0 };
	const struct zboot_spec spec = { PE_MACHINE_ARM64, "xzkern", blob_view(&packed), true, SIZE + 1, 0 };

	ck_assert_int_eq(zboot_write(&spec, &file), 0);
	assert_refuses(blob_view(&file), 0, -EBADMSG, "size", "unpacks to 65536 bytes, its size field says 65537");
}
END_TEST

START_TEST(refuses_a_bomb)
{
	CLEANUP(blob_release) struct blob kernel = plain();
	CLEANUP(blob_release) struct blob file = wrap(&kernel, _i);

	assert_refuses(blob_view(&file), SIZE - 1, -EFBIG, words[_i].word, "unpack to more than 65535 bytes");
}
END_TEST

START_TEST(names_a_payload_that_is_no_kernel)
{
	CLEANUP(blob_release) struct blob text = { 0 };
	CLEANUP(blob_release) struct blob file = { 0 };

	ck_assert_int_eq(blob_alloc(100, &text), 0);
	memset(text.data, 'a', 100);
	file = wrap(&text, 0);
	assert_refuses(blob_view(&file), 0, -EINVAL, "text", "the payload of the zboot kernel: it is text");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("zboot");
	TCase *tcase = tcase_create("zboot");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, opens_a_kernel_that_is_not_padded, 0, COUNT(words));
	tcase_add_loop_test(tcase, opens_a_kernel_that_is_padded, 0, COUNT(words));
	tcase_add_test(tcase, cuts_a_signed_kernel_behind_its_signature);
	tcase_add_test(tcase, opens_a_signed_file);
	tcase_add_test(tcase, never_takes_a_zboot_kernel_for_an_image);
	tcase_add_loop_test(tcase, refuses_a_damaged_file, 0, COUNT(damages));
	tcase_add_test(tcase, refuses_a_file_without_its_end);
	tcase_add_test(tcase, refuses_a_size_field_that_does_not_agree);
	tcase_add_loop_test(tcase, refuses_a_bomb, 0, COUNT(words));
	tcase_add_test(tcase, names_a_payload_that_is_no_kernel);
	return run_suite(suite);
}
