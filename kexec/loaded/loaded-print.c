/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/loaded/loaded-print.h"

#include <inttypes.h>
#include <time.h>

#include "kexec/base/json.h"
#include "kexec/base/printable.h"
#include "kexec/base/size-text.h"
#include "kexec/loaded/loaded-view.h"

#define NANOSECONDS UINT64_C(1000000000)

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

static const char *kind_name(const struct loaded_view *view)
{
	return view->crash ? "crash" : "normal";
}

/* ---- for people ---- */

static void print_file(const char *what, const struct loaded_file *file, const char *more, FILE *out)
{
	if (!file->path)
		return;
	fprintf(out, "  %-13s ", what);
	print_printable(file->path, out);
	if (more) {
		fprintf(out, " (");
		print_printable(more, out);
		putc(')', out);
	}
	putc('\n', out);
	if (file_identity_is_known(&file->identity))
		fprintf(out, "  %-13s %" PRIu64 " bytes, written to at %s\n", "", file->identity.size,
			time_text(file->identity.modified / NANOSECONDS).text);
}

static void print_placement(const struct loaded_view *view, FILE *out)
{
	static const char *const words[LOADED_PLACEMENTS] = {
		[LOADED_COPIED] = "copied to its place by the running kernel when it is started",
		[LOADED_IN_PLACE] = "in place",
		[LOADED_STAGED] = "staged; the purgatory moves it to its place",
		[LOADED_BY_KERNEL] = "chosen by the running kernel",
	};

	fprintf(out, "  %-13s %s", "placement", words[view->loaded.placement]);
	if (view->have_copy_size)
		fprintf(out, " (%" PRIu64 " bytes to be copied)", view->copy_size);
	putc('\n', out);
}

static void print_call(const struct loaded *loaded, FILE *out)
{
	fprintf(out, "  %-13s %s: ", "system call", loaded->by_files ? "kexec_file_load(2)" : "kexec_load(2)");
	print_printable(loaded->why, out);
	putc('\n', out);
}

static void print_difference(const struct difference *difference, const char *what, FILE *out)
{
	if (difference->bytes)
		fprintf(out, "; %s %s, first at 0x%" PRIx64 "-0x%" PRIx64, what, size_text(difference->bytes).text,
			difference->first.start, difference->first.end - 1);
}

static void print_memory(const struct loaded_view *view, FILE *out)
{
	fprintf(out, "  %-13s ", "memory");
	if (!view->have_memory)
		fprintf(out, "not known");
	else if (!view->gone.bytes && !view->added.bytes)
		fprintf(out, "as at the load");
	else
		fprintf(out, "changed since the load");
	print_difference(&view->gone, "gone", out);
	print_difference(&view->added, "added", out);
	fprintf(out, "%s\n", view->lost_part ? "; a loaded part lies in memory that is gone" : "");
}

static void print_parts(const struct loaded *loaded, FILE *out)
{
	if (!loaded->part_count)
		return;
	fprintf(out, "  %-13s %-18s  %s\n", "part", "start", "bytes");
	for (size_t i = 0; i < loaded->part_count; i++) {
		const struct loaded_part *part = &loaded->part[i];

		fprintf(out, "    %-11s 0x%016" PRIx64 "  %" PRIu64 "\n", part->name, part->memory.start, part->bytes);
		if (part->home != part->memory.start)
			fprintf(out, "    %-11s 0x%016" PRIx64 "  (moved there)\n", "", part->home);
	}
}

static void print_known(const struct loaded_view *view, FILE *out)
{
	const struct loaded *loaded = &view->loaded;

	fprintf(out, "%s: loaded %s\n", kind_name(view), time_text(loaded->when).text);
	print_file("kernel", &loaded->kernel, loaded->format, out);
	for (size_t i = 0; i < loaded->initrd_count; i++)
		print_file("initrd", &loaded->initrd[i], NULL, out);
	print_file("devicetree", &loaded->dtb, NULL, out);
	fprintf(out, "  %-13s ", "command line");
	print_printable(loaded->cmdline, out);
	putc('\n', out);
	print_call(loaded, out);
	print_placement(view, out);
	print_memory(view, out);
	print_parts(loaded, out);
}

void loaded_print_text(const struct loaded_view *view, size_t count, FILE *out)
{
	for (; count; view++, count--) {
		if (!view->is_supported)
			fprintf(out, "%s: unknown: %s\n", kind_name(view), view->why);
		else if (!view->is_loaded)
			fprintf(out, "%s: not loaded\n", kind_name(view));
		else if (!view->is_known)
			fprintf(out, "%s: loaded, unknown: %s\n", kind_name(view), view->why);
		else
			print_known(view, out);
	}
}

/* ---- for programs ---- */

static void json_member(const char *name, const char *text, FILE *out)
{
	fprintf(out, ",\n    \"%s\": ", name);
	json_string(text, out);
}

static void json_digest(const struct loaded_file *file, FILE *out)
{
	if (file->have_digest) {
		fprintf(out, ", \"sha256\": \"%s\"", digest_text(file->digest).text);
		return;
	}
	fprintf(out, ", \"sha256\": null, \"why\": ");
	json_string(file->no_digest, out);
}

static void json_file(const struct loaded_file *file, FILE *out)
{
	if (!file || !file->path) {
		fprintf(out, "null");
		return;
	}
	fprintf(out, "{\"file\": ");
	json_string(file->path, out);
	if (file_identity_is_known(&file->identity))
		fprintf(out, ", \"bytes\": %" PRIu64 ", \"modified\": \"%s\"", file->identity.size,
			time_text(file->identity.modified / NANOSECONDS).text);
	json_digest(file, out);
	putc('}', out);
}

static void json_file_member(const char *name, const struct loaded_file *file, FILE *out)
{
	fprintf(out, ",\n    \"%s\": ", name);
	json_file(file, out);
}

/* "initrd" is the first; "initrds" has all if there are several. */
static void json_initrds(const struct loaded *loaded, FILE *out)
{
	json_file_member("initrd", loaded->initrd_count ? &loaded->initrd[0] : NULL, out);
	if (loaded->initrd_count < 2)
		return;
	fprintf(out, ",\n    \"initrds\": [");
	for (size_t i = 0; i < loaded->initrd_count; i++) {
		fprintf(out, "%s\n      ", i ? "," : "");
		json_file(&loaded->initrd[i], out);
	}
	fprintf(out, "\n    ]");
}

static void json_number(const char *name, bool have, uint64_t number, FILE *out)
{
	fprintf(out, ",\n    \"%s\": ", name);
	json_number_or_null(have, number, out);
}

static void json_parts(const struct loaded *loaded, FILE *out)
{
	fprintf(out, ",\n    \"parts\": [");
	for (size_t i = 0; i < loaded->part_count; i++) {
		const struct loaded_part *part = &loaded->part[i];

		fprintf(out, "%s\n      {\"part\": \"%s\", \"start\": \"0x%" PRIx64 "\", \"size\": %" PRIu64, i ? "," : "",
			part->name, part->memory.start, range_size(part->memory));
		fprintf(out, ", \"home\": \"0x%" PRIx64 "\", \"bytes\": %" PRIu64 "}", part->home, part->bytes);
	}
	fprintf(out, "\n    ]");
}

static void json_known(const struct loaded_view *view, FILE *out)
{
	const struct loaded *loaded = &view->loaded;

	json_member("loaded_at", time_text(loaded->when).text, out);
	json_file_member("kernel", &loaded->kernel, out);
	json_member("format", loaded->format, out);
	json_initrds(loaded, out);
	json_file_member("dtb", &loaded->dtb, out);
	json_member("cmdline", loaded->cmdline, out);
	json_member("request", digest_text(loaded->request).text, out);
	fprintf(out, ",\n    \"purgatory_digest\": ");
	json_string_or_null(loaded->have_own_digest ? digest_text(loaded->own_digest).text : NULL, out);
	json_member("syscall", loaded->by_files ? "kexec_file_load" : "kexec_load", out);
	json_member("syscall_reason", loaded->why, out);
	json_member("placement", loaded_placement_name(loaded->placement), out);
	json_number("bytes_to_copy", view->have_copy_size, view->copy_size, out);
	json_number("memory_gone", view->have_memory, view->gone.bytes, out);
	json_number("memory_added", view->have_memory, view->added.bytes, out);
	fprintf(out, ",\n    \"segment_lost\": %s", view->lost_part ? "true" : "false");
	json_parts(loaded, out);
}

static void json_view(const struct loaded_view *view, FILE *out)
{
	fprintf(out, ",\n  \"%s\": {\n    \"loaded\": %s", kind_name(view),
		!view->is_supported ? "null"
		: view->is_loaded   ? "true"
				    : "false");
	if (!view->is_supported || view->is_loaded)
		fprintf(out, ",\n    \"known\": %s", view->is_known ? "true" : "false");
	if (!view->is_supported || (view->is_loaded && !view->is_known))
		json_member("why", view->why, out);
	if (view->is_known)
		json_known(view, out);
	fprintf(out, "\n  }");
}

void loaded_print_json(const struct loaded_view *view, size_t count, FILE *out)
{
	fprintf(out, "{\n  \"version\": 2");
	for (; count; view++, count--)
		json_view(view, out);
	fprintf(out, "\n}\n");
}
