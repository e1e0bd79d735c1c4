/* SPDX-License-Identifier: GPL-2.0-only */
/* The console that the devicetree or the command line names. */
#include <check.h>
#include <errno.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/console-find.h"
#include "tests/helpers/assert-port.h"
#include "tests/helpers/suite.h"
#include "trees.h"

/* A UART on a bus on a bus: 0x4000 of the inner one is 0xfe204000 to the processor. */
struct uart_node {
	const char *compatible, *stdout_path, *status;
	uint32_t reg_shift, io_width, offset;
	bool no_ranges, big_endian, no_reg, open_end;
	uint32_t cells; /* of the inner bus' addresses; 0: one */
};

static struct uart_node uart;

static void uart_aliases(void *fdt)
{
	must(fdt_begin_node(fdt, "aliases"));
	must(fdt_property_string(fdt, "serial0", "/soc/bus@200000/serial@4000"));
	must(fdt_property_string(fdt, "bus", "/soc/bus@200000"));
	must(fdt_property_string(fdt, "console", "serial0"));
	must(fdt_property_string(fdt, "loop", "loop"));
	must(fdt_property(fdt, "cut", "/soc", 4));
	must(fdt_end_node(fdt));
}

static void uart_properties(void *fdt)
{
	uint8_t reg[8] = { 0 };

	store_be32(reg, 0x4000);
	store_be32(reg + 4, 0x100);
	must(fdt_property_string(fdt, "compatible", uart.compatible));
	if (!uart.no_reg)
		must(fdt_property(fdt, "reg", reg, sizeof(reg)));
	if (uart.status)
		must(fdt_property_string(fdt, "status", uart.status));
	if (uart.reg_shift)
		must(fdt_property_u32(fdt, "reg-shift", uart.reg_shift));
	if (uart.io_width)
		must(fdt_property_u32(fdt, "reg-io-width", uart.io_width));
	if (uart.offset)
		must(fdt_property_u32(fdt, "reg-offset", uart.offset));
	if (uart.big_endian)
		must(fdt_property(fdt, "big-endian", NULL, 0));
}

static void uart_nodes(void *fdt)
{
	/* 0x7e000000 of soc is 0xfe000000, and 0 of bus@200000 is 0x7e200000; each after an entry that is another's. */
	static const uint32_t outer[] = { 0x40000000, 0, 0xff800000, 0x800000, 0x7e000000, 0, 0xfe000000, 0x1800000 };
	static const uint32_t inner[] = { 0x800000, 0x7e000000, 0x1000, 0, 0x7e200000, 0x100000 };
	uint8_t value[sizeof(outer)];

	uart_aliases(fdt);
	must(fdt_begin_node(fdt, "soc"));
	must(fdt_property_u32(fdt, "#address-cells", 1));
	must(fdt_property_u32(fdt, "#size-cells", 1));
	for (int i = 0; i < COUNT(outer); i++)
		store_be32(value + 4 * i, outer[i]);
	must(fdt_property(fdt, "ranges", value, sizeof(outer)));
	must(fdt_begin_node(fdt, "bus@200000"));
	must(fdt_property_u32(fdt, "#address-cells", uart.cells ? uart.cells : 1));
	must(fdt_property_u32(fdt, "#size-cells", 1));
	for (int i = 0; i < COUNT(inner); i++)
		store_be32(value + 4 * i, inner[i]);
	if (!uart.no_ranges)
		must(fdt_property(fdt, "ranges", value, sizeof(inner)));
	must(fdt_begin_node(fdt, "serial@4000"));
	uart_properties(fdt);
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
	must(fdt_end_node(fdt));
}

static void uart_chosen(void *fdt)
{
	size_t length = strlen(uart.stdout_path);

	must(fdt_property(fdt, "stdout-path", uart.stdout_path, (int)(uart.open_end ? length : length + 1)));
}

static int find_stdout(const struct uart_node *node, struct handoff_console *console, struct diag *diag)
{
	static const struct recipe recipe = { 2, 1, NULL, NULL, "chosen", uart_chosen, uart_nodes };
	CLEANUP(blob_release) struct blob tree = { 0 };

	uart = *node;
	if (!uart.compatible)
		uart.compatible = "ns16550a";
	if (!uart.stdout_path)
		uart.stdout_path = "serial0:115200n8";
	tree = cook(&recipe);
	return console_from_devicetree(tree.data, console, diag);
}

static const struct {
	struct uart_node node;
	struct handoff_console want;
} uarts[] = {
	{ { .compatible = "arm,pl011" }, { .type = HANDOFF_CONSOLE_PL011, .io_width = 4, .base = 0xfe204000 } },
	{ { .compatible = "arm,sbsa-uart", .status = "okay" },
	  { .type = HANDOFF_CONSOLE_PL011, .io_width = 4, .base = 0xfe204000 } },
	{ { .stdout_path = "/soc/bus@200000/serial@4000" },
	  { .type = HANDOFF_CONSOLE_8250, .io_width = 1, .base = 0xfe204000 } },
	{ { .stdout_path = "serial0" }, { .type = HANDOFF_CONSOLE_8250, .io_width = 1, .base = 0xfe204000 } },
	{ { .stdout_path = "bus/serial@4000:9600" }, { .type = HANDOFF_CONSOLE_8250, .io_width = 1, .base = 0xfe204000 } },
	{ { .compatible = "snps,dw-apb-uart", .reg_shift = 2, .io_width = 4 },
	  { .type = HANDOFF_CONSOLE_8250, .reg_shift = 2, .io_width = 4, .base = 0xfe204000 } },
	{ { .offset = 0x40, .reg_shift = 2 },
	  { .type = HANDOFF_CONSOLE_8250, .reg_shift = 2, .io_width = 1, .base = 0xfe204040 } },
};

START_TEST(port_of_stdout_path_is_understood)
{
	struct handoff_console console;
	struct diag diag = { 0 };
	int r = find_stdout(&uarts[_i].node, &console, &diag);

	ck_assert_msg(!r, "%s", diag.message);
	assert_port(&console, &uarts[_i].want);
}
END_TEST

static const struct {
	struct uart_node node;
	int error;
	const char *reason;
} bad_uarts[] = {
	{ { .compatible = "brcm,bcm2835-aux-uart" }, -ENOTSUP, "neither a PL011 nor an 8250" },
	{ { .status = "disabled" }, -ENOTSUP, "disabled" },
	{ { .status = "fail" }, -ENOTSUP, "disabled" },
	{ { .stdout_path = "serial7" }, -ENOENT, "not in the devicetree" },
	{ { .stdout_path = "" }, -ENOENT, "not in the devicetree" },
	{ { .stdout_path = "loop" }, -ENOENT, "not in the devicetree" }, /* an alias of itself */
	{ { .stdout_path = "console" }, -ENOENT, "not in the devicetree" },
	{ { .stdout_path = "cut" }, -ENOENT, "not in the devicetree" },
	{ { .open_end = true }, -ENOENT, "no stdout-path" }, /* no string: it has no end */
	{ { .no_ranges = true }, -ENOTSUP, "does not pass on address 0x4000" },
	{ { .no_reg = true }, -ENOTSUP, "has no reg" },
	{ { .cells = 3 }, -EINVAL, "#address-cells = 3 and #size-cells = 1, expected at most 2" }, /* as a PCI bus */
	{ { .cells = 2 }, -EINVAL, "reg of serial@4000 has 8 bytes" },
	{ { .big_endian = true }, -ENOTSUP, "big-endian" },
	{ { .io_width = 2, .reg_shift = 1 }, -ENOTSUP, "accessed 2 bytes at a time" },
	{ { .io_width = 4 }, -ENOTSUP, "2^0 bytes apart" },
	{ { .reg_shift = 33 }, -ENOTSUP, "2^33 bytes apart" },
};

START_TEST(port_of_stdout_path_is_refused_with_its_reason)
{
	struct handoff_console console = { .base = 42 };
	struct diag diag = { 0 };

	ck_assert_int_eq(find_stdout(&bad_uarts[_i].node, &console, &diag), bad_uarts[_i].error);
	ck_assert_msg(strstr(diag.message, bad_uarts[_i].reason), "%s", diag.message);
	ck_assert_uint_eq(console.base, 42);
}
END_TEST

#define DEPTH 70

static void deep_nodes(void *fdt)
{
	char path[2 * DEPTH + 1];

	for (int i = 0; i < DEPTH; i++)
		memcpy(path + 2 * i, "/a", 3);
	must(fdt_begin_node(fdt, "aliases"));
	must(fdt_property_string(fdt, "deep", path));
	must(fdt_end_node(fdt));
	for (int i = 0; i < DEPTH; i++) {
		must(fdt_begin_node(fdt, "a"));
		must(fdt_property(fdt, "ranges", NULL, 0));
		must(fdt_property_string(fdt, "compatible", "arm,pl011"));
		write_range(fdt, "reg", 0x4000, 0x100);
	}
	for (int i = 0; i < DEPTH; i++)
		must(fdt_end_node(fdt));
}

static void deep_chosen(void *fdt)
{
	must(fdt_property_string(fdt, "stdout-path", "deep"));
}

START_TEST(port_of_a_node_that_is_too_deep_is_refused)
{
	static const struct recipe recipe = { 2, 2, NULL, NULL, "chosen", deep_chosen, deep_nodes };
	CLEANUP(blob_release) struct blob tree = cook(&recipe);
	struct handoff_console console;
	struct diag diag = { 0 };

	ck_assert_int_eq(console_from_devicetree(tree.data, &console, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, "stdout-path deep: a is more than 64 nodes deep");
}
END_TEST

/* UEFI's stub leaves a /chosen without stdout-path. */
START_TEST(devicetree_without_stdout_path_names_no_port)
{
	CLEANUP(blob_release) struct blob tree = cook(&uefi);
	struct handoff_console console;
	struct diag diag = { 0 };

	ck_assert_int_eq(console_from_devicetree(tree.data, &console, &diag), -ENOENT);
	ck_assert_str_eq(diag.message, "the devicetree has no stdout-path");
}
END_TEST

static const struct {
	const char *cmdline;
	struct handoff_console want;
} earlycons[] = {
	{ "earlycon=pl011,0x9000000", { HANDOFF_CONSOLE_PL011, 0, 4, 0, 0x9000000 } },
	{ "quiet earlycon=pl011,mmio32,0x100002600000 root=/dev/vda", { HANDOFF_CONSOLE_PL011, 0, 4, 0, 0x100002600000 } },
	{ "earlycon=uart8250,mmio32,0xfe215040,115200n8", { HANDOFF_CONSOLE_8250, 2, 4, 0, 0xfe215040 } },
	{ "earlycon=uart,mmio,0x10000000", { HANDOFF_CONSOLE_8250, 0, 1, 0, 0x10000000 } },
	{ "earlycon=ns16550a,4096", { HANDOFF_CONSOLE_8250, 0, 1, 0, 4096 } },
	/* The last one that names a port counts; earlycon alone leaves the choice to the devicetree. */
	{ "earlycon=pl011,0x1000 earlycon=pl011,0x2000\tearlycon earlycon=pl011", { HANDOFF_CONSOLE_PL011, 0, 4, 0, 0x2000 } },
};

START_TEST(port_of_earlycon_is_understood)
{
	struct handoff_console console;
	struct diag diag = { 0 };

	ck_assert_msg(!console_from_earlycon(earlycons[_i].cmdline, &console, &diag), "%s", diag.message);
	assert_port(&console, &earlycons[_i].want);
}
END_TEST

static const struct {
	const char *cmdline;
	int error;
	const char *reason;
} bad_earlycons[] = {
	{ "", -ENOENT, "no earlycon=" },
	{ "earlycon", -ENOENT, "no earlycon=" },
	{ "earlycon= earlycon=pl011", -ENOENT, "no earlycon=" },
	/* Longer than any port's. */
	{ "earlycon=pl011,0x1000,"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  -ENOENT, "no earlycon=" },
	{ "noearlycon=pl011,0x1000", -ENOENT, "no earlycon=" },
	{ "earlycon=meson,0xc81004c0", -ENOTSUP, "earlycon=meson,0xc81004c0: it is neither" },
	{ "earlycon=pl01,0x1000", -ENOTSUP, "neither a PL011" },
	{ "earlycon=uart8250,io,0x3f8", -ENOTSUP, "neither by mmio" },
	{ "earlycon=uart8250,mmio32be,0x1000", -ENOTSUP, "neither by mmio" },
	{ "earlycon=uart8250,mmio16,0x1000", -ENOTSUP, "accessed 2 bytes at a time" },
	{ "earlycon=pl011,", -ENOTSUP, "neither by mmio" },
	{ "earlycon=pl011,mmio32", -EINVAL, "no address" },
	{ "earlycon=pl011,mmio32,", -EINVAL, "no address" },
	{ "earlycon=pl011,mmio32,-1", -EINVAL, "no address" },
	{ "earlycon=pl011,0x9000000z", -EINVAL, "no address" },
	{ "earlycon=pl011,0x10000000000000000", -EINVAL, "no address" }, /* 2^64 */
	{ "earlycon=pl011,0", -EINVAL, "0x0 cannot be" },
	{ "earlycon=pl011,0x9000002", -EINVAL, "0x9000002 cannot be" },
};

START_TEST(port_of_earlycon_is_refused_with_its_reason)
{
	struct handoff_console console = { .base = 42 };
	struct diag diag = { 0 };

	ck_assert_int_eq(console_from_earlycon(bad_earlycons[_i].cmdline, &console, &diag), bad_earlycons[_i].error);
	ck_assert_msg(strstr(diag.message, bad_earlycons[_i].reason), "%s", diag.message);
	ck_assert_uint_eq(console.base, 42);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("console-find");
	TCase *tcase = tcase_create("console-find");

	tcase_add_loop_test(tcase, port_of_stdout_path_is_understood, 0, COUNT(uarts));
	tcase_add_loop_test(tcase, port_of_stdout_path_is_refused_with_its_reason, 0, COUNT(bad_uarts));
	tcase_add_test(tcase, port_of_a_node_that_is_too_deep_is_refused);
	tcase_add_test(tcase, devicetree_without_stdout_path_names_no_port);
	tcase_add_loop_test(tcase, port_of_earlycon_is_understood, 0, COUNT(earlycons));
	tcase_add_loop_test(tcase, port_of_earlycon_is_refused_with_its_reason, 0, COUNT(bad_earlycons));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
