/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine that changes while kexec is at work. What would look at a real one, or load, is replaced by functions here
 * (--wrap). */

#include <check.h>
#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "common/bytes.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/command/carry-out.h"
#include "kexec/command/command.h"
#include "kexec/command/find-route.h"
#include "kexec/command/known-memory.h"
#include "kexec/command/note-load.h"
#include "kexec/command/outcome.h"
#include "kexec/host/host.h"
#include "kexec/host/kernel-load.h"
#include "kexec/image/image-elf.h"
#include "kexec/load/load.h"
#include "kexec/loaded/loaded-view.h"
#include "kexec/machine/memmap.h"
#include "kexec/options/options.h"
#include "tests/helpers/image-writer.h"
#include "tests/helpers/suite.h"

static struct machine_now {
	int readings;	  /* of the memory map */
	int changes;	  /* the first so many readings differ from each other */
	int loads, stale; /* the first so many loads are for memory that has changed */
	bool is_told;	  /* that it was loaded nevertheless */
	int error;	  /* of the loads */
	int refusal;	  /* this load is not permitted, later ones are refused */
	bool has_started;
	bool is_loaded;
	bool has_no_sysfs;
	bool loses_its_load; /* during the sync */
	bool has_synced;
	uint8_t *field; /* of a file: gets this value when memory is allocated */
	uint64_t value;
} now;

static char earlier; /* in place of a load */

static void begin(void)
{
	now = (struct machine_now){ .is_loaded = true };
}

/* ---- in place of the machine and of the parts of a load ---- */

int __wrap_host_read(const struct host *host, const char *path, size_t limit, struct blob *ret);
int __wrap_host_read(const struct host *host, const char *path, size_t limit, struct blob *ret)
{
	char text[100];
	int size;

	(void)host, (void)limit;
	ck_assert_str_eq(path, "/proc/iomem");
	now.readings++;
	size = snprintf(text, sizeof(text), "40000000-%x : System RAM\n",
			now.readings > now.changes ? 0x7fffffff : 0x4fffffff + now.readings);
	if (blob_alloc((size_t)size, ret) < 0)
		return -ENOMEM;
	memcpy(ret->data, text, (size_t)size);
	return 0;
}

int __wrap_find_route(const struct invocation *invocation, struct route *ret, struct diag *diag);
int __wrap_find_route(const struct invocation *invocation, struct route *ret, struct diag *diag)
{
	(void)invocation, (void)diag;
	*ret = (struct route){ .way = ROUTE_SEGMENTS, .may_change = true, .why = "nothing says otherwise" };
	return 0;
}

int __wrap_load_prepare(const struct options *options, const struct route *route, const struct host *host, FILE *trace,
			struct load **ret, struct diag *diag);
int __wrap_load_prepare(const struct options *options, const struct route *route, const struct host *host, FILE *trace,
			struct load **ret, struct diag *diag)
{
	(void)options, (void)route, (void)host, (void)trace, (void)diag;
	ck_assert_ptr_eq(*ret, now.loads ? &earlier : NULL); /* what was read from pipes */
	*ret = (struct load *)&earlier;
	return 0;
}

void __wrap_load_release(struct load **load);
void __wrap_load_release(struct load **load)
{
	*load = NULL;
}

void __wrap_command_note_load(const struct load *load, struct outcome *outcome);
void __wrap_command_note_load(const struct load *load, struct outcome *outcome)
{
	(void)load, (void)outcome;
}

void __wrap_command_note_handover(const struct invocation *invocation, const struct route *route, struct outcome *outcome);
void __wrap_command_note_handover(const struct invocation *invocation, const struct route *route, struct outcome *outcome)
{
	(void)invocation, (void)route, (void)outcome;
}

void __wrap_command_note_limit(const struct invocation *invocation, struct outcome *outcome);
void __wrap_command_note_limit(const struct invocation *invocation, struct outcome *outcome)
{
	(void)invocation, (void)outcome;
}

/* IMA refuses the one call, the running kernel the other. */
static int refuse(struct outcome *outcome, struct diag *diag)
{
	int error = now.loads == now.refusal ? EACCES : EAGAIN;

	outcome->refused = error;
	diag_fail(diag, -error, "load %d is refused", now.loads);
	diag_hint(diag, "what is armed now");
	return -error;
}

int __wrap_carry_out_load(const struct invocation *invocation, struct load **load, struct outcome *outcome, struct diag *diag);
int __wrap_carry_out_load(const struct invocation *invocation, struct load **load, struct outcome *outcome, struct diag *diag)
{
	struct diag note;

	(void)invocation, (void)load;
	now.loads++;
	diag_fail(&note, 0, "load %d", now.loads);
	outcome_note(outcome, &note);
	if (now.error)
		return diag_fail(diag, -now.error, "refused");
	now.is_told = outcome->may_be_stale;
	if (now.loads > now.stale)
		return now.refusal ? refuse(outcome, diag) : 0;
	outcome->is_stale = true;
	if (!outcome->may_be_stale)
		return diag_fail(diag, -EAGAIN, "memory was added");
	return now.refusal ? refuse(outcome, diag) : 0;
}

int __wrap_host_is_loaded(const struct host *host, bool crash, bool *ret, struct diag *diag);
int __wrap_host_is_loaded(const struct host *host, bool crash, bool *ret, struct diag *diag)
{
	(void)host;
	if (now.has_no_sysfs)
		return diag_fail(diag, -ENOENT, "there is no /sys");
	*ret = !crash && now.is_loaded;
	return 0;
}

int __wrap_known_find(const struct host *host, bool crash, struct loaded_view *ret, struct diag *diag);
int __wrap_known_find(const struct host *host, bool crash, struct loaded_view *ret, struct diag *diag)
{
	(void)host, (void)diag;
	*ret = (struct loaded_view){ .crash = crash };
	return 0;
}

int __wrap_known_in_crash_region(const struct host *host, bool *ret, struct diag *diag);
int __wrap_known_in_crash_region(const struct host *host, bool *ret, struct diag *diag)
{
	(void)host, (void)diag;
	*ret = false;
	return 0;
}

int __real_blob_alloc(size_t size, struct blob *ret);
int __wrap_blob_alloc(size_t size, struct blob *ret);
int __wrap_blob_alloc(size_t size, struct blob *ret)
{
	if (now.field)
		store_le64(now.field, now.value);
	return __real_blob_alloc(size, ret);
}

void __wrap_host_sync(void);
void __wrap_host_sync(void)
{
	now.has_synced = true;
	if (now.loses_its_load)
		now.is_loaded = false;
}

int __wrap_host_kexec_exec(bool ifdown, FILE *told, struct diag *diag);
int __wrap_host_kexec_exec(bool ifdown, FILE *told, struct diag *diag)
{
	(void)ifdown, (void)told;
	now.has_started = true;
	return diag_fail(diag, -EPERM, "started");
}

/* ---- tests ---- */

/* The kernel hands out the list in pieces, and a change between two of them takes a line out of it. */
START_TEST(memory_map_is_read_until_it_stays_the_same)
{
	static const int changes[] = { 0, 1, 2, 18 };
	CLEANUP(memmap_release) struct memmap map = { 0 };
	const struct host host = { .root = -1 };
	struct diag diag = { 0 };

	now.changes = changes[_i];
	ck_assert_int_eq(known_memory(&host, &map, &diag), 0);
	ck_assert_int_eq(now.readings, changes[_i] + 2);
	ck_assert_uint_eq(map.count, 1);
	ck_assert_uint_eq(map.area[0].range.end, 0x80000000);
}
END_TEST

START_TEST(memory_map_that_never_stays_the_same_is_an_error)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	const struct host host = { .root = -1 };
	struct diag diag = { 0 };

	now.changes = 1000;
	ck_assert_int_eq(known_memory(&host, &map, &diag), -EAGAIN);
	ck_assert_str_eq(diag.message, "/proc/iomem changes while it is read, each time");
}
END_TEST

/* Its files do not change. */
START_TEST(recorded_memory_map_is_read_once)
{
	CLEANUP(memmap_release) struct memmap map = { 0 };
	const struct host host = { .root = -1, .is_recorded = true };
	struct diag diag = { 0 };

	ck_assert_int_eq(known_memory(&host, &map, &diag), 0);
	ck_assert_int_eq(now.readings, 1);
}
END_TEST

static char kernel_name[] = "Image";

static void load(struct outcome *ret)
{
	static const struct host host = { .root = -1 };
	static const struct options options = { .kernel = kernel_name };
	const struct invocation invocation = { .options = &options, .host = &host };

	command_load(&invocation, ret);
}

START_TEST(load_for_memory_that_has_changed_is_made_anew)
{
	struct outcome outcome = { 0 };

	now.stale = _i;
	load(&outcome);
	ck_assert_int_eq(outcome.status, STATUS_DONE);
	ck_assert_str_eq(outcome.failure.message, "");
	ck_assert_int_eq(now.loads, _i + 1);
	ck_assert(!now.is_told);
	ck_assert_uint_eq(outcome.note_count, 1); /* of the load that counts */
}
END_TEST

/* The other call is a load of its own; what it is refused for is no matter of memory. */
START_TEST(refusal_after_a_change_of_memory_stays_a_refusal)
{
	struct outcome outcome = { 0 };

	now.stale = _i;
	now.refusal = _i < 3 ? _i + 1 : 3;
	load(&outcome);
	ck_assert_int_eq(outcome.status, STATUS_FAILED);
	ck_assert_int_eq(now.loads, now.refusal + 1);
	ck_assert(!now.is_told);
	ck_assert_str_eq(outcome.failure.hint, "what is armed now");
	ck_assert_uint_eq(outcome.note_count, 1); /* of the other call */
}
END_TEST

/* EAGAIN of the running kernel, for a load that may be stale. */
START_TEST(last_try_is_the_last)
{
	struct outcome outcome = { 0 };

	now.stale = 1000;
	now.refusal = 1000;
	load(&outcome);
	ck_assert_int_eq(now.loads, 3);
	ck_assert_str_eq(outcome.failure.message, "load 3 is refused");
}
END_TEST

START_TEST(load_for_memory_that_always_changes_is_made_nevertheless)
{
	struct outcome outcome = { 0 };

	now.stale = 1000;
	load(&outcome);
	ck_assert_int_eq(outcome.status, STATUS_DONE);
	ck_assert_int_eq(now.loads, 3);
	ck_assert(now.is_told);
}
END_TEST

/* EAGAIN may be of the running kernel, too. */
START_TEST(load_that_fails_is_not_made_anew)
{
	struct outcome outcome = { 0 };

	now.error = EAGAIN;
	load(&outcome);
	ck_assert_int_eq(outcome.status, STATUS_FAILED);
	ck_assert_int_eq(now.loads, 1);
}
END_TEST

static void start(enum command command, bool skip_sync, struct outcome *ret)
{
	static const struct host host = { .root = -1 };
	const struct options options = { .command = command, .skip_sync = skip_sync };
	const struct invocation invocation = { .options = &options, .host = &host };

	command_start(&invocation, stderr, ret);
}

START_TEST(kernel_that_is_gone_after_the_sync_is_not_started)
{
	struct outcome outcome = { 0 };

	now.loses_its_load = true;
	start(_i ? COMMAND_LOAD_EXEC : COMMAND_EXEC, false, &outcome);
	ck_assert(now.has_synced);
	ck_assert(!now.has_started);
	ck_assert_str_eq(outcome.failure.message, "Nothing has been loaded!");
}
END_TEST

START_TEST(kernel_that_is_still_there_is_started)
{
	struct outcome outcome = { 0 };

	start(COMMAND_EXEC, _i, &outcome);
	ck_assert_int_eq(now.has_synced, !_i);
	ck_assert(now.has_started);
}
END_TEST

/* As kexec -f in an initramfs: it has loaded the kernel itself. */
START_TEST(kernel_that_was_just_loaded_is_started_without_sysfs)
{
	struct outcome outcome = { 0 };

	now.has_no_sysfs = true;
	start(COMMAND_LOAD_EXEC, false, &outcome);
	ck_assert(now.has_started);
	now.has_started = false;
	start(COMMAND_EXEC, false, &outcome);
	ck_assert(!now.has_started);
}
END_TEST

#define SIZE ((uint64_t)64 << 10)
#define SECOND(field) (sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr) + offsetof(Elf64_Phdr, field))

/* Fields of the second segment, after the segments were measured. */
static const struct {
	size_t at;
	uint64_t value;
	int error;
} elf_changes[] = {
	{ SECOND(p_vaddr), VMLINUX_BASE - 1, -ESTALE },
	{ SECOND(p_vaddr), VMLINUX_BASE + SIZE / 2 + 1, -ESTALE },
	{ SECOND(p_offset), VMLINUX_LOAD_OFFSET + SIZE / 2 + 1, -ESTALE },
	{ SECOND(p_offset), UINT64_MAX, -ESTALE },
	{ SECOND(p_filesz), SIZE / 2 + 1, -ESTALE },
	{ SECOND(p_filesz), UINT64_MAX, -ESTALE },
	{ SECOND(p_filesz), SIZE / 2 - 1, 0 },
};

/* A file that is mapped is not a copy. AddressSanitizer and valgrind see what would be written beside the buffer. */
START_TEST(segment_of_a_file_that_changes_stays_in_its_place)
{
	static const struct image_spec spec = { .size = SIZE, .image_size = SIZE };
	CLEANUP(blob_release) struct blob elf = { 0 }, flat = { 0 };
	struct elf_request request = { .machine = EM_AARCH64, .machine_name = "arm64", .limit = 1 << 20 };
	struct diag diag = { 0 };
	uint64_t memory;

	ck_assert_int_eq(image_write_vmlinux(&spec, &elf), 0);
	request.file = blob_view(&elf);
	now.field = elf.data + elf_changes[_i].at;
	now.value = elf_changes[_i].value;
	ck_assert_int_eq(image_elf_flatten(&request, &flat, &memory, &diag), elf_changes[_i].error);
	if (elf_changes[_i].error)
		ck_assert_str_eq(diag.message, "the ELF file has changed while it was read");
	else
		ck_assert_uint_eq(flat.size, SIZE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("changing");
	TCase *tcase = tcase_create("changing");

	tcase_add_checked_fixture(tcase, begin, NULL);
	tcase_add_loop_test(tcase, memory_map_is_read_until_it_stays_the_same, 0, 4);
	tcase_add_test(tcase, memory_map_that_never_stays_the_same_is_an_error);
	tcase_add_test(tcase, recorded_memory_map_is_read_once);
	tcase_add_loop_test(tcase, load_for_memory_that_has_changed_is_made_anew, 0, 2);
	tcase_add_loop_test(tcase, refusal_after_a_change_of_memory_stays_a_refusal, 0, 4);
	tcase_add_test(tcase, last_try_is_the_last);
	tcase_add_test(tcase, load_for_memory_that_always_changes_is_made_nevertheless);
	tcase_add_test(tcase, load_that_fails_is_not_made_anew);
	tcase_add_loop_test(tcase, kernel_that_is_gone_after_the_sync_is_not_started, 0, 2);
	tcase_add_test(tcase, kernel_that_was_just_loaded_is_started_without_sysfs);
	tcase_add_loop_test(tcase, kernel_that_is_still_there_is_started, 0, 2);
	tcase_add_loop_test(tcase, segment_of_a_file_that_changes_stays_in_its_place, 0, COUNT(elf_changes));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
