/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/options/options-parse.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/options/options-check.h"
#include "kexec/options/options-foreign.h"
#include "kexec/options/options-help.h"
#include "kexec/options/options-rows.h"

/* The code of a row for getopt: its number above all letters. */
#define ROW_CODE 256

/* The table, and the values of the command line. */
struct parser {
	const struct option_row *row;
	size_t count;
	struct given given;
};

/* Whether an option of the kind has a value. */
static const int has_arg[] = {
	[OPTION_TEXT] = required_argument,    [OPTION_FILE] = required_argument, [OPTION_FILES] = required_argument,
	[OPTION_ADDRESS] = required_argument, [OPTION_NUMBER] = required_argument, [OPTION_WORD] = required_argument, [OPTION_WORD_OPT] = optional_argument,
	[OPTION_HELP] = optional_argument,
	[OPTION_TOPIC] = no_argument,
};

/* The name for messages: the first of two spellings. */
static const char *name_of(const struct parser *parser, const struct option_row *row)
{
	for (size_t i = 0; i < parser->count && row->member != OPTION_NO_MEMBER; i++)
		if (parser->row[i].member == row->member)
			return parser->row[i].name;
	return row->name;
}

static int parse_address(const char *name, const char *text, uint64_t *ret, struct diag *diag)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || *end || *text < '0' || *text > '9')
		return diag_fail(diag, -EINVAL, "--%s=%s: expected an address such as 0x80000000", name, text);
	*ret = value;
	return 0;
}

static int parse_number(const char *name, const char *text, uint32_t *ret, struct diag *diag)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || value > UINT32_MAX)
		return diag_fail(diag, -EINVAL, "--%s=%s: expected a number such as 1", name, text);
	*ret = (uint32_t)value;
	return 0;
}

/* "text or json", "reset, halt or boot". */
static void list_words(const struct option_word *word, char *text, size_t room)
{
	size_t used = 0;

	for (size_t i = 0; word[i].word && used < room; i++)
		used += (size_t)snprintf(text + used, room - used, "%s%s",
					 !i		    ? ""
					 : word[i + 1].word ? ", "
							    : " or ",
					 word[i].word);
}

static int parse_word(const struct option_row *row, const char *text, void *member, struct diag *diag)
{
	char expected[100];

	for (const struct option_word *word = row->words; word->word; word++) {
		if (strcmp(text, word->word) == 0) {
			memcpy(member, &word->value, sizeof(word->value));
			return 0;
		}
	}
	list_words(row->words, expected, sizeof(expected));
	return diag_fail(diag, -EINVAL, "--%s=%s: expected %s", row->name, text, expected);
}

static int check_file_name(const char *name, const char *value, struct diag *diag)
{
	return *value ? 0 : diag_fail(diag, -EINVAL, "--%s needs a file name, it is empty", name);
}

static int set_file(const char *name, const char **member, const char *value, struct diag *diag)
{
	if (*member)
		return diag_fail(diag, -EINVAL, "--%s is given twice, as %s and %s: this version loads one", name, *member,
				 value);
	if (check_file_name(name, value, diag) < 0)
		return -EINVAL;
	*member = value;
	return 0;
}

static int add_file(const char *name, struct option_files *files, const char *value, struct diag *diag)
{
	if (check_file_name(name, value, diag) < 0)
		return -EINVAL;
	if (files->count == OPTION_FILES_MAX)
		return diag_fail(diag, -EINVAL, "--%s is given more than %d times", name, OPTION_FILES_MAX);
	files->path[files->count++] = value;
	return 0;
}

static int refuse(const struct option_row *row, struct diag *diag)
{
	return diag_fail(diag, -EINVAL, "--%s: %s is not supported by this version", row->name, row->right);
}

/* value: NULL if the row takes none, or an optional one was left out. */
static int apply_value(struct parser *parser, const struct option_row *row, const char *value, struct diag *diag)
{
	void *member = (char *)&parser->given + (row->member == OPTION_NO_MEMBER ? 0 : row->member);

	switch (row->kind) {
	case OPTION_TEXT:
		*(const char **)member = value;
		return 0;
	case OPTION_FILE:
		return set_file(name_of(parser, row), member, value, diag);
	case OPTION_FILES:
		return add_file(name_of(parser, row), member, value, diag);
	case OPTION_ADDRESS:
		return parse_address(row->name, value, member, diag);
	case OPTION_NUMBER:
		return parse_number(row->name, value, member, diag);
	case OPTION_WORD:
	case OPTION_WORD_OPT:
		return value ? parse_word(row, value, member, diag) : 0;
	case OPTION_ROUTE:
		parser->given.options.route.asked = row->route;
		return 0;
	case OPTION_REFUSED:
		return refuse(row, diag);
	case OPTION_FLAG:
	case OPTION_IGNORED:
	case OPTION_HELP:
	case OPTION_VERSION:
	case OPTION_NOTE:
	case OPTION_TOPIC:
		return 0;
	}
	abort();
}

/* Keeps the first option that binds the load to one system call. */
static void note_route(struct route_request *request, const struct option_row *row)
{
	if (row->kind == OPTION_ROUTE)
		return;
	if (row->route == ROUTE_SEGMENTS && !request->for_segments)
		request->for_segments = row->name;
	if (row->route == ROUTE_FILES && !request->for_files)
		request->for_files = row->name;
}

static int note_given(struct options *options, const struct option_row *row, const char *value, struct diag *diag)
{
	if (row->is_action)
		return 0;
	if (options->given_count == OPTIONS_GIVEN_MAX)
		return diag_fail(diag, -EINVAL, "more than %d options are given", OPTIONS_GIVEN_MAX);
	options->given[options->given_count++] = (struct option_given){
		.name = row->name,
		.value = value,
		.is_file = row->kind == OPTION_FILE || row->kind == OPTION_FILES,
	};
	return 0;
}

static int apply(struct parser *parser, const struct option_row *row, const char *value, struct diag *diag)
{
	int r = apply_value(parser, row, value, diag);

	if (r < 0)
		return r;
	if (row->mark != OPTION_NO_MEMBER)
		*(bool *)((char *)&parser->given + row->mark) = true;
	note_route(&parser->given.options.route, row);
	return note_given(&parser->given.options, row, value, diag);
}

/* The table in the two forms that getopt_long(3) needs. */
struct descriptions {
	struct option long_option[OPTION_ROWS_MAX + OPTION_ABBREVIATIONS_MAX + 1];
	char letters[2 * OPTION_ROWS_MAX + 2]; /* ':', at most two characters for each row, NUL */
};

static const struct option *find_option(const struct option *option, const char *name)
{
	while (strcmp(option->name, name) != 0)
		option++;
	return option;
}

/* Adds each abbreviation as a name of its own, which getopt prefers to all names that begin with it. Returns the end of the options. */
static struct option *add_abbreviations(struct descriptions *descriptions, struct option *to)
{
	size_t count;
	const struct option_abbreviation *abbreviation = option_abbreviations(&count);

	for (size_t i = 0; i < count; i++, to++) {
		*to = *find_option(descriptions->long_option, abbreviation[i].name);
		to->name = abbreviation[i].prefix;
	}
	return to;
}

static void describe(const struct parser *parser, struct descriptions *ret)
{
	struct option *to = ret->long_option;
	char *at = ret->letters;

	*at++ = ':';
	for (size_t i = 0; i < parser->count; i++) {
		const struct option_row *row = &parser->row[i];

		if (!row->name)
			continue;
		*to++ = (struct option){ row->name, has_arg[row->kind], NULL, ROW_CODE + (int)i };
		if (!row->letter)
			continue;
		*at++ = (char)row->letter;
		if (has_arg[row->kind] == required_argument)
			*at++ = ':';
	}
	*at = '\0';
	*add_abbreviations(ret, to) = (struct option){ 0 };
}

static const struct option_row *row_of(const struct parser *parser, int found)
{
	if (found >= ROW_CODE)
		return &parser->row[found - ROW_CODE];
	for (size_t i = 0; i < parser->count; i++)
		if (parser->row[i].letter == found)
			return &parser->row[i];
	abort();
}

/* Writes to text the names that `name` may be short for. Returns their number. */
static size_t list_candidates(const struct parser *parser, const char *name, char *text, size_t room)
{
	size_t length = strcspn(name, "="), count = 0, used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < parser->count && length; i++) {
		const char *candidate = parser->row[i].name;

		if (!candidate || strncmp(candidate, name, length) != 0)
			continue;
		if (used < room)
			used += (size_t)snprintf(text + used, room - used, "%s--%s", count ? ", " : "", candidate);
		count++;
	}
	return count;
}

static void fail_long_option(const struct parser *parser, const char *word, struct diag *diag)
{
	char text[512];

	if (strncmp(word, "--", 2) == 0 && list_candidates(parser, word + 2, text, sizeof(text)) > 1)
		diag_fail(diag, -EINVAL, "option '%s' is ambiguous: %s", word, text);
	else
		diag_fail(diag, -EINVAL, "unknown option '%s'", word);
}

static bool is_row(const struct parser *parser, int code)
{
	return code >= ROW_CODE && (size_t)(code - ROW_CODE) < parser->count;
}

/* The word that getopt looked at last. musl counts a value that is missing, which is the NULL at the end of argv, and may move it. */
static const char *last_word(int argc, char **argv)
{
	int at = (optind <= argc ? optind : argc) - 1;

	return argv[at] ? argv[at] : argv[at - 1];
}

/* A code above UCHAR_MAX that is no row: musl reads characters of several bytes. */
static int fail_option(const struct parser *parser, int found, int argc, char **argv, struct diag *diag)
{
	const char *word = last_word(argc, argv);

	if (found == '?' && !optopt && options_is_foreign(word, diag))
		return -EINVAL;
	if (found == ':')
		diag_fail(diag, -EINVAL, "option '%s' needs a value", word);
	else if (is_row(parser, optopt))
		diag_fail(diag, -EINVAL, "option '--%s' takes no value, but '%s' gives one", row_of(parser, optopt)->name,
			  word);
	else if (optopt > UCHAR_MAX)
		diag_fail(diag, -EINVAL, "unknown option '%s'", word);
	else if (optopt) /* a char, with or without a sign */
		diag_fail(diag, -EINVAL, "unknown option '-%c'", optopt);
	else
		fail_long_option(parser, word, diag);
	diag_hint(diag, "Try 'kexec --help'.");
	return -EINVAL;
}

static int take_kernel(struct parser *parser, int argc, char **argv, struct diag *diag)
{
	if (optind == argc)
		return 0;
	if (!*argv[optind])
		return diag_fail(diag, -EINVAL, "the name of the kernel is empty");
	if (optind + 1 < argc)
		return diag_fail(diag, -EINVAL, "one kernel is expected, but after %s there is also '%s'", argv[optind],
				 argv[optind + 1]);
	parser->given.options.kernel = argv[optind];
	return 0;
}

/* --help and --version. topic: of --help, or NULL. */
static int finish_at_once(const struct option_row *row, const char *topic, struct options *ret, struct diag *diag)
{
	bool is_help = row->kind == OPTION_HELP;

	if (topic && options_check_topic(topic, diag) < 0)
		return -EINVAL;
	*ret = (struct options){ .command = is_help ? COMMAND_HELP : COMMAND_VERSION, .help_topic = is_help ? topic : NULL };
	return 0;
}

int options_parse(int argc, char **argv, struct options *ret, struct diag *diag)
{
	struct parser parser = { .given.mem_max = UINT64_MAX };
	struct descriptions descriptions;
	int found, r;

	parser.row = option_rows(&parser.count);
	describe(&parser, &descriptions);
	optind = 0; /* glibc: forget any earlier scan */
	opterr = 0;
	while ((found = getopt_long(argc, argv, descriptions.letters, descriptions.long_option, NULL)) != -1) {
		const struct option_row *row;

		if (found == ':' || found == '?')
			return fail_option(&parser, found, argc, argv, diag);
		row = row_of(&parser, found);
		if (row->kind == OPTION_HELP || row->kind == OPTION_VERSION)
			return finish_at_once(row, optarg, ret, diag);
		r = apply(&parser, row, optarg, diag);
		if (r < 0)
			return r;
	}
	r = take_kernel(&parser, argc, argv, diag);
	return r < 0 ? r : options_check(&parser.given, ret, diag);
}
