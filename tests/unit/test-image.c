/* SPDX-License-Identifier: GPL-2.0-only */
#ifdef HAVE_CONFIG_H
#include "config.h"

#endif

#include <check.h>
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "arch/arm64/formats.h"
#include "arch/arm64/header.h"
#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/bundle.h"
#include "kexec/image/image-open.h"
#include "kexec/image/image.h"
#include "kexec/image/layers.h"
#include "tests/helpers/image-writer.h"
#include "tests/helpers/pack.h"
#include "tests/helpers/suite.h"

#define SIZE 65536
#define MEMORY 0x30000

/* A kernel file that was opened. */
struct opened {
	struct bundle bundle;
	struct image image;
};

static void release_opened(struct opened *opened)
{
	bundle_release(&opened->bundle);
}

static int open_file(struct view file, const char *type, size_t limit, struct opened *ret, struct diag *diag)
{
	const struct image_request request = { .arch = &arm64_kernels, .file = file, .type = type, .limit = limit };

	return image_open(&request, &ret->bundle, &ret->image, diag);
}

static const struct image_spec good = { .size = SIZE, .image_size = MEMORY, .flags = 0xa, .pe = true };

static struct blob make(int (*write)(const struct image_spec *, struct blob *))
{
	struct blob blob;

	ck_assert_int_eq(write(&good, &blob), 0);
	return blob;
}

static const struct {
	const char *name;
	struct blob (*pack)(struct view in);
} packers[] = {
	{ "gzip", pack_gzip },
	{ "xz", pack_xz },
	{ "lzma", pack_lzma },
#ifdef HAVE_LIBZSTD
	{ "zstd", pack_zstd },
#endif
};

static void assert_kernel(struct view file, const char *format, const char *compression)
{
	CLEANUP(release_opened) struct opened opened = { 0 };
	CLEANUP(blob_release) struct blob raw = make(image_write);
	struct diag diag = { 0 };
	int r = open_file(file, NULL, 0, &opened, &diag);

	ck_assert_msg(r == 0, "%d: %s", r, diag.message);
	ck_assert_str_eq(opened.image.format, format);
	ck_assert_pstr_eq(opened.image.compression, compression);
	ck_assert_uint_eq(opened.image.bytes.size, SIZE);
	ck_assert_mem_eq(opened.image.bytes.data, raw.data, SIZE);
	ck_assert_uint_eq(opened.image.mem_size, MEMORY);
	ck_assert_uint_eq(arm64_image_page_size(&opened.image), 4096);
}

static void assert_refuses(struct view file, const char *type, size_t limit, int error, const char *why, const char *message)
{
	struct opened opened = { .image = { .mem_size = 42 }, .bundle = { .note_count = 43 } };
	struct diag diag = { 0 };
	int r = open_file(file, type, limit, &opened, &diag);

	ck_assert_msg(r == error, "%s: %d instead of %d: %s", why, r, error, diag.message);
	ck_assert_msg(strstr(diag.message, message), "%s: %s", why, diag.message);
	ck_assert_msg(opened.image.mem_size == 42 && opened.bundle.note_count == 43 && !opened.bundle.kernel.bytes.data,
		      "%s: the result was touched", why);
}

START_TEST(opens_an_image_in_place)
{
	CLEANUP(blob_release) struct blob raw = make(image_write);
	CLEANUP(release_opened) struct opened opened = { 0 };
	struct diag diag = { 0 };

	assert_kernel(blob_view(&raw), "Image", NULL);
	ck_assert_int_eq(open_file(blob_view(&raw), NULL, 0, &opened, &diag), 0);
	ck_assert_ptr_eq(opened.image.bytes.data, raw.data);
	ck_assert_uint_eq(opened.bundle.owned_count, 0);
}
END_TEST

START_TEST(opens_a_packed_image)
{
	CLEANUP(blob_release) struct blob raw = make(image_write);
	CLEANUP(blob_release) struct blob packed = packers[_i].pack(blob_view(&raw));

	assert_kernel(blob_view(&packed), "Image", packers[_i].name);
}
END_TEST

START_TEST(opens_a_vmlinux)
{
	CLEANUP(blob_release) struct blob elf = make(image_write_vmlinux);

	assert_kernel(blob_view(&elf), "vmlinux", NULL);
}
END_TEST

START_TEST(opens_a_packed_vmlinux)
{
	CLEANUP(blob_release) struct blob elf = make(image_write_vmlinux);
	CLEANUP(blob_release) struct blob packed = packers[_i].pack(blob_view(&elf));

	assert_kernel(blob_view(&packed), "vmlinux", packers[_i].name);
}
END_TEST

/* A signature is behind what the header calls the kernel, here at the end of its memory. */
START_TEST(leaves_out_what_is_behind_the_kernel)
{
	struct image_spec spec = good;
	CLEANUP(blob_release) struct blob raw = { 0 };
	CLEANUP(blob_release) struct blob longer = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };
	struct diag diag = { 0 };

	spec.image_size = SIZE;
	ck_assert_int_eq(image_write(&spec, &raw), 0);
	ck_assert_int_eq(blob_alloc(SIZE + 1500, &longer), 0);
	memcpy(longer.data, raw.data, SIZE);
	ck_assert_int_eq(open_file(blob_view(&longer), NULL, 0, &opened, &diag), 0);
	ck_assert_uint_eq(opened.image.bytes.size, SIZE);
	ck_assert_uint_eq(opened.image.mem_size, SIZE);
}
END_TEST

/* The first bytes look like an .lzma header: it is an Image nevertheless. */
START_TEST(never_takes_an_image_for_lzma)
{
	struct image_spec spec = { .size = SIZE, .image_size = MEMORY };
	CLEANUP(blob_release) struct blob raw = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(image_write(&spec, &raw), 0);
	memcpy(raw.data, "\x5d\0\0\x80\0", 5);
	memset(raw.data + 5, 0, 11);
	raw.data[9] = 0x10;
	ck_assert_ptr_eq(layers_match(layers_all, blob_view(&raw), true), &layer_lzma);
	ck_assert_int_eq(open_file(blob_view(&raw), NULL, 0, &opened, &diag), 0);
	ck_assert_str_eq(opened.image.format, "Image");
	ck_assert_ptr_null(opened.image.compression);
}
END_TEST

START_TEST(refuses_a_cut_image)
{
	CLEANUP(blob_release) struct blob raw = make(image_write);
	struct view cut = { .data = raw.data, .size = SIZE - 1 };

	assert_refuses(cut, NULL, IMAGE_SIZE_MAX, -EBADMSG, "an Image", "1 bytes are missing");
}
END_TEST

START_TEST(refuses_a_cut_image_in_a_whole_container)
{
	CLEANUP(blob_release) struct blob raw = make(image_write);
	CLEANUP(blob_release) struct blob packed = packers[_i].pack((struct view){ .data = raw.data, .size = SIZE - 1 });

	assert_refuses(blob_view(&packed), NULL, IMAGE_SIZE_MAX, -EBADMSG, packers[_i].name, "1 bytes are missing");
	assert_refuses(blob_view(&packed), NULL, IMAGE_SIZE_MAX, -EBADMSG, packers[_i].name, packers[_i].name);
}
END_TEST

START_TEST(refuses_a_cut_container)
{
	CLEANUP(blob_release) struct blob raw = make(image_write);
	CLEANUP(blob_release) struct blob packed = packers[_i].pack(blob_view(&raw));

	packed.size -= 1;
	assert_refuses(blob_view(&packed), NULL, IMAGE_SIZE_MAX, -EBADMSG, packers[_i].name, "cut short");
}
END_TEST

START_TEST(refuses_a_bomb)
{
	CLEANUP(blob_release) struct blob raw = make(image_write);
	CLEANUP(blob_release) struct blob packed = packers[_i].pack(blob_view(&raw));

	assert_refuses(blob_view(&packed), NULL, SIZE - 1, -EFBIG, packers[_i].name, "more than 65535 bytes");
}
END_TEST

START_TEST(opens_an_image_that_is_packed_twice)
{
	CLEANUP(blob_release) struct blob raw = make(image_write);
	CLEANUP(blob_release) struct blob once = pack_xz(blob_view(&raw));
	CLEANUP(blob_release) struct blob twice = packers[_i].pack(blob_view(&once));
	char layers[16];

	snprintf(layers, sizeof(layers), "%s, xz", packers[_i].name);
	assert_kernel(blob_view(&twice), "Image", layers);
}
END_TEST

/* The bytes between the two layers are given back before the kernel is used. */
START_TEST(keeps_only_the_bytes_that_the_kernel_is_made_of)
{
	CLEANUP(blob_release) struct blob elf = make(image_write_vmlinux);
	CLEANUP(blob_release) struct blob once = pack_xz(blob_view(&elf));
	CLEANUP(blob_release) struct blob twice = pack_gzip(blob_view(&once));
	CLEANUP(release_opened) struct opened opened = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(open_file(blob_view(&twice), NULL, 0, &opened, &diag), 0);
	ck_assert_uint_eq(opened.bundle.owned_count, 1);
	ck_assert_ptr_eq(opened.bundle.owned[0].data, opened.image.bytes.data);
	ck_assert_ptr_null(opened.image.made.data);
}
END_TEST

static struct blob nest(unsigned int layers)
{
	struct blob blob = make(image_write);

	for (unsigned int i = 0; i < layers; i++) {
		struct blob packed = pack_gzip(blob_view(&blob));

		blob_release(&blob);
		blob = packed;
	}
	return blob;
}

START_TEST(bounds_the_number_of_layers)
{
	CLEANUP(blob_release) struct blob most = nest(IMAGE_DEPTH_MAX);
	CLEANUP(blob_release) struct blob more = nest(IMAGE_DEPTH_MAX + 1);

	assert_kernel(blob_view(&most), "Image", "gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip");
	assert_refuses(blob_view(&more), NULL, 0, -E2BIG, "nested", "more than 8 layers (gzip, gzip");
}
END_TEST

/* Files that are no kernel: some bytes at some place of a file of that size that is otherwise filled with 0x80. */
static const struct {
	const char *why;
	size_t size, offset;
	const char *bytes;
	size_t length;
	int error;
	const char *message;
} others[] = {
	{ "nothing", 0, 0, "", 0, -EINVAL, "the file is empty" },
	{ "one byte", 1, 0, "M", 1, -EINVAL, "it is text" },
	{ "no known bytes", 4096, 0, "", 0, -EINVAL, "it begins with 80 80 80 80 80 80 80 80 (4096 bytes in all)" },
	{ "fewer bytes than are shown", 3, 0, "", 0, -EINVAL, "it begins with 80 80 80 (3 bytes in all)" },
	{ "zero bytes", 64, 0, (const char[64]){ 0 }, 64, -EINVAL, "nothing but zero bytes" },
	{ "an x86 kernel, which is a PE file as well", 4096, 0x202, "HdrS", 4, -EINVAL, "x86 bzImage" },
	{ "a riscv kernel", 4096, 56, "RSC\x05", 4, -EINVAL, "Image of riscv" },
	{ "an arm kernel", 4096, 0x24, "\x18\x28\x6f\x01", 4, -EINVAL, "zImage of 32-bit arm" },
	{ "an initrd", 4096, 0, "070701", 6, -EINVAL, "cpio" },
	{ "a script", 4096, 0, "#!/bin/sh\n", 10, -EINVAL, "it is a script" },
	{ "gzip of no known method", 4096, 0, "\x1f\x8b\x09", 3, -EINVAL, "it has an unknown compression" },
	{ "gzip that ends after its magic", 3, 0, "\x1f\x8b\x08", 3, -EBADMSG, "cut short" },
	{ "perhaps lzma", 4096, 0, "\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0", 14, -EBADMSG, "perhaps it is LZMA" },
};

START_TEST(says_what_a_file_is)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	bool container = others[_i].error == -EBADMSG && others[_i].size == 3;

	ck_assert_int_eq(blob_alloc(others[_i].size, &blob), 0);
	memset(blob.data, 0x80, blob.size);
	memcpy(blob.data + others[_i].offset, others[_i].bytes, others[_i].length);
	assert_refuses(blob_view(&blob), NULL, IMAGE_SIZE_MAX, others[_i].error, others[_i].why, others[_i].message);
	if (!container)
		assert_refuses(blob_view(&blob), NULL, IMAGE_SIZE_MAX, others[_i].error, others[_i].why,
			       "Cannot determine the file type of");
}
END_TEST

START_TEST(says_what_a_container_holds)
{
	CLEANUP(blob_release)
	struct blob packed = packers[_i].pack((struct view){ .data = (const uint8_t *)"#!/bin/sh", .size = 9 });

	assert_refuses(blob_view(&packed), NULL, IMAGE_SIZE_MAX, -EINVAL, packers[_i].name, "data: it is a script");
	assert_refuses(blob_view(&packed), NULL, IMAGE_SIZE_MAX, -EINVAL, packers[_i].name, packers[_i].name);
}
END_TEST

#ifndef HAVE_LIBZSTD
START_TEST(names_the_missing_library)
{
	struct view file = { .data = (const uint8_t *)"\x28\xb5\x2f\xfd", .size = 4 };

	assert_refuses(file, NULL, IMAGE_SIZE_MAX, -EOPNOTSUPP, "zstd", "this build is without libzstd");
}
END_TEST
#endif

static const struct {
	const char *type;
	bool vmlinux;
	int error;
	const char *message;
} types[] = {
	{ "Image", false, 0, "" },
	{ "vmlinux", true, 0, "" },
	{ "vmlinux", false, -EINVAL, "Wrong file type vmlinux, file matches type Image" },
	{ "Image", true, -EINVAL, "Wrong file type Image, file matches type vmlinux" },
	{ "uImage", false, -EINVAL, "Wrong file type uImage, file matches type Image" },
	{ "vmlinuz", false, -EINVAL, "Wrong file type vmlinuz, file matches type Image" },
	{ "zboot", false, -EINVAL, "Wrong file type zboot, file matches type Image" },
	{ "fit", false, -EINVAL, "Wrong file type fit" },
	{ "gzip", false, -EINVAL, "Unsupported kernel type gzip: there is no such type" },
	{ "it is text", false, -EINVAL, "there is no such type" },
	{ "uki", false, -EINVAL, "Wrong file type uki, file matches type Image" },
	{ "image", false, -EINVAL, "Unsupported kernel type image: there is no such type; expected one of Image, vmlinux" },
	{ "", false, -EINVAL, "Unsupported kernel type" },
};

START_TEST(honours_the_type)
{
	CLEANUP(blob_release) struct blob blob = make(types[_i].vmlinux ? image_write_vmlinux : image_write);
	CLEANUP(release_opened) struct opened opened = { 0 };
	struct diag diag = { 0 };

	if (types[_i].error)
		assert_refuses(blob_view(&blob), types[_i].type, IMAGE_SIZE_MAX, types[_i].error, types[_i].type,
			       types[_i].message);
	else
		ck_assert_int_eq(open_file(blob_view(&blob), types[_i].type, 0, &opened, &diag), 0);
}
END_TEST

#define PH(i, field) (64 + 56 * (i) + offsetof(Elf64_Phdr, field))
#define EH(field) offsetof(Elf64_Ehdr, field)
#define HALF (SIZE / 2)

/* One field of a good vmlinux is overwritten. */
static const struct {
	const char *why;
	size_t offset;
	unsigned int width;
	uint64_t value;
	int error;
	const char *message;
} elf_rows[] = {
	{ "32 bits", EI_CLASS, 1, ELFCLASS32, -EINVAL, "32-bit little-endian" },
	{ "big-endian", EI_DATA, 1, ELFDATA2MSB, -EINVAL, "64-bit big-endian" },
	{ "x86_64", EH(e_machine), 2, EM_X86_64, -EINVAL, "another machine: x86_64 (e_machine 62); expected arm64" },
	{ "a machine that nobody knows", EH(e_machine), 2, 0xfffe, -EINVAL, "e_machine 65534" },
	{ "a module", EH(e_type), 2, ET_REL, -EINVAL, "an object file or a kernel module" },
	{ "a core dump", EH(e_type), 2, ET_CORE, -EINVAL, "a core dump" },
	{ "no program headers", EH(e_phnum), 2, 0, -EINVAL, "no program headers" },
	{ "an extended number of program headers", EH(e_phnum), 2, PN_XNUM, -EINVAL, "too many program headers" },
	{ "program headers of another size", EH(e_phentsize), 2, 32, -EINVAL, "32 bytes each" },
	{ "program headers beyond the file", EH(e_phoff), 8, VMLINUX_LOAD_OFFSET + SIZE, -EBADMSG, "the program headers end" },
	{ "program headers beyond everything", EH(e_phoff), 8, UINT64_MAX, -EBADMSG, "the program headers end" },
	{ "the entry is not the first byte", EH(e_entry), 8, VMLINUX_BASE + 4096, -EINVAL, "entry point" },
	{ "a segment beyond the file", PH(1, p_offset), 8, VMLINUX_LOAD_OFFSET + HALF + 1, -EBADMSG, "its segments end" },
	{ "a segment beyond 64 bits of the file", PH(1, p_offset), 8, UINT64_MAX, -EINVAL, "beyond 64 bits of the file" },
	{ "a segment beyond 64 bits of memory", PH(1, p_memsz), 8, UINT64_MAX, -EINVAL, "beyond 64 bits" },
	{ "more in the file than in memory", PH(0, p_filesz), 8, HALF + 1, -EINVAL, "more bytes in the file" },
	{ "overlapping by one byte", PH(1, p_vaddr), 8, VMLINUX_BASE + HALF - 1, -EINVAL, "overlaps the one before it" },
	{ "overlapping in memory only", PH(0, p_memsz), 8, HALF + 1, -EINVAL, "overlaps the one before it" },
	{ "out of order", PH(0, p_vaddr), 8, VMLINUX_BASE + SIZE, -EINVAL, "out of order" },
	{ "far apart", PH(1, p_vaddr), 8, VMLINUX_BASE + (UINT64_C(1) << 40), -EFBIG, "span" },
	{ "nothing to load", EH(e_phoff), 8, VMLINUX_LOAD_OFFSET - 4096, -EINVAL, "nothing to load" },
	{ "no Image header at its start", VMLINUX_LOAD_OFFSET + 56, 1, 0, -EINVAL, "does not begin with a kernel's header" },
	{ "more memory than the Image header says", PH(1, p_memsz), 8, MEMORY - HALF + 1, -EINVAL, "its header says 0x30000" },
};

START_TEST(refuses_a_damaged_vmlinux)
{
	CLEANUP(blob_release) struct blob elf = make(image_write_vmlinux);

	for (unsigned int i = 0; i < elf_rows[_i].width; i++)
		elf.data[elf_rows[_i].offset + i] = (uint8_t)(elf_rows[_i].value >> 8 * i);
	assert_refuses(blob_view(&elf), NULL, IMAGE_SIZE_MAX, elf_rows[_i].error, elf_rows[_i].why, elf_rows[_i].message);
}
END_TEST

START_TEST(refuses_every_truncation_of_a_vmlinux)
{
	CLEANUP(blob_release) struct blob elf = make(image_write_vmlinux);

	for (size_t size = 4; size < elf.size; size += size < 300 ? 1 : 997)
		assert_refuses((struct view){ .data = elf.data, .size = size }, NULL, IMAGE_SIZE_MAX, -EBADMSG, "vmlinux",
			       "cut short");
}
END_TEST

START_TEST(keeps_the_limit_of_a_vmlinux)
{
	CLEANUP(blob_release) struct blob elf = make(image_write_vmlinux);
	CLEANUP(release_opened) struct opened opened = { 0 };
	struct diag diag = { 0 };

	assert_refuses(blob_view(&elf), NULL, SIZE - 1, -EFBIG, "vmlinux", "at most 0xffff are accepted");
	ck_assert_int_eq(open_file(blob_view(&elf), NULL, SIZE, &opened, &diag), 0);
}
END_TEST

START_TEST(fills_gaps_of_a_vmlinux_with_zeros)
{
	struct image_spec spec = { .size = SIZE, .image_size = MEMORY };
	CLEANUP(blob_release) struct blob elf = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(image_write_vmlinux(&spec, &elf), 0);
	store_le64(elf.data + PH(1, p_vaddr), VMLINUX_BASE + HALF + 4096);
	store_le64(elf.data + PH(1, p_memsz), HALF);
	ck_assert_int_eq(open_file(blob_view(&elf), NULL, 0, &opened, &diag), 0);
	ck_assert_uint_eq(opened.image.bytes.size, SIZE + 4096);
	for (size_t i = 0; i < 4096; i++)
		ck_assert_uint_eq(opened.image.bytes.data[HALF + i], 0);
	ck_assert_mem_eq(opened.image.bytes.data + HALF + 4096, elf.data + VMLINUX_LOAD_OFFSET + HALF, HALF);
}
END_TEST

/* A header without a size gets a guess, and the ELF file knows better when it needs more. */
START_TEST(takes_the_memory_of_an_old_vmlinux_from_its_segments)
{
	struct image_spec spec = { .size = SIZE, .image_size = 0, .text_offset = 0x80000 };
	CLEANUP(blob_release) struct blob elf = { 0 };
	CLEANUP(release_opened) struct opened opened = { 0 };
	struct diag diag = { 0 };

	ck_assert_int_eq(image_write_vmlinux(&spec, &elf), 0);
	store_le64(elf.data + PH(1, p_memsz), 100 << 20);
	ck_assert_int_eq(open_file(blob_view(&elf), NULL, 0, &opened, &diag), 0);
	ck_assert(opened.image.size_is_guess);
	ck_assert_uint_eq(opened.image.mem_size, HALF + (100 << 20));
}
END_TEST

static void add_loops(TCase *tcase)
{
	tcase_add_loop_test(tcase, opens_a_packed_image, 0, COUNT(packers));
	tcase_add_loop_test(tcase, opens_a_packed_vmlinux, 0, COUNT(packers));
	tcase_add_loop_test(tcase, refuses_a_cut_image_in_a_whole_container, 0, COUNT(packers));
	tcase_add_loop_test(tcase, refuses_a_cut_container, 0, COUNT(packers));
	tcase_add_loop_test(tcase, refuses_a_bomb, 0, COUNT(packers));
	tcase_add_loop_test(tcase, opens_an_image_that_is_packed_twice, 0, COUNT(packers));
	tcase_add_loop_test(tcase, says_what_a_container_holds, 0, COUNT(packers));
	tcase_add_loop_test(tcase, says_what_a_file_is, 0, COUNT(others));
	tcase_add_loop_test(tcase, honours_the_type, 0, COUNT(types));
	tcase_add_loop_test(tcase, refuses_a_damaged_vmlinux, 0, COUNT(elf_rows));
}

int main(void)
{
	Suite *suite = suite_create("image");
	TCase *tcase = tcase_create("image");

	add_loops(tcase);
	tcase_add_test(tcase, opens_an_image_in_place);
	tcase_add_test(tcase, opens_a_vmlinux);
	tcase_add_test(tcase, leaves_out_what_is_behind_the_kernel);
	tcase_add_test(tcase, never_takes_an_image_for_lzma);
	tcase_add_test(tcase, refuses_a_cut_image);
	tcase_add_test(tcase, keeps_only_the_bytes_that_the_kernel_is_made_of);
	tcase_add_test(tcase, bounds_the_number_of_layers);
	tcase_add_test(tcase, refuses_every_truncation_of_a_vmlinux);
	tcase_add_test(tcase, keeps_the_limit_of_a_vmlinux);
	tcase_add_test(tcase, fills_gaps_of_a_vmlinux_with_zeros);
	tcase_add_test(tcase, takes_the_memory_of_an_old_vmlinux_from_its_segments);
#ifndef HAVE_LIBZSTD
	tcase_add_test(tcase, names_the_missing_library);
#endif
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
