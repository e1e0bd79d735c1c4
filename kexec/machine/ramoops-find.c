/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/ramoops-find.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/diag.h"
#include "kexec/machine/fdt-address.h"
#include "kexec/machine/fdt-structure.h"

/* A report does not fit fewer bytes. */
#define ZONE_SIZE_MIN 512
#define WORD_ALIGN 4

struct sizes {
	uint32_t record, console, ftrace, pmsg, ecc;
};

/* The driver accepts numbers up to INT_MAX. An absent one is 0. */
static int read_number(const void *fdt, int node, const char *name, uint32_t *ret, struct diag *diag)
{
	int length;
	const uint8_t *value = fdt_getprop(fdt, node, name, &length);

	*ret = 0;
	if (!value)
		return 0;
	if (length != 4 || load_be32(value) > INT_MAX)
		return diag_fail(diag, -EINVAL, "%s of ramoops is not a number of 31 bits", name);
	*ret = load_be32(value);
	return 0;
}

/* The driver rounds a size down to a power of two. */
static int read_size(const void *fdt, int node, const char *name, uint32_t *ret, struct diag *diag)
{
	int r = read_number(fdt, node, name, ret, diag);

	while (!r && *ret && !is_power_of_two(*ret))
		*ret &= *ret - 1;
	return r;
}

static int read_sizes(const void *fdt, int node, struct sizes *ret, struct diag *diag)
{
	int r = read_size(fdt, node, "record-size", &ret->record, diag);

	if (!r)
		r = read_size(fdt, node, "console-size", &ret->console, diag);
	if (!r)
		r = read_size(fdt, node, "ftrace-size", &ret->ftrace, diag);
	if (!r)
		r = read_size(fdt, node, "pmsg-size", &ret->pmsg, diag);
	if (!r)
		r = read_number(fdt, node, "ecc-size", &ret->ecc, diag);
	return r;
}

/*
 * If the space for dump zones is not a multiple of a record, versions of the driver differ: some divide the rest among the
 * zones. All versions agree on the start of the first zone, and that it has at least the size of a record.
 */
static int choose_zone(const struct sizes *sizes, struct range region, struct handoff_ramoops *ret, struct diag *diag)
{
	uint64_t others = (uint64_t)sizes->console + sizes->ftrace + sizes->pmsg, dumps = region.end - region.start;

	if (others > dumps || (sizes->record && dumps > others && dumps - others < sizes->record))
		return diag_fail(diag, -EINVAL, "the zones of ramoops need more than the 0x%" PRIx64 " bytes of its region",
				 dumps);
	dumps = sizes->record ? dumps - others : 0;
	if (sizes->console >= ZONE_SIZE_MIN && (!dumps || dumps % sizes->record == 0))
		*ret = (struct handoff_ramoops){ region.start + dumps, sizes->console, HANDOFF_RAMOOPS_CONSOLE };
	else if (sizes->record < ZONE_SIZE_MIN || !dumps)
		return diag_fail(diag, -ENOTSUP, "ramoops has no zone for a console or a dump of at least %d bytes",
				 ZONE_SIZE_MIN);
	else
		*ret = (struct handoff_ramoops){ region.start + (dumps % sizes->record ? 0 : dumps - sizes->record),
						 sizes->record, HANDOFF_RAMOOPS_DUMP };
	return 0;
}

static int read_region(const void *fdt, int node, struct range *ret, struct diag *diag)
{
	int r = fdt_node_address(fdt, node, ret, diag);

	if (r == -ENOENT)
		return diag_fail(diag, -ENOTSUP, "ramoops has no reg: every boot may choose another place for it");
	if (!r && (ret->start % WORD_ALIGN || !ret->start || ret->start == ret->end))
		return diag_fail(diag, -EINVAL, "ramoops cannot have 0x%" PRIx64 " bytes at 0x%" PRIx64, ret->end - ret->start,
				 ret->start);
	return r;
}

static int read_node(const void *fdt, int node, struct ramoops_place *ret, struct diag *diag)
{
	struct ramoops_place place;
	struct sizes sizes;
	int r = read_sizes(fdt, node, &sizes, diag);

	if (!r && sizes.ecc)
		return diag_fail(diag, -ENOTSUP,
				 "ramoops has error correction (ecc-size %" PRIu32 "), which the purgatory does not support",
				 sizes.ecc);
	if (!r)
		r = read_region(fdt, node, &place.region, diag);
	if (!r)
		r = choose_zone(&sizes, place.region, &place.zone, diag);
	if (r < 0)
		return r;
	*ret = place;
	return 0;
}

/* The driver serves one region only: the first. */
int ramoops_find(const void *fdt, struct ramoops_place *ret, struct diag *diag)
{
	int parent = fdt_root_child(fdt, "reserved-memory"), node;

	for (node = parent < 0 ? -1 : fdt_first_subnode(fdt, parent); node >= 0; node = fdt_next_subnode(fdt, node))
		if (!fdt_node_check_compatible(fdt, node, "ramoops") && fdt_node_is_enabled(fdt, node))
			return read_node(fdt, node, ret, diag);
	return diag_fail(diag, -ENOENT, "the devicetree has no ramoops");
}
