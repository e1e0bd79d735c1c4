/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/check/check-print.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "kexec/base/json.h"
#include "kexec/check/check.h"
#include "kexec/check/load-facts.h"

static const char *severity_name(enum severity severity)
{
	static const char *const names[] = { "none", "ok", "note", "warning", "error" };

	return names[severity];
}

static size_t count_of(const struct findings *findings, enum severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		count += findings->finding[i].severity == severity;
	return count;
}

static const char *subject(const struct check_input *input)
{
	if (input->crash)
		return input->asked_for_load ? "this crash load" : "kdump";
	return input->asked_for_load ? "this load" : "kexec";
}

/* Appends as far as there is room. */
static void append(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void append(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, size - used, format, args);
	va_end(args);
}

/* "kdump error: 1 error, 2 notes: region: no memory is reserved" */
static void summarize(const struct check_input *input, const struct findings *findings, char *ret, size_t size)
{
	enum severity worst = findings_worst(findings);
	const char *separator = ": ";

	snprintf(ret, size, "%s %s", subject(input), severity_name(worst));
	for (enum severity s = SEVERITY_ERROR; s > SEVERITY_OK; s--) {
		size_t count = count_of(findings, s);

		if (!count)
			continue;
		append(ret, size, "%s%zu %s%s", separator, count, severity_name(s), count == 1 ? "" : "s");
		separator = ", ";
	}
	if (worst > SEVERITY_NOTE)
		append(ret, size, ": %s: %s", findings->finding[0].id, findings->finding[0].text.message);
}

#define SUMMARY_SIZE 1200

/* ---- for people ---- */

static void write_lines(const char *first, const char *text, FILE *out)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		fprintf(out, "         %s%.*s\n", first, (int)length, text);
		first = "";
		text += length + (text[length] == '\n');
	}
}

/* ECMA-48, 8.3.117. */
static void write_severity(enum severity severity, bool colour, FILE *out)
{
	static const int codes[] = {
		[SEVERITY_OK] = 32, [SEVERITY_NOTE] = 36, [SEVERITY_WARNING] = 33, [SEVERITY_ERROR] = 31
	};

	if (colour)
		fprintf(out, "\033[%dm%-8s\033[0m", codes[severity], severity_name(severity));
	else
		fprintf(out, "%-8s", severity_name(severity));
}

void check_print_text(const struct check_input *input, const struct findings *findings, bool colour, FILE *out)
{
	char summary[SUMMARY_SIZE];

	summarize(input, findings, summary, sizeof(summary));
	fprintf(out, "%s\n", summary);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->finding[i];

		write_severity(finding->severity, colour, out);
		fprintf(out, " %s: %s\n", finding->id, finding->text.message);
		write_lines("", finding->evidence, out);
		if (finding->text.hint[0])
			write_lines("Remedy: ", finding->text.hint, out);
	}
}

/* ---- for programs ---- */

static void json_member(const char *name, const char *text, FILE *out)
{
	fprintf(out, ",\n      \"%s\": ", name);
	json_string(text, out);
}

static void json_memory(const struct check_input *input, FILE *out)
{
	const struct memory_sum *sum = input->load ? &input->load->memory : NULL;

	fprintf(out, ",\n  \"memory\": ");
	if (!sum || !sum->smallest) {
		fprintf(out, "null");
		return;
	}
	fprintf(out, "{\n    \"given\": %" PRIu64 ",\n    \"needed\": %" PRIu64 ",\n    \"smallest\": %" PRIu64 ",\n    \"lines\": [",
		input->load->given, sum->needed, sum->smallest);
	for (size_t i = 0; i < sum->count; i++) {
		fprintf(out, "%s\n      {\"what\": ", i ? "," : "");
		json_string(sum->line[i].what, out);
		fprintf(out, ", \"bytes\": %" PRIu64 "}", sum->line[i].bytes);
	}
	fprintf(out, "\n    ]\n  }");
}

/* An array of lines. */
static void json_evidence(const char *text, FILE *out)
{
	char line[EVIDENCE_SIZE];
	const char *separator = "";

	fprintf(out, ",\n      \"evidence\": [");
	while (*text) {
		size_t length = strcspn(text, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		fputs(separator, out);
		json_string(line, out);
		separator = ", ";
		text += length + (text[length] == '\n');
	}
	putc(']', out);
}

static void json_finding(const struct finding *finding, FILE *out)
{
	fprintf(out, "\n    {\n      \"id\": \"%s\"", finding->id);
	json_member("severity", severity_name(finding->severity), out);
	json_member("sentence", finding->text.message, out);
	json_evidence(finding->evidence, out);
	json_member("remedy", finding->text.hint, out);
	fprintf(out, "\n    }");
}

void check_print_json(const struct check_input *input, const struct findings *findings, FILE *out)
{
	char summary[SUMMARY_SIZE];

	summarize(input, findings, summary, sizeof(summary));
	fprintf(out, "{\n  \"version\": 1,\n  \"kind\": \"%s\",\n  \"judged\": \"%s\",\n  \"worst\": \"%s\",\n  \"summary\": ",
		input->crash ? "crash" : "normal", input->asked_for_load ? "load" : "machine", severity_name(findings_worst(findings)));
	json_string(summary, out);
	json_memory(input, out);
	fprintf(out, ",\n  \"findings\": [");
	for (size_t i = 0; i < findings->count; i++) {
		if (i)
			putc(',', out);
		json_finding(&findings->finding[i], out);
	}
	fprintf(out, "\n  ]\n}\n");
}
