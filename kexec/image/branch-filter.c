/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/branch-filter.h"

#include <stdbool.h>

#include "common/bytes.h"

/* Arm ARM C6.2: BL has 26 bits of words; ADRP has 21 bits of pages, the low two of them at bit 29, the others at bit 5. */
#define BL_MASK 0xfc000000u
#define BL 0x94000000u
#define BL_OFFSET_MASK 0x03ffffffu
#define ADRP_MASK 0x9f000000u
#define ADRP 0x90000000u
#define ADRP_KEPT (ADRP_MASK | 0x1fu) /* what is no offset: the instruction, the register */

/* The filter converts only pages within 512 MiB: 18 bits with their sign. Others were left alone. */
#define PAGE_SIGN 0x20000u
#define PAGE_MASK 0x3ffffu
#define PAGE_BITS 0x1fffffu

static uint32_t relative_branch(uint32_t instruction, uint32_t at)
{
	return BL | ((instruction - (at >> 2)) & BL_OFFSET_MASK);
}

static bool is_near(uint32_t pages)
{
	uint32_t sign_and_above = pages & (PAGE_BITS & ~(PAGE_SIGN - 1));

	return !sign_and_above || sign_and_above == (PAGE_BITS & ~(PAGE_SIGN - 1));
}

static uint32_t relative_page(uint32_t instruction, uint32_t at)
{
	uint32_t pages = (instruction >> 29 & 3) | (instruction >> 3 & (PAGE_BITS & ~3u));

	if (!is_near(pages))
		return instruction;
	pages = (pages - (at >> 12)) & PAGE_MASK;
	if (pages & PAGE_SIGN)
		pages |= PAGE_BITS & ~PAGE_MASK;
	return (instruction & ADRP_KEPT) | (pages & 3) << 29 | (pages & (PAGE_BITS & ~3u)) << 3;
}

void branch_filter_undo(uint8_t *code, size_t size)
{
	for (size_t at = 0; size - at >= 4; at += 4) {
		uint32_t instruction = load_le32(code + at);

		if ((instruction & BL_MASK) == BL)
			store_le32(code + at, relative_branch(instruction, (uint32_t)at));
		else if ((instruction & ADRP_MASK) == ADRP)
			store_le32(code + at, relative_page(instruction, (uint32_t)at));
	}
}
