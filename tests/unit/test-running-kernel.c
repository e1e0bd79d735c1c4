/* SPDX-License-Identifier: GPL-2.0-only */

#include <check.h>
#include <errno.h>
#include <string.h>

#include "kexec/base/cleanup.h"
#include "kexec/base/ranges.h"
#include "kexec/machine/kernel-config.h"
#include "kexec/machine/scratch-areas.h"
#include "tests/helpers/suite.h"

#define MIB(n) ((uint64_t)(n) << 20)

static struct view view_of(const char *text)
{
	return (struct view){ (const uint8_t *)text, strlen(text) };
}

static const struct {
	const char *text;
	enum config_state state;
} configs[] = {
	{ "", CONFIG_UNKNOWN },
	{ "<html>404</html>\n", CONFIG_UNKNOWN },
	{ "CONFIG_KEXEC=y\nCONFIG_KEXEC_SIG=y\n", CONFIG_SET },
	{ "CONFIG_KEXEC_SIG=y", CONFIG_SET },
	{ "CONFIG_KEXEC=y\n# CONFIG_KEXEC_SIG is not set\n", CONFIG_UNSET },
	{ "CONFIG_KEXEC=y\n", CONFIG_UNSET },
	{ "CONFIG_KEXEC_SIG_FORCE=y\n", CONFIG_UNSET },
	{ "CONFIG_KEXEC_SIG=n\n", CONFIG_UNSET },
	{ "CONFIG_KEXEC_SIG=", CONFIG_UNSET },
	{ "X CONFIG_KEXEC_SIG=y\n", CONFIG_UNKNOWN },
};

START_TEST(state_of_an_option_is_read)
{
	ck_assert_int_eq(kernel_config_state(view_of(configs[_i].text), "CONFIG_KEXEC_SIG"), configs[_i].state);
}
END_TEST

START_TEST(scratch_areas_are_read)
{
	CLEANUP(ranges_release) struct ranges areas = { 0 };

	ck_assert_int_eq(scratch_areas_parse(view_of("0xb0000000\n0x40000000\n"), view_of("0x2000000\n0x4000000\n"), &areas),
			 0);
	ck_assert_uint_eq(areas.count, 2);
	ck_assert_uint_eq(areas.range[0].start, 0xb0000000);
	ck_assert_uint_eq(areas.range[0].end, 0xb2000000);
	ck_assert_uint_eq(areas.range[1].start, 0x40000000);
}
END_TEST

static const char *const bad[][2] = {
	{ "", "" },
	{ "0x1000\n", "" },
	{ "0x1000\n", "0x1000\n0x1000\n" }, /* more sizes than areas */
	{ "0x1000\n0x3000\n", "0x1000\n" },
	{ "0x1000\n", "many\n" },
	{ "0x1000x\n", "0x1000\n" },
	{ "\n", "0x1000\n" },
	{ "-1\n", "0x1000\n" },
	{ "0xffffffffffffffff\n", "0x1000\n" }, /* ends behind the last address */
	{ "0x00000000000000000000000000001000\n", "0x1000\n" },
};

START_TEST(text_that_no_kernel_writes_is_refused)
{
	struct ranges areas = { 0 };

	ck_assert_int_eq(scratch_areas_parse(view_of(bad[_i][0]), view_of(bad[_i][1]), &areas), -EINVAL);
	ck_assert_uint_eq(areas.count, 0);
}
END_TEST

static const struct {
	struct range areas[2];
	uint64_t kernel, initrd;
	bool fits;
} rooms[] = {
	{ { { 0, MIB(64) }, { MIB(100), MIB(101) } }, MIB(40), MIB(24), true },
	{ { { 0, MIB(64) }, { MIB(100), MIB(101) } }, MIB(40), MIB(25), false },
	{ { { 0, MIB(40) }, { MIB(100), MIB(125) } }, MIB(40), MIB(25), true }, /* each in an area of its own */
	{ { { 0, MIB(30) }, { MIB(100), MIB(130) } }, MIB(40), 0, false },	/* no area has room for the kernel */
	{ { { MIB(1), MIB(42) }, { MIB(100), MIB(101) } }, MIB(40), 0, true },
	{ { { MIB(1), MIB(41) }, { MIB(100), MIB(101) } }, MIB(40), 0, false }, /* its start is at a multiple of 2 MiB */
	{ { { MIB(1), MIB(1) + 1 }, { MIB(100), MIB(101) } }, MIB(1), MIB(1), false },
};

START_TEST(scratch_areas_have_room_or_not)
{
	struct range range[2] = { rooms[_i].areas[0], rooms[_i].areas[1] };
	const struct ranges areas = { range, 2 };

	ck_assert(scratch_areas_fit(&areas, rooms[_i].kernel, MIB(2), rooms[_i].initrd) == rooms[_i].fits);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("running-kernel");
	TCase *tcase = tcase_create("running-kernel");

	tcase_add_loop_test(tcase, state_of_an_option_is_read, 0, COUNT(configs));
	tcase_add_test(tcase, scratch_areas_are_read);
	tcase_add_loop_test(tcase, text_that_no_kernel_writes_is_refused, 0, COUNT(bad));
	tcase_add_loop_test(tcase, scratch_areas_have_room_or_not, 0, COUNT(rooms));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
