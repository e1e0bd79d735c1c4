/* SPDX-License-Identifier: GPL-2.0-only */
/* The first kernel of --rehearse=crash, and the kexec that runs in it. */

#include <check.h>
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/image/cpio.h"
#include "kexec/image/initrd-contents.h"
#include "kexec/machine/memmap.h"
#include "kexec/rehearse/first-kernel.h"
#include "kexec/rehearse/guest-program.h"
#include "tests/helpers/suite.h"

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

#define FEW 5

struct painted {
	struct range range;
	enum mem_type type;
};

static const struct {
	struct painted area[FEW];
	const char *regions; /* of the command line */
	uint64_t ram;	     /* with an initramfs of 100 MiB */
} maps[] = {
	{ { { { GIB, 3 * GIB }, MEM_RAM }, { { 2 * GIB, 2 * GIB + 256 * MIB }, MEM_CRASH } }, "crashkernel=262144K", 2 * GIB },
	{ { { { GIB, 9 * GIB }, MEM_RAM }, { { 2 * GIB, 2 * GIB + 128 * MIB }, MEM_CRASH }, { { 8 * GIB, 8 * GIB + 256 * MIB }, MEM_CRASH } },
	  "crashkernel=262144K,high crashkernel=131072K,low", 8 * GIB },
	{ { { { GIB, 9 * GIB }, MEM_RAM }, { { 2 * GIB, 2 * GIB + 128 * MIB }, MEM_CRASH_LOW }, { { 8 * GIB, 8 * GIB + 256 * MIB }, MEM_CRASH } },
	  "crashkernel=262144K,high crashkernel=131072K,low", 8 * GIB },
	{ { { { GIB, 9 * GIB }, MEM_RAM }, { { 4 * GIB, 4 * GIB + 256 * MIB }, MEM_CRASH } }, "crashkernel=262144K,high crashkernel=0K,low", 8 * GIB },
	{ { { { GIB, 3 * GIB }, MEM_RAM }, { { 2 * GIB, 2 * GIB + 64 * MIB }, MEM_CRASH }, { { GIB, GIB + 16 * MIB }, MEM_CRASH_CMA } },
	  "crashkernel=65536K crashkernel=16384K,cma", 2 * GIB },
	/* a server: the host is not asked for so much */
	{ { { { 0, 512 * GIB }, MEM_RAM }, { { 2 * GIB, 3 * GIB }, MEM_CRASH } }, "crashkernel=1048576K", 8 * GIB },
	/* a board that is too small for the initramfs beside its region */
	{ { { { GIB, GIB + 512 * MIB }, MEM_RAM }, { { GIB, GIB + 128 * MIB }, MEM_CRASH } }, "crashkernel=131072K", 684 * MIB },
};

static void paint(const struct painted *area, struct memmap *map)
{
	for (size_t i = 0; i < FEW && area[i].range.end; i++)
		ck_assert_int_eq(memmap_paint(map, area[i].range, area[i].type), 0);
}

START_TEST(machine_is_like_the_recorded_one)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	AUTO_FREE char *cmdline = NULL;
	struct diag diag = { 0 };

	paint(maps[_i].area, &map);
	ck_assert_int_eq(first_kernel_cmdline(&map, "console=c", &cmdline, &diag), 0);
	ck_assert_msg(strncmp(cmdline, maps[_i].regions, strlen(maps[_i].regions)) == 0, "%s", cmdline);
	ck_assert_str_eq(cmdline + strlen(maps[_i].regions), " console=c ignore_loglevel rdinit=/.kexec-rehearsal/first");
	ck_assert_uint_eq(first_kernel_ram(&map, 100 * MIB), maps[_i].ram);
}
END_TEST

START_TEST(no_region_is_an_error)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	char *cmdline = NULL;
	struct diag diag = { 0 };

	ck_assert_int_eq(memmap_paint(&map, (struct range){ GIB, 2 * GIB }, MEM_RAM), 0);
	ck_assert_int_eq(first_kernel_cmdline(&map, "", &cmdline, &diag), -ENODATA);
	ck_assert_ptr_null(cmdline);
}
END_TEST

static struct view text(const char *what)
{
	return (struct view){ (const uint8_t *)what, strlen(what) };
}

/* True if the archive has these bytes. */
static bool has(const struct blob *archive, const char *bytes, size_t size)
{
	return memmem(archive->data, archive->size, bytes, size) != NULL;
}

START_TEST(archive_has_the_words)
{
	struct first_kernel_files files = {
		.program = text("PROGRAM"), .kexec = text("KEXEC"), .kernel = text("KERNEL"), .initrd = text("INITRD"), .cmdline = "a " FIRST_KERNEL_PAGE,
	};
	static const char words[] = "/kexec\0-p\0-c\0--serial=auto\0--check-initrd=no\0--initrd=/initrd\0--command-line=a " FIRST_KERNEL_PAGE "\0/kernel";
	static const char unchecked[] = "/kernel\0-i";

	for (int i = 0; i < 2; i++) {
		CLEANUP(blob_release) struct blob archive = { 0 };
		struct initrd_contents contents = { 0 };
		struct cpio cpio = { 0 };
		struct diag diag = { 0 };

		files.skip_checks = i;
		ck_assert_int_eq(first_kernel_archive(&files, &archive, &diag), 0);
		ck_assert_int_eq(cpio_walk(blob_view(&archive), &contents, &cpio, &diag), 0);
		ck_assert(cpio.has_trailer);
		ck_assert(has(&archive, words, sizeof(words)));
		ck_assert(has(&archive, unchecked, sizeof(unchecked)) == (i == 1));
		ck_assert(has(&archive, "PROGRAM", 7) && has(&archive, "KEXEC", 5) && has(&archive, "KERNEL", 6) && has(&archive, "INITRD", 6));
	}
}
END_TEST

/* ---- the program ---- */

struct program {
	Elf64_Ehdr header;
	Elf64_Phdr segment[2];
};

static const struct program good = {
	.header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB },
		.e_type = ET_EXEC, .e_machine = EM_AARCH64, .e_phoff = sizeof(Elf64_Ehdr), .e_phnum = 2,
	},
	.segment = { { .p_type = PT_LOAD }, { .p_type = PT_NOTE } },
};

static int check_program(const struct program *program, size_t size, struct diag *diag)
{
	return guest_program_check((struct view){ (const uint8_t *)program, size }, EM_AARCH64, "arm64", "/x/kexec", diag);
}

START_TEST(program_is_static_and_of_the_architecture)
{
	struct program program = good;
	struct diag diag = { 0 };

	ck_assert_int_eq(check_program(&program, sizeof(program), &diag), 0);
	program.header.e_type = ET_DYN; /* a static PIE */
	ck_assert_int_eq(check_program(&program, sizeof(program), &diag), 0);
	program.header.e_machine = EM_X86_64;
	ck_assert_int_eq(check_program(&program, sizeof(program), &diag), -ENOEXEC);
	ck_assert_str_eq(diag.message, "/x/kexec is no program for arm64");
	program = good;
	program.header.e_type = ET_REL;
	ck_assert_int_eq(check_program(&program, sizeof(program), &diag), -ENOEXEC);
	program = good;
	program.header.e_ident[EI_CLASS] = ELFCLASS32;
	ck_assert_int_eq(check_program(&program, sizeof(program), &diag), -ENOEXEC);
	program = good;
	ck_assert_int_eq(check_program(&program, sizeof(Elf64_Ehdr) - 1, &diag), -ENOEXEC);
	program.segment[1].p_type = PT_INTERP;
	ck_assert_int_eq(check_program(&program, sizeof(program), &diag), -ELIBACC);
	ck_assert_str_eq(diag.message, "/x/kexec is linked dynamically: its libraries are not in the virtual machine");
	program = good;
	ck_assert_int_eq(check_program(&program, sizeof(program) - 1, &diag), -ELIBACC); /* cut: nothing is known of its last header */
	program.header.e_phoff = UINT64_MAX;
	ck_assert_int_eq(check_program(&program, sizeof(program), &diag), -ELIBACC);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("first-kernel");
	TCase *tcase = tcase_create("first-kernel");

	tcase_add_loop_test(tcase, machine_is_like_the_recorded_one, 0, COUNT(maps));
	tcase_add_test(tcase, no_region_is_an_error);
	tcase_add_test(tcase, archive_has_the_words);
	tcase_add_test(tcase, program_is_static_and_of_the_architecture);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
