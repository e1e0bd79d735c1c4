/* SPDX-License-Identifier: GPL-2.0-only */
/* Text as XML. */
#ifndef WARMKEXEC_BASE_XML_H
#define WARMKEXEC_BASE_XML_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes text to out as the text of an element or the value of an attribute. Control characters, and what no XML document may have
 * (XML 1.0, section 2.2), become '?'. Of more than limit characters the last ones are left out, and "..." stands for them.
 */
void xml_text(const char *text, size_t limit, FILE *out);

#endif
