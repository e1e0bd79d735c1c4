/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/stuck.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <libfdt.h>

#include "kexec/machine/fdt-structure.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

#define REMEDY_WITHOUT_PSCI                                                                                                    \
	"Firmware that starts the CPUs by PSCI helps. So does nr_cpus=1 on the running kernel's command line; maxcpus=1 does " \
	"not."
#define REMEDY_PROTECTED_KVM "Boot the running kernel without kvm-arm.mode=protected."

/* A range ("0-3") or a list ("0,2"); one CPU is a plain number. -ENOENT: it is not known. */
static int find_several_cpus(const struct snapshot *snapshot, bool *ret, struct diag *diag)
{
	struct view text;
	int r = snapshot_bytes(snapshot, ARM64_POSSIBLE_CPUS, &text, diag);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	*ret = text.size && (memchr(text.data, '-', text.size) || memchr(text.data, ',', text.size));
	return 0;
}

/* The file is there if KVM works. Without it the parameter had no effect: the kernel was started at EL1, say. */
static int find_kvm(const struct snapshot *snapshot, bool *ret, struct diag *diag)
{
	struct view text;
	int r = snapshot_bytes(snapshot, ARM64_KVM, &text, diag);

	*ret = !r;
	return r == -ENOENT ? 0 : r;
}

/* Linux, kernel/params.c, parameq(): '-' and '_' are the same in the name of a parameter. */
static bool is_mode(const char *word, size_t size, const char **ret)
{
	static const char name[] = "kvm-arm.mode=";

	if (size < sizeof(name) - 1)
		return false;
	for (size_t i = 0; i < sizeof(name) - 1; i++)
		if ((word[i] == '_' ? '-' : word[i]) != name[i])
			return false;
	*ret = word + sizeof(name) - 1;
	return true;
}

/* The last one of the command line counts; what follows "--" is for init. */
static bool asks_for_protected_kvm(const char *cmdline)
{
	static const char wanted[] = "protected";
	bool asks = false;

	for (const char *word = cmdline ? cmdline : ""; *word; word += strspn(word, " \n")) {
		size_t size = strcspn(word, " \n");
		const char *value;

		if (size == 2 && !strncmp(word, "--", 2))
			break;
		if (is_mode(word, size, &value))
			asks = (size_t)(word + size - value) == sizeof(wanted) - 1 &&
			       !strncmp(value, wanted, sizeof(wanted) - 1);
		word += size;
	}
	return asks;
}

static int cpus_node(const struct machine *machine)
{
	return machine->devicetree.tree.size ? fdt_root_child(machine->devicetree.tree.data, "cpus") : -1;
}

/* Devicetree Specification, 3.8.1, "enable-method". */
static bool has_spin_table(const struct machine *machine)
{
	const void *fdt = machine->devicetree.tree.data;
	int cpus = cpus_node(machine), node;

	if (cpus < 0)
		return false;
	fdt_for_each_subnode(node, fdt,
			     cpus) if (fdt_stringlist_search(fdt, node, "enable-method", "spin-table") >= 0) return true;
	return false;
}

static void set_stuck(struct machine *machine, const char *why, const char *remedy)
{
	snprintf(machine->stuck_why, sizeof(machine->stuck_why), "%s", why);
	machine->stuck_remedy = remedy;
}

int arm64_find_stuck(const struct snapshot *snapshot, bool has_psci, struct machine *machine, struct diag *diag)
{
	const struct snapshot_entry *fadt = snapshot_find(snapshot, ARM64_FADT);
	bool has_several = false, has_kvm = false;
	int r = find_several_cpus(snapshot, &has_several, diag);

	if (!r)
		r = find_kvm(snapshot, &has_kvm, diag);
	if (r < 0)
		return r;
	if (has_several && has_spin_table(machine))
		set_stuck(machine, "the devicetree starts them by spin-table, not by PSCI", REMEDY_WITHOUT_PSCI);
	else if (has_several && !has_psci && fadt && !fadt->error && cpus_node(machine) < 0)
		set_stuck(machine, "ACPI says that the firmware has no PSCI", REMEDY_WITHOUT_PSCI);
	else if (has_kvm && asks_for_protected_kvm(machine->cmdline))
		set_stuck(machine, "it runs protected KVM, by kvm-arm.mode=protected", REMEDY_PROTECTED_KVM);
	return 0;
}
