/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/loaded/loaded-print.h"

#include <inttypes.h>
#include <time.h>

#include "kexec/base/json.h"
#include "kexec/base/size-text.h"

struct time_text {
	char text[64];
};

struct digest_text {
	char text[2 * SHA256_SIZE + 1];
};

static struct time_text time_text(uint64_t when)
{
	struct time_text ret = { "?" };
	time_t seconds = (time_t)when;
	struct tm tm;

	if (gmtime_r(&seconds, &tm) && !strftime(ret.text, sizeof(ret.text), "%Y-%m-%dT%H:%M:%SZ", &tm))
		ret = (struct time_text){ "?" };
	return ret;
}

static struct digest_text digest_text(const uint8_t digest[SHA256_SIZE])
{
	struct digest_text ret;

	for (size_t i = 0; i < SHA256_SIZE; i++)
		snprintf(&ret.text[2 * i], 3, "%02x", digest[i]);
	return ret;
}

void slot_release(struct slot *slot)
{
	state_release(&slot->state);
	*slot = (struct slot){ 0 };
}

static const char *slot_name(const struct slot *slot)
{
	return slot->crash ? "crash" : "normal";
}

/* ---- for people ---- */

/* On one line, whatever is in it. */
static void print_plain(const char *text, FILE *out)
{
	for (; *text; text++)
		putc((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text, out);
}

static void print_file(const char *what, const struct state_file *file, const char *more, FILE *out)
{
	if (!file->path)
		return;
	fprintf(out, "  %-13s ", what);
	print_plain(file->path, out);
	if (more) {
		fprintf(out, " (");
		print_plain(more, out);
		putc(')', out);
	}
	fprintf(out, "\n  %-13s %s\n", "", digest_text(file->digest).text);
}

static void print_placement(const struct slot *slot, FILE *out)
{
	static const char *const words[STATE_PLACEMENTS] = {
		[STATE_COPIED] = "copied to its place by the running kernel when it is started",
		[STATE_IN_PLACE] = "in place",
		[STATE_STAGED] = "staged; the purgatory moves it to its place",
	};

	fprintf(out, "  %-13s %s", "placement", words[slot->state.placement]);
	if (slot->have_copy_size)
		fprintf(out, " (%" PRIu64 " bytes to be copied)", slot->copy_size);
	putc('\n', out);
}

static void print_difference(const struct difference *difference, const char *what, FILE *out)
{
	if (difference->bytes)
		fprintf(out, "; %s %s, first at 0x%" PRIx64 "-0x%" PRIx64, what, size_text(difference->bytes).text,
			difference->first.start, difference->first.end - 1);
}

static void print_memory(const struct slot *slot, FILE *out)
{
	fprintf(out, "  %-13s ", "memory");
	if (!slot->have_memory)
		fprintf(out, "not known");
	else if (!slot->gone.bytes && !slot->added.bytes)
		fprintf(out, "as at the load");
	else
		fprintf(out, "changed since the load");
	print_difference(&slot->gone, "gone", out);
	print_difference(&slot->added, "added", out);
	fprintf(out, "%s\n", slot->lost_segment ? "; what is loaded lies in what is gone" : "");
}

static void print_parts(const struct state *state, FILE *out)
{
	fprintf(out, "  %-13s %-18s  %-12s  %s\n", "part", "start", "bytes", "SHA-256");
	for (size_t i = 0; i < state->part_count; i++) {
		const struct state_part *part = &state->part[i];

		fprintf(out, "    %-11s 0x%016" PRIx64 "  %-12" PRIu64 "  %s\n", loaded_part_name(part->part), part->memory.start,
			part->bytes, digest_text(part->digest).text);
		if (part->home != part->memory.start)
			fprintf(out, "    %-11s 0x%016" PRIx64 "  (moved there)\n", "", part->home);
	}
}

static void print_known(const struct slot *slot, FILE *out)
{
	const struct state *state = &slot->state;

	fprintf(out, "%s: loaded %s\n", slot_name(slot), time_text(state->when).text);
	print_file("kernel", &state->kernel, state->format, out);
	print_file("initrd", &state->initrd, NULL, out);
	print_file("devicetree", &state->dtb, NULL, out);
	fprintf(out, "  %-13s ", "command line");
	print_plain(state->cmdline, out);
	putc('\n', out);
	print_placement(slot, out);
	print_memory(slot, out);
	print_parts(state, out);
}

void status_print_text(const struct slot *slot, size_t count, FILE *out)
{
	for (; count; slot++, count--) {
		if (!slot->supported)
			fprintf(out, "%s: unknown: %s\n", slot_name(slot), slot->why);
		else if (!slot->loaded)
			fprintf(out, "%s: not loaded\n", slot_name(slot));
		else if (!slot->known)
			fprintf(out, "%s: loaded, unknown: %s\n", slot_name(slot), slot->why);
		else
			print_known(slot, out);
	}
}

/* ---- for programs ---- */

static void json_member(const char *name, const char *text, FILE *out)
{
	fprintf(out, ",\n    \"%s\": ", name);
	json_string(text, out);
}

static void json_file(const char *name, const struct state_file *file, FILE *out)
{
	fprintf(out, ",\n    \"%s\": ", name);
	if (!file->path) {
		fprintf(out, "null");
		return;
	}
	fprintf(out, "{\"file\": ");
	json_string(file->path, out);
	fprintf(out, ", \"sha256\": \"%s\"}", digest_text(file->digest).text);
}

static void json_number_or_null(const char *name, bool have, uint64_t number, FILE *out)
{
	fprintf(out, ",\n    \"%s\": ", name);
	if (have)
		fprintf(out, "%" PRIu64, number);
	else
		fprintf(out, "null");
}

static void json_parts(const struct state *state, FILE *out)
{
	fprintf(out, ",\n    \"parts\": [");
	for (size_t i = 0; i < state->part_count; i++) {
		const struct state_part *part = &state->part[i];

		fprintf(out, "%s\n      {\"part\": \"%s\", \"start\": \"0x%" PRIx64 "\", \"size\": %" PRIu64, i ? "," : "",
			loaded_part_name(part->part), part->memory.start, range_size(part->memory));
		fprintf(out, ", \"home\": \"0x%" PRIx64 "\", \"bytes\": %" PRIu64 ", \"sha256\": \"%s\"}", part->home,
			part->bytes, digest_text(part->digest).text);
	}
	fprintf(out, "\n    ]");
}

static void json_known(const struct slot *slot, FILE *out)
{
	const struct state *state = &slot->state;

	json_member("loaded_at", time_text(state->when).text, out);
	json_file("kernel", &state->kernel, out);
	json_member("format", state->format, out);
	json_file("initrd", &state->initrd, out);
	json_file("dtb", &state->dtb, out);
	json_member("cmdline", state->cmdline, out);
	json_member("request", digest_text(state->request).text, out);
	json_member("placement", state_placement_name(state->placement), out);
	json_number_or_null("bytes_to_copy", slot->have_copy_size, slot->copy_size, out);
	json_number_or_null("memory_gone", slot->have_memory, slot->gone.bytes, out);
	json_number_or_null("memory_added", slot->have_memory, slot->added.bytes, out);
	fprintf(out, ",\n    \"segment_lost\": %s", slot->lost_segment ? "true" : "false");
	json_parts(state, out);
}

static void json_slot(const struct slot *slot, FILE *out)
{
	fprintf(out, ",\n  \"%s\": {\n    \"loaded\": %s", slot_name(slot),
		!slot->supported ? "null"
		: slot->loaded	 ? "true"
				 : "false");
	if (!slot->supported || slot->loaded)
		fprintf(out, ",\n    \"known\": %s", slot->known ? "true" : "false");
	if (!slot->supported || (slot->loaded && !slot->known))
		json_member("why", slot->why, out);
	if (slot->known)
		json_known(slot, out);
	fprintf(out, "\n  }");
}

void status_print_json(const struct slot *slot, size_t count, FILE *out)
{
	fprintf(out, "{\n  \"version\": 1");
	for (; count; slot++, count--)
		json_slot(slot, out);
	fprintf(out, "\n}\n");
}
