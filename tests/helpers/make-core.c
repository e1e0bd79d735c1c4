/* SPDX-License-Identifier: GPL-2.0-only */
/* make-core <TEXT >CORE: writes a core file from a description; see text-core.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "tests/helpers/text-core.h"

int main(void)
{
	CLEANUP(blob_release) struct blob core = { 0 };
	static char text[1 << 16];
	size_t size = fread(text, 1, sizeof(text), stdin), line = 0;
	int r = text_core((struct view){ .data = (const uint8_t *)text, .size = size }, &core, &line);

	if (r < 0) {
		fprintf(stderr, "make-core: line %zu: %s\n", line, strerror(-r));
		return EXIT_FAILURE;
	}
	return fwrite(core.data, 1, core.size, stdout) == core.size && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
