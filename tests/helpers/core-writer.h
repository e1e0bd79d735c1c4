/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes core files of kernels that have logged what is given, in each format that Linux has kept its log in: the memory as the
 * kernel leaves it, PT_LOADs that lead to it, and VMCOREINFO. What is wrong with a core is done to it afterwards.
 */
#ifndef WARMKEXEC_TESTS_CORE_WRITER_H
#define WARMKEXEC_TESTS_CORE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

enum core_format { CORE_RING, CORE_RECORDS, CORE_CHARS };

struct core_spec {
	enum core_format format;
	unsigned bits;	   /* of a long: 32 or 64 */
	unsigned elf_bits; /* of the file */
	bool is_big_endian;
	unsigned count_bits; /* ring: 2^n records; at most 12 */
	unsigned size_bits;  /* 2^n bytes of text or records; at most 20 */
	size_t info_size;    /* ring: of struct printk_info */
	bool exact_fit;	     /* ring: a block may end where the ring ends, as in Linux 7.2 */
	const char *record;  /* records: "log" or "printk_log" */
	size_t header_size;  /* records: of that struct */
};

/* The places that a test can change: variables in the kernel's image, and arrays in the linear map; then parts of the file. */
enum core_place {
	PLACE_POINTER,	 /* SYMBOL(prb) or SYMBOL(log_buf) */
	PLACE_VARIABLES, /* struct printk_ringbuffer; or log_buf_len, log_first_idx, log_next_idx, log_end, four bytes each */
	PLACE_DESCS,
	PLACE_INFOS,
	PLACE_TEXT, /* text, records or characters */
	PLACE_HEADER,
	PLACE_PROGRAMS,
	PLACE_NOTES,
	PLACE_COUNT
};

enum { CORE_LOADS_MAX = 8, CORE_LINES_MAX = 8 };

struct core_writer_load {
	uint64_t address, size, in_file;
	uint64_t offset; /* in the file that was written */
};

struct core_writer {
	struct core_spec spec;
	struct blob image, linear;   /* memory */
	uint64_t place[PLACE_COUNT]; /* virtual addresses; of parts of the file offsets, once it is written */
	struct core_writer_load load[CORE_LOADS_MAX];
	size_t load_count;
	const char *added[CORE_LINES_MAX], *removed[CORE_LINES_MAX]; /* lines of VMCOREINFO, and keys of others */
	size_t added_count, removed_count;
	size_t other_note;				 /* the size of a note before VMCOREINFO */
	uint64_t head_id, tail_id, head_lpos, tail_lpos; /* ring */
	uint64_t first, next, end;			 /* records: indices; characters: the number of all */
};

/* Returns 0, -EINVAL (a spec out of bounds) or -ENOMEM. */
int core_writer_start(const struct core_spec *spec, struct core_writer *ret);
void core_writer_release(struct core_writer *writer);

/* Logs a text; for characters with nothing before and behind it. Texts that are too long are not logged. */
void core_writer_log(struct core_writer *writer, uint64_t nanoseconds, const uint8_t *text, size_t size);

/* Ring: a record whose text had no room, one that its CPU had not committed, and one whose CPU had taken nothing but the ID. */
enum core_unfinished { RECORD_LOST, RECORD_RESERVED, RECORD_CLAIMED };
void core_writer_leave(struct core_writer *writer, enum core_unfinished how);

/* Writes a number into memory, if it is there. */
void core_writer_poke(struct core_writer *writer, uint64_t address, size_t size, uint64_t value);

/* The load that has this address becomes two, without this and what follows, or with it as zeros that are not in the file. */
enum core_break { BREAK_SPLIT, BREAK_ABSENT, BREAK_ZERO };
void core_writer_break(struct core_writer *writer, uint64_t address, enum core_break how);

/* Writes the file. Returns 0 or -ENOMEM. */
int core_writer_finish(struct core_writer *writer, struct blob *ret);

/* The offset in the file that was written of a place in memory or of a part of the file. */
uint64_t core_writer_offset(const struct core_writer *writer, enum core_place place);

#endif
