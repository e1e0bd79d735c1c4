/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/rehearse/guest-program.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/diag.h"

#define EHDR(field) offsetof(Elf64_Ehdr, field)
#define PHDR(field) offsetof(Elf64_Phdr, field)

static bool is_program(struct view file, uint16_t machine)
{
	static const uint8_t ident[] = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB };
	uint16_t type;

	if (file.size < sizeof(Elf64_Ehdr) || memcmp(file.data, ident, sizeof(ident)) != 0)
		return false;
	type = load_le16(file.data + EHDR(e_type));
	return (type == ET_EXEC || type == ET_DYN) && load_le16(file.data + EHDR(e_machine)) == machine;
}

/* Does it name an interpreter? Also true if its headers are damaged. */
static bool needs_others(struct view file)
{
	uint64_t at = load_le64(file.data + EHDR(e_phoff));

	for (unsigned int i = load_le16(file.data + EHDR(e_phnum)); i; i--, at += sizeof(Elf64_Phdr)) {
		if (at > file.size || file.size - at < sizeof(Elf64_Phdr))
			return true;
		if (load_le32(file.data + at + PHDR(p_type)) == PT_INTERP)
			return true;
	}
	return false;
}

int guest_program_check(struct view file, uint16_t machine, const char *arch, const char *path, struct diag *diag)
{
	if (!is_program(file, machine))
		return diag_fail(diag, -ENOEXEC, "%s is no program for %s", path, arch);
	if (needs_others(file))
		return diag_fail(diag, -ELIBACC, "%s is linked dynamically: its libraries are not in the virtual machine", path);
	return 0;
}
