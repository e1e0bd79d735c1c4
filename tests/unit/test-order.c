/* SPDX-License-Identifier: GPL-2.0-only */
/* A load that takes the place of another, and an unload: what they hold, give back and ask again. The steps are
 * functions here (--wrap), which write down what they saw. */

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "kexec/base/diag.h"
#include "kexec/command/before.h"
#include "kexec/command/command.h"
#include "kexec/command/find-route.h"
#include "kexec/command/free-region.h"
#include "kexec/command/install.h"
#include "kexec/command/outcome.h"
#include "kexec/command/stale.h"
#include "kexec/command/take.h"
#include "kexec/host/host.h"
#include "kexec/host/kernel-load.h"
#include "kexec/host/loaded-change.h"
#include "kexec/load/load.h"
#include "kexec/load/load-view.h"
#include "kexec/load/submit.h"
#include "kexec/loaded/loaded.h"
#include "kexec/options/options.h"
#include "kexec/route.h"
#include "tests/helpers/suite.h"

enum { LOCK = 1000 };

static struct seen {
	int locked;			     /* the fault of it */
	int stale, files, marked, installed; /* -errno of each */
	bool is_stale, is_locked, has_freed, has_released, has_shrunk, has_restored, has_swept, has_committed;
	int unloads, marks;
	size_t notes;
	int unload[2];
	bool by_files; /* the last unload */
	bool takes_crash_region;
	int crash_marked; /* the fault of the second mark */
} seen;

static void begin(void)
{
	seen = (struct seen){ 0 };
}

/* Ctrl-C, an end of the session, a terminal's stop. */
static bool are_held(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGQUIT };
	sigset_t blocked;

	ck_assert_int_eq(sigprocmask(SIG_BLOCK, NULL, &blocked), 0);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sigismember(&blocked, signals[i]) != 1)
			return false;
	return true;
}

/* ---- the steps ---- */

int __wrap_host_lock_loads(const struct host *host, int *ret, struct diag *diag);
int __wrap_host_lock_loads(const struct host *host, int *ret, struct diag *diag)
{
	(void)host;
	if (seen.locked < 0)
		return diag_fail(diag, seen.locked, "another program loads");
	*ret = LOCK;
	seen.is_locked = true;
	return 0;
}

void __wrap_host_unlock_loads(int *lock);
void __wrap_host_unlock_loads(int *lock)
{
	if (*lock == LOCK)
		seen.is_locked = false;
	*lock = -1;
}

void __wrap_host_sweep_loaded(const struct host *host, int lock);
void __wrap_host_sweep_loaded(const struct host *host, int lock)
{
	(void)host;
	ck_assert_int_eq(lock, LOCK);
	ck_assert(seen.is_locked && are_held());
	seen.has_swept = true;
}

int __wrap_stale_check(const struct host *host, const struct loaded *loaded, struct outcome *outcome, struct diag *diag);
int __wrap_stale_check(const struct host *host, const struct loaded *loaded, struct outcome *outcome, struct diag *diag)
{
	(void)host, (void)loaded, (void)outcome;
	ck_assert(seen.is_locked && are_held());
	return seen.stale ? diag_fail(diag, seen.stale, "memory was added") : 0;
}

int __wrap_before_look(const struct host *host, struct before *ret, struct diag *diag);
int __wrap_before_look(const struct host *host, struct before *ret, struct diag *diag)
{
	(void)host, (void)ret, (void)diag;
	ck_assert(seen.is_locked && are_held() && !seen.has_freed);
	return 0;
}

int __wrap_load_check_files(const struct load_view *load, struct diag *diag);
int __wrap_load_check_files(const struct load_view *load, struct diag *diag)
{
	(void)load;
	ck_assert(!seen.has_freed);
	return seen.files ? diag_fail(diag, seen.files, "a file has changed") : 0;
}

int __wrap_free_crash_region(const struct host *host, int lock, bool by_files, struct outcome *outcome, struct diag *diag);
int __wrap_free_crash_region(const struct host *host, int lock, bool by_files, struct outcome *outcome, struct diag *diag)
{
	(void)host, (void)by_files, (void)outcome, (void)diag;
	ck_assert_int_eq(lock, LOCK);
	ck_assert(seen.is_locked && are_held());
	seen.has_freed = true;
	return 0;
}

int __wrap_install_begun(const struct invocation *invocation, struct host_change *change, const struct load_view *load,
			 struct loaded *loaded, struct outcome *outcome, struct diag *diag);
int __wrap_install_begun(const struct invocation *invocation, struct host_change *change, const struct load_view *load,
			 struct loaded *loaded, struct outcome *outcome, struct diag *diag)
{
	(void)invocation, (void)load, (void)loaded, (void)outcome;
	ck_assert_int_eq(change->folder, seen.marked ? -1 : LOCK);
	ck_assert_int_eq(seen.marks, seen.takes_crash_region ? 2 : !seen.marked);
	ck_assert(seen.is_locked && are_held() && !seen.has_released);
	return seen.installed ? diag_fail(diag, seen.installed, "refused") : 0;
}

const char *__wrap_load_warning(const struct load_view *load);
const char *__wrap_load_warning(const struct load_view *load)
{
	(void)load;
	return NULL;
}

bool __wrap_load_takes_crash_region(const struct load_view *load);
bool __wrap_load_takes_crash_region(const struct load_view *load)
{
	(void)load;
	return seen.takes_crash_region;
}

void __wrap_load_shrink(struct load **load);
void __wrap_load_shrink(struct load **load)
{
	(void)load;
	seen.has_shrunk = true;
}

void __wrap_load_release(struct load **load);
void __wrap_load_release(struct load **load)
{
	seen.has_released = true;
	*load = NULL;
}

void __wrap_before_restore(const struct invocation *invocation, const struct before *before, bool crash, int error, int lock,
			   struct diag *diag);
void __wrap_before_restore(const struct invocation *invocation, const struct before *before, bool crash, int error, int lock,
			   struct diag *diag)
{
	(void)invocation, (void)before, (void)crash, (void)diag;
	ck_assert_int_eq(error, seen.installed);
	ck_assert_int_eq(lock, LOCK);
	ck_assert(seen.is_locked && are_held());
	ck_assert_int_eq(seen.marks, 0);
	ck_assert_int_eq(seen.has_shrunk, error == -EACCES);   /* it may be tried by the other call */
	ck_assert_int_eq(seen.has_released, error != -EACCES); /* two loads at a time would take twice the memory */
	seen.has_restored = true;
}

int __wrap_find_unload_route(const struct invocation *invocation, struct route *ret, struct diag *diag);
int __wrap_find_unload_route(const struct invocation *invocation, struct route *ret, struct diag *diag)
{
	(void)invocation, (void)diag;
	*ret = (struct route){ .way = ROUTE_SEGMENTS, .may_change = true, .why = "nothing says otherwise" };
	return 0;
}

int __wrap_host_change_begin(int lock, bool crash, struct host_change *ret, struct diag *diag);
int __wrap_host_change_begin(int lock, bool crash, struct host_change *ret, struct diag *diag)
{
	int r = crash && seen.marks ? seen.crash_marked : seen.marked;

	*ret = (struct host_change){ .folder = r ? -1 : LOCK };
	ck_assert_int_eq(lock, LOCK);
	ck_assert(seen.is_locked && are_held() && !seen.unloads && !seen.has_freed);
	if (!r) {
		seen.marks++;
		return 0;
	}
	diag_fail(diag, r, "the record stays");
	diag_hint(diag, "Nothing was done");
	return r;
}

void __wrap_host_change_abort(struct host_change *change);
void __wrap_host_change_abort(struct host_change *change)
{
	if (change->folder == LOCK)
		seen.marks--;
	change->folder = -1;
}

int __wrap_host_kexec_unload(const struct host *host, bool by_files, bool crash, struct diag *diag);
int __wrap_host_kexec_unload(const struct host *host, bool by_files, bool crash, struct diag *diag)
{
	int r = seen.unload[seen.unloads];

	(void)host, (void)crash;
	ck_assert(seen.is_locked && are_held() && seen.marks == !seen.marked);
	seen.by_files = by_files;
	seen.unloads++;
	return r ? diag_fail(diag, r, "refused") : 0;
}

int __wrap_host_change_commit(struct host_change *change, const struct view *text, struct diag *diag);
int __wrap_host_change_commit(struct host_change *change, const struct view *text, struct diag *diag)
{
	(void)diag;
	ck_assert_ptr_null(text);
	if (change->folder < 0)
		return 0;
	ck_assert(seen.is_locked && are_held());
	seen.has_committed = true;
	__wrap_host_change_abort(change);
	return 0;
}

/* ---- tests ---- */

static const struct host host = { .root = -1 };

static int take(bool crash, struct diag *diag)
{
	static const struct options options = { .command = COMMAND_LOAD };
	const struct invocation invocation = { .options = &options, .host = &host };
	const struct load_view view = { .crash = crash };
	struct loaded loaded = { .crash = crash };
	struct outcome outcome = { 0 };
	struct load *load = NULL;
	int r = take_load(&invocation, &view, &load, &loaded, &outcome, diag);

	ck_assert(!seen.is_locked && !are_held());
	seen.notes = outcome.note_count;
	return r;
}

START_TEST(load_holds_signals_and_the_lock)
{
	struct diag diag = { 0 };

	ck_assert_int_eq(take(_i, &diag), 0);
	ck_assert_int_eq(seen.has_freed, _i);
	ck_assert(seen.has_swept && !seen.has_restored);
}
END_TEST

START_TEST(refused_load_is_given_back_before_the_earlier_one_is_loaded_again)
{
	struct diag diag = { 0 };

	seen.installed = _i / 2 ? -EACCES : -EADDRNOTAVAIL;
	ck_assert_int_eq(take(_i % 2, &diag), seen.installed);
	ck_assert(seen.has_restored && seen.has_swept);
}
END_TEST

/* Each finds out before that the load would be wrong, or its record. */
static const struct seen faults[] = {
	{ .stale = -EAGAIN },
	{ .files = -ESTALE },
	{ .marked = -EROFS },
	{ .takes_crash_region = true, .crash_marked = -EROFS },
};

START_TEST(nothing_is_given_up_for_a_load_that_is_wrong)
{
	struct diag diag = { 0 };

	seen = faults[_i];
	ck_assert_int_lt(take(!seen.takes_crash_region, &diag), 0);
	ck_assert(!seen.has_freed && !seen.has_restored);
	ck_assert_int_eq(seen.marks, 0);
}
END_TEST

/* The capture kernel is unloaded for it. */
START_TEST(load_that_takes_the_crash_region_forgets_the_capture_kernel)
{
	struct diag diag = { 0 };

	seen.takes_crash_region = true;
	seen.installed = _i ? -EBUSY : 0;
	ck_assert_int_eq(take(false, &diag), seen.installed);
	ck_assert_int_eq(seen.has_committed, !_i);
	ck_assert_int_eq(seen.has_restored, _i);
}
END_TEST

START_TEST(load_that_is_refused_is_not_said_to_be_unrecorded)
{
	struct diag diag = { 0 };

	seen.marked = ENOSPC;
	seen.installed = _i ? -EBUSY : 0;
	ck_assert_int_eq(take(false, &diag), seen.installed);
	ck_assert_uint_eq(seen.notes, _i ? 0 : 1);
}
END_TEST

START_TEST(load_without_the_lock_asks_the_kernel_for_nothing)
{
	struct diag diag = { 0 };

	seen.locked = -ETIMEDOUT;
	ck_assert_int_eq(take(true, &diag), -ETIMEDOUT);
	ck_assert_str_eq(diag.message, "another program loads");
	ck_assert(!seen.has_freed && !seen.has_swept);
}
END_TEST

static void unload(struct outcome *ret)
{
	static const struct options options = { .command = COMMAND_UNLOAD };
	const struct invocation invocation = { .options = &options, .host = &host };

	command_unload(&invocation, ret);
	ck_assert(!seen.is_locked && !are_held());
}

START_TEST(unload_holds_signals_and_the_lock)
{
	struct outcome outcome = { 0 };

	unload(&outcome);
	ck_assert_int_eq(outcome.status, STATUS_DONE);
	ck_assert_int_eq(seen.unloads, 1);
	ck_assert_int_eq(seen.marks, 0);
	ck_assert(seen.has_swept && !seen.by_files);
}
END_TEST

/* IMA may accept the other call only. */
START_TEST(unload_that_is_not_permitted_is_tried_by_the_other_call)
{
	struct outcome outcome = { 0 };

	seen.unload[0] = -EACCES;
	unload(&outcome);
	ck_assert_int_eq(outcome.status, STATUS_DONE);
	ck_assert_int_eq(seen.unloads, 2);
	ck_assert(seen.by_files);
}
END_TEST

START_TEST(unload_tells_which_record_it_leaves)
{
	struct outcome outcome = { 0 };

	seen.marked = -EROFS;
	unload(&outcome);
	ck_assert_int_eq(outcome.status, STATUS_DONE);
	ck_assert_uint_eq(outcome.note_count, 1);
	ck_assert_str_eq(outcome.note[0].message, "the record stays");
	ck_assert_str_eq(outcome.note[0].hint, "");
}
END_TEST

START_TEST(unload_that_fails_leaves_the_record)
{
	struct outcome outcome = { 0 };

	seen.unload[0] = -EBUSY;
	unload(&outcome);
	ck_assert_int_eq(outcome.status, STATUS_FAILED);
	ck_assert_int_eq(seen.unloads, 1);
	ck_assert(!seen.has_committed);
	ck_assert_int_eq(seen.marks, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("order");
	TCase *tcase = tcase_create("order");

	tcase_add_checked_fixture(tcase, begin, NULL);
	tcase_add_loop_test(tcase, load_holds_signals_and_the_lock, 0, 2);
	tcase_add_loop_test(tcase, refused_load_is_given_back_before_the_earlier_one_is_loaded_again, 0, 4);
	tcase_add_loop_test(tcase, nothing_is_given_up_for_a_load_that_is_wrong, 0, COUNT(faults));
	tcase_add_loop_test(tcase, load_that_takes_the_crash_region_forgets_the_capture_kernel, 0, 2);
	tcase_add_loop_test(tcase, load_that_is_refused_is_not_said_to_be_unrecorded, 0, 2);
	tcase_add_test(tcase, load_without_the_lock_asks_the_kernel_for_nothing);
	tcase_add_test(tcase, unload_holds_signals_and_the_lock);
	tcase_add_test(tcase, unload_that_is_not_permitted_is_tried_by_the_other_call);
	tcase_add_test(tcase, unload_tells_which_record_it_leaves);
	tcase_add_test(tcase, unload_that_fails_leaves_the_record);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
