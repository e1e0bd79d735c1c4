/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/parts/elfcorehdr.h"
#include "tests/helpers/suite.h"

/* A machine with two CPUs, of numbers that need not follow each other, and RAM on both sides of a crash region. */
static const struct range cpu_note[] = { { 0x7fe01000, 0x7fe01188 }, { 0x7fe4a000, 0x7fe4a188 } };
static const struct range ram[] = { { 0x40000000, 0x50000000 }, { 0x60000000, 0x80000000 }, { 0x880000000, 0x900000000 } };

static struct elfcorehdr_request good_request(void)
{
	return (struct elfcorehdr_request){
		.machine = EM_AARCH64,
		.cpu_note = cpu_note,
		.cpu_note_count = 2,
		.vmcoreinfo = { 0x7ff00000, 0x7ff01000 },
		.layout = {
			.linear_offset = 0xfffeffffc0000000, /* 0x40000000 is at 0xffff000000000000 */
			.text_offset = 0xffff7fffc7e00000,
			.text = { 0x40210000, 0x42210000 },
		},
		.ram = ram,
		.ram_count = 3,
	};
}

static void build(const struct elfcorehdr_request *request, struct blob *ret)
{
	struct diag diag = { 0 };
	uint64_t size;

	ck_assert_msg(elfcorehdr_build(request, ret, &diag) == 0, "%s", diag.message);
	ck_assert_int_eq(elfcorehdr_size(request->cpu_note_count, request->ram_count, &size, &diag), 0);
	ck_assert_uint_eq(ret->size, size);
}

static void build_good(struct blob *ret)
{
	struct elfcorehdr_request request = good_request();

	build(&request, ret);
}

static const uint8_t *header_at(const struct blob *blob, size_t index)
{
	ck_assert_uint_le(sizeof(Elf64_Ehdr) + (index + 1) * sizeof(Elf64_Phdr), blob->size);
	return blob->data + sizeof(Elf64_Ehdr) + index * sizeof(Elf64_Phdr);
}

#define FIELD32(header, member) load_le32((header) + offsetof(Elf64_Phdr, member))
#define FIELD64(header, member) load_le64((header) + offsetof(Elf64_Phdr, member))

static void assert_note(const struct blob *blob, size_t index, struct range physical)
{
	const uint8_t *header = header_at(blob, index);

	ck_assert_uint_eq(FIELD32(header, p_type), PT_NOTE);
	ck_assert_uint_eq(FIELD64(header, p_offset), physical.start);
	ck_assert_uint_eq(FIELD64(header, p_paddr), physical.start);
	ck_assert_uint_eq(FIELD64(header, p_filesz), physical.end - physical.start);
	ck_assert_uint_eq(FIELD64(header, p_memsz), physical.end - physical.start);
}

static void assert_load(const struct blob *blob, size_t index, struct range physical, uint64_t virtual)
{
	const uint8_t *header = header_at(blob, index);

	ck_assert_uint_eq(FIELD32(header, p_type), PT_LOAD);
	ck_assert_uint_eq(FIELD32(header, p_flags), PF_R | PF_W | PF_X);
	ck_assert_uint_eq(FIELD64(header, p_offset), physical.start);
	ck_assert_uint_eq(FIELD64(header, p_paddr), physical.start);
	ck_assert_uint_eq(FIELD64(header, p_vaddr), virtual);
	ck_assert_uint_eq(FIELD64(header, p_filesz), physical.end - physical.start);
	ck_assert_uint_eq(FIELD64(header, p_memsz), physical.end - physical.start);
	ck_assert_uint_eq(FIELD64(header, p_align), 0);
}

static const struct {
	size_t notes, ram, size;
} size_case[] = {
	{ 1, 1, 64 + 4 * 56 },
	{ 0, 1, 64 + 3 * 56 },
	{ 2, 3, 64 + 7 * 56 },
	{ 4096, 200, 64 + 4298 * 56 },
	{ 0, 65532, 64 + 65534 * 56 },
	{ 0, 65533, 0 },    /* 65535 headers is PN_XNUM, which means "look elsewhere" */
	{ 65532, 1, 0 },    /* likewise */
	{ SIZE_MAX, 1, 0 }, /* the sum overflows */
	{ 1, SIZE_MAX, 0 },
	{ SIZE_MAX, SIZE_MAX, 0 },
};

START_TEST(size_is_that_of_the_headers)
{
	struct diag diag = { 0 };
	uint64_t size = 0;
	int r = elfcorehdr_size(size_case[_i].notes, size_case[_i].ram, &size, &diag);

	ck_assert_int_eq(r, size_case[_i].size ? 0 : -EOVERFLOW);
	ck_assert_uint_eq(size, size_case[_i].size);
}
END_TEST

START_TEST(elf_header_is_of_a_64_bit_core_file)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	static const uint8_t ident[EI_NIDENT] = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT };

	build_good(&blob);
	ck_assert_mem_eq(blob.data, ident, sizeof(ident));
	ck_assert_uint_eq(load_le16(blob.data + 16), ET_CORE);
	ck_assert_uint_eq(load_le16(blob.data + 18), EM_AARCH64);
	ck_assert_uint_eq(load_le32(blob.data + 20), EV_CURRENT);
	ck_assert_uint_eq(load_le64(blob.data + 24), 0);  /* e_entry */
	ck_assert_uint_eq(load_le64(blob.data + 32), 64); /* e_phoff */
	ck_assert_uint_eq(load_le64(blob.data + 40), 0);  /* e_shoff */
	ck_assert_uint_eq(load_le16(blob.data + 52), 64); /* e_ehsize */
	ck_assert_uint_eq(load_le16(blob.data + 54), 56); /* e_phentsize */
	ck_assert_uint_eq(load_le16(blob.data + 56), 7);  /* e_phnum */
	ck_assert_uint_eq(load_le16(blob.data + 60), 0);  /* e_shnum */
}
END_TEST

START_TEST(notes_come_first_and_vmcoreinfo_last_of_them)
{
	CLEANUP(blob_release) struct blob blob = { 0 };

	build_good(&blob);
	assert_note(&blob, 0, cpu_note[0]);
	assert_note(&blob, 1, cpu_note[1]);
	assert_note(&blob, 2, (struct range){ 0x7ff00000, 0x7ff01000 });
}
END_TEST

START_TEST(image_is_at_its_own_virtual_address)
{
	CLEANUP(blob_release) struct blob blob = { 0 };

	build_good(&blob);
	assert_load(&blob, 3, (struct range){ 0x40210000, 0x42210000 }, 0xffff800008010000);
}
END_TEST

START_TEST(ram_is_at_its_address_in_the_linear_map)
{
	CLEANUP(blob_release) struct blob blob = { 0 };

	build_good(&blob);
	assert_load(&blob, 4, ram[0], 0xffff000000000000);
	assert_load(&blob, 5, ram[1], 0xffff000020000000);
	assert_load(&blob, 6, ram[2], 0xffff000840000000);
}
END_TEST

/* The last two adjoin. _i: the number of ranges */
START_TEST(note_is_found_in_each_range_and_not_between_them)
{
	static const struct range all[] = { { 0x1000, 0x3000 }, { 0x5000, 0x7000 }, { 0x9000, 0xb000 }, { 0xb000, 0xd000 } };
	struct elfcorehdr_request request = good_request();

	request.ram = all;
	request.ram_count = (size_t)_i;
	request.cpu_note_count = 0;
	for (uint64_t start = 0; start < 0xe000; start += 0x800) {
		CLEANUP(blob_release) struct blob blob = { 0 };
		struct diag diag = { 0 };
		bool is_inside = false;

		request.vmcoreinfo = (struct range){ start, start + 0x1000 };
		for (int i = 0; i < _i; i++)
			is_inside |= range_contains(all[i], request.vmcoreinfo);
		ck_assert_msg(elfcorehdr_build(&request, &blob, &diag) == (is_inside ? 0 : -EINVAL), "%#llx: %s", (unsigned long long)start,
			      diag.message);
	}
}
END_TEST

START_TEST(machine_without_cpu_notes_has_vmcoreinfo_first)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct elfcorehdr_request request = good_request();

	request.cpu_note_count = 0;
	build(&request, &blob);
	assert_note(&blob, 0, request.vmcoreinfo);
	assert_load(&blob, 1, request.layout.text, 0xffff800008010000);
}
END_TEST

START_TEST(touching_ranges_of_ram_are_kept_apart)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	static const struct range touching[] = { { 0, 0x1000 }, { 0x1000, 0x3000 } };
	struct elfcorehdr_request request = good_request();

	request.cpu_note_count = 0;
	request.vmcoreinfo = touching[0];
	request.ram = touching;
	request.ram_count = 2;
	build(&request, &blob);
	assert_load(&blob, 2, touching[0], 0xfffeffffc0000000);
	assert_load(&blob, 3, touching[1], 0xfffeffffc0001000);
}
END_TEST

START_TEST(as_many_headers_as_the_format_has)
{
	CLEANUP(blob_release) struct blob blob = { 0 };
	struct elfcorehdr_request request = good_request();
	AUTO_FREE struct range *many = calloc(65530, sizeof(*many));

	ck_assert_ptr_nonnull(many);
	for (size_t i = 0; i < 65530; i++)
		many[i] = (struct range){ i * 0x2000, i * 0x2000 + 0x1000 };
	request.cpu_note = many;
	request.vmcoreinfo = many[65529];
	request.ram = many;
	request.ram_count = 65530;
	build(&request, &blob);
	ck_assert_uint_eq(load_le16(blob.data + 56), 65534);
	assert_load(&blob, 65533, many[65529], many[65529].start + request.layout.linear_offset);
}
END_TEST

static void many_cpus(struct elfcorehdr_request *request)
{
	request->cpu_note_count = 65530;
}

static void no_vmcoreinfo(struct elfcorehdr_request *request)
{
	request->vmcoreinfo = (struct range){ 0, 0 };
}

static void no_image(struct elfcorehdr_request *request)
{
	request->layout.text.end = request->layout.text.start;
}

static void empty_note(struct elfcorehdr_request *request)
{
	static const struct range note[] = { { 0x7fe01000, 0x7fe01188 }, { 0x7fe4a000, 0x7fe4a000 } };

	request->cpu_note = note;
}

/* Nobody's memory. */
static void note_outside(struct elfcorehdr_request *request)
{
	static const struct range note[] = { { 0x7fe01000, 0x7fe01188 }, { 0x58000000, 0x58000188 } };

	request->cpu_note = note;
}

/* Its end is in a crash region, which the capture kernel overwrites. */
static void vmcoreinfo_half_outside(struct elfcorehdr_request *request)
{
	request->vmcoreinfo = (struct range){ 0x4ffff800, 0x50000800 };
}

static void no_ram(struct elfcorehdr_request *request)
{
	request->ram_count = 0;
}

static void empty_ram(struct elfcorehdr_request *request)
{
	static const struct range bad[] = { { 0x40000000, 0x50000000 }, { 0x60000000, 0x60000000 } };

	request->ram = bad;
	request->ram_count = 2;
}

static void ram_out_of_order(struct elfcorehdr_request *request)
{
	static const struct range bad[] = { { 0x60000000, 0x80000000 }, { 0x40000000, 0x50000000 } };

	request->ram = bad;
	request->ram_count = 2;
}

static void overlapping_ram(struct elfcorehdr_request *request)
{
	static const struct range bad[] = { { 0x40000000, 0x50000000 }, { 0x4fffffff, 0x60000000 } };

	request->ram = bad;
	request->ram_count = 2;
}

static const struct {
	void (*spoil)(struct elfcorehdr_request *request);
	int error;
	const char *message;
} bad_case[] = {
	{ many_cpus, -EOVERFLOW, "65530 CPUs and 3 ranges of RAM" },
	{ no_vmcoreinfo, -EINVAL, "no VMCOREINFO" },
	{ no_image, -EINVAL, "image at 0x40210000 is empty" },
	{ empty_note, -EINVAL, "crash note 1 at 0x7fe4a000 is empty" },
	{ note_outside, -EINVAL, "crash note of a CPU at 0x58000000-0x58000187 is not in System RAM" },
	{ vmcoreinfo_half_outside, -EINVAL, "VMCOREINFO note at 0x4ffff800-0x500007ff is not in System RAM" },
	{ no_ram, -EINVAL, "no RAM" },
	{ empty_ram, -EINVAL, "RAM range 1 at 0x60000000 is empty" },
	{ ram_out_of_order, -EINVAL, "RAM range 1 starts at 0x40000000" },
	{ overlapping_ram, -EINVAL, "RAM range 1 starts at 0x4fffffff" },
};

START_TEST(bad_request_is_refused_with_its_reason)
{
	struct elfcorehdr_request request = good_request();
	struct blob blob = { .size = 42 };
	struct diag diag = { 0 };

	bad_case[_i].spoil(&request);
	ck_assert_int_eq(elfcorehdr_build(&request, &blob, &diag), bad_case[_i].error);
	ck_assert_msg(strstr(diag.message, bad_case[_i].message) != NULL, "%s", diag.message);
	ck_assert_ptr_null(blob.data);
	ck_assert_uint_eq(blob.size, 42);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("elfcorehdr");
	Suite *suite = suite_create("elfcorehdr");

	tcase_add_loop_test(tcase, size_is_that_of_the_headers, 0, COUNT(size_case));
	tcase_add_test(tcase, elf_header_is_of_a_64_bit_core_file);
	tcase_add_test(tcase, notes_come_first_and_vmcoreinfo_last_of_them);
	tcase_add_test(tcase, image_is_at_its_own_virtual_address);
	tcase_add_test(tcase, ram_is_at_its_address_in_the_linear_map);
	tcase_add_loop_test(tcase, note_is_found_in_each_range_and_not_between_them, 1, 5);
	tcase_add_test(tcase, machine_without_cpu_notes_has_vmcoreinfo_first);
	tcase_add_test(tcase, touching_ranges_of_ram_are_kept_apart);
	tcase_add_test(tcase, as_many_headers_as_the_format_has);
	tcase_add_loop_test(tcase, bad_request_is_refused_with_its_reason, 0, COUNT(bad_case));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
