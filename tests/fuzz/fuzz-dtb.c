/* SPDX-License-Identifier: GPL-2.0-only */
/* A devicetree from anywhere becomes the next kernel's, for a normal and for a crash load; its console and ramoops are found.
 */
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/console-find.h"
#include "kexec/machine/fdt-facts.h"
#include "kexec/machine/fdt-open.h"
#include "kexec/machine/ramoops-find.h"
#include "kexec/parts/dtb-memory.h"
#include "kexec/parts/dtb-reserved.h"
#include "kexec/parts/dtb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct range crash_ranges[] = { { 0x8a0000000, 0x8b0000000 }, { 0xb0000000, 0xb8000000 } };

static struct dtb_request make_request(const struct devicetree *source, bool crash)
{
	struct dtb_request request = {
		.source = source,
		.cmdline = "console=ttyAMA0",
		.initrd = { 0x48000000, 0x48123456 },
		.have_seeds = true,
		.kaslr_seed = 0x0123456789abcdef,
	};

	if (crash) {
		request.elfcorehdr = (struct range){ 0xb7fff000, 0xb7ffffc0 };
		request.usable = crash_ranges;
		request.usable_count = 2;
	}
	return request;
}

/* The reason exists and has one line. */
static void check_failure(int r, const struct blob *result, const struct diag *diag)
{
	if (r >= 0 || !diag->message[0] || strchr(diag->message, '\n') || result->data)
		abort();
}

static void check_properties(const struct blob *tree, bool crash)
{
	int length, chosen = fdt_path_offset(tree->data, "/chosen");

	if (chosen < 0 || !fdt_getprop(tree->data, chosen, "linux,booted-from-kexec", &length) || length)
		abort();
	if (!fdt_getprop(tree->data, chosen, "kaslr-seed", &length) || length != 8)
		abort();
	if (!fdt_getprop(tree->data, chosen, "linux,elfcorehdr", &length) == crash)
		abort();
}

static void check_bound(const struct dtb_request *request, size_t size)
{
	struct diag diag = { 0 };
	size_t bound;

	if (dtb_size_bound(request->source, strlen(request->cmdline), request->usable_count, &bound, &diag) < 0 || size > bound)
		abort();
}

static void try_build(const struct devicetree *source, bool crash)
{
	CLEANUP(blob_release) struct blob result = { 0 }, again = { 0 };
	CLEANUP(devicetree_release) struct devicetree second = { 0 };
	struct dtb_request request = make_request(source, crash);
	struct diag diag = { 0 };
	int r = dtb_build(&request, &result, &diag);

	if (r) {
		check_failure(r, &result, &diag);
		return;
	}
	if (fdt_check_full(result.data, result.size))
		abort();
	check_properties(&result, crash);
	check_bound(&request, result.size);
	if (devicetree_open(blob_view(&result), "result", &second, &diag))
		abort();
	request.source = &second;
	if (dtb_build(&request, &again, &diag) || again.size > result.size)
		abort();
}

static void try_console(const void *fdt)
{
	struct handoff_console port = { .base = 42 };
	struct diag diag = { 0 };
	int r = console_from_devicetree(fdt, &port, &diag);

	if (r ? port.base != 42 || !diag.message[0] : !port.base || port.type == HANDOFF_CONSOLE_NONE)
		abort();
}

static void try_memory(const void *fdt)
{
	CLEANUP(ranges_release) struct ranges ranges = { 0 };
	struct diag diag = { 0 };
	int r = dtb_memory(fdt, &ranges, &diag);

	if (r ? ranges.count || !diag.message[0] : !ranges.count)
		abort();
}

static void try_reserved(const struct devicetree *source)
{
	CLEANUP(ranges_release) struct ranges ranges = { 0 };

	if (dtb_find_reserved(source, &ranges))
		abort();
	for (size_t i = 0; i < ranges.count; i++)
		if (range_is_empty(ranges.range[i]) || (i && ranges.range[i].start <= ranges.range[i - 1].end))
			abort();
}

/* The source is the machine's own, and the package's. */
static void try_join(const struct devicetree *source, struct view bytes)
{
	CLEANUP(devicetree_release) struct devicetree given = { 0 };
	CLEANUP(ranges_release) struct ranges had = { 0 }, has = { 0 };
	struct diag diag = { 0 };

	if (devicetree_open(bytes, "given", &given, &diag))
		abort();
	if (dtb_take_memory(source, &given, &diag)) {
		if (!diag.message[0])
			abort();
		return;
	}
	if (!dtb_memory(source->tree.data, &had, &diag) &&
	    (dtb_memory(given.tree.data, &has, &diag) || had.count != has.count ||
	     memcmp(had.range, has.range, had.count * sizeof(had.range[0]))))
		abort();
}

static void try_ramoops(const void *fdt)
{
	struct ramoops_place place = { .zone.base = 42 };
	struct diag diag = { 0 };
	int r = ramoops_find(fdt, &place, &diag);

	if (r ? place.zone.base != 42 || !diag.message[0]
	      : !place.zone.size || place.zone.base < place.region.start ||
			    place.zone.base + place.zone.size > place.region.end)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(devicetree_release) struct devicetree source = { 0 };
	struct diag diag = { 0 };
	int r = devicetree_open((struct view){ .data = data, .size = size }, "source", &source, &diag);

	if (r) {
		check_failure(r, &source.tree, &diag);
		return 0;
	}
	if (fdt_check_full(source.tree.data, source.tree.size))
		abort();
	try_build(&source, false);
	try_build(&source, true);
	try_console(source.tree.data);
	try_ramoops(source.tree.data);
	try_memory(source.tree.data);
	try_reserved(&source);
	try_join(&source, (struct view){ .data = data, .size = size });
	return 0;
}
