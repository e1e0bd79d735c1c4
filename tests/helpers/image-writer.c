/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/helpers/image-writer.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"

#define MAGIC_MZ_INSTRUCTION 0x91005a4du /* add x13, x18, #0x16: reads "MZ" in memory and does no harm */
#define BRANCH 0x14000000u
#define BRANCH_REACH ((uint64_t)64 << 20)
#define TEXT_START 4096

static uint64_t middle(const struct image_spec *spec)
{
	return align_down(spec->size / 2, 4096);
}

static void write_section(uint8_t *p, const char *name, uint64_t start, uint64_t end)
{
	memset(p, 0, 40);
	memcpy(p, name, strlen(name));
	store_le32(p + 8, (uint32_t)(end - start));
	store_le32(p + 12, (uint32_t)start);
	store_le32(p + 16, (uint32_t)(end - start));
	store_le32(p + 20, (uint32_t)start);
}

static void write_pe(uint8_t *image, const struct image_spec *spec)
{
	uint8_t *p = image + IMAGE_PE_OFFSET;

	store_le32(image + 60, IMAGE_PE_OFFSET);
	memset(p, 0, 24 + IMAGE_PE_OPTIONAL_SIZE);
	memcpy(p, "PE", 2);
	store_le16(p + 4, 0xaa64);
	store_le16(p + 6, 2);
	store_le16(p + 20, IMAGE_PE_OPTIONAL_SIZE);
	store_le16(p + 24, 0x20b);   /* PE32+ */
	store_le32(p + 24 + 108, 6); /* data directories */
	write_section(image + IMAGE_PE_SECTIONS, ".text", TEXT_START, middle(spec));
	write_section(image + IMAGE_PE_SECTIONS + 40, ".data", middle(spec), spec->size);
}

/* The branch leads to the middle of the file, as a kernel's leads to its init code. */
static void write_header(uint8_t *image, const struct image_spec *spec)
{
	uint64_t entry = middle(spec) < BRANCH_REACH ? middle(spec) : BRANCH_REACH;

	memset(image, 0, 64);
	store_le32(image, spec->pe ? MAGIC_MZ_INSTRUCTION : BRANCH | (uint32_t)(entry / 4));
	store_le32(image + 4, spec->pe ? BRANCH | (uint32_t)((entry - 4) / 4) : 0);
	store_le64(image + 8, spec->text_offset);
	store_le64(image + 16, spec->image_size);
	store_le64(image + 24, spec->flags);
	memcpy(image + 56, "ARM\x64", 4);
}

int image_write(const struct image_spec *spec, struct blob *ret)
{
	struct blob image;

	if (spec->size < IMAGE_SPEC_SIZE_MIN || spec->size > SIZE_MAX)
		return -EINVAL;
	if (blob_alloc((size_t)spec->size, &image) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < image.size; i++)
		image.data[i] = (uint8_t)(i * 7 ^ i >> 8 ^ i >> 16 ^ i >> 24);
	write_header(image.data, spec);
	if (spec->pe)
		write_pe(image.data, spec);
	*ret = image;
	return 0;
}

static void write_load(uint8_t *p, uint64_t start, uint64_t end, uint64_t memory_end)
{
	store_le32(p, PT_LOAD);
	store_le32(p + 4, PF_R | PF_W | PF_X);
	store_le64(p + 8, VMLINUX_LOAD_OFFSET + start);
	store_le64(p + 16, VMLINUX_BASE + start);
	store_le64(p + 24, VMLINUX_BASE + start);
	store_le64(p + 32, end - start);
	store_le64(p + 40, memory_end - start);
	store_le64(p + 48, 65536);
}

static void write_elf_header(uint8_t *p)
{
	memcpy(p, ELFMAG, SELFMAG);
	p[EI_CLASS] = ELFCLASS64;
	p[EI_DATA] = ELFDATA2LSB;
	p[EI_VERSION] = EV_CURRENT;
	store_le16(p + 16, ET_DYN);
	store_le16(p + 18, EM_AARCH64);
	store_le32(p + 20, EV_CURRENT);
	store_le64(p + 24, VMLINUX_BASE);
	store_le64(p + 32, 64);
	store_le16(p + 52, 64);
	store_le16(p + 54, 56);
	store_le16(p + 56, 2);
	store_le16(p + 58, 64);
}

int image_write_vmlinux(const struct image_spec *spec, struct blob *ret)
{
	CLEANUP(blob_release) struct blob image = { 0 };
	struct blob elf;
	int r = image_write(spec, &image);

	if (r < 0)
		return r;
	if (blob_alloc(VMLINUX_LOAD_OFFSET + image.size, &elf) < 0)
		return -ENOMEM;
	write_elf_header(elf.data);
	write_load(elf.data + 64, 0, middle(spec), middle(spec));
	write_load(elf.data + 64 + 56, middle(spec), spec->size, spec->image_size > spec->size ? spec->image_size : spec->size);
	memcpy(elf.data + VMLINUX_LOAD_OFFSET, image.data, image.size);
	*ret = elf;
	return 0;
}
