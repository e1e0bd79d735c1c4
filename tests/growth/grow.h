/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_GROWTH_GROW_H
#define TESTS_GROWTH_GROW_H
/*
 * Inputs that grow. An input is the worst that is known of its kind, and is accepted by the parser as far as the parser has to read it to
 * the end.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MIB UINT64_C(0x100000)

struct growth_input {
	const char *name, *target; /* the target: tests/fuzz/fuzz-TARGET or read-TARGET reads it */
	void (*write)(unsigned n); /* writes n lines, nodes, sections, ... to the standard output */
	unsigned n; /* how many are enough to count: the larger input has ten times as many */
};

struct growth_inputs {
	const struct growth_input *input;
	size_t count;
};

extern const struct growth_inputs growth_texts, growth_trees, growth_binaries;

/* Aborts if an input cannot be made. */
void must(bool ok);

/* Writes bytes to the standard output. */
void put(const void *bytes, size_t size);

#endif
