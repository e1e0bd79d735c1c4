/* SPDX-License-Identifier: GPL-2.0-only */
/* The contents of the next kernel's initrd. */
#include <string.h>

#include "kexec/base/size-text.h"
#include "kexec/check/check-rows.h"
#include "kexec/check/load-facts.h"
#include "kexec/check/words.h"

void judge_initrd(const struct check_input *input, struct finding *ret)
{
	if (!input->load)
		return;
	if (input->load->initrd_size && input->load->initrd.unknown[0]) {
		finding_set(ret, SEVERITY_WARNING, "whether the next kernel can unpack the initrd is not known");
		finding_evidence(ret, "%s", input->load->initrd.unknown);
		finding_remedy(ret, "Look whether it is the right file. kexec --rehearse boots the load and says if the kernel takes it.");
		return;
	}
	if (input->load->initrd_size) {
		finding_set(ret, SEVERITY_OK, "the initrd has %s", size_text(input->load->initrd_size).text);
		if (input->load->have_initrd)
			finding_evidence(ret, "unpacked %s", size_text(input->load->initrd.unpacked).text);
		return;
	}
	finding_set(ret, SEVERITY_WARNING, "the next kernel gets no initrd: most kernels find no root file system without one");
	finding_remedy(ret, "Give one with --initrd=FILE.");
}

/*
 * Without it the kernel mounts the root file system by itself, and the initrd is for nothing. Linux, init/main.c, kernel_init_freeable().
 * Whether there is the file that rdinit= names is not known.
 */
void judge_initrd_init(const struct check_input *input, struct finding *ret)
{
	const struct load_facts *load = input->load;

	if (!load || !load->have_initrd || !load->initrd_size || load->initrd.has_init || words_have(load->cmdline, "rdinit"))
		return;
	if (words_have(load->cmdline, "root"))
		finding_set(ret, SEVERITY_WARNING, "the initrd has no /init: the kernel does not use it, and mounts root= with its own drivers");
	else
		finding_set(ret, SEVERITY_ERROR, "the initrd has no /init, and the command line names no root file system: the next kernel panics");
	finding_evidence(ret, "command line: %s", load->cmdline);
	finding_remedy(ret, "Make the initrd anew, so that its archive has \"init\" at the top.");
}

void judge_initrd_tools(const struct check_input *input, struct finding *ret)
{
	const struct initrd_contents *initrd;

	if (!input->load || !input->load->have_initrd || !input->load->initrd_size)
		return;
	initrd = &input->load->initrd;
	if (initrd->tool[0]) {
		finding_set(ret, SEVERITY_OK, "the initrd can save a dump: it has %s", initrd->tool);
		return;
	}
	/* kdump-tools of Debian dumps from the root file system, which such an initrd mounts. */
	if (words_have(input->load->cmdline, "root")) {
		finding_set(ret, SEVERITY_NOTE, "the initrd has nothing that saves a dump: the root file system must have it");
		return;
	}
	finding_set(ret, SEVERITY_WARNING, "the initrd has nothing that saves a dump, and the command line names no root file system");
	finding_evidence(ret, "neither makedumpfile, vmcore-dmesg nor a kdump script is in it");
	finding_remedy(ret, "Make the initrd with dracut's or initramfs-tools' hook for kdump, or give root=.");
}

static void show_versions(const struct initrd_contents *initrd, struct finding *ret)
{
	for (size_t i = 0; i < initrd->version_count; i++)
		finding_evidence(ret, "the initrd has lib/modules/%s", initrd->version[i]);
}

static bool has_version(const struct initrd_contents *initrd, const char *version)
{
	for (size_t i = 0; i < initrd->version_count; i++)
		if (!strcmp(initrd->version[i], version))
			return true;
	return false;
}

void judge_initrd_modules(const struct check_input *input, struct finding *ret)
{
	const struct load_facts *load = input->load;

	if (!load || !load->have_initrd || !load->initrd_size || !load->version[0])
		return;
	if (!load->initrd.version_count) {
		finding_set(ret, SEVERITY_NOTE, "the initrd has no modules: the drivers for the dump must be built into the kernel");
		return;
	}
	if (has_version(&load->initrd, load->version)) {
		finding_set(ret, SEVERITY_OK, "the initrd has the modules of the kernel that is loaded with it");
		show_versions(&load->initrd, ret);
		return;
	}
	finding_set(ret, SEVERITY_ERROR, "the initrd has the modules of another kernel: none of them can be loaded");
	finding_evidence(ret, "the kernel is %s", load->version);
	show_versions(&load->initrd, ret);
	finding_remedy(ret, "Make the initrd anew for %s: update-initramfs -u, kdump-config, or dracut --kver.", load->version);
}

void judge_version(const struct check_input *input, struct finding *ret)
{
	char running[96];

	if (!input->load || !input->load->version[0] ||
	    !check_line(input, "/proc/sys/kernel/osrelease", running, sizeof(running)))
		return;
	if (!strcmp(running, input->load->version)) {
		finding_set(ret, SEVERITY_OK, "the capture kernel has the version of the running one: %s", running);
		return;
	}
	finding_set(ret, SEVERITY_NOTE, "the capture kernel has another version than the running one, which is tried less often");
	finding_evidence(ret, "running %s, capture %s", running, input->load->version);
}
