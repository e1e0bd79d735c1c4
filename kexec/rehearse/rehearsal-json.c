/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>

#include "kexec/base/json.h"
#include "kexec/rehearse/rehearsal.h"

#define KIB(n) ((uint64_t)(n) << 10)

static void put_text(const char *name, const char *text, FILE *out)
{
	fprintf(out, "  \"%s\": ", name);
	json_string_or_null(text, out);
	fprintf(out, ",\n");
}

static void put_size(const char *name, bool is_known, uint64_t bytes, FILE *out)
{
	fprintf(out, "  \"%s\": ", name);
	json_number_or_null(is_known, bytes, out);
	fprintf(out, ",\n");
}

static void put_bool(const char *name, bool value, FILE *out)
{
	fprintf(out, "  \"%s\": %s,\n", name, value ? "true" : "false");
}

static const char *end_word(enum rehearsal_end end)
{
	switch (end) {
	case REHEARSAL_SETTLED:
		return "running";
	case REHEARSAL_POWERED_OFF:
		return "powered-off";
	case REHEARSAL_RESET:
		return "reset";
	case REHEARSAL_FAILED:
		return "failed";
	case REHEARSAL_OVERTIME:
		return "overtime";
	case REHEARSAL_BROKEN:
		break;
	}
	return "broken";
}

static void put_machine(const struct rehearsal *rehearsal, FILE *out)
{
	put_bool("native", rehearsal->native, out);
	put_text("processor", rehearsal->native ? "" : rehearsal->processor, out);
	put_text("no_kvm", rehearsal->no_kvm, out);
	put_size("cpus", true, rehearsal->cpus, out);
	put_size("machine_cpus", rehearsal->machine_cpus != 0, rehearsal->machine_cpus, out);
	put_size("memory", true, rehearsal->usable, out);
	put_bool("rebased", rehearsal->rebased, out);
	put_text("moved", rehearsal->moved, out);
}

static void put_marks(const struct marks *marks, FILE *out)
{
	put_bool("verified", marks->verified, out);
	put_text("kernel", marks->version, out);
	put_size("purgatory_ms", marks->seen[MARK_PURGATORY], marks->at[MARK_PURGATORY], out);
	put_size("kernel_ms", marks->seen[MARK_KERNEL], marks->at[MARK_KERNEL], out);
	put_size("init_ms", marks->seen[MARK_UNPACKED], marks->at[MARK_UNPACKED], out);
	put_size("free_at_start", marks->kernel_total != 0, KIB(marks->kernel_free), out);
	put_size("free_when_unpacked", marks->seen[MARK_UNPACKED], KIB(marks->unpacked_free), out);
	put_size("free_at_least", marks->seen[MARK_UNPACKED], KIB(marks->lowest_free), out);
	put_size("vmcore", marks->has_dump, marks->dump_size, out);
}

static void put_first(const struct rehearsal *rehearsal, FILE *out)
{
	const struct first_marks *first = &rehearsal->marks.first;

	fprintf(out, "  \"first\": ");
	if (!rehearsal->crashes) {
		fprintf(out, "null,\n");
		return;
	}
	fprintf(out, "{\"memory\": %" PRIu64 ", \"machine_memory\": %" PRIu64 ", \"kernel\": ", rehearsal->ram,
		rehearsal->machine_ram);
	json_string_or_null(first->version, out);
	fprintf(out, ", \"crash_ms\": ");
	json_number_or_null(first->crashed, first->at, out);
	fprintf(out, "},\n");
}

static void put_dump(const struct rehearsal *rehearsal, FILE *out)
{
	const struct marks *marks = &rehearsal->marks;
	const struct dump_marks *dump = &marks->dump;

	fprintf(out, "  \"dump\": ");
	if (!marks->seen[MARK_CHECKED]) {
		fprintf(out, "null,\n");
		return;
	}
	fprintf(out, "{\"cpus\": %" PRIu64 ", \"registers\": %" PRIu64 ", \"memory\": %" PRIu64 ", \"kernel\": ", dump->cpus,
		dump->registers, dump->memory);
	json_string_or_null(dump->release, out);
	fprintf(out, ", \"page\": %s, \"makedumpfile\": ", dump->page_right ? "true" : "false");
	json_number_or_null(dump->tool_status != DUMP_NO_TOOL, dump->tool_status, out);
	fprintf(out, "},\n");
}

void rehearsal_print_json(const struct rehearsal *rehearsal, const struct judgement *judgement, FILE *out)
{
	fprintf(out, "{\n  \"version\": 1,\n");
	put_bool("works", judgement->yes, out);
	put_text("why", judgement->why, out);
	put_text("hint", judgement->hint, out);
	put_machine(rehearsal, out);
	put_first(rehearsal, out);
	put_marks(&rehearsal->marks, out);
	put_dump(rehearsal, out);
	put_text("end", end_word(rehearsal->end), out);
	fprintf(out, "  \"ms\": %" PRIu64 "\n}\n", rehearsal->milliseconds);
}
