/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "common/handoff.h"
#include "kexec/base/diag.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/reserved.h"

enum key {
	KEY_HELP = 'h',
	KEY_VERSION = 'v',
	KEY_DEBUG = 'd',
	KEY_FORCE = 'f',
	KEY_NO_CHECKS = 'i',
	KEY_NO_IFDOWN = 'x',
	KEY_NO_SYNC = 'y',
	KEY_LOAD = 'l',
	KEY_UNLOAD = 'u',
	KEY_EXEC = 'e',
	KEY_TYPE = 't',
	KEY_LOAD_PANIC = 'p',
	KEY_FILE_SYSCALL = 's',
	KEY_LOAD_SYSCALL = 'c',
	KEY_AUTO_SYSCALL = 'a',
	KEY_STATUS = 'S',
	KEY_LONG_ONLY = 256,
	KEY_MEM_MIN,
	KEY_MEM_MAX,
	KEY_ENTRY,
	KEY_PRINT_CKR_SIZE,
	KEY_APPEND,
	KEY_REUSE_CMDLINE,
	KEY_INITRD,
	KEY_DTB,
	KEY_SERIAL,
	KEY_ON_MISMATCH,
	KEY_RESERVED,
	KEY_REUSE_CRASH_REGION,
	KEY_RELOCATE,
	KEY_ARGS_LINUX,
	KEY_DRY_RUN,
	KEY_SYSROOT,
	KEY_PREPARE,
	KEY_ARCH,
	KEY_REFUSED, /* known, but of a later version */
};

/* One row per spelling; the help text of the first of two that mean the same names both. One without a name is help only. */
struct row {
	const char *name;
	int key;
	int has_arg;
	const char *left;  /* how --help writes it, NULL to leave it out */
	const char *right; /* what --help says of it; for KEY_REFUSED why it is refused */
};

static const struct row rows[] = {
	{ "help", KEY_HELP, no_argument, "-h, --help", "print this help" },
	{ "version", KEY_VERSION, no_argument, "-v, --version", "print the version" },
	{ "load", KEY_LOAD, no_argument, "-l, --load", "load the kernel, to be started later" },
	{ "load-panic", KEY_LOAD_PANIC, no_argument, "-p, --load-panic", "load the kernel to be started by a panic" },
	{ "unload", KEY_UNLOAD, no_argument, "-u, --unload", "unload the loaded kernel; with -p the crash kernel" },
	{ "exec", KEY_EXEC, no_argument, "-e, --exec", "start the loaded kernel" },
	{ "force", KEY_FORCE, no_argument, "-f, --force", "load and start at once, without shutdown(8)" },
	{ "prepare", KEY_PREPARE, no_argument, "    --prepare", "as -l (with -p, as that), unless the very same is loaded already" },
	{ "status", KEY_STATUS, optional_argument, "-S, --status", "exit with 1 when a crash kernel (with -l a kernel) is loaded, else 0" },
	{ NULL, 0, no_argument, "    --status=text|json", "print what is loaded, from which files, when and where" },
	{ "print-ckr-size", KEY_PRINT_CKR_SIZE, no_argument, "    --print-ckr-size", "print the size of the crash region in bytes" },
	{ "append", KEY_APPEND, required_argument, "    --append=LINE", "command line of the new kernel" },
	{ "command-line", KEY_APPEND, required_argument, "    --command-line=LINE", "the same" },
	{ "reuse-cmdline", KEY_REUSE_CMDLINE, no_argument, "    --reuse-cmdline", "the running kernel's command line, then that of --append" },
	{ "initrd", KEY_INITRD, required_argument, "    --initrd=FILE", "initial ramdisk of the new kernel" },
	{ "ramdisk", KEY_INITRD, required_argument, "    --ramdisk=FILE", "the same" },
	{ "dtb", KEY_DTB, required_argument, "    --dtb=FILE", "devicetree of the new kernel instead of the machine's" },
	{ "serial", KEY_SERIAL, required_argument, "    --serial=TTY", "where the purgatory reports: a port such as ttyAMA0, auto, none" },
	{ "on-mismatch", KEY_ON_MISMATCH, required_argument, "    --on-mismatch=POLICY", "what it does about a damaged load: reset (default), halt, boot" },
	{ "type", KEY_TYPE, required_argument, "-t, --type=TYPE", "the kernel is of this type: Image, vmlinux" },
	{ "no-checks", KEY_NO_CHECKS, no_argument, "-i, --no-checks", "the purgatory does not verify what was loaded" },
	{ "no-ifdown", KEY_NO_IFDOWN, no_argument, "-x, --no-ifdown", "leave network interfaces up before the start" },
	{ "no-sync", KEY_NO_SYNC, no_argument, "-y, --no-sync", "do not sync(2) before the start" },
	{ "mem-min", KEY_MEM_MIN, required_argument, "    --mem-min=ADDR", "lowest address to load to" },
	{ "mem-max", KEY_MEM_MAX, required_argument, "    --mem-max=ADDR", "highest address to load to" },
	{ "reserved", KEY_RESERVED, required_argument, "    --reserved=WHEN", "load into memory kept for it: prefer (default), require, never" },
	{ "reuse-crash-region", KEY_REUSE_CRASH_REGION, no_argument, "    --reuse-crash-region", "the crash region serves as that; unloads the crash kernel" },
	{ "relocate", KEY_RELOCATE, no_argument, "    --relocate", "run not there but from the lowest free memory on" },
	{ "entry", KEY_ENTRY, required_argument, "    --entry=ADDR", "start here instead of in the purgatory" },
	{ "kexec-syscall", KEY_LOAD_SYSCALL, no_argument, "-c, --kexec-syscall", "load with kexec_load(2)" },
	{ "kexec-syscall-auto", KEY_AUTO_SYSCALL, no_argument, "-a, --kexec-syscall-auto", "choose the system call (default)" },
	{ "args-linux", KEY_ARGS_LINUX, no_argument, "    --args-linux", "accepted: kernels are always started as Linux is" },
	{ "debug", KEY_DEBUG, no_argument, "-d, --debug", "say on stderr what is found, chosen and done" },
	{ "dry-run", KEY_DRY_RUN, optional_argument, "    --dry-run[=text|json]", "print the plan and stop" },
	{ "sysroot", KEY_SYSROOT, required_argument, "    --sysroot=DIR", "read the machine from a folder (tools/record-machine)" },
	{ "arch", KEY_ARCH, required_argument, "    --arch=ARCH", "the machine's architecture: arm64" },
	{ "kexec-file-syscall", KEY_FILE_SYSCALL, no_argument, NULL, "loading with kexec_file_load(2)" },
	{ "load-preserve-context", KEY_REFUSED, no_argument, NULL, "returning from the new kernel" },
	{ "load-jump-back-helper", KEY_REFUSED, no_argument, NULL, "returning from the new kernel" },
	{ "load-live-update", KEY_REFUSED, no_argument, NULL, "live update of Xen" },
	{ "exec-live-update", KEY_REFUSED, no_argument, NULL, "live update of Xen" },
	{ "reuseinitrd", KEY_REFUSED, no_argument, NULL, "keeping the running kernel's initrd" },
	{ "hotplug", KEY_REFUSED, no_argument, NULL, "crash hotplug" },
	{ "no-cma", KEY_REFUSED, no_argument, NULL, "kexec_file_load(2), whose option this is," },
	{ "force-dtb", KEY_REFUSED, no_argument, NULL, "kexec_file_load(2), whose option this is," },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

/* What the pass over argv collects before it is judged as a whole. */
struct collected {
	struct options options;
	bool load, panic, prepare, unload, exec, force, status, print_ckr_size;
	bool have_reserved;
	uint64_t mem_min, mem_max;
};

static int parse_address(const char *option, const char *text, uint64_t *ret, struct diag *diag)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || *end || *text < '0' || *text > '9')
		return diag_fail(diag, -EINVAL, "--%s=%s: expected an address such as 0x80000000", option, text);
	*ret = value;
	return 0;
}

static int parse_dry_run(const char *text, enum dry_run *ret, struct diag *diag)
{
	if (!text || strcmp(text, "text") == 0)
		*ret = DRY_RUN_TEXT;
	else if (strcmp(text, "json") == 0)
		*ret = DRY_RUN_JSON;
	else
		return diag_fail(diag, -EINVAL, "--dry-run=%s: expected text or json", text);
	return 0;
}

static int parse_status(const char *text, enum status_form *ret, struct diag *diag)
{
	if (strcmp(text, "text") == 0)
		*ret = STATUS_TEXT;
	else if (strcmp(text, "json") == 0)
		*ret = STATUS_JSON;
	else
		return diag_fail(diag, -EINVAL, "--status=%s: expected text or json", text);
	return 0;
}

static int parse_on_mismatch(const char *text, enum handoff_on_mismatch *ret, struct diag *diag)
{
	if (strcmp(text, "reset") == 0)
		*ret = HANDOFF_ON_MISMATCH_RESET;
	else if (strcmp(text, "halt") == 0)
		*ret = HANDOFF_ON_MISMATCH_HALT;
	else if (strcmp(text, "boot") == 0)
		*ret = HANDOFF_ON_MISMATCH_BOOT;
	else
		return diag_fail(diag, -EINVAL, "--on-mismatch=%s: expected reset, halt or boot", text);
	return 0;
}

static int parse_reserved(const char *text, struct collected *c, struct diag *diag)
{
	if (strcmp(text, "prefer") == 0)
		c->options.reserved = RESERVED_PREFER;
	else if (strcmp(text, "require") == 0)
		c->options.reserved = RESERVED_REQUIRE;
	else if (strcmp(text, "never") == 0)
		c->options.reserved = RESERVED_NEVER;
	else
		return diag_fail(diag, -EINVAL, "--reserved=%s: expected prefer, require or never", text);
	c->have_reserved = true;
	return 0;
}

static int set_once(const char *option, const char **target, const char *value, struct diag *diag)
{
	if (*target)
		return diag_fail(diag, -EINVAL, "--%s is given twice, as %s and %s: this version loads one", option, *target, value);
	if (!*value)
		return diag_fail(diag, -EINVAL, "--%s needs a file name, it is empty", option);
	*target = value;
	return 0;
}

static int apply_value(struct collected *c, int key, const char *value, struct diag *diag)
{
	switch (key) {
	case KEY_TYPE:
		c->options.type = value;
		return 0;
	case KEY_APPEND:
		c->options.append = value;
		return 0;
	case KEY_INITRD:
		return set_once("initrd", &c->options.initrd, value, diag);
	case KEY_DTB:
		return set_once("dtb", &c->options.dtb, value, diag);
	case KEY_SERIAL:
		c->options.serial = value;
		return 0;
	case KEY_ON_MISMATCH:
		return parse_on_mismatch(value, &c->options.on_mismatch, diag);
	case KEY_RESERVED:
		return parse_reserved(value, c, diag);
	case KEY_MEM_MIN:
		return parse_address("mem-min", value, &c->mem_min, diag);
	case KEY_MEM_MAX:
		return parse_address("mem-max", value, &c->mem_max, diag);
	case KEY_ENTRY:
		c->options.have_entry = true;
		return parse_address("entry", value, &c->options.entry, diag);
	case KEY_DRY_RUN:
		return parse_dry_run(value, &c->options.dry_run, diag);
	case KEY_SYSROOT:
		c->options.sysroot = value;
		return 0;
	case KEY_ARCH:
		c->options.arch = value;
		return 0;
	}
	abort();
}

static bool *flag_of(struct collected *c, int key)
{
	switch (key) {
	case KEY_DEBUG:
		return &c->options.debug;
	case KEY_FORCE:
		return &c->force;
	case KEY_NO_CHECKS:
		return &c->options.skip_checks;
	case KEY_NO_IFDOWN:
		return &c->options.skip_ifdown;
	case KEY_NO_SYNC:
		return &c->options.skip_sync;
	case KEY_LOAD:
		return &c->load;
	case KEY_UNLOAD:
		return &c->unload;
	case KEY_EXEC:
		return &c->exec;
	case KEY_LOAD_PANIC:
		return &c->panic;
	case KEY_STATUS:
		return &c->status;
	case KEY_PREPARE:
		return &c->prepare;
	case KEY_PRINT_CKR_SIZE:
		return &c->print_ckr_size;
	case KEY_REUSE_CMDLINE:
		return &c->options.reuse_cmdline;
	case KEY_REUSE_CRASH_REGION:
		return &c->options.reuse_crash_region;
	case KEY_RELOCATE:
		return &c->options.relocate;
	}
	return NULL;
}

static int apply(struct collected *c, const struct row *row, const char *value, struct diag *diag)
{
	bool *flag = flag_of(c, row->key);

	if (flag) {
		*flag = true;
		return row->key == KEY_STATUS && value ? parse_status(value, &c->options.status_form, diag) : 0;
	}
	switch (row->key) {
	case KEY_LOAD_SYSCALL:
	case KEY_AUTO_SYSCALL:
	case KEY_ARGS_LINUX:
		return 0;
	case KEY_FILE_SYSCALL:
		diag_fail(diag, -EINVAL, "-s, --kexec-file-syscall: %s is not supported by this version", row->right);
		diag_hint(diag, "Leave -s out, or say -c: kexec_load(2) is used. What it lacks: it hands over no data (kho=on), and a locked down "
				"kernel (secure boot) forbids it.");
		return -EINVAL;
	case KEY_REFUSED:
		return diag_fail(diag, -EINVAL, "--%s: %s is not supported by this version", row->name, row->right);
	default:
		return apply_value(c, row->key, value, diag);
	}
}

/* A form that is given as a word of its own is no form, and what is looked for in vain is taken for "not loaded". */
static int judge_status(const struct options *options, struct diag *diag)
{
	const char *word = options->kernel;
	bool is_form = word && (strcmp(word, "text") == 0 || strcmp(word, "json") == 0);

	if (!word || (options->status_form == STATUS_EXIT && !is_form))
		return 0;
	diag_fail(diag, -EINVAL, "--status tells what is loaded, but there is also '%s'", word);
	if (is_form)
		diag_hint(diag, "Say --status=%s.", word);
	return -EINVAL;
}

/* What the action options mean together, in whatever order they came. */
static int set_command(struct collected *c, struct diag *diag)
{
	struct options *options = &c->options;
	bool load = c->load || c->panic || c->prepare;

	options->crash = c->panic || (c->status && !c->load);
	options->show_normal = c->status && (c->load || !c->panic);
	options->show_crash = c->status && (c->panic || !c->load);
	options->prepare = c->prepare;
	if (c->print_ckr_size)
		options->command = COMMAND_PRINT_CKR_SIZE;
	else if (c->status)
		options->command = COMMAND_STATUS;
	else if (c->prepare && (c->unload || c->exec || c->force))
		return diag_fail(diag, -EINVAL, "--prepare loads a kernel that is started later: it cannot be given with -%c",
				 c->unload ? 'u' : c->exec ? 'e' : 'f');
	else if (c->unload && (c->exec || c->force))
		return diag_fail(diag, -EINVAL, "-u unloads and -%c starts a kernel: give one of them", c->exec ? 'e' : 'f');
	else if (c->unload && options->kernel)
		return diag_fail(diag, -EINVAL, "-u unloads, but a kernel is named too: %s", options->kernel);
	else if (c->unload)
		options->command = COMMAND_UNLOAD;
	else if (c->panic && (c->exec || c->force))
		return diag_fail(diag, -EINVAL, "-p loads a kernel that a panic starts: it cannot be given with -%c",
				 c->exec ? 'e' : 'f');
	else if (c->exec && options->kernel && !c->force) {
		diag_fail(diag, -EINVAL, "-e starts the kernel that is loaded, but one to load is named too: %s", options->kernel);
		diag_hint(diag, "Load with -l first and start with -e alone, or do both at once with -f.");
		return -EINVAL;
	} else if (c->exec && !options->kernel) {
		options->command = COMMAND_EXEC;
		options->force = c->force;
	} else if (c->force)
		options->command = COMMAND_LOAD_EXEC;
	else
		options->command = load ? COMMAND_LOAD : COMMAND_LOAD_SHUTDOWN;
	return 0;
}

bool options_is_load(const struct options *options)
{
	return options->command == COMMAND_LOAD || options->command == COMMAND_LOAD_EXEC ||
	       options->command == COMMAND_LOAD_SHUTDOWN;
}

static bool reads_only(const struct options *options)
{
	return options->dry_run != DRY_RUN_NO || options->command == COMMAND_STATUS ||
	       options->command == COMMAND_PRINT_CKR_SIZE;
}

/* --reserved, --reuse-crash-region and --relocate. */
static int judge_reserved(const struct collected *c, struct diag *diag)
{
	const struct options *options = &c->options;
	const char *name = options->relocate ? "--relocate" : options->reuse_crash_region ? "--reuse-crash-region" : "--reserved";

	if (!options->relocate && !options->reuse_crash_region && !c->have_reserved)
		return 0;
	if (options_is_load(options) && options->crash)
		return diag_fail(diag, -EINVAL, "%s is for a normal load, but -p loads a crash kernel", name);
	if (options->reserved == RESERVED_NEVER && (options->relocate || options->reuse_crash_region))
		return diag_fail(diag, -EINVAL, "%s needs memory kept for the next kernel, which --reserved=never leaves alone", name);
	if (options->relocate && options->have_entry)
		return diag_fail(diag, -EINVAL, "--relocate needs the purgatory, which --entry leaves out");
	return 0;
}

static int judge(struct collected *c, struct options *ret, struct diag *diag)
{
	struct options *options = &c->options;
	int r = set_command(c, diag);

	if (!r && options->command == COMMAND_STATUS)
		r = judge_status(options, diag);
	if (r < 0)
		return r;
	if (options->dry_run != DRY_RUN_NO && !options_is_load(options))
		return diag_fail(diag, -EINVAL, "--dry-run shows what a load would do, but no load is asked for");
	if (options->sysroot && !reads_only(options)) {
		diag_fail(diag, -EINVAL, "--sysroot=%s describes another machine than the one that would be changed",
			  options->sysroot);
		if (options_is_load(options))
			diag_hint(diag, "Add --dry-run.");
		return -EINVAL;
	}
	r = judge_reserved(c, diag);
	if (r < 0)
		return r;
	if (c->mem_min > c->mem_max)
		return diag_fail(diag, -EINVAL, "--mem-min=0x%llx is above --mem-max=0x%llx", (unsigned long long)c->mem_min,
				 (unsigned long long)c->mem_max);
	options->allowed = (struct range){ c->mem_min, c->mem_max == UINT64_MAX ? UINT64_MAX : c->mem_max + 1 };
	*ret = *options;
	return 0;
}

/* getopt's two descriptions of the table; short_options has room for ':', two characters a row and NUL. */
static void describe(struct option long_options[ROWS + 1], char short_options[2 * ROWS + 2])
{
	struct option *to = long_options;
	char *at = short_options;

	*at++ = ':';
	for (size_t i = 0; i < ROWS; i++) {
		if (!rows[i].name)
			continue;
		*to++ = (struct option){ rows[i].name, rows[i].has_arg, NULL, KEY_LONG_ONLY + (int)i };
		if (rows[i].key >= KEY_LONG_ONLY)
			continue;
		*at++ = (char)rows[i].key;
		if (rows[i].has_arg == required_argument)
			*at++ = ':';
	}
	*at = '\0';
	*to = (struct option){ 0 };
}

static const struct row *row_of(int found)
{
	if (found >= KEY_LONG_ONLY)
		return &rows[found - KEY_LONG_ONLY];
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].key == found)
			return &rows[i];
	abort();
}

/* The names that it may be short for go into text. Returns how many there are. */
static size_t candidates(const char *name, char *text, size_t room)
{
	size_t length = strcspn(name, "="), count = 0, used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < ROWS && length; i++) {
		if (!rows[i].name || strncmp(rows[i].name, name, length) != 0)
			continue;
		if (used < room)
			used += (size_t)snprintf(text + used, room - used, "%s--%s", count ? ", " : "", rows[i].name);
		count++;
	}
	return count;
}

static void bad_long_option(const char *word, struct diag *diag)
{
	char text[512];

	if (strncmp(word, "--", 2) == 0 && candidates(word + 2, text, sizeof(text)) > 1)
		diag_fail(diag, -EINVAL, "option '%s' is ambiguous: %s", word, text);
	else
		diag_fail(diag, -EINVAL, "unknown option '%s'", word);
}

static int bad_option(int found, char **argv, struct diag *diag)
{
	const char *word = argv[optind - 1];

	if (found == ':')
		diag_fail(diag, -EINVAL, "option '%s' needs a value", word);
	else if (optopt >= KEY_LONG_ONLY)
		diag_fail(diag, -EINVAL, "option '--%s' takes no value, but '%s' gives one", row_of(optopt)->name, word);
	else if (optopt) /* a char, with or without a sign */
		diag_fail(diag, -EINVAL, "unknown option '-%c'", optopt);
	else
		bad_long_option(word, diag);
	diag_hint(diag, "Try 'kexec --help'.");
	return -EINVAL;
}

int options_parse(int argc, char **argv, struct options *ret, struct diag *diag)
{
	struct collected c = { .mem_max = UINT64_MAX };
	struct option long_options[ROWS + 1];
	char short_options[2 * ROWS + 2];
	int found;

	describe(long_options, short_options);
	optind = 0; /* glibc: forget any earlier scan */
	opterr = 0;
	while ((found = getopt_long(argc, argv, short_options, long_options, NULL)) != -1) {
		const struct row *row = found == ':' || found == '?' ? NULL : row_of(found);
		int r;

		if (!row)
			return bad_option(found, argv, diag);
		if (row->key == KEY_HELP || row->key == KEY_VERSION) {
			*ret = (struct options){ .command = row->key == KEY_HELP ? COMMAND_HELP : COMMAND_VERSION };
			return 0;
		}
		r = apply(&c, row, optarg, diag);
		if (r < 0)
			return r;
	}
	if (optind < argc)
		c.options.kernel = argv[optind];
	if (optind < argc && !*argv[optind])
		return diag_fail(diag, -EINVAL, "the name of the kernel is empty");
	if (optind + 1 < argc)
		return diag_fail(diag, -EINVAL, "one kernel is expected, but after %s there is also '%s'", argv[optind],
				 argv[optind + 1]);
	return judge(&c, ret, diag);
}

void options_help(FILE *out)
{
	fprintf(out, "Usage: kexec [OPTION]... KERNEL\n"
		     "       kexec -e | -u | -S [OPTION]...\n"
		     "Loads a kernel to be started from the running one: by a panic (-p), by kexec -e (-l), at once (-f),\n"
		     "or, without any of these, through shutdown(8).\n\n");
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].left)
			fprintf(out, " %-26s %s\n", rows[i].left, rows[i].right);
	fprintf(out, "\nExit status: 0 done, 1 wrong usage (with -S: loaded), 255 failed. See kexec(8).\n");
}
