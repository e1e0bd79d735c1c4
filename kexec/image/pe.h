/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A reader of PE files: sections, machine, signature. Source: Microsoft, "PE Format", revision of 2024.
 *
 * EFI programs are PE files, and so are zboot kernels, UKIs and every Image with an EFI stub. The file is read as a file: what
 * firmware would see in memory (VirtualAddress) plays no part.
 */
#ifndef WARMKEXEC_IMAGE_PE_H
#define WARMKEXEC_IMAGE_PE_H

#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

struct diag;
struct image_arch;

/* A PE file whose headers were checked: each section's bytes are inside the file, and no byte is in two sections' count. */
struct pe {
	struct view file;
	uint16_t machine;  /* IMAGE_FILE_MACHINE_* */
	struct view table; /* the section headers */
	size_t section_count;
	uint64_t sections_end;	   /* the end of the last section's bytes in the file */
	uint64_t certificates_end; /* the end of the signature, which lies behind the sections; 0: not signed */
};

struct pe_section {
	char name[9];	   /* with a NUL; printable */
	struct view bytes; /* min(VirtualSize, SizeOfRawData); the rest of the file's bytes is padding, that of memory zeros */
};

/*
 * Reads and checks the headers. Nothing is allocated; the file must outlive *ret. Linear in the number of sections.
 * Returns 0, or -errno with the reason; *ret is untouched on failure:
 *   -EBADMSG  no PE header, cut short, or damaged
 */
int pe_open(struct view file, struct pe *ret, struct diag *diag);

/* The section of this index, < section_count. */
struct pe_section pe_section(const struct pe *pe, size_t index);

/*
 * Is the file for this architecture? subject: for the message, "the UKI". Returns 0, or -errno with the reason:
 *   -EINVAL  it is for another one
 */
int pe_check_machine(const struct pe *pe, const struct image_arch *arch, const char *subject, struct diag *diag);

/*
 * A signed PE file without the zeros behind its signature. Linux verifies a signature only if the file ends with it, and both
 * zboot and objcopy pad the files that they carry. Any other file is returned as it is.
 */
struct view pe_cut_padding(struct view file);

#endif
