/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/image.h"
#include "kexec/load/load-values.h"
#include "kexec/load/load-view.h"
#include "kexec/machine/machine.h"

void load_show(const struct load *load, struct load_view *ret)
{
	*ret = (struct load_view){
		.kernel = load->kernel_file,
		.initrd = load->initrd_file,
		.initrd_count = load->initrd_count,
		.dtb = load->dtb_file,
		.devicetree = &load->machine->devicetree.tree,
		.machine = load->machine,
		.crash = load->crash,
		.route = load->route,
		.plan = load->by_files ? NULL : load->plan,
		.console = load->by_files ? NULL : load->console,
		.files = load->files,
		.cmdline = load->cmdline,
		.image = load->image,
		.initrd_size = load->initrd.size,
		.contents = load->initrd_contents,
		.format = load->image->format,
		.compression = load->image->compression,
		.notes = load->notes,
	};
}
