/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/options/options-check.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/options/options-rows.h"

static bool is_status_command(const struct given *given)
{
	return given->print_ckr_size || given->status;
}

/* -l and -p say which kernel --status tells of. Another action would be left out without a word. */
static int check_status_alone(const struct given *given, struct diag *diag)
{
	const char *other = given->unload				? "-u"
			    : given->exec				? "-e"
			    : given->force				? "-f"
			    : given->prepare				? "--prepare"
			    : given->check				? "--check"
			    : given->print_ckr_size && given->status ? "--status"
								     : NULL;

	if (!other)
		return 0;
	return diag_fail(diag, -EINVAL, "%s: it cannot be given with %s",
			 given->print_ckr_size ? "--print-ckr-size only prints a size" : "--status only tells what is loaded", other);
}

/* Checks for actions that exclude each other. */
static int check_actions(const struct given *given, struct diag *diag)
{
	const char *kernel = given->options.kernel;
	char starter = given->exec ? 'e' : 'f';
	bool starts = given->exec || given->force;

	if (given->check && (given->unload || starts || given->prepare || given->dry_run))
		return diag_fail(diag, -EINVAL, "--check changes nothing and plans nothing: it cannot be given with %s",
				 given->unload	  ? "-u"
				 : given->exec	  ? "-e"
				 : given->force	  ? "-f"
				 : given->prepare ? "--prepare"
						  : "--dry-run");
	if (given->prepare && (given->unload || starts))
		return diag_fail(diag, -EINVAL, "--prepare loads a kernel that is started later: it cannot be given with -%c",
				 given->unload ? 'u' : starter);
	if (given->unload && starts)
		return diag_fail(diag, -EINVAL, "-u unloads and -%c starts a kernel: give one of them", starter);
	if (given->unload && kernel)
		return diag_fail(diag, -EINVAL, "-u unloads, but a kernel is named too: %s", kernel);
	if (!given->unload && given->panic && starts)
		return diag_fail(diag, -EINVAL, "-p loads a kernel that a panic starts: it cannot be given with -%c", starter);
	if (given->exec && kernel && !given->force) {
		diag_fail(diag, -EINVAL, "-e starts the kernel that is loaded, but one to load is named too: %s", kernel);
		diag_hint(diag, "Load with -l first and start with -e alone, or do both at once with -f.");
		return -EINVAL;
	}
	return 0;
}

static int check_rehearse(const struct given *given, struct diag *diag)
{
	const char *other = given->unload	       ? "-u"
			    : given->exec	       ? "-e"
			    : given->force	       ? "-f"
			    : given->prepare	       ? "--prepare"
			    : given->check	       ? "--check"
			    : is_status_command(given) ? "--status"
			    : given->dry_run	       ? "--dry-run"
						       : NULL;

	if (given->options.guest_kexec && given->options.rehearse != REHEARSE_CRASH)
		return diag_fail(diag, -EINVAL, "--guest-kexec is given, but no --rehearse=crash");
	if (!given->rehearse)
		return given->options.have_rehearse_time ? diag_fail(diag, -EINVAL, "--rehearse-time is given, but no --rehearse") : 0;
	if (other)
		return diag_fail(diag, -EINVAL, "--rehearse tries a load of -p or -l: it cannot be given with %s", other);
	if (!given->panic && !given->load) {
		diag_fail(diag, -EINVAL, "--rehearse tries a load: which one?");
		diag_hint(diag, "Add -p or -l.");
		return -EINVAL;
	}
	if (given->options.rehearse == REHEARSE_CRASH && given->load && !given->panic)
		return diag_fail(diag, -EINVAL, "--rehearse=crash tries a crash load: it needs -p instead of -l");
	if (!given->options.kernel)
		return diag_fail(diag, -EINVAL, "--rehearse tries a load, but no kernel is named");
	if (given->options.route.asked == ROUTE_FILES || given->options.route.for_files) {
		diag_fail(diag, -EINVAL, "--rehearse boots the segments of kexec_load(2), but %s%s asks for kexec_file_load(2)",
			  given->options.route.asked == ROUTE_FILES ? "-" : "--",
			  given->options.route.asked == ROUTE_FILES ? "s" : given->options.route.for_files);
		diag_hint(diag, "Leave it out: the running kernel would place the files itself.");
		return -EINVAL;
	}
	return 0;
}

/* The command of actions that do not exclude each other. */
static enum command command_of(const struct given *given)
{
	if (given->rehearse)
		return COMMAND_REHEARSE;
	if (given->print_ckr_size)
		return COMMAND_PRINT_CKR_SIZE;
	if (given->status)
		return COMMAND_STATUS;
	if (given->check)
		return COMMAND_CHECK;
	if (given->unload)
		return COMMAND_UNLOAD;
	if (given->exec && !given->options.kernel)
		return COMMAND_EXEC;
	if (given->force)
		return COMMAND_LOAD_EXEC;
	return given->load || given->panic || given->prepare ? COMMAND_LOAD : COMMAND_LOAD_SHUTDOWN;
}

static void apply_actions(const struct given *given, struct options *options)
{
	options->command = command_of(given);
	options->crash = given->panic || ((given->status || given->check) && !given->load);
	options->show_normal = given->status && (given->load || !given->panic);
	options->show_crash = given->status && (given->panic || !given->load);
	options->prepare = given->prepare;
	options->force = options->command == COMMAND_EXEC && given->force;
	if (given->dry_run && options->dry_run == DRY_RUN_NO)
		options->dry_run = DRY_RUN_TEXT;
	if (given->check_initrd && options->check_initrd == CHECK_INITRD_CRASH)
		options->check_initrd = CHECK_INITRD_YES;
}

/* `--status text` lacks its '='. Taken as a kernel's name it would silently report "not loaded". */
static int check_status(const struct options *options, struct diag *diag)
{
	const char *word = options->kernel;
	bool is_form = word && (strcmp(word, "text") == 0 || strcmp(word, "json") == 0);

	if (options->command != COMMAND_STATUS || !word || (options->status_form == STATUS_EXIT && !is_form))
		return 0;
	diag_fail(diag, -EINVAL, "--status takes no kernel, but there is also '%s'", word);
	if (is_form)
		diag_hint(diag, "Use --status=%s.", word);
	return -EINVAL;
}

static int check_sysroot(const struct options *options, struct diag *diag)
{
	bool reads_only = options->dry_run != DRY_RUN_NO || options->command == COMMAND_STATUS ||
			  options->command == COMMAND_PRINT_CKR_SIZE || options->command == COMMAND_CHECK ||
			  options->command == COMMAND_REHEARSE;

	if (!options->sysroot || reads_only)
		return 0;
	diag_fail(diag, -EINVAL, "--sysroot=%s is a recorded machine, but this would change the running one", options->sysroot);
	if (options_is_load(options))
		diag_hint(diag, "Add --dry-run.");
	return -EINVAL;
}

/* --reserved, --reuse-crash-region and --relocate. */
static int check_reserved(const struct given *given, const struct options *options, struct diag *diag)
{
	const char *name = options->relocate		 ? "--relocate"
			   : options->reuse_crash_region ? "--reuse-crash-region"
							 : "--reserved";

	if (!options->relocate && !options->reuse_crash_region && !given->reserved)
		return 0;
	if (options_is_load(options) && options->crash)
		return diag_fail(diag, -EINVAL, "%s is for a normal load, but -p loads a crash kernel", name);
	if (options->reserved == RESERVED_NEVER && (options->relocate || options->reuse_crash_region))
		return diag_fail(diag, -EINVAL, "%s needs memory reserved for the next kernel, but --reserved=never forbids it",
				 name);
	return 0;
}

/* -i fits: nothing is verified with --entry. */
static int check_entry(const struct given *given, struct diag *diag)
{
	const char *name = given->options.relocate  ? "--relocate"
			   : given->options.serial  ? "--serial"
			   : given->options.timing  ? "--timing"
			   : given->on_mismatch	    ? "--on-mismatch"
						    : NULL;

	if (!given->options.have_entry || !name)
		return 0;
	return diag_fail(diag, -EINVAL, "%s needs the purgatory, but --entry leaves it out", name);
}

/* A crash kernel is handed nothing. */
static int check_handover(const struct options *options, struct diag *diag)
{
	if (!options->crash || options->route.handover != HANDOVER_REQUIRE)
		return 0;
	return diag_fail(diag, -EINVAL, "--handover=require is for a normal load, but -p loads a crash kernel");
}

/*
 * Nothing of a crash load lies in the memory of the contiguous allocator: either system call does what --no-cma asks for, which is the
 * only option for kexec_file_load(2) alone.
 */
static void settle_cma(struct options *options)
{
	if (!options->crash || !options->no_cma)
		return;
	options->no_cma = false;
	options->route.for_files = NULL;
}

/* A normal kernel finds CPUs and memory itself. */
static int check_hotplug(const struct options *options, struct diag *diag)
{
	if (!options->hotplug || options->crash || !options_is_load(options))
		return 0;
	return diag_fail(diag, -EINVAL, "--hotplug is for a crash load (-p), but this is a normal load");
}

/* Of --check and --rehearse: the others have --status=json and --dry-run=json. */
static int check_json(const struct options *options, struct diag *diag)
{
	if (!options->json || options->command == COMMAND_CHECK || options->command == COMMAND_REHEARSE)
		return 0;
	diag_fail(diag, -EINVAL, "--json is for --check and --rehearse, and neither is given");
	diag_hint(diag, "Use --status=json or --dry-run=json.");
	return -EINVAL;
}

static int check_bounds(const struct given *given, struct options *options, struct diag *diag)
{
	if (given->mem_min > given->mem_max)
		return diag_fail(diag, -EINVAL, "--mem-min=0x%" PRIx64 " is above --mem-max=0x%" PRIx64, given->mem_min,
				 given->mem_max);
	options->allowed = (struct range){ given->mem_min, given->mem_max == UINT64_MAX ? UINT64_MAX : given->mem_max + 1 };
	return 0;
}

int options_check(const struct given *given, struct options *ret, struct diag *diag)
{
	struct options options = given->options;
	int r = check_rehearse(given, diag);

	if (!r)
		r = is_status_command(given) ? check_status_alone(given, diag) : check_actions(given, diag);
	if (r < 0)
		return r;
	apply_actions(given, &options);
	settle_cma(&options);
	r = check_status(&options, diag);
	if (!r && options.dry_run != DRY_RUN_NO && !options_is_load(&options))
		r = diag_fail(diag, -EINVAL, "--dry-run shows the plan of a load, but no load is requested");
	if (!r)
		r = check_sysroot(&options, diag);
	if (!r)
		r = check_json(&options, diag);
	if (!r)
		r = check_reserved(given, &options, diag);
	if (!r)
		r = check_entry(given, diag);
	if (!r)
		r = check_handover(&options, diag);
	if (!r)
		r = check_hotplug(&options, diag);
	if (!r)
		r = check_bounds(given, &options, diag);
	if (!r)
		*ret = options;
	return r;
}
