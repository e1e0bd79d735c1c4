/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/vmcoreinfo.h"
#include "tests/helpers/suite.h"

static struct view view_of(const char *text)
{
	return (struct view){ .data = (const uint8_t *)text, .size = strlen(text) };
}

/* Numbers. */

static const char sample[] = "OSRELEASE=6.1.0-56-cloud-arm64\n"
			     "PAGESIZE=4096\n"
			     "SYMBOL(_stext)=ffffd1d07ec10000\n"
			     "NUMBER(VA_BITS)=48\n"
			     "NUMBER(kimage_voffset)=0xffffd1d03ea00000\n"
			     "NUMBER(PHYS_OFFSET)=0xFFFFCA7280000000\n"
			     "KERNELOFFSET=51d076c00000\n"
			     "NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)=-129\n"
			     "NUMBER(least)=-9223372036854775808\n"
			     "NUMBER(most)=18446744073709551615\n"
			     "NUMBER(twice)=1\n"
			     "NUMBER(twice)=2\n"
			     "CRASHTIME=1700000000";

static const struct {
	const char *key;
	uint64_t value;
} number_case[] = {
	{ "PAGESIZE", 4096 },
	{ "SYMBOL(_stext)", 0xffffd1d07ec10000 },
	{ "NUMBER(VA_BITS)", 48 },
	{ "NUMBER(kimage_voffset)", 0xffffd1d03ea00000 },
	{ "NUMBER(PHYS_OFFSET)", 0xffffca7280000000 },
	{ "KERNELOFFSET", 0x51d076c00000 },
	{ "NUMBER(PAGE_BUDDY_MAPCOUNT_VALUE)", 0xffffffffffffff7f },
	{ "NUMBER(least)", 0x8000000000000000 },
	{ "NUMBER(most)", UINT64_MAX },
	{ "NUMBER(twice)", 1 },
	{ "CRASHTIME", 1700000000 }, /* the last line has no newline */
};

START_TEST(number_is_read)
{
	uint64_t value = 0;

	ck_assert_int_eq(vmcoreinfo_number(view_of(sample), number_case[_i].key, &value), 0);
	ck_assert_uint_eq(value, number_case[_i].value);
}
END_TEST

static const struct {
	const char *text, *key;
	int error;
} no_number_case[] = {
	{ "", "PAGESIZE", -ENOENT },
	{ "\n\n\n", "PAGESIZE", -ENOENT },
	{ "PAGESIZE", "PAGESIZE", -ENOENT },	      /* a key without '=' */
	{ "XPAGESIZE=1\n", "PAGESIZE", -ENOENT },     /* the key is only the end of another */
	{ "PAGESIZEX=1\n", "PAGESIZE", -ENOENT },     /* the key is only the start of another */
	{ "A=PAGESIZE=1\n", "PAGESIZE", -ENOENT },    /* the key stands in a value */
	{ "PAGESIZE=\n", "PAGESIZE", -EINVAL },	      /* no digits */
	{ "PAGESIZE=", "PAGESIZE", -EINVAL },	      /* likewise, at the end of the text */
	{ "PAGESIZE=0x\n", "PAGESIZE", -EINVAL },     /* likewise, behind the prefix */
	{ "PAGESIZE=-\n", "PAGESIZE", -EINVAL },      /* likewise, behind the sign */
	{ "PAGESIZE=4k\n", "PAGESIZE", -EINVAL },     /* not a digit */
	{ "PAGESIZE=4096 \n", "PAGESIZE", -EINVAL },  /* a space */
	{ "PAGESIZE=ff\n", "PAGESIZE", -EINVAL },     /* hexadecimal digits in a decimal key */
	{ "PAGESIZE=0xg\n", "PAGESIZE", -EINVAL },    /* not a hexadecimal digit */
	{ "PAGESIZE=-0x1\n", "PAGESIZE", -EINVAL },   /* a sign and a prefix */
	{ "SYMBOL(a)=-1\n", "SYMBOL(a)", -EINVAL },   /* a symbol with a sign */
	{ "N=18446744073709551616\n", "N", -EINVAL }, /* 2^64 */
	{ "N=99999999999999999999\n", "N", -EINVAL }, /* more */
	{ "N=0x10000000000000000\n", "N", -EINVAL },  /* 2^64 */
	{ "N=-9223372036854775809\n", "N", -EINVAL }, /* less than -2^63 */
	{ "SYMBOL(a)=10000000000000000\n", "SYMBOL(a)", -EINVAL },
};

START_TEST(what_is_no_number_is_an_error)
{
	uint64_t value = 42;

	ck_assert_int_eq(vmcoreinfo_number(view_of(no_number_case[_i].text), no_number_case[_i].key, &value),
			 no_number_case[_i].error);
	ck_assert_uint_eq(value, 42);
}
END_TEST

/* /proc/kcore, made here the way fs/proc/kcore.c makes it: ELF header, program headers, notes. */

struct core {
	uint8_t bytes[4096];
	size_t notes; /* the offset of the notes */
	size_t end;   /* the size in use */
};

struct load {
	uint64_t virtual, physical, size;
};

static struct core core_start(const struct load *load, size_t load_count)
{
	static const uint8_t ident[] = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT };
	struct core core = { 0 };

	memcpy(core.bytes, ident, sizeof(ident));
	store_le16(core.bytes + 16, ET_CORE);
	store_le16(core.bytes + 18, EM_AARCH64);
	store_le64(core.bytes + 32, 64);			 /* e_phoff */
	store_le16(core.bytes + 54, 56);			 /* e_phentsize */
	store_le16(core.bytes + 56, (uint16_t)(load_count + 1)); /* e_phnum */
	core.notes = core.end = 64 + 56 * (load_count + 1);
	store_le32(core.bytes + 64, PT_NOTE);
	store_le64(core.bytes + 64 + 8, core.notes); /* p_offset */
	for (size_t i = 0; i < load_count; i++) {
		uint8_t *header = core.bytes + 64 + 56 * (i + 1);

		store_le32(header, PT_LOAD);
		store_le64(header + 8, 0x10000 + (load[i].virtual & 0xffffffffffff));
		store_le64(header + 16, load[i].virtual);
		store_le64(header + 24, load[i].physical);
		store_le64(header + 32, load[i].size);
		store_le64(header + 40, load[i].size);
	}
	return core;
}

static void core_add_note(struct core *core, const char *name, uint32_t type, const void *data, size_t size)
{
	size_t name_size = strlen(name) + 1;

	store_le32(core->bytes + core->end, (uint32_t)name_size);
	store_le32(core->bytes + core->end + 4, (uint32_t)size);
	store_le32(core->bytes + core->end + 8, type);
	core->end += 12;
	memcpy(core->bytes + core->end, name, name_size);
	core->end += (name_size + 3) / 4 * 4;
	memcpy(core->bytes + core->end, data, size);
	core->end += (size + 3) / 4 * 4;
}

/* Writes the notes' size, now that they are all there. */
static void core_finish(struct core *core)
{
	store_le64(core->bytes + 64 + 32, core->end - core->notes);
}

static struct view core_view(const struct core *core)
{
	return (struct view){ .data = core->bytes, .size = core->end };
}

/* Three areas as Linux 6.1 shows them, and the four notes. */
static struct core core_sample(void)
{
	static const struct load load[] = {
		{ 0xffffd1d07ec00000, 0x40200000, 0x1ab0000 },
		{ 0xffff800008000000, UINT64_MAX, 0x7bffe8000000 },
		{ 0xffff358dc0000000, 0x40000000, 0x80000000 },
	};
	static const uint8_t other[392];
	struct core core = core_start(load, 3);

	core_add_note(&core, "CORE", NT_PRSTATUS, other, sizeof(other));
	core_add_note(&core, "CORE", NT_PRPSINFO, other, 135);
	core_add_note(&core, "CORE", NT_TASKSTRUCT, other, 0);
	core_add_note(&core, "VMCOREINFO", 0, sample, strlen(sample));
	core_finish(&core);
	return core;
}

static void parse(struct view head, struct kcore *ret)
{
	struct diag diag = { 0 };
	size_t wanted = 0;

	ck_assert_msg(kcore_parse(head, &wanted, ret, &diag) == 0, "%s", diag.message);
}

static void assert_text(struct view text, const char *expected)
{
	ck_assert_uint_eq(text.size, strlen(expected));
	ck_assert_mem_eq(text.data, expected, text.size);
}

START_TEST(vmcoreinfo_is_found_among_the_notes)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_sample();

	parse(core_view(&core), &kcore);
	assert_text(kcore.vmcoreinfo, sample);
}
END_TEST

START_TEST(loads_are_listed_in_order)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_sample();

	parse(core_view(&core), &kcore);
	ck_assert_uint_eq(kcore.load_count, 3);
	ck_assert_uint_eq(kcore.load[0].virtual, 0xffffd1d07ec00000);
	ck_assert_uint_eq(kcore.load[0].physical, 0x40200000);
	ck_assert_uint_eq(kcore.load[0].size, 0x1ab0000);
	ck_assert_uint_eq(kcore.load[1].physical, UINT64_MAX);
	ck_assert_uint_eq(kcore.load[2].virtual, 0xffff358dc0000000);
	ck_assert_uint_eq(kcore.load[2].physical, 0x40000000);
}
END_TEST

static const struct {
	uint64_t start, end, offset; /* offset 0: it is not there */
} find_case[] = {
	{ 0x50000000, 0x50000600, 0x358dd0010000 }, /* in RAM, behind 1 GiB of addresses and 0x10000 of headers */
	{ 0x40000000, 0x40000001, 0x358dc0010000 }, /* at its start */
	{ 0xbffff000, 0xc0000000, 0x358e4000f000 }, /* at its end */
	{ 0xbffff000, 0xc0000001, 0 },		    /* over its end */
	{ 0xc0000000, 0xc0001000, 0 },		    /* behind it */
	{ 0x3ffff000, 0x40001000, 0 },		    /* from before it */
	{ 0x40200000, 0x40200010, 0xd1d07ec10000 }, /* in the kernel's image too, which comes first */
	{ UINT64_MAX - 1, UINT64_MAX, 0 },	    /* a load without a physical address is not at the last address */
};

START_TEST(physical_memory_is_found)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_sample();
	uint64_t offset = 0;

	parse(core_view(&core), &kcore);
	ck_assert_int_eq(kcore_find(&kcore, (struct range){ find_case[_i].start, find_case[_i].end }, &offset),
			 find_case[_i].offset != 0);
	ck_assert_uint_eq(offset, find_case[_i].offset);
}
END_TEST

START_TEST(kernel_before_4_11_gives_no_physical_address)
{
	static const struct load load[] = { { 0xffff000008080000, 0, 0x1000000 }, { 0xffff800000000000, 0, 0x40000000 } };
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_start(load, 2);

	core_finish(&core);
	parse(core_view(&core), &kcore);
	ck_assert_uint_eq(kcore.load_count, 2);
	ck_assert_uint_eq(kcore.load[0].physical, UINT64_MAX);
	ck_assert_uint_eq(kcore.load[1].physical, UINT64_MAX);
}
END_TEST

START_TEST(ram_at_physical_zero_is_an_address)
{
	static const struct load load[] = { { 0xffff800008000000, UINT64_MAX, 0x1000 }, { 0xffff000000000000, 0, 0x40000000 } };
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_start(load, 2);

	core_finish(&core);
	parse(core_view(&core), &kcore);
	ck_assert_uint_eq(kcore.load[0].physical, UINT64_MAX);
	ck_assert_uint_eq(kcore.load[1].physical, 0);
}
END_TEST

static const struct {
	const char *name;
	uint32_t type;
} other_note[] = {
	{ "VMCOREINFO", NT_PRSTATUS }, /* the name, but another type */
	{ "VMCOREINF", 0 },	       /* another name */
	{ "VMCOREINFOX", 0 },	       /* likewise */
	{ "CORE", 0 },
	{ "", 0 },
};

START_TEST(other_notes_are_not_taken_for_vmcoreinfo)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_start(NULL, 0);

	core_add_note(&core, other_note[_i].name, other_note[_i].type, sample, 20);
	core_finish(&core);
	parse(core_view(&core), &kcore);
	ck_assert_uint_eq(kcore.vmcoreinfo.size, 0);
	ck_assert_uint_eq(kcore.load_count, 0);
}
END_TEST

START_TEST(longer_name_that_starts_the_same_is_another)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_start(NULL, 0);

	core_add_note(&core, "VMCOREINFO", 0, sample, 20);
	store_le32(core.bytes + core.notes, 12); /* n_namesz takes the padding in */
	core_finish(&core);
	parse(core_view(&core), &kcore);
	ck_assert_uint_eq(kcore.vmcoreinfo.size, 0);
}
END_TEST

START_TEST(first_vmcoreinfo_counts)
{
	static const struct load second = { 0, 0, 0 };
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_start(&second, 1);
	size_t end;

	core_add_note(&core, "VMCOREINFO", 0, "OSRELEASE=1\n", 12);
	core_finish(&core);
	end = core.end;
	core_add_note(&core, "VMCOREINFO", 0, "OSRELEASE=2\n", 12);
	store_le32(core.bytes + 64 + 56, PT_NOTE);
	store_le64(core.bytes + 64 + 56 + 8, end);	       /* p_offset */
	store_le64(core.bytes + 64 + 56 + 32, core.end - end); /* p_filesz */
	parse(core_view(&core), &kcore);
	assert_text(kcore.vmcoreinfo, "OSRELEASE=1\n");
	ck_assert_uint_eq(kcore.load_count, 0);
}
END_TEST

/* Each PT_NOTE is looked through: ten thousand of the same notes would take ten thousand times as long. */
START_TEST(notes_together_are_no_more_than_the_file)
{
	static const struct load second = { 0, 0, 0 };
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_start(&second, 1);
	uint8_t *header = core.bytes + 64 + 56;
	struct kcore none = { 0 };
	struct diag diag = { 0 };
	size_t wanted;

	core_add_note(&core, "VMCOREINFO", 0, sample, 300);
	core_finish(&core);
	memcpy(header, core.bytes + 64, 56);
	store_le64(header + 32, core.notes); /* p_filesz */
	parse(core_view(&core), &kcore);
	store_le64(header + 32, core.notes + 1);
	ck_assert_int_eq(kcore_parse(core_view(&core), &wanted, &none, &diag), -EINVAL);
	ck_assert_msg(strstr(diag.message, "its PT_NOTEs have ") != NULL, "%s", diag.message);
}
END_TEST

START_TEST(last_note_needs_no_padding)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_start(NULL, 0);

	core_add_note(&core, "VMCOREINFO", 0, "OSRELEASE=1", 11);
	core.end--;
	core_finish(&core);
	parse(core_view(&core), &kcore);
	assert_text(kcore.vmcoreinfo, "OSRELEASE=1");
}
END_TEST

/* The bytes are in memory of their own, so that a sanitizer sees a read beyond them. */
START_TEST(other_last_note_needs_no_padding)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_start(NULL, 0);
	AUTO_FREE uint8_t *copy = NULL;

	core_add_note(&core, "CORE", NT_PRSTATUS, sample, 11);
	core.end--;
	core_finish(&core);
	copy = malloc(core.end);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, core.bytes, core.end);
	parse((struct view){ copy, core.end }, &kcore);
	ck_assert_uint_eq(kcore.vmcoreinfo.size, 0);
}
END_TEST

/* The kernel reserves room for the notes and clears what it does not need of it. */
START_TEST(zeros_behind_the_notes_are_skipped)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_start(NULL, 0);

	core_add_note(&core, "CORE", NT_PRSTATUS, sample, 20);
	core.end += 50;
	core_finish(&core);
	parse(core_view(&core), &kcore);
	ck_assert_uint_eq(kcore.vmcoreinfo.size, 0);
}
END_TEST

START_TEST(text_alone_is_vmcoreinfo_without_loads)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };

	parse(view_of(sample), &kcore);
	assert_text(kcore.vmcoreinfo, sample);
	ck_assert_uint_eq(kcore.load_count, 0);
}
END_TEST

/* Each prefix is copied to memory of its own, so that a sanitizer sees a read beyond it. */
START_TEST(every_prefix_asks_for_more)
{
	struct core core = core_sample();

	for (size_t size = 0; size < core.end; size++) {
		AUTO_FREE uint8_t *copy = malloc(size ? size : 1);
		struct kcore kcore = { .load_count = 42 };
		struct diag diag = { 0 };
		size_t wanted = 0;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, core.bytes, size);
		ck_assert_int_eq(kcore_parse((struct view){ copy, size }, &wanted, &kcore, &diag), -EAGAIN);
		ck_assert_uint_gt(wanted, size);
		ck_assert_uint_le(wanted, core.end);
		ck_assert_uint_eq(kcore.load_count, 42);
		ck_assert_str_ne(diag.message, "");
	}
}
END_TEST

START_TEST(reader_that_follows_the_wishes_gets_there)
{
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	struct core core = core_sample();
	struct diag diag = { 0 };
	size_t size = 0;
	int r, calls = 0;

	do {
		r = kcore_parse((struct view){ core.bytes, size }, &size, &kcore, &diag);
	} while (r == -EAGAIN && ++calls < 10);
	ck_assert_int_eq(r, 0);
	ck_assert_int_eq(calls, 3); /* ELF header, program headers, notes */
	ck_assert_uint_eq(size, core.end);
	assert_text(kcore.vmcoreinfo, sample);
}
END_TEST

/* One field of the sample is overwritten. */
static const struct {
	size_t offset, width;
	uint64_t value;
	const char *message;
} damage[] = {
	{ 0, 1, 0x7e, "not an ELF file" },
	{ 4, 1, ELFCLASS32, "class" },
	{ 5, 1, ELFDATA2MSB, "byte order" },		      /* of a big-endian kernel */
	{ 16, 2, ET_EXEC, "type is 2" },		      /* a vmlinux */
	{ 54, 2, 32, "program header has 32 bytes" },	      /* e_phentsize of a 32-bit file */
	{ 56, 2, 0, "0 program headers" },		      /* e_phnum */
	{ 56, 2, PN_XNUM, "65535 program headers" },	      /* e_phnum that means "look elsewhere" */
	{ 32, 8, KCORE_HEADERS_MAX, "program headers at" },   /* e_phoff at the limit */
	{ 32, 8, UINT64_MAX, "program headers at" },	      /* e_phoff + size overflows */
	{ 64 + 8, 8, KCORE_HEADERS_MAX, "notes of" },	      /* the notes' p_offset at the limit */
	{ 64 + 8, 8, UINT64_MAX, "notes of" },		      /* p_offset + p_filesz overflows */
	{ 64 + 32, 8, KCORE_HEADERS_MAX + 1, "notes of" },    /* the notes' p_filesz is more than all may take */
	{ 64 + 32, 8, 20, "runs over the end" },	      /* p_filesz ends within the first note */
	{ 64 + 4 * 56, 4, 0x10000, "runs over the end" },     /* n_namesz of the first note */
	{ 64 + 4 * 56, 4, UINT32_MAX, "runs over the end" },  /* likewise, as large as it gets */
	{ 64 + 4 * 56 + 4, 4, 0x10000, "runs over the end" }, /* n_descsz of the first note */
	{ 64 + 4 * 56 + 4, 4, UINT32_MAX, "runs over the end" },
};

START_TEST(damaged_kcore_is_refused_with_its_reason)
{
	struct core core = core_sample();
	struct kcore kcore = { .load_count = 42 };
	struct diag diag = { 0 };
	size_t wanted = 42;

	for (size_t i = 0; i < damage[_i].width; i++)
		core.bytes[damage[_i].offset + i] = (uint8_t)(damage[_i].value >> (8 * i));
	ck_assert_int_eq(kcore_parse(core_view(&core), &wanted, &kcore, &diag), -EINVAL);
	ck_assert_msg(strstr(diag.message, damage[_i].message) != NULL, "%s", diag.message);
	ck_assert_uint_eq(kcore.load_count, 42);
	ck_assert_uint_eq(wanted, 42);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("vmcoreinfo");
	Suite *suite = suite_create("vmcoreinfo");

	tcase_add_loop_test(tcase, number_is_read, 0, COUNT(number_case));
	tcase_add_loop_test(tcase, what_is_no_number_is_an_error, 0, COUNT(no_number_case));
	tcase_add_test(tcase, vmcoreinfo_is_found_among_the_notes);
	tcase_add_test(tcase, loads_are_listed_in_order);
	tcase_add_loop_test(tcase, physical_memory_is_found, 0, COUNT(find_case));
	tcase_add_test(tcase, kernel_before_4_11_gives_no_physical_address);
	tcase_add_test(tcase, ram_at_physical_zero_is_an_address);
	tcase_add_loop_test(tcase, other_notes_are_not_taken_for_vmcoreinfo, 0, COUNT(other_note));
	tcase_add_test(tcase, longer_name_that_starts_the_same_is_another);
	tcase_add_test(tcase, first_vmcoreinfo_counts);
	tcase_add_test(tcase, notes_together_are_no_more_than_the_file);
	tcase_add_test(tcase, other_last_note_needs_no_padding);
	tcase_add_test(tcase, last_note_needs_no_padding);
	tcase_add_test(tcase, zeros_behind_the_notes_are_skipped);
	tcase_add_test(tcase, text_alone_is_vmcoreinfo_without_loads);
	tcase_add_test(tcase, every_prefix_asks_for_more);
	tcase_add_test(tcase, reader_that_follows_the_wishes_gets_there);
	tcase_add_loop_test(tcase, damaged_kcore_is_refused_with_its_reason, 0, COUNT(damage));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
