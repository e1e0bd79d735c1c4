/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/find-guest-kexec.h"

#include <errno.h>
#include <stdbool.h>

#include "arch/arch-rehearsal.h"
#include "arch/arch.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/host/qemu.h"
#include "kexec/load/load-view.h"
#include "kexec/load/load.h"
#include "kexec/machine/machine.h"
#include "kexec/rehearse/guest-program.h"

#define PROGRAM_MAX ((uint64_t)64 << 20)

/* Programs that serve if they are linked statically: this one, and the one of the package warmkexec-static. */
static const char *const own_programs[] = { "/proc/self/exe", "/usr/sbin/kexec.static" };

static int read_program(const char *path, const struct arch *arch, struct user_file *ret, struct diag *diag)
{
	int r = host_read_user_file("kexec for the virtual machine", path, PROGRAM_MAX, false, ret, diag);

	return r ? r : guest_program_check(blob_view(&ret->bytes), arch->rehearsal->elf_machine, arch->name, path, diag);
}

static int fail_without(const struct arch *arch, struct diag *diag)
{
	diag_fail(diag, -ENOENT, "--rehearse=crash needs a kexec for %s that is linked statically, and there is none here", arch->name);
	diag_hint(diag, "Name one with --guest-kexec=FILE: Debian's package warmkexec-static of that architecture has it as /usr/sbin/kexec.static,\n"
			"and a build with LDFLAGS=-static makes it. It is only read.");
	return -ENOENT;
}

int find_guest_kexec(const char *path, const struct load *load, struct user_file *ret, struct diag *diag)
{
	const struct arch *arch;
	struct load_view view;
	bool is_same;

	load_look(load, &view);
	arch = view.machine->arch;
	if (!arch->rehearsal)
		return 0; /* load_stage_crash() has the reason */
	is_same = host_qemu_is_same(arch->rehearsal);
	if (path)
		return read_program(path, arch, ret, diag);
	for (size_t i = 0; is_same && i < sizeof(own_programs) / sizeof(own_programs[0]); i++) {
		struct diag unused = { 0 };

		if (read_program(own_programs[i], arch, ret, &unused) == 0)
			return 0;
		host_release_user_file(ret);
	}
	return fail_without(arch, diag);
}
