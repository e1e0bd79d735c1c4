/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The text that a struct loaded is kept as: lines of a keyword and values in a fixed order, the first "warmkexec loaded 3", the
 * last "end". Names and the command line stand last on their line, with %XX for control characters and '%'. The text is private
 * to this program: another version of it is refused.
 */
#ifndef WARMKEXEC_LOADED_LOADED_TEXT_H
#define WARMKEXEC_LOADED_LOADED_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct blob;
struct diag;
struct loaded;
struct view;

#define LOADED_TEXT_MAX ((size_t)1 << 20)

/* Returns 0 or -ENOMEM. */
int loaded_write(const struct loaded *loaded, struct blob *ret);

/*
 * Accepts only what loaded_write() can have written: every line in its place, every number in its form, ranges ascending and
 * not empty, no part twice. Returns 0, or -EINVAL with the number of the line that is malformed, -ENOMEM.
 */
int loaded_parse(struct view text, struct loaded *ret, struct diag *diag);

/* For the writer and the parser: the words of the text, and which characters stand as %XX in it. */
#define LOADED_TEXT_FIRST "warmkexec loaded 3"
#define LOADED_TEXT_SEGMENTS "segments"
#define LOADED_TEXT_FILES "files"

bool loaded_text_escapes(char c);

#endif
