/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/command/restore-options.h"

#include <stdint.h>
#include <stdlib.h>

#include "kexec/base/diag.h"
#include "kexec/loaded/loaded.h"
#include "kexec/options/options-parse.h"
#include "kexec/options/options.h"

/* options_parse() changes the order of its words, never their text. */
static char *word_of(const char *text)
{
	return (char *)(uintptr_t)text;
}

/* kexec -p -c OPTION... -- KERNEL */
int restore_options(const struct loaded *record, char ***ret_words, struct options **ret, struct diag *diag)
{
	char **word = calloc(record->option_count + 6, sizeof(*word));
	int count = 0;

	*ret_words = word;
	*ret = calloc(1, sizeof(**ret));
	if (!word || !*ret)
		return diag_oom(diag);
	word[count++] = word_of("kexec");
	word[count++] = word_of("-p");
	word[count++] = word_of(record->by_files ? "-s" : "-c");
	for (size_t i = 0; i < record->option_count; i++)
		word[count++] = record->option[i];
	word[count++] = word_of("--");
	word[count++] = record->kernel.path;
	return options_parse(count, word, *ret, diag);
}
