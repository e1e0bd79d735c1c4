/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/layout.h"

#include <errno.h>
#include <inttypes.h>

#include "kexec/base/diag.h"
#include "kexec/machine/kernel-layout.h"
#include "kexec/machine/vmcoreinfo.h"

#define VA_BITS_LEAST 36 /* 16K pages, two levels */
#define VA_BITS_MOST 52	 /* FEAT_LVA, FEAT_LPA2 */
#define PHYS_OFFSET_GRAIN ((uint64_t)65536) /* the largest page; kernels round PHYS_OFFSET to much more */

/* The facts in VMCOREINFO. */
struct facts {
	uint64_t page_size;
	uint64_t va_bits;	 /* that the kernel was built for */
	uint64_t va_bits_actual; /* that the kernel uses on this CPU; from TCR_EL1.T1SZ */
	uint64_t phys_offset;	 /* physical address of the linear map's start, modulo 2^64 */
	uint64_t image_offset;	 /* virtual - physical of the image */
	uint64_t stext;		 /* virtual */
};

/* The start of an address space of the given width at the top of the 64-bit address space. */
static uint64_t top_bits(uint64_t bits)
{
	return UINT64_MAX << bits;
}

/* The address without the tag that KASAN keeps in the top byte. The MMU ignores that byte (Arm ARM D8, "Address tagging"). */
static uint64_t untagged(uint64_t virtual)
{
	return (uint64_t)((int64_t)(virtual << 8) >> 8);
}

/* Fills facts. Returns NULL, or the first key that is missing or is not a number. */
static const char *read_facts(struct view text, struct facts *facts)
{
	const struct {
		const char *key;
		uint64_t *value;
	} wanted[] = {
		{ "PAGESIZE", &facts->page_size },
		{ "NUMBER(VA_BITS)", &facts->va_bits },
		{ "NUMBER(PHYS_OFFSET)", &facts->phys_offset },
		{ "NUMBER(kimage_voffset)", &facts->image_offset },
		{ "SYMBOL(_stext)", &facts->stext },
	};
	uint64_t t1sz;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (vmcoreinfo_number(text, wanted[i].key, wanted[i].value) < 0)
			return wanted[i].key;

	/* Up to 48 bits, the kernel runs only on a CPU that has the width it was built for. */
	facts->va_bits_actual = facts->va_bits;
	if (vmcoreinfo_number(text, "NUMBER(TCR_EL1_T1SZ)", &t1sz) == 0)
		facts->va_bits_actual = 64 - t1sz;
	else if (facts->va_bits > 48)
		return "NUMBER(TCR_EL1_T1SZ)";
	return NULL;
}

static uint64_t va_bits_min(const struct facts *facts)
{
	if (facts->va_bits <= 48)
		return facts->va_bits;
	return facts->page_size == 0x4000 ? 47 : 48;
}

static int check_numbers(const struct facts *facts, struct diag *diag)
{
	if (facts->page_size != 0x1000 && facts->page_size != 0x4000 && facts->page_size != 0x10000)
		return diag_fail(diag, -ENODATA, "VMCOREINFO: PAGESIZE is %" PRIu64 ", expected 4096, 16384 or 65536",
				 facts->page_size);
	if (facts->phys_offset % PHYS_OFFSET_GRAIN)
		return diag_fail(diag, -ENODATA, "VMCOREINFO: PHYS_OFFSET is %#" PRIx64 ", expected a multiple of %#" PRIx64,
				 facts->phys_offset, PHYS_OFFSET_GRAIN);
	if (facts->va_bits < VA_BITS_LEAST || facts->va_bits > VA_BITS_MOST)
		return diag_fail(diag, -ENODATA, "VMCOREINFO: VA_BITS is %" PRId64 ", expected %d to %d",
				 (int64_t)facts->va_bits, VA_BITS_LEAST, VA_BITS_MOST);
	if (facts->va_bits_actual != facts->va_bits && facts->va_bits_actual != va_bits_min(facts))
		return diag_fail(diag, -ENODATA,
				 "VMCOREINFO: TCR_EL1_T1SZ says that addresses have %" PRId64 " bits, but VA_BITS is %" PRIu64,
				 (int64_t)facts->va_bits_actual, facts->va_bits);
	return 0;
}

static int check_image(const struct facts *facts, struct range code, struct diag *diag)
{
	uint64_t physical = facts->stext - facts->image_offset;

	if (range_contains_address(code, physical))
		return 0;
	return diag_fail(diag, -ENODATA,
			 "VMCOREINFO puts _stext at physical %#" PRIx64 " (SYMBOL(_stext) %#" PRIx64
			 " - kimage_voffset %#" PRIx64 "), but /proc/iomem has Kernel code at %#" PRIx64 "-%#" PRIx64,
			 physical, facts->stext, facts->image_offset, code.start, code.end - 1);
}

/* Are the addresses of the image in the linear map within [first, last]? offset: virtual - physical in the linear map. */
static bool image_in_linear_map(struct range image, uint64_t offset, uint64_t first, uint64_t last)
{
	uint64_t start = image.start + offset, end = image.end - 1 + offset;

	return first <= start && start <= end && end <= last;
}

/*
 * Finds the kernel's layout from the place of its image. Then finds the place of the linear map in that layout: the one that
 * has the image inside, since the image is RAM too. Only one has: the two places of a 52-bit kernel are further apart than the
 * map is long.
 */
static int find_linear_offset(const struct facts *facts, struct range image, uint64_t *ret, struct diag *diag)
{
	uint64_t flipped_end = top_bits(va_bits_min(facts) - 1);
	uint64_t built, actual, first, last;

	if (facts->stext >= flipped_end) {
		built = top_bits(facts->va_bits);
		actual = first = top_bits(facts->va_bits_actual);
		last = flipped_end - 1;
	} else {
		built = actual = first = flipped_end;
		last = UINT64_MAX;
	}
	if (facts->stext < top_bits(facts->va_bits) || (facts->stext < flipped_end && facts->va_bits > 48))
		return diag_fail(diag, -ENODATA,
				 "VMCOREINFO: SYMBOL(_stext) is %#" PRIx64 ", where no kernel with VA_BITS %" PRIu64 " can be",
				 facts->stext, facts->va_bits);
	if (image_in_linear_map(image, built - facts->phys_offset, first, last))
		*ret = built - facts->phys_offset;
	else if (image_in_linear_map(image, actual - facts->phys_offset, first, last))
		*ret = actual - facts->phys_offset;
	else
		return diag_fail(diag, -ENODATA,
				 "VMCOREINFO: with PHYS_OFFSET %#" PRIx64 " and VA_BITS %" PRIu64
				 " the kernel at physical %#" PRIx64 "-%#" PRIx64 " is outside the linear map %#" PRIx64
				 "-%#" PRIx64,
				 facts->phys_offset, facts->va_bits, image.start, image.end - 1, first, last);
	return 0;
}

/* Does the layout agree with every address in /proc/kcore? */
static int check_loads(const struct kcore *kcore, const struct kernel_layout *layout, uint64_t stext, struct diag *diag)
{
	for (size_t i = 0; i < kcore->load_count; i++) {
		const struct kcore_load *load = &kcore->load[i];
		uint64_t virtual = untagged(load->virtual);
		bool is_image = stext - virtual < load->size;
		uint64_t offset = is_image ? layout->text_offset : layout->linear_offset;

		if (load->physical == UINT64_MAX || load->physical + offset == virtual)
			continue;
		return diag_fail(diag, -ENODATA,
				 "/proc/kcore shows physical %#" PRIx64 " at %#" PRIx64
				 ", but according to VMCOREINFO's %s it is at %#" PRIx64,
				 load->physical, virtual, is_image ? "kimage_voffset" : "PHYS_OFFSET and VA_BITS",
				 load->physical + offset);
	}
	return 0;
}

static int layout_from_facts(const struct facts *facts, const struct kcore *kcore, struct range code,
			     struct kernel_layout *layout, struct diag *diag)
{
	int r;

	r = check_numbers(facts, diag);
	if (r == 0)
		r = check_image(facts, code, diag);
	if (r == 0)
		r = find_linear_offset(facts, layout->text, &layout->linear_offset, diag);
	if (r < 0)
		return r;
	layout->text_offset = facts->image_offset;
	return check_loads(kcore, layout, facts->stext, diag);
}

/* Does the load contain the image? Not if it has no physical address: UINT64_MAX is above every image. */
static bool load_covers(const struct kcore_load *load, struct range image)
{
	return load->physical <= image.start && image.end - load->physical <= load->size;
}

static uint64_t load_offset(const struct kcore_load *load)
{
	return untagged(load->virtual) - load->physical;
}

/*
 * Finds the layout from the two PT_LOADs that contain the image's physical addresses: the smaller is the image's own, the
 * larger is the RAM it lies in. False unless there are exactly two and all other RAM agrees with the larger.
 */
static bool layout_from_loads(const struct kcore *kcore, struct kernel_layout *layout)
{
	const struct kcore_load *text = NULL, *ram = NULL;

	for (size_t i = 0; i < kcore->load_count; i++) {
		const struct kcore_load *load = &kcore->load[i];

		if (!load_covers(load, layout->text))
			continue;
		if (text && ram)
			return false;
		if (!text || load->size < text->size) {
			ram = text;
			text = load;
		} else {
			ram = load;
		}
	}
	if (!text || !ram || text->size == ram->size)
		return false;
	for (size_t i = 0; i < kcore->load_count; i++) {
		const struct kcore_load *load = &kcore->load[i];

		if (load != text && load->physical != UINT64_MAX && load_offset(load) != load_offset(ram))
			return false;
	}
	layout->text_offset = load_offset(text);
	layout->linear_offset = load_offset(ram);
	return true;
}

/* Why VMCOREINFO is not there, and the PT_LOADs do not help. */
static const char *without_vmcoreinfo(const struct kcore *kcore)
{
	if (!kcore->load)
		return "/proc/kcore could not be read";
	if (!kcore->load_count)
		return "/proc/kcore has neither VMCOREINFO nor PT_LOADs";
	return "/proc/kcore has no VMCOREINFO, and its PT_LOADs do not show both the kernel's image and the RAM it lies in";
}

static int fail_unknown(const struct kcore *kcore, const char *missing, struct diag *diag)
{
	if (kcore->vmcoreinfo.size)
		diag_fail(diag, -ENODATA,
			  "the running kernel's addresses are not known: VMCOREINFO has no usable %s, and the PT_LOADs of "
			  "/proc/kcore do not show both the kernel's image and the RAM it lies in",
			  missing);
	else
		diag_fail(diag, -ENODATA, "the running kernel's addresses are not known: %s", without_vmcoreinfo(kcore));
	diag_hint(diag,
		  "Run this as root, on Linux 4.19 or later with CONFIG_PROC_KCORE and without lockdown=confidentiality:\n"
		  "/proc/kcore has the addresses then. A dump with wrong addresses is worse than none.");
	return -ENODATA;
}

int arm64_kernel_layout(const struct kcore *kcore, struct range kernel_code, struct range kernel_data,
			struct kernel_layout *ret, struct diag *diag)
{
	struct kernel_layout layout = { .text = { .start = kernel_code.start, .end = kernel_data.end } };
	struct facts facts = { 0 };
	const char *missing;
	int r;

	if (range_is_empty(kernel_code) || range_is_empty(kernel_data) || kernel_data.start < kernel_code.end)
		return diag_fail(diag, -ENODATA, "/proc/iomem does not show %s",
				 range_is_empty(kernel_code)   ? "\"Kernel code\""
				 : range_is_empty(kernel_data) ? "\"Kernel data\""
							       : "\"Kernel data\" above \"Kernel code\"");
	missing = read_facts(kcore->vmcoreinfo, &facts);
	if (!missing) {
		r = layout_from_facts(&facts, kcore, kernel_code, &layout, diag);
		if (r < 0)
			return r;
	} else if (!layout_from_loads(kcore, &layout)) {
		return fail_unknown(kcore, missing, diag);
	}
	*ret = layout;
	return 0;
}

/* makedumpfile 1.7.8, arch/arm64.c, calculate_plat_config(): 52 bits only with pages of 64K. */
const char *arm64_unknown_to_makedumpfile(struct view vmcoreinfo)
{
	uint64_t page_size, va_bits;

	if (vmcoreinfo_number(vmcoreinfo, "PAGESIZE", &page_size) < 0 ||
	    vmcoreinfo_number(vmcoreinfo, "NUMBER(VA_BITS)", &va_bits) < 0 || va_bits <= 48 || page_size == 0x10000)
		return NULL;
	return page_size == 0x1000 ? "52 bits with pages of 4 KiB" : "52 bits with pages of 16 KiB";
}
