/* SPDX-License-Identifier: GPL-2.0-only */
/* The rows of --check, and what they share. For check-*.c and their tests only. */
#ifndef WARMKEXEC_CHECK_CHECK_ROWS_H
#define WARMKEXEC_CHECK_CHECK_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/check/check.h"

struct view;

enum check_kind {
	FOR_CRASH = 1,
	FOR_NORMAL = 2,
	FOR_BOTH = 3,
};

/* Fills the finding, or leaves it alone: there is none then. */
typedef void check_judge(const struct check_input *input, struct finding *ret);

struct check_row {
	const char *id;
	enum check_kind kind;
	check_judge *judge;
};

/* In the order in which findings of one severity are told. */
extern const struct check_row check_table[];
extern const size_t check_table_size;

/* Sets severity and sentence, and clears the rest. */
void finding_set(struct finding *finding, enum severity severity, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Appends a line to the evidence. */
void finding_evidence(struct finding *finding, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define finding_remedy(finding, ...) diag_hint(&(finding)->text, __VA_ARGS__)

/* The number in a file of the snapshot. False: it is absent, could not be read, or has none. */
bool check_number(const struct check_input *input, const char *file, uint64_t *ret);

/* The first line of a file of the snapshot, cut to size. False: it is absent, or could not be read. */
bool check_line(const struct check_input *input, const char *file, char *ret, size_t size);

/* The running kernel's command line, or "". */
const char *check_running_line(const struct check_input *input);

/* The next kernel's command line: of the load, else of the record of the loaded kernel; NULL: not known. */
const char *check_next_line(const struct check_input *input);

/* True if there is a region to load a crash kernel into. Only if the machine is known. */
bool check_has_region(const struct check_input *input);

/* True if a crash kernel (of input->crash) is loaded. */
bool check_is_armed(const struct check_input *input);

/*
 * Adds the fault of a crashkernel= that has reserved nothing to the evidence, as far as its text shows it, and sets the remedy. value:
 * behind the "="; ram: bytes of the machine.
 */
void explain_crashkernel(struct view value, uint64_t ram, struct finding *ret);

/* ---- the rows ---- */

check_judge judge_unread, judge_machine, judge_region, judge_region_size, judge_region_low;
check_judge judge_load, judge_armed, judge_armed_files, judge_armed_memory;
check_judge judge_call, judge_disabled, judge_limit, judge_lockdown, judge_signature, judge_handover, judge_cpus_stop;
check_judge judge_oops, judge_notifiers, judge_lockup, judge_panic_reboot, judge_watchdog;
check_judge judge_report, judge_reset;
check_judge judge_line_cut, judge_nr_cpus, judge_maxcpus, judge_hugepages, judge_mem, judge_places, judge_panic, judge_cma, judge_reserves,
	judge_reset_devices;
check_judge judge_console;
check_judge judge_initrd, judge_initrd_init, judge_initrd_tools, judge_initrd_modules, judge_version;
check_judge judge_dump_space, judge_dump_reader, judge_addresses;

#endif
