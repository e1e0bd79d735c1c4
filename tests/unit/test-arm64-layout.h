/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The addresses in VMCOREINFO of kernels of each era and configuration, for test-arm64-layout.c.
 *
 * The first ones were recorded under QEMU on -cpu cortex-a57 (48-bit addresses; cortex-a76 for 16K pages) and -cpu max (52):
 * the keys of VMCOREINFO that matter, all PT_LOADs of /proc/kcore and the two kernel lines of /proc/iomem. The others follow
 * from what the sources of that version compute (arch/arm64/include/asm/memory.h, arch/arm64/mm/init.c).
 */
#ifndef WARMKEXEC_TESTS_TEST_ARM64_LAYOUT_H
#define WARMKEXEC_TESTS_TEST_ARM64_LAYOUT_H

#include "arch/arm64/layout.h"

#define NONE UINT64_MAX

struct mapping {
	uint64_t virtual, physical;
};

struct record {
	const char *name;
	const char *vmcoreinfo;
	struct kcore_load load[10];
	struct range code, data;
	struct mapping image, ram; /* the truth */
};

static const struct record records[] = {
	/* Recorded. */
	{
		.name = "Debian 5.10.0-32-cloud, 48 bits, 4K, KASLR",
		.vmcoreinfo = "OSRELEASE=5.10.0-32-cloud-arm64\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffffbf497fc10000\n"
			      "NUMBER(VA_BITS)=48\n"
			      "NUMBER(kimage_voffset)=0xffffbf493fa00000\n"
			      "NUMBER(PHYS_OFFSET)=0xffffbb7cc0000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffffbf497fc00000, 0x40200000, 0x16b0000 },
			{ 0xffff800010000000, NONE, 0x7dffafff0000 },
			{ 0xffff800008000000, NONE, 0x8000000 },
			{ 0xffff448380000000, 0x40000000, 0x80000000 },
			{ 0xffffff120de00000, NONE, 0x2000000 },
		},
		.code = { 0x40200000, 0x41280000 },
		.data = { 0x41650000, 0x418b0000 },
		.image = { 0xffffbf497fc00000, 0x40200000 },
		.ram = { 0xffff448380000000, 0x40000000 },
	},
	{
		.name = "Debian 6.1.0-56-cloud, 48 bits, 4K, KASLR",
		.vmcoreinfo = "OSRELEASE=6.1.0-56-cloud-arm64\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffffd1d07ec10000\n"
			      "NUMBER(VA_BITS)=48\n"
			      "NUMBER(kimage_voffset)=0xffffd1d03ea00000\n"
			      "NUMBER(PHYS_OFFSET)=0xffffca7280000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffffd1d07ec00000, 0x40200000, 0x1ab0000 },
			{ 0xffff800008000000, NONE, 0x7bffe8000000 },
			{ 0xffff800000000000, NONE, 0x8000000 },
			{ 0xffff358dc0000000, 0x40000000, 0x80000000 },
			{ 0xfffffcd637000000, NONE, 0x2000000 },
		},
		.code = { 0x40210000, 0x41590000 },
		.data = { 0x41a10000, 0x41cb0000 },
		.image = { 0xffffd1d07ec00000, 0x40200000 },
		.ram = { 0xffff358dc0000000, 0x40000000 },
	},
	{
		.name = "Debian 6.1.0-56-cloud, 52-bit CPU",
		.vmcoreinfo = "OSRELEASE=6.1.0-56-cloud-arm64\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffffa081dd810000\n"
			      "NUMBER(VA_BITS)=48\n"
			      "NUMBER(kimage_voffset)=0xffffa0819d600000\n"
			      "NUMBER(PHYS_OFFSET)=0x40000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffffa081dd800000, 0x40200000, 0x1ab0000 },
			{ 0xffff800008000000, NONE, 0x7bffe8000000 },
			{ 0xffff800000000000, NONE, 0x8000000 },
			{ 0xffff000000000000, 0x40000000, 0x80000000 },
			{ 0xfffffc0000000000, NONE, 0x2000000 },
		},
		.code = { 0x40210000, 0x41590000 },
		.data = { 0x41a10000, 0x41cb0000 },
		.image = { 0xffffa081dd800000, 0x40200000 },
		.ram = { 0xffff000000000000, 0x40000000 },
	},
	{
		.name = "Debian 6.1.0-56, 8 GB, nokaslr: the image is where vmalloc starts",
		.vmcoreinfo = "OSRELEASE=6.1.0-56-arm64\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffff800008010000\n"
			      "NUMBER(VA_BITS)=48\n"
			      "NUMBER(kimage_voffset)=0xffff7fffc7e00000\n"
			      "NUMBER(PHYS_OFFSET)=0x40000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffff800008000000, 0x40200000, 0x2010000 },
			{ 0xffff800008000000, NONE, 0x7bffe8000000 },
			{ 0xffff800000000000, NONE, 0x8000000 },
			{ 0xffff000000000000, 0x40000000, 0x200000000 },
			{ 0xfffffc0000000000, NONE, 0x8000000 },
		},
		.code = { 0x40210000, 0x41860000 },
		.data = { 0x41eb0000, 0x42210000 },
		.image = { 0xffff800008000000, 0x40200000 },
		.ram = { 0xffff000000000000, 0x40000000 },
	},
	{
		.name = "Debian 6.1.0-56, UEFI and ACPI: the image is high in RAM, RAM in three pieces",
		.vmcoreinfo = "OSRELEASE=6.1.0-56-arm64\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffff8000080c0000\n"
			      "NUMBER(VA_BITS)=48\n"
			      "NUMBER(kimage_voffset)=0xffff7fff4fc00000\n"
			      "NUMBER(PHYS_OFFSET)=0x0\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffff8000080b0000, 0xb84b0000, 0x2010000 },
			{ 0xffff800008000000, NONE, 0x7bffe8000000 },
			{ 0xffff800000000000, NONE, 0x8000000 },
			{ 0xffff000040000000, 0x40000000, 0x7c440000 },
			{ 0xfffffc0001000000, NONE, 0x1f11000 },
			{ 0xffff0000bc730000, 0xbc730000, 0x34d0000 },
			{ 0xfffffc0002f1c000, NONE, 0xd4000 },
			{ 0xffff0000bffe0000, 0xbffe0000, 0x20000 },
			{ 0xfffffc0002fff000, NONE, 0x1000 },
		},
		.code = { 0xb84c0000, 0xb9b10000 },
		.data = { 0xba160000, 0xba4c0000 },
		.image = { 0xffff8000080b0000, 0xb84b0000 },
		.ram = { 0xffff000040000000, 0x40000000 },
	},
	{
		.name = "Debian 6.12.117-cloud, 52 bits on a 48-bit CPU, 4K, KASLR",
		.vmcoreinfo = "OSRELEASE=6.12.117+deb12-cloud-arm64\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffffa7354c010000\n"
			      "NUMBER(VA_BITS)=52\n"
			      "NUMBER(kimage_voffset)=0xffffa7350be00000\n"
			      "NUMBER(PHYS_OFFSET)=0xfff0b32b40000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffffa7354c000000, 0x40200000, 0x2240000 },
			{ 0xffff800080000000, NONE, 0x7dff3f800000 },
			{ 0xffff800000000000, NONE, 0x80000000 },
			{ 0xffff4cd500000000, 0x40000000, 0x80000000 },
			{ 0xffffff3314000000, NONE, 0x2000000 },
		},
		.code = { 0x40200000, 0x41a80000 },
		.data = { 0x42090000, 0x42440000 },
		.image = { 0xffffa7354c000000, 0x40200000 },
		.ram = { 0xffff4cd500000000, 0x40000000 },
	},
	{
		.name = "Debian 6.12.117-cloud, 52 bits, 4K",
		.vmcoreinfo = "OSRELEASE=6.12.117+deb12-cloud-arm64\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffffa38062610000\n"
			      "NUMBER(VA_BITS)=52\n"
			      "NUMBER(kimage_voffset)=0xffffa38022400000\n"
			      "NUMBER(PHYS_OFFSET)=0x40000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0xc\n",
		.load = {
			{ 0xffffa38062600000, 0x40200000, 0x2240000 },
			{ 0xffff800080000000, NONE, 0x41ff3f800000 },
			{ 0xffff800000000000, NONE, 0x80000000 },
			{ 0xfff0000000000000, 0x40000000, 0x80000000 },
			{ 0xffffc1ffc0000000, NONE, 0x2000000 },
		},
		.code = { 0x40200000, 0x41a80000 },
		.data = { 0x42090000, 0x42440000 },
		.image = { 0xffffa38062600000, 0x40200000 },
		.ram = { 0xfff0000000000000, 0x40000000 },
	},
	{
		.name = "Debian 6.12.117-16k, 52 bits on a 47-bit CPU, KASLR",
		.vmcoreinfo = "OSRELEASE=6.12.117+deb12-arm64-16k\n"
			      "PAGESIZE=16384\n"
			      "SYMBOL(_stext)=ffffdcef92e10000\n"
			      "NUMBER(VA_BITS)=52\n"
			      "NUMBER(kimage_voffset)=0xffffdcef52c00000\n"
			      "NUMBER(PHYS_OFFSET)=0xfff049fa40000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x11\n",
		.load = {
			{ 0xffffdcef92e00000, 0x40200000, 0x2be0000 },
			{ 0xffffc00080000000, NONE, 0x3fbf3f800000 },
			{ 0xffffc00000000000, NONE, 0x80000000 },
			{ 0xffffb60600000000, 0x40000000, 0x80000000 },
			{ 0xfffffff5c6000000, NONE, 0x800000 },
		},
		.code = { 0x40200000, 0x41f30000 },
		.data = { 0x428f0000, 0x42de0000 },
		.image = { 0xffffdcef92e00000, 0x40200000 },
		.ram = { 0xffffb60600000000, 0x40000000 },
	},
	{
		.name = "Debian 6.12.117-16k, 52 bits",
		.vmcoreinfo = "OSRELEASE=6.12.117+deb12-arm64-16k\n"
			      "PAGESIZE=16384\n"
			      "SYMBOL(_stext)=ffffd6d98c210000\n"
			      "NUMBER(VA_BITS)=52\n"
			      "NUMBER(kimage_voffset)=0xffffd6d94c000000\n"
			      "NUMBER(PHYS_OFFSET)=0x40000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0xc\n",
		.load = {
			{ 0xffffd6d98c200000, 0x40200000, 0x2be0000 },
			{ 0xffffc00080000000, NONE, 0x303f3f800000 },
			{ 0xffffc00000000000, NONE, 0x80000000 },
			{ 0xfff0000000000000, 0x40000000, 0x80000000 },
			{ 0xfffff03fc0000000, NONE, 0x800000 },
		},
		.code = { 0x40200000, 0x41f30000 },
		.data = { 0x428f0000, 0x42de0000 },
		.image = { 0xffffd6d98c200000, 0x40200000 },
		.ram = { 0xfff0000000000000, 0x40000000 },
	},
	{
		.name = "Debian 7.2.13-cloud, 52 bits on a 48-bit CPU, 4K",
		.vmcoreinfo = "OSRELEASE=7.2.13+deb14-cloud-arm64\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffffdd8331010000\n"
			      "NUMBER(VA_BITS)=52\n"
			      "NUMBER(kimage_voffset)=0xffffdd82f0e00000\n"
			      "NUMBER(PHYS_OFFSET)=0xfff1000040000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffffdd8331000000, 0x40200000, 0x25c0000 },
			{ 0xffff800080000000, NONE, 0x7dff3f800000 },
			{ 0xffff800000000000, NONE, 0x80000000 },
			{ 0xffff000000000000, 0x40000000, 0x80000000 },
			{ 0xfffffdffc0000000, NONE, 0x2000000 },
		},
		.code = { 0x40200000, 0x420a0000 },
		.data = { 0x422f0000, 0x427c0000 },
		.image = { 0xffffdd8331000000, 0x40200000 },
		.ram = { 0xffff000000000000, 0x40000000 },
	},
	{
		.name = "Debian 7.2.13-cloud, 52 bits, 4K",
		.vmcoreinfo = "OSRELEASE=7.2.13+deb14-cloud-arm64\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffff9ed20fe10000\n"
			      "NUMBER(VA_BITS)=52\n"
			      "NUMBER(kimage_voffset)=0xffff9ed1cfc00000\n"
			      "NUMBER(PHYS_OFFSET)=0x40000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0xc\n",
		.load = {
			{ 0xffff9ed20fe00000, 0x40200000, 0x25c0000 },
			{ 0xffff800080000000, NONE, 0x41ff3f800000 },
			{ 0xffff800000000000, NONE, 0x80000000 },
			{ 0xfff0000000000000, 0x40000000, 0x80000000 },
			{ 0xffffc1ffc0000000, NONE, 0x2000000 },
		},
		.code = { 0x40200000, 0x420a0000 },
		.data = { 0x422f0000, 0x427c0000 },
		.image = { 0xffff9ed20fe00000, 0x40200000 },
		.ram = { 0xfff0000000000000, 0x40000000 },
	},

	/* Written. */
	{
		.name = "4.14, 48 bits, old layout: no VMCOREINFO in /proc/kcore",
		.vmcoreinfo = "",
		.load = {
			{ 0xffff000008080000, 0x40080000, 0x2000000 },
			{ 0xffff800000000000, 0x40000000, 0x40000000 },
		},
		.code = { 0x40090000, 0x41280000 },
		.data = { 0x41880000, 0x42080000 },
		.image = { 0xffff000008080000, 0x40080000 },
		.ram = { 0xffff800000000000, 0x40000000 },
	},
	{
		.name = "4.19, 48 bits, old layout",
		.vmcoreinfo = "OSRELEASE=4.19.0\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffff000008090000\n"
			      "NUMBER(VA_BITS)=48\n"
			      "NUMBER(kimage_voffset)=0xfffeffffc8000000\n"
			      "NUMBER(PHYS_OFFSET)=0x40000000\n",
		.load = {
			{ 0xffff000008080000, 0x40080000, 0x2000000 },
			{ 0xffff800000000000, 0x40000000, 0x40000000 },
		},
		.code = { 0x40090000, 0x41280000 },
		.data = { 0x41880000, 0x42080000 },
		.image = { 0xffff000008080000, 0x40080000 },
		.ram = { 0xffff800000000000, 0x40000000 },
	},
	{
		.name = "4.19, 48 bits, old layout, KASLR",
		.vmcoreinfo = "OSRELEASE=4.19.0\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffff2b1d40090000\n"
			      "NUMBER(VA_BITS)=48\n"
			      "NUMBER(kimage_voffset)=0xffff2b1d00000000\n"
			      "NUMBER(PHYS_OFFSET)=0xffffe5aa00000000\n",
		.load = {
			{ 0xffff2b1d40080000, 0x40080000, 0x2000000 },
			{ 0xffff9a5640000000, 0x40000000, 0x40000000 },
		},
		.code = { 0x40090000, 0x41280000 },
		.data = { 0x41880000, 0x42080000 },
		.image = { 0xffff2b1d40080000, 0x40080000 },
		.ram = { 0xffff9a5640000000, 0x40000000 },
	},
	{
		.name = "4.19, 39 bits, old layout",
		.vmcoreinfo = "OSRELEASE=4.19.0\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffffff8008090000\n"
			      "NUMBER(VA_BITS)=39\n"
			      "NUMBER(kimage_voffset)=0xffffff7f88000000\n"
			      "NUMBER(PHYS_OFFSET)=0x80000000\n",
		.load = {
			{ 0xffffff8008080000, 0x80080000, 0x2000000 },
			{ 0xffffffc000000000, 0x80000000, 0x40000000 },
		},
		.code = { 0x80090000, 0x81280000 },
		.data = { 0x81880000, 0x82080000 },
		.image = { 0xffffff8008080000, 0x80080000 },
		.ram = { 0xffffffc000000000, 0x80000000 },
	},
	{
		.name = "4.19, 42 bits, 64K, old layout",
		.vmcoreinfo = "OSRELEASE=4.19.0\n"
			      "PAGESIZE=65536\n"
			      "SYMBOL(_stext)=fffffc0008090000\n"
			      "NUMBER(VA_BITS)=42\n"
			      "NUMBER(kimage_voffset)=0xfffffbff88000000\n"
			      "NUMBER(PHYS_OFFSET)=0x80000000\n",
		.load = {
			{ 0xfffffc0008080000, 0x80080000, 0x2000000 },
			{ 0xfffffe0000000000, 0x80000000, 0x40000000 },
		},
		.code = { 0x80090000, 0x81280000 },
		.data = { 0x81880000, 0x82080000 },
		.image = { 0xfffffc0008080000, 0x80080000 },
		.ram = { 0xfffffe0000000000, 0x80000000 },
	},
	{
		.name = "5.4, 39 bits, 4K",
		.vmcoreinfo = "OSRELEASE=5.4.0\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffffffc010090000\n"
			      "NUMBER(VA_BITS)=39\n"
			      "NUMBER(kimage_voffset)=0xffffffbf90000000\n"
			      "NUMBER(PHYS_OFFSET)=0x80000000\n",
		.load = {
			{ 0xffffffc010080000, 0x80080000, 0x2000000 },
			{ 0xffffff8000000000, 0x80000000, 0x40000000 },
		},
		.code = { 0x80090000, 0x81280000 },
		.data = { 0x81880000, 0x82080000 },
		.image = { 0xffffffc010080000, 0x80080000 },
		.ram = { 0xffffff8000000000, 0x80000000 },
	},
	{
		.name = "5.9, 52 bits on a 48-bit CPU, 64K: PHYS_OFFSET is left alone",
		.vmcoreinfo = "OSRELEASE=5.9.0\n"
			      "PAGESIZE=65536\n"
			      "SYMBOL(_stext)=ffff800010010000\n"
			      "NUMBER(VA_BITS)=52\n"
			      "NUMBER(kimage_voffset)=0xffff7fff90000000\n"
			      "NUMBER(PHYS_OFFSET)=0x80000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffff800010000000, 0x80000000, 0x2000000 },
			{ 0xffff000000000000, 0x80000000, 0x40000000 },
		},
		.code = { 0x80010000, 0x81200000 },
		.data = { 0x81800000, 0x82000000 },
		.image = { 0xffff800010000000, 0x80000000 },
		.ram = { 0xffff000000000000, 0x80000000 },
	},
	{
		.name = "5.15, 52 bits on a 48-bit CPU, 64K",
		.vmcoreinfo = "OSRELEASE=5.15.0\n"
			      "PAGESIZE=65536\n"
			      "SYMBOL(_stext)=ffff800008010000\n"
			      "NUMBER(VA_BITS)=52\n"
			      "NUMBER(kimage_voffset)=0xffff7fff88000000\n"
			      "NUMBER(PHYS_OFFSET)=0xfff1000080000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffff800008000000, 0x80000000, 0x2000000 },
			{ 0xffff000000000000, 0x80000000, 0x40000000 },
		},
		.code = { 0x80010000, 0x81200000 },
		.data = { 0x81800000, 0x82000000 },
		.image = { 0xffff800008000000, 0x80000000 },
		.ram = { 0xffff000000000000, 0x80000000 },
	},
	{
		.name = "5.15, 52 bits, 64K",
		.vmcoreinfo = "OSRELEASE=5.15.0\n"
			      "PAGESIZE=65536\n"
			      "SYMBOL(_stext)=ffff800008010000\n"
			      "NUMBER(VA_BITS)=52\n"
			      "NUMBER(kimage_voffset)=0xffff7fff88000000\n"
			      "NUMBER(PHYS_OFFSET)=0x80000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0xc\n",
		.load = {
			{ 0xffff800008000000, 0x80000000, 0x2000000 },
			{ 0xfff0000000000000, 0x80000000, 0x40000000 },
		},
		.code = { 0x80010000, 0x81200000 },
		.data = { 0x81800000, 0x82000000 },
		.image = { 0xffff800008000000, 0x80000000 },
		.ram = { 0xfff0000000000000, 0x80000000 },
	},
	{
		.name = "6.6, 48 bits, 64K",
		.vmcoreinfo = "OSRELEASE=6.6.0\n"
			      "PAGESIZE=65536\n"
			      "SYMBOL(_stext)=ffff800080010000\n"
			      "NUMBER(VA_BITS)=48\n"
			      "NUMBER(kimage_voffset)=0xffff800000000000\n"
			      "NUMBER(PHYS_OFFSET)=0x80000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffff800080000000, 0x80000000, 0x2000000 },
			{ 0xffff000000000000, 0x80000000, 0x40000000 },
		},
		.code = { 0x80010000, 0x81200000 },
		.data = { 0x81800000, 0x82000000 },
		.image = { 0xffff800080000000, 0x80000000 },
		.ram = { 0xffff000000000000, 0x80000000 },
	},
	{
		.name = "6.6, 42 bits, 64K",
		.vmcoreinfo = "OSRELEASE=6.6.0\n"
			      "PAGESIZE=65536\n"
			      "SYMBOL(_stext)=fffffe0008010000\n"
			      "NUMBER(VA_BITS)=42\n"
			      "NUMBER(kimage_voffset)=0xfffffdff88000000\n"
			      "NUMBER(PHYS_OFFSET)=0x80000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x16\n",
		.load = {
			{ 0xfffffe0008000000, 0x80000000, 0x2000000 },
			{ 0xfffffc0000000000, 0x80000000, 0x40000000 },
		},
		.code = { 0x80010000, 0x81200000 },
		.data = { 0x81800000, 0x82000000 },
		.image = { 0xfffffe0008000000, 0x80000000 },
		.ram = { 0xfffffc0000000000, 0x80000000 },
	},
	{
		.name = "6.6, 47 bits, 16K",
		.vmcoreinfo = "OSRELEASE=6.6.0\n"
			      "PAGESIZE=16384\n"
			      "SYMBOL(_stext)=ffffc00080010000\n"
			      "NUMBER(VA_BITS)=47\n"
			      "NUMBER(kimage_voffset)=0xffffc00000000000\n"
			      "NUMBER(PHYS_OFFSET)=0x80000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x11\n",
		.load = {
			{ 0xffffc00080000000, 0x80000000, 0x2000000 },
			{ 0xffff800000000000, 0x80000000, 0x40000000 },
		},
		.code = { 0x80010000, 0x81200000 },
		.data = { 0x81800000, 0x82000000 },
		.image = { 0xffffc00080000000, 0x80000000 },
		.ram = { 0xffff800000000000, 0x80000000 },
	},
	{
		.name = "6.6, 48 bits, 16K",
		.vmcoreinfo = "OSRELEASE=6.6.0\n"
			      "PAGESIZE=16384\n"
			      "SYMBOL(_stext)=ffff800080010000\n"
			      "NUMBER(VA_BITS)=48\n"
			      "NUMBER(kimage_voffset)=0xffff800000000000\n"
			      "NUMBER(PHYS_OFFSET)=0x80000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffff800080000000, 0x80000000, 0x2000000 },
			{ 0xffff000000000000, 0x80000000, 0x40000000 },
		},
		.code = { 0x80010000, 0x81200000 },
		.data = { 0x81800000, 0x82000000 },
		.image = { 0xffff800080000000, 0x80000000 },
		.ram = { 0xffff000000000000, 0x80000000 },
	},
	{
		.name = "6.6, 36 bits, 16K",
		.vmcoreinfo = "OSRELEASE=6.6.0\n"
			      "PAGESIZE=16384\n"
			      "SYMBOL(_stext)=fffffff808010000\n"
			      "NUMBER(VA_BITS)=36\n"
			      "NUMBER(kimage_voffset)=0xfffffff788000000\n"
			      "NUMBER(PHYS_OFFSET)=0x80000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x1c\n",
		.load = {
			{ 0xfffffff808000000, 0x80000000, 0x2000000 },
			{ 0xfffffff000000000, 0x80000000, 0x40000000 },
		},
		.code = { 0x80010000, 0x81200000 },
		.data = { 0x81800000, 0x82000000 },
		.image = { 0xfffffff808000000, 0x80000000 },
		.ram = { 0xfffffff000000000, 0x80000000 },
	},
	{
		.name = "6.6, 39 bits, 4K, RAM at physical 0",
		.vmcoreinfo = "OSRELEASE=6.6.0\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffffffc080010000\n"
			      "NUMBER(VA_BITS)=39\n"
			      "NUMBER(kimage_voffset)=0xffffffc07fe00000\n"
			      "NUMBER(PHYS_OFFSET)=0x0\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x19\n",
		.load = {
			{ 0xffffffc080000000, 0x200000, 0x2000000 },
			{ 0xffffff8000000000, 0x0, 0x40000000 },
		},
		.code = { 0x210000, 0x1400000 },
		.data = { 0x1a00000, 0x2200000 },
		.image = { 0xffffffc080000000, 0x200000 },
		.ram = { 0xffffff8000000000, 0x0 },
	},
	{
		.name = "6.6, 48 bits, 4K, RAM from 512 GB",
		.vmcoreinfo = "OSRELEASE=6.6.0\n"
			      "PAGESIZE=4096\n"
			      "SYMBOL(_stext)=ffff800080010000\n"
			      "NUMBER(VA_BITS)=48\n"
			      "NUMBER(kimage_voffset)=0xffff7f807fe00000\n"
			      "NUMBER(PHYS_OFFSET)=0x8000000000\n"
			      "NUMBER(TCR_EL1_T1SZ)=0x10\n",
		.load = {
			{ 0xffff800080000000, 0x8000200000, 0x2000000 },
			{ 0xffff000000000000, 0x8000000000, 0x40000000 },
		},
		.code = { 0x8000210000, 0x8001400000 },
		.data = { 0x8001a00000, 0x8002200000 },
		.image = { 0xffff800080000000, 0x8000200000 },
		.ram = { 0xffff000000000000, 0x8000000000 },
	},
};

#endif
