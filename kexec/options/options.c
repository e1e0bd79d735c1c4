/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/options/options.h"

#include <inttypes.h>

bool options_is_load(const struct options *options)
{
	return options->command == COMMAND_LOAD || options->command == COMMAND_LOAD_EXEC ||
	       options->command == COMMAND_LOAD_SHUTDOWN || options->command == COMMAND_REHEARSE;
}

static void write_text(const char *text, FILE *out)
{
	fprintf(out, "%d %s\n", text != NULL, text ? text : "");
}

void options_write_settings(const struct options *options, FILE *out)
{
	fprintf(out, "%d %d %d 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64, options->crash, options->skip_checks,
		options->have_entry, options->entry, options->allowed.start, options->allowed.end);
	fprintf(out, " %" PRIu32 " %u %d %d %u\n", options->on_mismatch, (unsigned)options->reserved,
		options->reuse_crash_region, options->relocate, (unsigned)options->dtb_memory);
	fprintf(out, "%d %" PRIu32 "\n", options->have_uki_profile, options->uki_profile);
	fprintf(out, "%d %d %d\n", options->no_cma, options->hotplug, options->timing);
	write_text(options->type, out);
	write_text(options->serial, out);
	write_text(options->fit_config, out);
}
