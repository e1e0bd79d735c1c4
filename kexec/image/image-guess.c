/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/image-guess.h"

#include <string.h>

#include "common/bytes.h"

static bool has(struct view file, size_t offset, const char *bytes, size_t size)
{
	return span_fits(offset, size, file.size) && !memcmp(file.data + offset, bytes, size);
}
#define HAS(file, offset, literal) has(file, offset, literal, sizeof(literal) - 1)

static bool is_empty(struct view file)
{
	return !file.size;
}

static bool is_zeros(struct view file)
{
	for (size_t i = 0; i < file.size; i++)
		if (file.data[i])
			return false;
	return true;
}

/* Documentation/arch/x86/boot.rst: the setup header's magic. */
static bool is_bzimage(struct view file)
{
	return HAS(file, 0x202, "HdrS");
}

/* drivers/firmware/efi/libstub/zboot-header.S */
static bool is_zboot(struct view file)
{
	return HAS(file, 0, "MZ") && HAS(file, 4, "zimg");
}

/* Documentation/arch/riscv/boot-image-header.rst */
static bool is_riscv(struct view file)
{
	return HAS(file, 48, "RISCV\0\0\0") || HAS(file, 56, "RSC\x05");
}

/* arch/arm/boot/compressed/head.S */
static bool is_arm_zimage(struct view file)
{
	return HAS(file, 0x24, "\x18\x28\x6f\x01") || HAS(file, 0x24, "\x01\x6f\x28\x18");
}

static bool is_pe(struct view file)
{
	return HAS(file, 0, "MZ");
}

/* U-Boot, include/image.h: IH_MAGIC. */
static bool is_uimage(struct view file)
{
	return HAS(file, 0, "\x27\x05\x19\x56");
}

/* Devicetree Specification 5.2; a FIT image is one whose root has /images. */
static bool is_fdt(struct view file)
{
	return HAS(file, 0, "\xd0\x0d\xfe\xed");
}

static bool is_bzip2(struct view file)
{
	return HAS(file, 0, "BZh");
}

static bool is_lz4(struct view file)
{
	return HAS(file, 0, "\x02\x21\x4c\x18") || HAS(file, 0, "\x04\x22\x4d\x18");
}

static bool is_lzo(struct view file)
{
	return HAS(file, 0, "\x89LZO");
}

static bool is_compressed(struct view file)
{
	return HAS(file, 0, "\x1f\x8b") ||
	       HAS(file, 0,
		   "\xfd"
		   "7zXZ") ||
	       HAS(file, 0, "\x28\xb5\x2f\xfd");
}

static bool is_cpio(struct view file)
{
	return HAS(file, 0, "070701") || HAS(file, 0, "070702");
}

static bool is_script(struct view file)
{
	return HAS(file, 0, "#!");
}

static bool is_text(struct view file)
{
	for (size_t i = 0; i < file.size && i < 512; i++)
		if (!memchr("\t\n\r", file.data[i], 3) && (file.data[i] < 0x20 || file.data[i] > 0x7e))
			return false;
	return true;
}

/* In the order in which they are asked: the more particular ones first. */
static const struct image_guess guesses[] = {
	{ is_empty, "the file is empty", "Copy the file again.", false },
	{ is_zeros, "the file holds nothing but zero bytes", "Copy the file again.", false },
	{ is_bzimage, "it is an x86 bzImage", NULL, false },
	{ is_zboot, "it is a compressed EFI kernel (zboot, vmlinuz.efi): not supported yet",
	  "Use the Image or Image.gz of the same kernel.", true },
	{ is_riscv, "it is an Image of riscv", NULL, false },
	{ is_arm_zimage, "it is a zImage of 32-bit arm", NULL, false },
	{ is_pe, "it is a UKI or another PE (EFI) file: not supported yet",
	  "Use the kernel and the initrd that it was made of.", true },
	{ is_uimage, "it is a uImage (U-Boot legacy): not supported yet", "Use the kernel that it was made of.", true },
	{ is_fdt, "it is a FIT image (not supported yet) or a devicetree",
	  "Use the kernel that the FIT image was made of; a devicetree is given with --dtb.", true },
	{ is_bzip2, "it is compressed with bzip2: not supported", "Unpack it with bunzip2.", false },
	{ is_lz4, "it is compressed with lz4: not supported", "Unpack it with unlz4.", false },
	{ is_lzo, "it is compressed with lzo: not supported", "Unpack it with lzop -d.", false },
	{ is_compressed, "it is compressed twice, or in a way that is not known", "Unpack it.", false },
	{ is_cpio, "it is a cpio archive, as an initrd is", "An initrd is given with --initrd.", false },
	{ is_script, "it is a script", NULL, false },
	{ is_text, "it is text", NULL, false },
};

const struct image_guess *image_guess(struct view file)
{
	for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++)
		if (guesses[i].matches(file))
			return &guesses[i];
	return NULL;
}
