/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts of one load, as far as its files could be read. A value for --check. */
#ifndef WARMKEXEC_CHECK_LOAD_FACTS_H
#define WARMKEXEC_CHECK_LOAD_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "kexec/check/memory-sum.h"
#include "kexec/image/initrd-contents.h"

struct load_facts {
	const char *kernel;  /* the name of its file */
	const char *cmdline; /* of the next kernel */
	char version[96];    /* of the next kernel, as "6.1.0-56-arm64"; "": not known */
	uint64_t initrd_size; /* packed; 0: there is none */
	bool have_initrd; /* `initrd` is known */
	struct initrd_contents initrd;
	struct memory_sum memory; /* of a crash load */
	uint64_t given;		  /* bytes that the capture kernel gets; of a crash load */
	bool verifies; /* the load has our purgatory, and it verifies; else the members below are zero */
	bool can_reset;		/* the purgatory knows how to reset the machine */
	bool reports_to_ramoops;
	char silent[1024]; /* why the purgatory has no port to report to; "": it has one */
};

#endif
