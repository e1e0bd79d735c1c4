/* SPDX-License-Identifier: GPL-2.0-only */
/* Source: kexec-tools 2.0.32, kexec/arch/NAME/include/arch/options.h. */
#include "kexec/options/options-foreign.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "kexec/base/diag.h"

struct foreign {
	const char *name;
	const char *where;  /* the architectures that have it */
	const char *remedy; /* one sentence: why it is not needed, or what is used instead */
};

#define NO_SCREEN "The purgatory writes its report to a serial port, which --serial names, and to no screen."
#define KEEPS_SPEED "The purgatory writes to the port that --serial names, at the speed that the running kernel has set."
#define ONE_ENTRY "The kernel has one entry, and no real mode."
#define LIKE_LINUX "Kernels are always started like Linux."

static const struct foreign foreign[] = {
	{ "elf64-core-headers", "x86 and ppc64", "The dump of a 64-bit kernel always has 64-bit headers." },
	{ "elf32-core-headers", "x86", "The dump of a 64-bit kernel needs 64-bit headers." },
	{ "reset-vga", "x86", NO_SCREEN },
	{ "console-vga", "x86", NO_SCREEN },
	{ "console-serial", "x86", KEEPS_SPEED },
	{ "serial-baud", "x86", KEEPS_SPEED },
	{ "pass-memmap-cmdline", "x86", "The devicetree tells the capture kernel its memory." },
	{ "noefi", "x86", "--append=efi=noruntime keeps the next kernel from calling the firmware." },
	{ "reuse-video-type", "x86", "The next kernel finds its screens itself." },
	{ "real-mode", "x86", ONE_ENTRY },
	{ "entry-32bit", "x86", ONE_ENTRY },
	{ "args-elf", "x86", LIKE_LINUX },
	{ "args-none", "x86", LIKE_LINUX },
	{ "module", "x86", "It is for Multiboot kernels. --initrd can be given several times." },
	{ "devicetreeblob", "ppc64", "--dtb is the same." },
	{ "dt-no-old-root", "ppc64 and arm", "The next kernel's root= is always the one of --append or --reuse-cmdline." },
	{ "atags", "arm", "The next kernel is given a devicetree." },
	{ "image-size", "arm", "The header of the kernel has its size." },
	{ "page-offset", "arm", "The addresses of the running kernel are found without it." },
	{ "gamecube", "ppc", "It is for a GameCube." },
	{ "reuse-node", "ppc", "The machine's own devicetree is passed on whole." },
	{ "noio", "ia64", "--serial=none keeps the purgatory from writing to a port." },
	{ "vmm", "ia64", "It is for Xen." },
	{ "bootinfo", "m68k", "The next kernel is given a devicetree." },
	{ "empty-zero", "sh", LIKE_LINUX },
	{ "howto", "sh", "It is for NetBSD." },
	{ "miniroot", "sh", "It is for NetBSD." },
};

bool options_is_foreign(const char *word, struct diag *diag)
{
	const char *name = word + strspn(word, "-");
	size_t length = strcspn(name, "=");

	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		const struct foreign *option = &foreign[i];

		if (name - word != 2 || strncmp(name, option->name, length) != 0 || option->name[length])
			continue;
		diag_fail(diag, -EINVAL, "--%s is an option of kexec-tools on %s only", option->name, option->where);
		diag_hint(diag, "Leave it out. %s", option->remedy);
		return true;
	}
	return false;
}
