/* SPDX-License-Identifier: GPL-2.0-only */
#include "arch/arm64/facts.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "arch/arm64/conduit.h"
#include "arch/arm64/stuck.h"
#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/diag.h"
#include "kexec/base/wire.h"
#include "kexec/machine/fdt-address.h"
#include "kexec/machine/machine.h"
#include "kexec/machine/snapshot.h"

#define CORES_MAX ((size_t)1 << 20)
#define MIDR "regs/identification/midr_el1"
#define FADT ARM64_FADT

/* ACPI 6.5, 5.2.9 FADT: ARM Boot Architecture Flags, a 16-bit field at offset 129; table 5.11 has its bits. */
#define FADT_ARM_BOOT_FLAGS 129
#define FADT_PSCI_COMPLIANT 0x1
#define FADT_PSCI_USE_HVC 0x2

static const struct snapshot_row rows[] = {
	{ .path = FADT, .limit = 4096 },
	{ .path = ARM64_POSSIBLE_CPUS, .limit = 4096 },
	{ .path = ARM64_KVM, .limit = 64 },
	{ .path = SNAPSHOT_CPUS "/*/" MIDR, .limit = 64, .each = EACH_CPU },
	{ 0 },
};

const struct snapshot_row *arm64_snapshot_rows(void)
{
	return rows;
}

/* A CPU that is offline shows no registers. */
static int find_cores(const struct snapshot *snapshot, struct arm64_facts **ret, struct diag *diag)
{
	struct arm64_facts *facts = calloc(1, sizeof(*facts) + snapshot->count * sizeof(facts->midr[0]));

	if (!facts)
		return diag_oom(diag);
	for (size_t i = 0; i < snapshot->count; i++) {
		uint64_t midr;
		int r;

		if (!snapshot_is_cpu_file(&snapshot->entry[i], MIDR))
			continue;
		r = snapshot_number(snapshot, snapshot->entry[i].name, 16, &midr, diag);
		if (r < 0 && r != -ENOENT) {
			free(facts);
			return r;
		}
		if (!r)
			facts->midr[facts->midr_count++] = (uint32_t)midr;
	}
	*ret = facts;
	return 0;
}

/* Linux, drivers/firmware/psci/psci.c, psci_of_match. */
static bool is_psci(const void *fdt, int node)
{
	static const char *const compatible[] = { "arm,psci", "arm,psci-0.2", "arm,psci-1.0" };

	for (size_t i = 0; i < sizeof(compatible) / sizeof(compatible[0]); i++)
		if (!fdt_node_check_compatible(fdt, node, compatible[i]))
			return true;
	return false;
}

static enum arm64_conduit method_of(const void *fdt, int node)
{
	int length;
	const char *method = fdt_getprop(fdt, node, "method", &length);

	if (method && length == 4 && !memcmp(method, "smc", 4))
		return ARM64_CONDUIT_SMC;
	return method && length == 4 && !memcmp(method, "hvc", 4) ? ARM64_CONDUIT_HVC : ARM64_CONDUIT_NONE;
}

static enum arm64_conduit devicetree_psci(const void *fdt)
{
	for (int node = fdt_next_node(fdt, -1, NULL); node >= 0; node = fdt_next_node(fdt, node, NULL))
		if (is_psci(fdt, node) && fdt_node_is_enabled(fdt, node))
			return method_of(fdt, node);
	return ARM64_CONDUIT_NONE;
}

static int acpi_psci(const struct snapshot *snapshot, enum arm64_conduit *ret, struct diag *diag)
{
	struct view fadt;
	uint16_t flags;
	int r = snapshot_bytes(snapshot, FADT, &fadt, diag);

	*ret = ARM64_CONDUIT_NONE;
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	if (fadt.size < FADT_ARM_BOOT_FLAGS + 2)
		return 0;
	flags = load_le16(fadt.data + FADT_ARM_BOOT_FLAGS);
	if (flags & FADT_PSCI_COMPLIANT)
		*ret = flags & FADT_PSCI_USE_HVC ? ARM64_CONDUIT_HVC : ARM64_CONDUIT_SMC;
	return 0;
}

int arm64_find_facts(const struct snapshot *snapshot, struct machine *machine, struct diag *diag)
{
	const struct devicetree *devicetree = &machine->devicetree;
	enum arm64_conduit psci = devicetree->tree.size ? devicetree_psci(devicetree->tree.data) : ARM64_CONDUIT_NONE;
	struct arm64_facts *facts = NULL;
	int r = psci == ARM64_CONDUIT_NONE ? acpi_psci(snapshot, &psci, diag) : 0;

	if (!r)
		r = arm64_find_stuck(snapshot, psci != ARM64_CONDUIT_NONE, machine, diag);
	if (!r)
		r = find_cores(snapshot, &facts, diag);
	if (r < 0)
		return r;
	if (psci != ARM64_CONDUIT_NONE)
		machine->reset[0] = (struct handoff_reset){ .kind = HANDOFF_RESET_FIRMWARE, .value = psci };
	machine->facts = facts;
	return 0;
}

const char *arm64_facts_text(const struct machine *machine)
{
	switch ((enum arm64_conduit)machine->reset[0].value) {
	case ARM64_CONDUIT_HVC:
		return "PSCI by HVC";
	case ARM64_CONDUIT_SMC:
		return "PSCI by SMC";
	case ARM64_CONDUIT_NONE:
		break;
	}
	return "PSCI by no known way: the purgatory cannot reset the machine";
}

void arm64_move_facts(struct wire *wire, void **ret)
{
	struct arm64_facts *facts = *ret;
	size_t count = wire->reads ? 0 : facts->midr_count;

	wire_size(wire, &count, CORES_MAX);
	if (wire->error)
		return;
	if (wire->reads)
		*ret = facts = calloc(1, sizeof(*facts) + count * sizeof(facts->midr[0]));
	if (!facts) {
		wire_fail(wire, -ENOMEM);
		return;
	}
	facts->midr_count = count;
	for (size_t i = 0; i < count; i++)
		wire_u32(wire, &facts->midr[i], UINT32_MAX);
}
