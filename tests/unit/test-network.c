/* SPDX-License-Identifier: GPL-2.0-only */
/* Taking interfaces down, in a network of its own. Where the machine lets nobody have one, or has no device to put into it,
 * less is tested. */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kexec/base/diag.h"
#include "kexec/host/network.h"
#include "tests/helpers/hide-calls.h"
#include "tests/helpers/suite.h"

static short flags_of(int fd, const char *name)
{
	struct ifreq request = { 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	ck_assert_int_eq(ioctl(fd, SIOCGIFFLAGS, &request), 0);
	return request.ifr_flags;
}

static void bring_up(int fd, const char *name)
{
	struct ifreq request = { 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	request.ifr_flags = (short)(flags_of(fd, name) | IFF_UP);
	ck_assert_int_eq(ioctl(fd, SIOCSIFFLAGS, &request), 0);
	ck_assert(flags_of(fd, name) & IFF_UP);
}

/* It lives as long as the descriptor. */
static int add_device(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TAP };
	int fd = open("/dev/net/tun", O_RDWR);

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", name);
	if (fd >= 0 && ioctl(fd, TUNSETIFF, &request) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

START_TEST(every_interface_but_the_loopback_goes_down)
{
	struct diag diag = { 0 };
	int fd, device;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		printf("no network of its own to be had: not tested\n");
		return;
	}
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	device = add_device("kexec-test");
	bring_up(fd, "lo");
	if (device >= 0)
		bring_up(fd, "kexec-test");
	else
		printf("no device to be had: only the loopback is tested\n");
	ck_assert_int_eq(host_network_down(&diag), 0);
	ck_assert(flags_of(fd, "lo") & IFF_UP);
	ck_assert(device < 0 || !(flags_of(fd, "kexec-test") & IFF_UP));
}
END_TEST

/* No interface can be asked for without a descriptor. */
START_TEST(a_network_that_cannot_be_taken_down_is_told)
{
	struct rlimit limit, none;
	struct diag diag = { 0 };
	int r;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		printf("no network of its own to be had: not tested\n");
		return;
	}
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit){ 0, limit.rlim_max };
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	r = host_network_down(&diag);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_int_eq(r, -EMFILE);
	ck_assert_str_eq(diag.message, "the network interfaces stay up: Too many open files");
}
END_TEST

START_TEST(a_kernel_without_network_has_none_to_take_down)
{
	struct diag diag = { 0 };

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
		printf("no network of its own to be had: not tested\n");
		return;
	}
	ck_assert(hide_calls(SYS_socket, SYS_socket));
	ck_assert_int_eq(host_network_down(&diag), 0);
	ck_assert_str_eq(diag.message, "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("network");
	TCase *tcase = tcase_create("network");

	tcase_add_test(tcase, every_interface_but_the_loopback_goes_down);
	tcase_add_test(tcase, a_network_that_cannot_be_taken_down_is_told);
	tcase_add_test(tcase, a_kernel_without_network_has_none_to_take_down);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
