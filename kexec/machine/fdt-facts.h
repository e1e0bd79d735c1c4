/* SPDX-License-Identifier: GPL-2.0-only */
/* What a devicetree says of the machine. */
#ifndef WARMKEXEC_MACHINE_FDT_FACTS_H
#define WARMKEXEC_MACHINE_FDT_FACTS_H

#include "kexec/base/blob.h"

struct diag;
struct ranges;

/*
 * What the next kernel takes for its memory when it starts by the source, ascending and merged. Firmware adds that to a board's
 * file when it starts a machine; nobody does here.
 * Returns 0, or -errno with the reason: -ENOENT it goes by UEFI's memory map instead; -ENODATA there is no memory; -EINVAL not
 * a devicetree, or the root's cells are not 1 or 2; -ENOMEM.
 */
int dtb_memory(struct view source, struct ranges *ret, struct diag *diag);

/* The command line in the source's /chosen, from malloc; NULL: there is none, or it cannot be read. */
char *dtb_bootargs(struct view source);

enum dtb_psci {
	DTB_PSCI_NONE = 0, /* no /psci node or no method */
	DTB_PSCI_HVC,
	DTB_PSCI_SMC,
};

/* The conduit that the enabled node compatible with arm,psci, arm,psci-0.2 or arm,psci-1.0 names. */
enum dtb_psci dtb_psci_method(struct view source);

#endif
