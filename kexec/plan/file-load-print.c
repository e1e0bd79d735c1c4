/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/file-load-print.h"

#include <inttypes.h>

#include "kexec/base/json.h"
#include "kexec/base/printable.h"
#include "kexec/base/size-text.h"
#include "kexec/plan/file-load.h"

static const char *kind_name(const struct file_load *load)
{
	return load->crash ? "crash" : "normal";
}

static void print_line(const char *label, const char *text, FILE *out)
{
	fprintf(out, "%s", label);
	print_printable(text, out);
	putc('\n', out);
}

static const char *handing_name(const struct file_source *source)
{
	return source->fd >= 0 ? "the file itself" : "as a file in memory";
}

static void print_source(const char *what, const struct file_source *source, FILE *out)
{
	if (!source->bytes.size)
		return;
	fprintf(out, "  %-8s %-10s %-20s ", what, size_text(source->bytes.size).text, handing_name(source));
	print_line("", source->from, out);
}

void file_load_print_text(const struct file_load *load, const char *why, FILE *out)
{
	fprintf(out, "%s load by kexec_file_load\n\n", kind_name(load));
	fprintf(out, "the running kernel chooses the places and does not tell them; it takes:\n");
	print_source("kernel", &load->kernel, out);
	print_source("initrd", &load->initrd, out);
	fprintf(out, "\nnothing verifies the %s kernel when it is started: this call brings no purgatory\n", kind_name(load));
	fprintf(out, "memory: at least %s\n", size_text(load->memory).text);
	if (load->initrd_unpacked)
		fprintf(out, "initrd: unpacks to %s\n", size_text(load->initrd_unpacked).text);
	fprintf(out, "system call: kexec_file_load(2): %s\n", why);
	print_line("command line: ", load->cmdline[0] ? load->cmdline : "(none)", out);
}

static void print_json_source(const char *name, const struct file_source *source, FILE *out)
{
	fprintf(out, "  \"%s\": ", name);
	if (source->bytes.size) {
		fprintf(out, "{\"bytes\": %zu, \"as_file\": %s, \"from\": ", source->bytes.size,
			source->fd >= 0 ? "true" : "false");
		json_string(source->from, out);
		fprintf(out, "},\n");
	} else {
		fprintf(out, "null,\n");
	}
}

void file_load_print_json(const struct file_load *load, const char *why, FILE *out)
{
	fprintf(out, "{\n  \"version\": 1,\n  \"kind\": \"%s\",\n  \"syscall\": \"kexec_file_load\",\n", kind_name(load));
	fprintf(out, "  \"syscall_reason\": ");
	json_string(why, out);
	fprintf(out, ",\n  \"placement\": \"by-kernel\",\n  \"command_line\": ");
	json_string(load->cmdline, out);
	fprintf(out, ",\n");
	print_json_source("kernel", &load->kernel, out);
	print_json_source("initrd", &load->initrd, out);
	if (load->initrd_unpacked)
		fprintf(out, "  \"initrd_unpacked\": %" PRIu64 ",\n", load->initrd_unpacked);
	fprintf(out, "  \"memory\": %" PRIu64 "\n}\n", load->memory);
}
