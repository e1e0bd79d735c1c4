/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/handoff.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/options/options-parse.h"
#include "kexec/options/options.h"
#include "kexec/plan/plan-request.h"
#include "kexec/plan/reserved.h"
#include "tests/helpers/random.h"
#include "tests/helpers/suite.h"
#include "tests/helpers/words.h"

static int parse(struct words *words, const char *line, struct options *ret, struct diag *diag)
{
	split_words(line, words);
	return options_parse(words->argc, words->argv, ret, diag);
}

static void parse_well(struct words *words, const char *line, struct options *ret)
{
	struct diag diag = { 0 };

	ck_assert_msg(parse(words, line, ret, &diag) == 0, "%s: %s", line, diag.message);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_options(const struct options *a, const struct options *b)
{
	return a->command == b->command && a->crash == b->crash && a->debug == b->debug && a->skip_checks == b->skip_checks &&
	       a->skip_ifdown == b->skip_ifdown && a->skip_sync == b->skip_sync && a->reuse_cmdline == b->reuse_cmdline &&
	       a->prepare == b->prepare && a->force == b->force && a->status_form == b->status_form &&
	       a->show_normal == b->show_normal && a->show_crash == b->show_crash && a->have_entry == b->have_entry && a->entry == b->entry && a->allowed.start == b->allowed.start &&
	       a->allowed.end == b->allowed.end && a->dry_run == b->dry_run && a->dtb_memory == b->dtb_memory && a->on_mismatch == b->on_mismatch &&
	       a->reserved == b->reserved && a->reuse_crash_region == b->reuse_crash_region && a->relocate == b->relocate &&
	       a->check_initrd == b->check_initrd && same_text(a->initrd.path[1], b->initrd.path[1]) &&
	       same_text(a->kernel, b->kernel) && same_text(a->type, b->type) && same_text(a->append, b->append) &&
	       same_text(a->initrd.path[0], b->initrd.path[0]) && same_text(a->dtb, b->dtb) && same_text(a->serial, b->serial) &&
	       same_text(a->sysroot, b->sysroot) && same_text(a->arch, b->arch);
}

/* ---- commands ---- */

struct command_case {
	const char *line;
	enum command command;
	bool crash;
};

static const struct command_case commands[] = {
	{ "kexec Image", COMMAND_LOAD_SHUTDOWN, false },
	{ "kexec", COMMAND_LOAD_SHUTDOWN, false },
	{ "kexec -l Image", COMMAND_LOAD, false },
	{ "kexec --load Image", COMMAND_LOAD, false },
	{ "kexec Image -l", COMMAND_LOAD, false },
	{ "kexec -p Image", COMMAND_LOAD, true },
	{ "kexec --load-panic Image", COMMAND_LOAD, true },
	{ "kexec -l -p Image", COMMAND_LOAD, true },
	{ "kexec -lp Image", COMMAND_LOAD, true },
	{ "kexec --rehearse -p Image", COMMAND_REHEARSE, true },
	{ "kexec -l --rehearse Image", COMMAND_REHEARSE, false },
	{ "kexec -f Image", COMMAND_LOAD_EXEC, false },
	{ "kexec --force Image", COMMAND_LOAD_EXEC, false },
	{ "kexec -l -f Image", COMMAND_LOAD_EXEC, false },
	{ "kexec -f -e Image", COMMAND_LOAD_EXEC, false },
	{ "kexec -e", COMMAND_EXEC, false },
	{ "kexec --exec", COMMAND_EXEC, false },
	/* The command line of petitboot and ZFSBootMenu. */
	{ "kexec -e -f", COMMAND_EXEC, false },
	{ "kexec -e -i", COMMAND_EXEC, false },
	{ "kexec -l -e", COMMAND_EXEC, false },
	{ "kexec -u", COMMAND_UNLOAD, false },
	{ "kexec --unload", COMMAND_UNLOAD, false },
	{ "kexec -l -u", COMMAND_UNLOAD, false },
	{ "kexec -p -u", COMMAND_UNLOAD, true },
	{ "kexec -u -p", COMMAND_UNLOAD, true },
	{ "kexec -a -p -u", COMMAND_UNLOAD, true },
	{ "kexec -S", COMMAND_STATUS, true },
	{ "kexec --status", COMMAND_STATUS, true },
	{ "kexec -d -S", COMMAND_STATUS, true },
	{ "kexec -S -d", COMMAND_STATUS, true },
	{ "kexec -S -p", COMMAND_STATUS, true },
	{ "kexec -S -l", COMMAND_STATUS, false },
	{ "kexec -l -S", COMMAND_STATUS, false },
	{ "kexec -S -l Image", COMMAND_STATUS, false },
	{ "kexec --print-ckr-size", COMMAND_PRINT_CKR_SIZE, false },
	{ "kexec -p --print-ckr-size Image", COMMAND_PRINT_CKR_SIZE, true },
	{ "kexec -h", COMMAND_HELP, false },
	{ "kexec --help", COMMAND_HELP, false },
	{ "kexec -p Image -h", COMMAND_HELP, false },
	{ "kexec -v", COMMAND_VERSION, false },
	{ "kexec --version", COMMAND_VERSION, false },
};

START_TEST(action_options_name_one_command)
{
	struct options options;
	struct words words;

	parse_well(&words, commands[_i].line, &options);
	ck_assert_msg((int)options.command == (int)commands[_i].command && options.crash == commands[_i].crash,
		      "%s: command %d, crash %d", commands[_i].line, (int)options.command, options.crash);
	ck_assert_int_eq(options_is_load(&options), options.command == COMMAND_LOAD || options.command == COMMAND_LOAD_EXEC ||
							    options.command == COMMAND_LOAD_SHUTDOWN || options.command == COMMAND_REHEARSE);
}
END_TEST

/* ---- options ---- */

START_TEST(nothing_is_set_that_is_not_given)
{
	const struct options wanted = {
		.command = COMMAND_LOAD, .crash = true, .kernel = "Image", .allowed = { 0, UINT64_MAX }
	};
	struct options options;
	struct words words;

	parse_well(&words, "kexec -p Image", &options);
	ck_assert(same_options(&options, &wanted));
}
END_TEST

struct flag_case {
	const char *brief, *full;
	size_t offset; /* of a bool in struct options */
};

static const struct flag_case flags[] = {
	{ "-d", "--debug", offsetof(struct options, debug) },
	{ "-i", "--no-checks", offsetof(struct options, skip_checks) },
	{ "-x", "--no-ifdown", offsetof(struct options, skip_ifdown) },
	{ "-y", "--no-sync", offsetof(struct options, skip_sync) },
	{ NULL, "--reuse-cmdline", offsetof(struct options, reuse_cmdline) },
	{ NULL, "--reuse-crash-region", offsetof(struct options, reuse_crash_region) },
	{ NULL, "--relocate", offsetof(struct options, relocate) },
};

static void check_flag(const char *option, size_t offset)
{
	struct options options, wanted = { .command = COMMAND_LOAD, .kernel = "Image", .allowed = { 0, UINT64_MAX } };
	struct words words;
	char line[100];

	*(bool *)((char *)&wanted + offset) = true;
	snprintf(line, sizeof(line), "kexec -l %s Image", option);
	parse_well(&words, line, &options);
	ck_assert_msg(same_options(&options, &wanted), "%s", line);
}

START_TEST(flag_sets_its_field_and_no_other)
{
	if (flags[_i].brief)
		check_flag(flags[_i].brief, flags[_i].offset);
	check_flag(flags[_i].full, flags[_i].offset);
}
END_TEST

struct value_case {
	const char *option;
	size_t offset; /* of a const char * in struct options */
};

static const struct value_case values[] = {
	{ "--append", offsetof(struct options, append) },   { "--command-line", offsetof(struct options, append) },
	{ "--initrd", offsetof(struct options, initrd.path) },   { "--ramdisk", offsetof(struct options, initrd.path) },
	{ "--dtb", offsetof(struct options, dtb) },	    { "--serial", offsetof(struct options, serial) },
	{ "--type", offsetof(struct options, type) },	    { "-t", offsetof(struct options, type) },
	{ "--sysroot", offsetof(struct options, sysroot) }, { "--arch", offsetof(struct options, arch) },
};

static void check_value(const char *line, const char *value, size_t offset)
{
	struct options options, wanted = {
		.command = COMMAND_LOAD,
		.kernel = "Image",
		.allowed = { 0, UINT64_MAX },
		.dry_run = DRY_RUN_TEXT,
	};
	struct words words;

	*(const char **)((char *)&wanted + offset) = value;
	parse_well(&words, line, &options);
	ck_assert_msg(same_options(&options, &wanted), "%s", line);
}

/* "--opt value" and "--opt=value", and for a letter "-t value" and "-tvalue"; the value may look like an option. */
START_TEST(value_is_taken_in_either_form)
{
	const struct value_case *c = &values[_i];
	bool brief = c->option[1] != '-';
	char line[100];

	snprintf(line, sizeof(line), "kexec -l %s some=value Image --dry-run", c->option);
	check_value(line, "some=value", c->offset);
	snprintf(line, sizeof(line), "kexec -l %s%ssome=value Image --dry-run", c->option, brief ? "" : "=");
	check_value(line, "some=value", c->offset);
	snprintf(line, sizeof(line), "kexec -l Image --dry-run %s -p", c->option);
	check_value(line, "-p", c->offset);
}
END_TEST

struct address_case {
	const char *text;
	uint64_t value;
};

static const struct address_case addresses[] = {
	{ "0", 0 },
	{ "0x80000000", 0x80000000 },
	{ "0X8aF", 0x8af },
	{ "4096", 4096 },
	{ "010", 8 }, /* octal, as kexec-tools reads it */
	{ "18446744073709551615", UINT64_MAX },
	{ "0xffffffffffffffff", UINT64_MAX },
};

START_TEST(address_is_read_in_any_base)
{
	uint64_t value = addresses[_i].value;
	struct options options;
	struct words words;
	char line[100];

	snprintf(line, sizeof(line), "kexec -l Image --entry=%s", addresses[_i].text);
	parse_well(&words, line, &options);
	ck_assert(options.have_entry);
	ck_assert_uint_eq(options.entry, value);

	snprintf(line, sizeof(line), "kexec -l Image --mem-min %s", addresses[_i].text);
	parse_well(&words, line, &options);
	ck_assert(!options.have_entry);
	ck_assert_uint_eq(options.allowed.start, value);
	ck_assert_uint_eq(options.allowed.end, UINT64_MAX);

	/* The highest address may still be used. */
	snprintf(line, sizeof(line), "kexec -l Image --mem-max=%s", addresses[_i].text);
	parse_well(&words, line, &options);
	ck_assert_uint_eq(options.allowed.start, 0);
	ck_assert_uint_eq(options.allowed.end, value == UINT64_MAX ? UINT64_MAX : value + 1);
}
END_TEST

static const char *const bad_addresses[] = {
	"\"\"",
	"-1",
	"+1",
	"x",
	"0x",
	"0xg",
	"12q",
	"0x80000000,",
	"1-2",
	"08",
	"18446744073709551616",
	"0x10000000000000000",
	"99999999999999999999999",
};

START_TEST(bad_address_is_refused_with_its_option)
{
	static const char *const options_with_address[] = { "--mem-min", "--mem-max", "--entry" };
	const char *text = strcmp(bad_addresses[_i], "\"\"") ? bad_addresses[_i] : "";

	for (int i = 0; i < COUNT(options_with_address); i++) {
		struct options options = { .kernel = "untouched" };
		struct diag diag = { 0 };
		struct words words;
		char line[100], wanted[200];

		snprintf(line, sizeof(line), "kexec -l Image %s %s", options_with_address[i], bad_addresses[_i]);
		snprintf(wanted, sizeof(wanted), "%s=%s: expected an address such as 0x80000000", options_with_address[i],
			 text);
		ck_assert_int_eq(parse(&words, line, &options, &diag), -EINVAL);
		ck_assert_str_eq(diag.message, wanted);
		ck_assert_str_eq(options.kernel, "untouched");
	}
}
END_TEST

/* Other programs' command lines, as they are called in the field, and ways of writing that getopt_long(3) allows. */
static const struct {
	const char *line;
	struct options options;
} lines[] = {
	{ "kexec -p --command-line=root=/dev/vda1 --initrd=/initrd /vmlinuz",
	  { .command = COMMAND_LOAD, .crash = true, .kernel = "/vmlinuz", .append = "root=/dev/vda1", .initrd.path[0] = "/initrd" } },
	{ "/sbin/kexec -p --args-linux --command-line= --initrd=I K",
	  { .command = COMMAND_LOAD, .crash = true, .kernel = "K", .append = "", .initrd.path[0] = "I" } },
	{ "kexec --load K --append OPTS --initrd I",
	  { .command = COMMAND_LOAD, .kernel = "K", .append = "OPTS", .initrd.path[0] = "I" } },
	{ "kexec --load K --kexec-syscall-auto --initrd=I --no-checks --command-line X",
	  { .command = COMMAND_LOAD, .kernel = "K", .append = "X", .initrd.path[0] = "I", .skip_checks = true } },
	{ "kexec -l K --initrd=I --ramdisk J --check-initrd",
	  { .command = COMMAND_LOAD, .kernel = "K", .initrd.path = { "I", "J" }, .check_initrd = CHECK_INITRD_YES } },
	{ "kexec -p K --check-initrd=no", { .command = COMMAND_LOAD, .crash = true, .kernel = "K", .check_initrd = CHECK_INITRD_NO } },
	{ "kexec -a -l K --initrd=I --command-line=X",
	  { .command = COMMAND_LOAD, .kernel = "K", .append = "X", .initrd.path[0] = "I" } },
	{ "kexec -c -d -x -y -f K",
	  { .command = COMMAND_LOAD_EXEC, .kernel = "K", .debug = true, .skip_ifdown = true, .skip_sync = true } },
	{ "kexec -cdxyf K",
	  { .command = COMMAND_LOAD_EXEC, .kernel = "K", .debug = true, .skip_ifdown = true, .skip_sync = true } },
	{ "kexec -dtImage -p K", { .command = COMMAND_LOAD, .crash = true, .kernel = "K", .debug = true, .type = "Image" } },
	{ "kexec --kexec-syscall -l K", { .command = COMMAND_LOAD, .kernel = "K" } },
	{ "kexec -l --reserved=require K", { .command = COMMAND_LOAD, .kernel = "K", .reserved = RESERVED_REQUIRE } },
	{ "kexec -f K --reserved never", { .command = COMMAND_LOAD_EXEC, .kernel = "K", .reserved = RESERVED_NEVER } },
	{ "kexec -l --reserved=never --reserved=prefer K", { .command = COMMAND_LOAD, .kernel = "K" } },
	/* Abbreviations that can be only one option. */
	{ "kexec -p --init=I --com=X --reuse-cm --deb K",
	  { .command = COMMAND_LOAD,
	    .crash = true,
	    .kernel = "K",
	    .append = "X",
	    .initrd.path[0] = "I",
	    .reuse_cmdline = true,
	    .debug = true } },
	/* Arguments behind "--" are no options. */
	{ "kexec -l -- -K", { .command = COMMAND_LOAD, .kernel = "-K" } },
	{ "kexec -l -- --help", { .command = COMMAND_LOAD, .kernel = "--help" } },
	{ "kexec -l K --", { .command = COMMAND_LOAD, .kernel = "K" } },
	/* A lone '-' is a name. */
	{ "kexec -l -", { .command = COMMAND_LOAD, .kernel = "-" } },
	/* The last of two values counts. A flag may be repeated. */
	{ "kexec -l --append=a K --command-line=b -l -d -d",
	  { .command = COMMAND_LOAD, .kernel = "K", .append = "b", .debug = true } },
	{ "kexec -l K --dtb D --dtb-memory=machine",
	  { .command = COMMAND_LOAD, .kernel = "K", .dtb = "D", .dtb_memory = MEMORY_OF_MACHINE } },
	{ "kexec -l K --dtb D --dtb-memory=file", { .command = COMMAND_LOAD, .kernel = "K", .dtb = "D" } },
	{ "kexec -p K --on-mismatch=reset", { .command = COMMAND_LOAD, .kernel = "K", .crash = true } },
	{ "kexec -p K --on-mismatch=halt",
	  { .command = COMMAND_LOAD, .kernel = "K", .crash = true, .on_mismatch = HANDOFF_ON_MISMATCH_HALT } },
	{ "kexec --on-mismatch boot -p K",
	  { .command = COMMAND_LOAD, .kernel = "K", .crash = true, .on_mismatch = HANDOFF_ON_MISMATCH_BOOT } },
	{ "kexec -l K --dry-run", { .command = COMMAND_LOAD, .kernel = "K", .dry_run = DRY_RUN_TEXT } },
	{ "kexec -l K --dry-run=text", { .command = COMMAND_LOAD, .kernel = "K", .dry_run = DRY_RUN_TEXT } },
	{ "kexec -l K --dry-run=json", { .command = COMMAND_LOAD, .kernel = "K", .dry_run = DRY_RUN_JSON } },
	/* The value of --dry-run may be left out, so a word that follows is another one. */
	{ "kexec -l --dry-run json", { .command = COMMAND_LOAD, .kernel = "json", .dry_run = DRY_RUN_TEXT } },
	{ "kexec K --dry-run --sysroot=/m --arch=arm64",
	  { .command = COMMAND_LOAD_SHUTDOWN, .kernel = "K", .dry_run = DRY_RUN_TEXT, .sysroot = "/m", .arch = "arm64" } },
	{ "kexec -f K --dry-run --sysroot /m",
	  { .command = COMMAND_LOAD_EXEC, .kernel = "K", .dry_run = DRY_RUN_TEXT, .sysroot = "/m" } },
	{ "kexec -S --sysroot=/m",
	  { .command = COMMAND_STATUS, .crash = true, .show_normal = true, .show_crash = true, .sysroot = "/m" } },
	{ "kexec --status=text",
	  { .command = COMMAND_STATUS, .crash = true, .show_normal = true, .show_crash = true, .status_form = STATUS_TEXT } },
	{ "kexec --status=json -l", { .command = COMMAND_STATUS, .show_normal = true, .status_form = STATUS_JSON } },
	{ "kexec -p --status=json",
	  { .command = COMMAND_STATUS, .crash = true, .show_crash = true, .status_form = STATUS_JSON } },
	{ "kexec -p --status=json -l",
	  { .command = COMMAND_STATUS, .crash = true, .show_normal = true, .show_crash = true, .status_form = STATUS_JSON } },
	{ "kexec --prepare K", { .command = COMMAND_LOAD, .kernel = "K", .prepare = true } },
	{ "kexec -l K --prepare", { .command = COMMAND_LOAD, .kernel = "K", .prepare = true } },
	{ "kexec --prepare -p K", { .command = COMMAND_LOAD, .crash = true, .kernel = "K", .prepare = true } },
	/* -f alone is a command of its own, with -e it is more of that. */
	{ "kexec -e -f", { .command = COMMAND_EXEC, .force = true } },
	{ "kexec --print-ckr-size --sysroot=/m", { .command = COMMAND_PRINT_CKR_SIZE, .sysroot = "/m" } },
};

START_TEST(line_is_understood)
{
	struct options options, wanted = lines[_i].options;
	struct words words;

	wanted.allowed = (struct range){ 0, UINT64_MAX };
	parse_well(&words, lines[_i].line, &options);
	ck_assert_msg(same_options(&options, &wanted), "%s", lines[_i].line);
}
END_TEST

START_TEST(bounds_of_one_byte_are_allowed)
{
	struct options options;
	struct words words;

	parse_well(&words, "kexec -l K --mem-min=0x1000 --mem-max=0x1000", &options);
	ck_assert_uint_eq(options.allowed.start, 0x1000);
	ck_assert_uint_eq(options.allowed.end, 0x1001);
}
END_TEST

/* ---- order ---- */

/* Units are kept together: an option and the word that is its value. */
struct units {
	const char *unit[12][2];
	size_t count;
};

static const struct units orders[] = {
	{ { { "-p" }, { "-u" } }, 2 },
	{ { { "-p" }, { "-u" }, { "-d" }, { "-a" } }, 4 },
	{ { { "-S" }, { "-d" }, { "-l" } }, 3 },
	{ { { "-S" }, { "-d" } }, 2 },
	{ { { "-e" }, { "-f" }, { "-x" }, { "-y" } }, 4 },
	{ { { "-p" }, { "-d" }, { "Image" }, { "--append=a b" }, { "--initrd", "I" }, { "--mem-min=0x1000" } }, 6 },
	{ { { "-f" }, { "-i" }, { "-xy" }, { "Image" }, { "--dtb", "D" }, { "--serial=ttyAMA0" }, { "-t", "Image" } }, 7 },
	{ { { "--load" },
	    { "-c" },
	    { "Image" },
	    { "--reuse-cmdline" },
	    { "--entry", "0x80" },
	    { "--mem-max", "9" },
	    { "--dry-run" } },
	  7 },
	{ { { "Image" },
	    { "--dry-run=json" },
	    { "--sysroot", "/m" },
	    { "--arch=arm64" },
	    { "--type", "vmlinux" },
	    { "--ramdisk=R" },
	    { "--command-line", "-p" },
	    { "--no-checks" },
	    { "--args-linux" },
	    { "-l" } },
	  10 },
};

static void shuffle(struct random *random, struct units *units)
{
	for (size_t i = units->count; i > 1; i--) {
		size_t other = random_below(random, i);
		const char *unit[2] = { units->unit[i - 1][0], units->unit[i - 1][1] };

		memcpy(units->unit[i - 1], units->unit[other], sizeof(unit));
		memcpy(units->unit[other], unit, sizeof(unit));
	}
}

/* getopt_long() takes char *, and moves the pointers; it does not write to the text. */
static void parse_units(const struct units *units, struct options *ret, uint64_t seed)
{
	char *argv[2 * 12 + 2] = { (char *)(uintptr_t) "kexec" };
	struct diag diag = { 0 };
	int argc = 1;

	for (size_t i = 0; i < units->count; i++)
		for (int word = 0; word < 2; word++)
			if (units->unit[i][word])
				argv[argc++] = (char *)(uintptr_t)units->unit[i][word];
	ck_assert_msg(options_parse(argc, argv, ret, &diag) == 0, "seed %" PRIu64 ": %s", seed, diag.message);
}

START_TEST(order_of_words_never_matters)
{
	const struct rounds rounds = random_rounds(500);
	struct options first, other;

	parse_units(&orders[_i], &first, 0);
	for (uint64_t seed = rounds.first; seed < rounds.first + rounds.count; seed++) {
		struct random random = random_from(seed);
		struct units units = orders[_i];

		shuffle(&random, &units);
		parse_units(&units, &other, seed);
		if (!same_options(&first, &other)) {
			for (size_t i = 0; i < units.count; i++)
				fprintf(stderr, " %s", units.unit[i][0]);
			ck_abort_msg("seed %" PRIu64 " means something else", seed);
		}
	}
}
END_TEST

/* getopt keeps state between calls; a parse that stopped half way must not shift the next one. */
START_TEST(a_parse_does_not_depend_on_the_one_before)
{
	const struct options wanted = { .command = COMMAND_LOAD, .crash = true, .kernel = "K", .allowed = { 0, UINT64_MAX } };
	struct diag diag = { 0 };
	struct options options;
	struct words words;

	ck_assert_int_eq(parse(&words, "kexec -dZxyp a b c", &options, &diag), -EINVAL);
	parse_well(&words, "kexec -p K", &options);
	ck_assert(same_options(&options, &wanted));
	parse_well(&words, "kexec -hZ a b c", &options);
	parse_well(&words, "kexec -p K", &options);
	ck_assert(same_options(&options, &wanted));
}
END_TEST

/* ---- settings ---- */

/* Each is another load than one without any of them. */
static const struct options settings[] = {
	{ .crash = true },
	{ .skip_checks = true },
	{ .have_entry = true },
	{ .entry = 1 },
	{ .allowed = { 1, 0 } },
	{ .allowed = { 0, 1 } },
	{ .dtb_memory = MEMORY_OF_MACHINE },
	{ .on_mismatch = HANDOFF_ON_MISMATCH_HALT },
	{ .reserved = RESERVED_NEVER },
	{ .reuse_crash_region = true },
	{ .relocate = true },
	{ .type = "Image" },
	{ .serial = "ttyS0" },
	{ .serial = "" },
};

static char *settings_text(const struct options *options)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	options_write_settings(options, out);
	fclose(out);
	return text;
}

START_TEST(options_that_change_the_load_have_other_settings)
{
	AUTO_FREE char *plain = settings_text(&(struct options){ 0 });
	AUTO_FREE char *with = settings_text(&settings[_i]);

	ck_assert_str_ne(plain, with);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("options");
	TCase *tcase = tcase_create("options");

	unsetenv("POSIXLY_CORRECT"); /* with it getopt_long() stops at the first word that is no option */
	tcase_add_loop_test(tcase, action_options_name_one_command, 0, COUNT(commands));
	tcase_add_test(tcase, nothing_is_set_that_is_not_given);
	tcase_add_loop_test(tcase, flag_sets_its_field_and_no_other, 0, COUNT(flags));
	tcase_add_loop_test(tcase, value_is_taken_in_either_form, 0, COUNT(values));
	tcase_add_loop_test(tcase, address_is_read_in_any_base, 0, COUNT(addresses));
	tcase_add_loop_test(tcase, bad_address_is_refused_with_its_option, 0, COUNT(bad_addresses));
	tcase_add_loop_test(tcase, line_is_understood, 0, COUNT(lines));
	tcase_add_test(tcase, bounds_of_one_byte_are_allowed);
	tcase_add_loop_test(tcase, order_of_words_never_matters, 0, COUNT(orders));
	tcase_add_test(tcase, a_parse_does_not_depend_on_the_one_before);
	tcase_add_loop_test(tcase, options_that_change_the_load_have_other_settings, 0, COUNT(settings));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
