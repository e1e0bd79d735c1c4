/* SPDX-License-Identifier: GPL-2.0-only */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/kernel-layout.h"
#include "kexec/machine/vmcoreinfo.h"
#include "tests/helpers/suite.h"
#include "tests/unit/test-arm64-layout.h"

static struct view view_of(const char *text)
{
	return (struct view){ .data = (const uint8_t *)text, .size = strlen(text) };
}

static size_t load_count(const struct kcore_load *load)
{
	size_t count = 0;

	while (load[count].size)
		count++;
	return count;
}

/* The PT_LOADs are copied to memory of their own, so that a sanitizer sees a read beyond them. */
static struct kcore kcore_of(const char *vmcoreinfo, const struct kcore_load *load)
{
	struct kcore kcore = { .vmcoreinfo = view_of(vmcoreinfo), .load_count = load ? load_count(load) : 0 };

	if (kcore.load_count) {
		kcore.load = calloc(kcore.load_count, sizeof(*load));
		ck_assert_ptr_nonnull(kcore.load);
		memcpy(kcore.load, load, kcore.load_count * sizeof(*load));
	}
	return kcore;
}

static void assert_layout(const struct record *record, const char *vmcoreinfo, const struct kcore_load *load)
{
	CLEANUP(kcore_release) struct kcore kcore = kcore_of(vmcoreinfo, load);
	struct kernel_layout layout = { 0 };
	struct diag diag = { 0 };
	int r = arm64_kernel_layout(&kcore, record->code, record->data, &layout, &diag);

	ck_assert_msg(r == 0, "%s: %s", record->name, diag.message);
	ck_assert_msg(record->ram.physical + layout.linear_offset == record->ram.virtual, "%s: linear offset %#lx",
		      record->name, (unsigned long)layout.linear_offset);
	ck_assert_msg(record->image.physical + layout.text_offset == record->image.virtual, "%s: text offset %#lx",
		      record->name, (unsigned long)layout.text_offset);
	ck_assert_uint_eq(layout.text.start, record->code.start);
	ck_assert_uint_eq(layout.text.end, record->data.end);
}

static void assert_refused(const struct record *record, const struct kcore *kcore, const char *message)
{
	struct kernel_layout layout = { .text_offset = 42 };
	struct diag diag = { 0 };

	ck_assert_int_eq(arm64_kernel_layout(kcore, record->code, record->data, &layout, &diag), -ENODATA);
	ck_assert_msg(strstr(diag.message, message) != NULL, "\"%s\" has no \"%s\"", diag.message, message);
	ck_assert_uint_eq(layout.text_offset, 42);
	ck_assert_uint_eq(layout.linear_offset, 0);
}

START_TEST(kcore_tells_the_layout)
{
	assert_layout(&records[_i], records[_i].vmcoreinfo, records[_i].load);
}
END_TEST

/* Kernels before 4.19 have none, and nothing else is asked then. */
START_TEST(vmcoreinfo_alone_tells_the_layout)
{
	struct kcore none = { 0 };

	if (*records[_i].vmcoreinfo)
		assert_layout(&records[_i], records[_i].vmcoreinfo, NULL);
	else
		assert_refused(&records[_i], &none, "could not be read");
}
END_TEST

START_TEST(loads_alone_tell_the_layout)
{
	assert_layout(&records[_i], "", records[_i].load);
}
END_TEST

START_TEST(order_of_loads_does_not_matter)
{
	const struct record *r = &records[_i];
	struct kcore_load load[COUNT(r->load)] = { 0 };
	size_t count = load_count(r->load);

	for (size_t i = 0; i < count; i++)
		load[i] = r->load[count - 1 - i];
	assert_layout(r, r->vmcoreinfo, load);
	assert_layout(r, "", load);
}
END_TEST

/* "Debian 6.1.0-56-cloud, 48 bits, 4K, KASLR": what the cases below spoil. */
static const struct record *const base = &records[1];

/* The address of RAM has a KASAN tag in its top byte, as page_to_virt() gives it (CONFIG_KASAN_HW_TAGS). */
START_TEST(tag_of_an_address_is_ignored)
{
	struct kcore_load load[COUNT(base->load)];

	memcpy(load, base->load, sizeof(load));
	load[3].virtual = 0xf5ff358dc0000000;
	assert_layout(base, base->vmcoreinfo, load);
	assert_layout(base, "", load);
}
END_TEST

/* The keys in the order of base's VMCOREINFO; one value is another. */
static const struct {
	const char *page_size, *stext, *va_bits, *voffset, *phys_offset, *t1sz;
	const char *message;
} contradiction[] = {
	/* no size of pages that the architecture has, and a linear map that does not begin with a page */
	{ .page_size = "1", .message = "PAGESIZE is 1, expected 4096, 16384 or 65536" },
	{ .page_size = "8192", .message = "PAGESIZE is 8192, expected 4096, 16384 or 65536" },
	{ .phys_offset = "0xffffca7280001000", .message = "PHYS_OFFSET is 0xffffca7280001000, expected a multiple of 0x10000" },
	{ .phys_offset = "0xffffffffffffffff", .message = "PHYS_OFFSET is 0xffffffffffffffff" },
	/* no width that the architecture has */
	{ .va_bits = "0", .message = "VA_BITS is 0, expected 36 to 52" },
	{ .va_bits = "-1", .message = "VA_BITS is -1, expected 36 to 52" },
	{ .va_bits = "35", .message = "VA_BITS is 35, expected 36 to 52" },
	{ .va_bits = "53", .message = "VA_BITS is 53, expected 36 to 52" },
	{ .va_bits = "64", .message = "VA_BITS is 64, expected 36 to 52" },
	{ .va_bits = "0x10000000000000030", .message = "no usable NUMBER(VA_BITS)" },
	/* the CPU has another width than the kernel was built for */
	{ .va_bits = "47", .message = "addresses have 48 bits, but VA_BITS is 47" },
	{ .t1sz = "0x11", .message = "addresses have 47 bits, but VA_BITS is 48" },
	{ .t1sz = "0x0", .message = "addresses have 64 bits" },
	{ .t1sz = "0xffff", .message = "addresses have -65471 bits" },
	{ .va_bits = "52", .t1sz = "0xf", .message = "addresses have 49 bits, but VA_BITS is 52" },
	{ .va_bits = "52", .t1sz = "0x11", .message = "addresses have 47 bits, but VA_BITS is 52" }, /* only with 16K pages */
	{ .va_bits = "52", .t1sz = "0x10", .page_size = "16384", .message = "addresses have 48 bits, but VA_BITS is 52" },
	/* _stext is not in Kernel code: 2 MiB below, one byte below, just behind, far away */
	{ .voffset = "0xffffd1d03ec00000", .message = "_stext at physical 0x40010000" },
	{ .stext = "ffffd1d07ec0ffff", .message = "_stext at physical 0x4020ffff" },
	{ .stext = "ffffd1d07ff90000", .message = "Kernel code at 0x40210000-0x4158ffff" },
	{ .voffset = "0", .message = "_stext at physical 0xffffd1d07ec10000" },
	/* _stext is in user space, or in the part of a 52-bit kernel's space that only RAM is mapped to */
	{ .stext = "40010000", .voffset = "0xffffffffffe00000", .message = "_stext) is 0x40010000, where" },
	{ .stext = "fff1000040210000",
	  .voffset = "0xfff1000000000000",
	  .va_bits = "52",
	  .t1sz = "0xc",
	  .message = "where no kernel with VA_BITS 52 can be" },
	/* the kernel would be below the linear map, above it, on its end, and across the end of the address space */
	{ .phys_offset = "0x40220000", .message = "outside the linear map 0xffff000000000000-0xffff7fffffffffff" },
	{ .phys_offset = "0xffff7fff00000000", .message = "outside the linear map" },
	{ .phys_offset = "0xffff800041000000", .message = "outside the linear map" },
	{ .phys_offset = "0xffff000041000000", .message = "outside the linear map" },
	{ .va_bits = "52",
	  .t1sz = "0xc",
	  .phys_offset = "0xfff0000000000000",
	  .message = "outside the linear map 0xfff0000000000000-" },
	/* the old layout's linear map is the upper half */
	{ .stext = "ffff2b1d40210000",
	  .voffset = "0xffff2b1d00000000",
	  .phys_offset = "0xffff800000000000",
	  .message = "outside the linear map 0xffff800000000000-0xffffffffffffffff" },
};

static void vmcoreinfo_text(int i, char *text, size_t size)
{
#define VALUE(member, otherwise) (contradiction[i].member ? contradiction[i].member : (otherwise))
	snprintf(text, size,
		 "OSRELEASE=6.1.0-56-cloud-arm64\nPAGESIZE=%s\nSYMBOL(_stext)=%s\nNUMBER(VA_BITS)=%s\n"
		 "NUMBER(kimage_voffset)=%s\nNUMBER(PHYS_OFFSET)=%s\nNUMBER(TCR_EL1_T1SZ)=%s\n",
		 VALUE(page_size, "4096"), VALUE(stext, "ffffd1d07ec10000"), VALUE(va_bits, "48"),
		 VALUE(voffset, "0xffffd1d03ea00000"), VALUE(phys_offset, "0xffffca7280000000"), VALUE(t1sz, "0x10"));
#undef VALUE
}

START_TEST(contradiction_within_vmcoreinfo_is_refused)
{
	char text[512];
	CLEANUP(kcore_release) struct kcore kcore = { 0 };

	vmcoreinfo_text(_i, text, sizeof(text));
	kcore = kcore_of(text, NULL);
	assert_refused(base, &kcore, contradiction[_i].message);
}
END_TEST

START_TEST(image_may_end_with_the_linear_map)
{
	struct record moved = *base;

	moved.vmcoreinfo = "PAGESIZE=4096\nSYMBOL(_stext)=ffffd1d07ec10000\nNUMBER(VA_BITS)=48\n"
			   "NUMBER(kimage_voffset)=0xffffd1d03ea00000\nNUMBER(PHYS_OFFSET)=0xffff800041cb0000\n";
	moved.ram = (struct mapping){ 0xffff800000000000, 0x41cb0000 };
	assert_layout(&moved, moved.vmcoreinfo, NULL);
}
END_TEST

/* One PT_LOAD of base's /proc/kcore is elsewhere. */
static const struct {
	size_t index;
	struct kcore_load load;
	const char *message;
} strange_load[] = {
	/* the image, one page further */
	{ 0,
	  { 0xffffd1d07ec01000, 0x40200000, 0x1ab0000 },
	  "shows physical 0x40200000 at 0xffffd1d07ec01000, but according to VMCOREINFO's kimage_voffset it is at "
	  "0xffffd1d07ec00000" },
	/* RAM, 1 GiB further */
	{ 3,
	  { 0xffff358e00000000, 0x40000000, 0x80000000 },
	  "shows physical 0x40000000 at 0xffff358e00000000, but according to VMCOREINFO's PHYS_OFFSET and VA_BITS it is at "
	  "0xffff358dc0000000" },
	/* a second piece of RAM that is not where the first one says */
	{ 1, { 0xffff358ec0000000, 0x880000000, 0x80000000 }, "PHYS_OFFSET and VA_BITS it is at 0xffff359600000000" },
	/* physical 0 for an area that has none, among others with addresses */
	{ 1, { 0xffff800008000000, 0, 0x1000 }, "shows physical 0 at 0xffff800008000000" },
};

START_TEST(contradiction_between_vmcoreinfo_and_loads_is_refused)
{
	struct kcore_load load[COUNT(base->load)];
	CLEANUP(kcore_release) struct kcore kcore = { 0 };

	memcpy(load, base->load, sizeof(load));
	load[strange_load[_i].index] = strange_load[_i].load;
	kcore = kcore_of(base->vmcoreinfo, load);
	assert_refused(base, &kcore, strange_load[_i].message);
}
END_TEST

static const char *const needed_key[] = { "PAGESIZE", "SYMBOL(_stext)", "NUMBER(VA_BITS)", "NUMBER(kimage_voffset)",
					  "NUMBER(PHYS_OFFSET)" };

static void text_without(const char *key, const char *text, char *ret)
{
	char *at;

	strcpy(ret, text);
	at = strstr(ret, key);
	ck_assert_ptr_nonnull(at);
	*at = 'X';
}

START_TEST(missing_key_is_named)
{
	char text[512], message[128];
	CLEANUP(kcore_release) struct kcore kcore = { 0 };

	text_without(needed_key[_i], base->vmcoreinfo, text);
	snprintf(message, sizeof(message), "VMCOREINFO has no usable %s", needed_key[_i]);
	kcore = kcore_of(text, NULL);
	assert_refused(base, &kcore, message);
}
END_TEST

START_TEST(loads_make_up_for_a_missing_key)
{
	char text[512];

	text_without(needed_key[_i], base->vmcoreinfo, text);
	assert_layout(base, text, base->load);
}
END_TEST

/* Linux 5.4 to 5.8 do not say which width the CPU has: with 52 bits, PHYS_OFFSET alone would be a guess. */
START_TEST(width_of_the_cpu_is_needed_with_52_bits)
{
	const struct record *r = records;
	char text[512];
	CLEANUP(kcore_release) struct kcore kcore = { 0 };

	while (!strstr(r->name, "PHYS_OFFSET is left alone"))
		r++;
	text_without("NUMBER(TCR_EL1_T1SZ)", r->vmcoreinfo, text);
	kcore = kcore_of(text, NULL);
	assert_refused(r, &kcore, "no usable NUMBER(TCR_EL1_T1SZ)");
	assert_layout(r, text, r->load);
}
END_TEST

START_TEST(width_of_the_cpu_is_not_needed_with_48_bits)
{
	char text[512];

	text_without("NUMBER(TCR_EL1_T1SZ)", base->vmcoreinfo, text);
	assert_layout(base, text, NULL);
}
END_TEST

/* /proc/kcore without VMCOREINFO, whose PT_LOADs leave a question open. */
static const struct {
	struct kcore_load load[5];
	const char *message;
} unclear_load[] = {
	/* no /proc/kcore at all */
	{ { { 0, 0, 0 } }, "/proc/kcore could not be read" },
	/* a kernel before 4.11: no physical addresses */
	{ { { 0xffff000008080000, NONE, 0x2000000 }, { 0xffff800000000000, NONE, 0x80000000 } }, "has no VMCOREINFO" },
	/* RAM, but not the image */
	{ { { 0xffff358dc0000000, 0x40000000, 0x80000000 } }, "has no VMCOREINFO" },
	/* the image, but not RAM */
	{ { { 0xffffd1d07ec00000, 0x40200000, 0x1ab0000 } }, "has no VMCOREINFO" },
	/* two of the same size: which is the image? */
	{ { { 0xffffd1d07ec00000, 0x40200000, 0x1ab0000 }, { 0xffff358dc0200000, 0x40200000, 0x1ab0000 } },
	  "has no VMCOREINFO" },
	/* three that cover the image */
	{ { { 0xffffd1d07ec00000, 0x40200000, 0x1ab0000 },
	    { 0xffff358dc0200000, 0x40200000, 0x1ac0000 },
	    { 0xffff358dc0000000, 0x40000000, 0x80000000 } },
	  "has no VMCOREINFO" },
	/* the image's ends before Kernel data does */
	{ { { 0xffffd1d07ec00000, 0x40200000, 0x1aaffff }, { 0xffff358dc0000000, 0x40000000, 0x80000000 } },
	  "has no VMCOREINFO" },
	/* a second piece of RAM disagrees with the first */
	{ { { 0xffffd1d07ec00000, 0x40200000, 0x1ab0000 },
	    { 0xffff358dc0000000, 0x40000000, 0x80000000 },
	    { 0xffff359600001000, 0x880000000, 0x80000000 } },
	  "has no VMCOREINFO" },
	/* a size that runs over the end of the address space covers nothing below its start */
	{ { { 0xffffd1d07ec00000, 0x40220000, UINT64_MAX }, { 0xffff358dc0000000, 0x40000000, 0x80000000 } },
	  "has no VMCOREINFO" },
};

START_TEST(loads_that_leave_a_question_are_refused)
{
	CLEANUP(kcore_release) struct kcore kcore = kcore_of("", unclear_load[_i].load);

	assert_refused(base, &kcore, unclear_load[_i].message);
}
END_TEST

START_TEST(kcore_with_nothing_is_not_called_unreadable)
{
	CLEANUP(kcore_release) struct kcore kcore = { .load = calloc(1, sizeof(struct kcore_load)) };

	ck_assert_ptr_nonnull(kcore.load);
	assert_refused(base, &kcore, "/proc/kcore has neither VMCOREINFO nor PT_LOADs");
}
END_TEST

START_TEST(hint_says_what_to_do)
{
	struct kcore kcore = { 0 };
	struct kernel_layout layout;
	struct diag diag = { 0 };

	ck_assert_int_eq(arm64_kernel_layout(&kcore, base->code, base->data, &layout, &diag), -ENODATA);
	ck_assert_ptr_nonnull(strstr(diag.hint, "CONFIG_PROC_KCORE"));
	ck_assert_ptr_nonnull(strstr(diag.hint, "root"));
	ck_assert_ptr_nonnull(strstr(diag.hint, "lockdown"));
}
END_TEST

static const struct {
	struct range code, data;
	const char *message;
} bad_image[] = {
	{ { 0, 0 }, { 0x41a10000, 0x41cb0000 }, "\"Kernel code\"" },
	{ { 0x40210000, 0x41590000 }, { 0, 0 }, "\"Kernel data\"" },
	{ { 0x41a10000, 0x41cb0000 }, { 0x40210000, 0x41590000 }, "\"Kernel data\" above \"Kernel code\"" },
	{ { 0x40210000, 0x41590000 }, { 0x4158ffff, 0x41cb0000 }, "\"Kernel data\" above \"Kernel code\"" },
};

START_TEST(machine_that_does_not_show_its_kernel_is_refused)
{
	struct record changed = *base;
	CLEANUP(kcore_release) struct kcore kcore = kcore_of(base->vmcoreinfo, base->load);

	changed.code = bad_image[_i].code;
	changed.data = bad_image[_i].data;
	assert_refused(&changed, &kcore, bad_image[_i].message);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("arm64-layout");
	Suite *suite = suite_create("arm64-layout");

	tcase_add_loop_test(tcase, kcore_tells_the_layout, 0, COUNT(records));
	tcase_add_loop_test(tcase, vmcoreinfo_alone_tells_the_layout, 0, COUNT(records));
	tcase_add_loop_test(tcase, loads_alone_tell_the_layout, 0, COUNT(records));
	tcase_add_loop_test(tcase, order_of_loads_does_not_matter, 0, COUNT(records));
	tcase_add_test(tcase, tag_of_an_address_is_ignored);
	tcase_add_loop_test(tcase, contradiction_within_vmcoreinfo_is_refused, 0, COUNT(contradiction));
	tcase_add_test(tcase, image_may_end_with_the_linear_map);
	tcase_add_loop_test(tcase, contradiction_between_vmcoreinfo_and_loads_is_refused, 0, COUNT(strange_load));
	tcase_add_loop_test(tcase, missing_key_is_named, 0, COUNT(needed_key));
	tcase_add_loop_test(tcase, loads_make_up_for_a_missing_key, 0, COUNT(needed_key));
	tcase_add_test(tcase, width_of_the_cpu_is_needed_with_52_bits);
	tcase_add_test(tcase, width_of_the_cpu_is_not_needed_with_48_bits);
	tcase_add_loop_test(tcase, loads_that_leave_a_question_are_refused, 0, COUNT(unclear_load));
	tcase_add_test(tcase, kcore_with_nothing_is_not_called_unreadable);
	tcase_add_test(tcase, hint_says_what_to_do);
	tcase_add_loop_test(tcase, machine_that_does_not_show_its_kernel_is_refused, 0, COUNT(bad_image));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
