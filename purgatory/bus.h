/* SPDX-License-Identifier: GPL-2.0-only */
/* Access to the device registers of one space (enum handoff_space). */
#ifndef WARMKEXEC_PURGATORY_BUS_H
#define WARMKEXEC_PURGATORY_BUS_H

#include <stdint.h>

/* width: bytes of the access, 1, 2 or 4. */
struct bus {
	uint32_t (*read)(uint64_t address, unsigned int width);		     /* NULL: the space cannot be read */
	void (*write)(uint64_t address, unsigned int width, uint32_t value); /* NULL: the processor has no such space */
};

#endif
