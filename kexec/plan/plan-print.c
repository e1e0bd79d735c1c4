/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>

#include "arch/arch.h"
#include "kexec/base/json.h"
#include "kexec/base/printable.h"
#include "kexec/base/size-text.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/demand.h"
#include "kexec/plan/plan-map.h"
#include "kexec/plan/plan-print.h"
#include "kexec/plan/plan.h"

static void print_row(FILE *out, struct range range, const char *use)
{
	fprintf(out, "  0x%016" PRIx64 "  0x%016" PRIx64 "  %-10s  %s\n", range.start, range.end - 1,
		size_text(range_size(range)).text, use);
}

static void print_gap(const struct plan *plan, struct range gap, FILE *out)
{
	if (!range_is_empty(gap))
		print_row(out, gap, plan->placement == PLACEMENT_FREE_RAM ? "(not touched)" : "(free)");
}

static void print_rows(const struct plan *plan, FILE *out)
{
	uint64_t at = plan->region.start;

	fprintf(out, "  %-18s  %-18s  %-10s  %s\n", "start", "end", "size", "use");
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];

		print_gap(plan, (struct range){ at, segment->memory.start }, out);
		print_row(out, segment->memory, segment->name);
		at = segment->memory.end;
	}
	print_gap(plan, (struct range){ at, plan->region.end }, out);
}

static void print_homes(const struct plan *plan, FILE *out)
{
	if (plan->placement != PLACEMENT_STAGED)
		return;
	fprintf(out, "\nthe purgatory moves to:\n");
	for (int part = 0; part < PART_COUNT; part++) {
		const struct segment *segment = plan_segment(plan, (enum part)part);

		if (segment && segment->home.start != segment->memory.start)
			print_row(out, segment->home, segment->name);
	}
}

/* For a load into reserved memory only. */
static void print_copied(const struct plan *plan, const struct machine *machine, FILE *out)
{
	if (plan->placement != PLACEMENT_RESERVED && plan->placement != PLACEMENT_STAGED)
		return;
	fprintf(out, "\n%s\n",
		machine->loads_in_place ? "loaded in place: the running kernel copies nothing at the start"
					: "the running kernel does not load in place: it copies all parts there at the start");
	if (plan->reuses_crash)
		fprintf(out, "without kdump: a loaded capture kernel is unloaded first\n");
}

static void print_usable(const struct plan *plan, FILE *out)
{
	if (plan->crash)
		fprintf(out, "\nmemory of the capture kernel:\n");
	for (size_t i = 0; i < plan->usable_count; i++)
		print_row(out, plan->usable[i],
			  i >= plan->usable_count - plan->usable_cma ? "(not loaded into, not dumped: crashkernel=,cma)"
			  : i					     ? "(not loaded into)"
								     : "(loaded into)");
}

static void print_cmdline(const struct plan *plan, FILE *out)
{
	const char *text = plan->cmdline && plan->cmdline[0] ? plan->cmdline : "(none)";

	fprintf(out, "command line: ");
	print_printable(text, out);
	putc('\n', out);
}

void plan_print_text(const struct plan *plan, const struct machine *machine, bool colour, FILE *out)
{
	fprintf(out, "%s load by kexec_load, %s pages\n\n", plan->crash ? "crash" : "normal",
		size_text(machine->page_size).text);
	fprintf(out, "into 0x%" PRIx64 "-0x%" PRIx64 " (%s): %s\n", plan->region.start, plan->region.end - 1,
		size_text(range_size(plan->region)).text, plan->reason);
	print_rows(plan, out);
	plan_map(plan, colour, out);
	print_homes(plan, out);
	print_copied(plan, machine, out);
	print_usable(plan, out);
	if (!range_is_empty(plan->hole))
		fprintf(out, "\n0x%" PRIx64 "-0x%" PRIx64 " stays free for the running kernel's own pages\n", plan->hole.start,
			plan->hole.end - 1);
	if (plan->hotplug)
		fprintf(out, "\nhotplug: the running kernel updates the elfcorehdr, which therefore is not verified\n");
	fprintf(out, "\nentry 0x%" PRIx64 "%s, kernel 0x%" PRIx64 "\n", plan->entry,
		plan->entry == plan_segment(plan, PART_PURGATORY)->memory.start ? " (purgatory)" : " (--entry)",
		plan->kernel_entry);
	if (plan->initrd_unpacked)
		fprintf(out, "initrd: unpacks to %s\n", size_text(plan->initrd_unpacked).text);
	if (plan->why_call)
		fprintf(out, "system call: kexec_load(2): %s\n", plan->why_call);
	print_cmdline(plan, out);
}

static void print_json_range(struct range range, FILE *out)
{
	fprintf(out, "\"start\": \"0x%" PRIx64 "\", \"size\": %" PRIu64, range.start, range_size(range));
}

static void print_json_segments(const struct plan *plan, FILE *out)
{
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];

		fprintf(out, "%s    {\"part\": \"%s\", ", i ? ",\n" : "", segment->name);
		print_json_range(segment->memory, out);
		fprintf(out, ", \"home\": \"0x%" PRIx64 "\", \"bytes\": %zu}", segment->home.start, segment->bytes.size);
	}
}

static const char *placement_name(enum placement placement)
{
	switch (placement) {
	case PLACEMENT_FREE_RAM:
		return "free";
	case PLACEMENT_CRASH_REGION:
		return "crash";
	case PLACEMENT_RESERVED:
		return "reserved";
	case PLACEMENT_STAGED:
		return "staged";
	}
	return NULL;
}

static void print_json_call(const struct plan *plan, FILE *out)
{
	fprintf(out, "  \"syscall\": \"kexec_load\",\n");
	if (!plan->why_call)
		return;
	fprintf(out, "  \"syscall_reason\": ");
	json_string(plan->why_call, out);
	fprintf(out, ",\n");
}

static void print_json_placement(const struct plan *plan, const struct machine *machine, FILE *out)
{
	bool in_region = plan->placement == PLACEMENT_RESERVED || plan->placement == PLACEMENT_STAGED;

	fprintf(out, "  \"placement\": \"%s\",\n  \"in_place\": %s,\n  \"reuses_crash_region\": %s,\n  \"command_line\": ",
		placement_name(plan->placement), plan->crash || (in_region && machine->loads_in_place) ? "true" : "false",
		plan->reuses_crash ? "true" : "false");
	json_string(plan->cmdline ? plan->cmdline : "", out);
	fprintf(out, ",\n");
}

void plan_print_json(const struct plan *plan, const struct machine *machine, FILE *out)
{
	fprintf(out, "{\n  \"version\": 1,\n  \"arch\": \"%s\",\n  \"kind\": \"%s\",\n", machine->arch->name,
		plan->crash ? "crash" : "normal");
	print_json_call(plan, out);
	fprintf(out, "  \"page_size\": %" PRIu64 ",\n  \"entry\": \"0x%" PRIx64 "\",\n  \"kernel_entry\": \"0x%" PRIx64 "\",\n",
		machine->page_size, plan->entry, plan->kernel_entry);
	print_json_placement(plan, machine, out);
	if (plan->hotplug)
		fprintf(out, "  \"hotplug\": true,\n");
	if (plan->initrd_unpacked)
		fprintf(out, "  \"initrd_unpacked\": %" PRIu64 ",\n", plan->initrd_unpacked);
	fprintf(out, "  \"region\": {");
	print_json_range(plan->region, out);
	fprintf(out, ", \"reason\": ");
	json_string(plan->reason, out);
	fprintf(out, "},\n  \"usable_memory\": [");
	for (size_t i = 0; i < plan->usable_count; i++) {
		fprintf(out, "%s{", i ? ", " : "");
		print_json_range(plan->usable[i], out);
		fprintf(out, "%s}", i >= plan->usable_count - plan->usable_cma ? ", \"cma\": true" : "");
	}
	fprintf(out, "],\n  \"segments\": [\n");
	print_json_segments(plan, out);
	fprintf(out, "\n  ]\n}\n");
}
