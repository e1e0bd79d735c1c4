/* SPDX-License-Identifier: GPL-2.0-only */

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
#include "tests/helpers/suite.h"
#include "trees.h"

/* The SPCR of revision 2 to 4, by its fields. */
struct spcr {
	char signature[4];
	uint8_t length[4];
	uint8_t revision;
	uint8_t checksum;
	char oem_id[6];
	char oem_table_id[8];
	uint8_t oem_revision[4];
	char creator[8];
	uint8_t interface;
	uint8_t reserved_a[3];
	struct {
		uint8_t space;
		uint8_t bit_width;
		uint8_t bit_offset;
		uint8_t access;
		uint8_t address[8];
	} port;
	uint8_t interrupt_type, pc_interrupt, interrupt[4];
	uint8_t baud, parity, stop_bits, flow_control, terminal, language;
	uint8_t pci_device[2], pci_vendor[2], pci_bus, pci_slot, pci_function, pci_flags[4], pci_segment;
	uint8_t clock[4];
	uint8_t tail[10]; /* members of revision 4: precise baud rate, the place of the name */
};
_Static_assert(offsetof(struct spcr, interface) == 36, "interface type");
_Static_assert(offsetof(struct spcr, port) == 40, "base address");
_Static_assert(offsetof(struct spcr, baud) == 58, "baud rate");
_Static_assert(offsetof(struct spcr, pci_device) == 64, "PCI device");
_Static_assert(offsetof(struct spcr, tail) == 80, "end of revision 3");

static void seal(struct spcr *table)
{
	const uint8_t *bytes = (const uint8_t *)table;
	uint8_t sum = 0;

	table->checksum = 0;
	for (uint32_t i = 0; i < load_le32(table->length) && i < sizeof(*table); i++)
		sum = (uint8_t)(sum + bytes[i]);
	table->checksum = (uint8_t)-sum;
}

/* The SPCR of an Ampere Altra: an SBSA UART far above 4 GiB. */
static struct spcr altra(void)
{
	struct spcr table = {
		.signature = { 'S', 'P', 'C', 'R' },
		.revision = 2,
		.oem_id = { 'A', 'm', 'p', 'e', 'r', 'e' },
		.oem_table_id = { 'A', 'l', 't', 'r', 'a', ' ', ' ', ' ' },
		.interface = 0x0e,
		.port = { .bit_width = 32, .access = 3 },
		.interrupt_type = 8,
		.baud = 7,
		.pci_device = { 0xff, 0xff },
		.pci_vendor = { 0xff, 0xff },
	};

	store_le32(table.length, 80);
	store_le64(table.port.address, 0x100002600000);
	seal(&table);
	return table;
}

static int find(struct spcr *table, struct handoff_console *console, struct diag *diag)
{
	struct view view = { .data = (const uint8_t *)table, .size = sizeof(*table) };

	return console_from_spcr(view, console, diag);
}

static void assert_port(const struct handoff_console *console, const struct handoff_console *want)
{
	ck_assert_uint_eq(console->type, want->type);
	ck_assert_uint_eq(console->base, want->base);
	ck_assert_uint_eq(console->reg_shift, want->reg_shift);
	ck_assert_uint_eq(console->io_width, want->io_width);
}

/* Interface, bit width and access size, and what the purgatory has to do about them. */
static const struct {
	uint8_t interface, bit_width, access;
	uint32_t type, reg_shift, io_width;
} ports[] = {
	{ 0x0e, 32, 3, HANDOFF_CONSOLE_PL011, 0, 4 }, /* SBSA generic UART */
	{ 0x0d, 32, 3, HANDOFF_CONSOLE_PL011, 0, 4 }, /* the same, 32-bit accesses only */
	{ 0x03, 32, 3, HANDOFF_CONSOLE_PL011, 0, 4 }, /* PL011 */
	{ 0x03, 8, 1, HANDOFF_CONSOLE_PL011, 0, 4 },  /* QEMU before 8.1: a PL011 takes words whatever the table says */
	{ 0x03, 0, 0, HANDOFF_CONSOLE_PL011, 0, 4 },  /* nothing said */
	{ 0x12, 8, 1, HANDOFF_CONSOLE_8250, 0, 1 },   /* as on a PC */
	{ 0x12, 32, 3, HANDOFF_CONSOLE_8250, 2, 4 },  /* DesignWare */
	{ 0x12, 32, 1, HANDOFF_CONSOLE_8250, 2, 1 },  /* the same, by bytes */
	{ 0x12, 64, 3, HANDOFF_CONSOLE_8250, 3, 4 },  { 0x12, 128, 1, HANDOFF_CONSOLE_8250, 4, 1 },
	{ 0x12, 0, 3, HANDOFF_CONSOLE_8250, 2, 4 },  /* no distance: side by side */
	{ 0x12, 16, 0, HANDOFF_CONSOLE_8250, 1, 1 }, /* access undefined: bytes */
	{ 0x00, 32, 3, HANDOFF_CONSOLE_8250, 2, 4 },  { 0x01, 8, 1, HANDOFF_CONSOLE_8250, 0, 1 },
};

START_TEST(port_of_spcr_is_understood)
{
	struct spcr table = altra();
	struct handoff_console console;
	struct diag diag = { 0 };
	const struct handoff_console want = {
		.type = ports[_i].type,
		.reg_shift = ports[_i].reg_shift,
		.io_width = ports[_i].io_width,
		.base = 0x100002600000,
	};

	table.interface = ports[_i].interface;
	table.port.bit_width = ports[_i].bit_width;
	table.port.access = ports[_i].access;
	seal(&table);
	ck_assert_msg(!find(&table, &console, &diag), "%s", diag.message);
	assert_port(&console, &want);
}
END_TEST

/* X-Gene says bytes, and has words: its firmware is the one that is wrong. */
static const struct {
	const char *oem, *name;
	uint32_t revision;
} xgenes[] = {
	{ "APMC0D", "XGENESPC", 0 }, /* Mustang */
	{ "HPE   ", "ProLiant", 1 }, /* m400 */
};

START_TEST(xgene_has_words_whatever_its_table_says)
{
	struct spcr table = altra();
	struct handoff_console console;
	struct diag diag = { 0 };

	table.interface = 0;
	table.port.bit_width = 8;
	table.port.access = 1;
	memcpy(table.oem_id, xgenes[_i].oem, 6);
	memcpy(table.oem_table_id, xgenes[_i].name, 8);
	store_le32(table.oem_revision, xgenes[_i].revision);
	seal(&table);
	ck_assert_int_eq(find(&table, &console, &diag), 0);
	ck_assert_uint_eq(console.reg_shift, 2);
	ck_assert_uint_eq(console.io_width, 4);
	store_le32(table.oem_revision, 2); /* a later table, which is believed */
	seal(&table);
	ck_assert_int_eq(find(&table, &console, &diag), 0);
	ck_assert_uint_eq(console.reg_shift, 0);
	ck_assert_uint_eq(console.io_width, 1);
}
END_TEST

START_TEST(longer_spcr_of_revision_4_is_understood)
{
	struct spcr table = altra();
	struct handoff_console console;
	struct diag diag = { 0 };

	table.revision = 4;
	store_le32(table.length, sizeof(table));
	table.tail[9] = 0x5a;
	seal(&table);
	ck_assert_msg(!find(&table, &console, &diag), "%s", diag.message);
	ck_assert_uint_eq(console.base, 0x100002600000);
}
END_TEST

/* Firmware whose console redirection is switched off in its set-up. */
static void address_0(struct spcr *table)
{
	store_le64(table->port.address, 0);
}

static void another_signature(struct spcr *table)
{
	memcpy(table->signature, "DBG2", 4);
}

/* Revision 1 numbers its interfaces otherwise. */
static void revision_1(struct spcr *table)
{
	table->revision = 1;
}

/* Shorter than the fields of revision 2. */
static void length_79(struct spcr *table)
{
	store_le32(table->length, 79);
}

static void length_beyond_the_file(struct spcr *table)
{
	store_le32(table->length, sizeof(*table) + 1);
}

static void length_of_4_gib(struct spcr *table)
{
	store_le32(table->length, 0xffffffff);
}

/* An x86 machine's COM1. */
static void io_port(struct spcr *table)
{
	table->interface = 0;
	table->port.space = 1;
	store_le64(table->port.address, 0x3f8);
}

static void bit_offset(struct spcr *table)
{
	table->port.bit_offset = 8;
}

/* A serial card: its BAR is the kernel's to move. */
static void pci_card(struct spcr *table)
{
	store_le16(table->pci_device, 0x7001);
	store_le16(table->pci_vendor, 0x1c00);
}

static void mini_uart(struct spcr *table)
{
	table->interface = 0x10;
}

static void sbi(struct spcr *table)
{
	table->interface = 0x15;
}

static void interface_255(struct spcr *table)
{
	table->interface = 0xff;
}

/* 16-bit accesses: nobody has seen such a UART. */
static void access_16_bit(struct spcr *table)
{
	table->interface = 0x12;
	table->port.access = 2;
}

static void access_64_bit(struct spcr *table)
{
	table->interface = 0x12;
	table->port.bit_width = 64;
	table->port.access = 4;
}

static void access_5(struct spcr *table)
{
	table->interface = 0x12;
	table->port.access = 5;
}

static void width_24(struct spcr *table)
{
	table->interface = 0x12;
	table->port.bit_width = 24;
}

static void width_4(struct spcr *table)
{
	table->interface = 0x12;
	table->port.bit_width = 4;
	table->port.access = 1;
}

/* Words that overlap each other. */
static void width_below_access(struct spcr *table)
{
	table->interface = 0x12;
	table->port.bit_width = 8;
}

/* Words at an odd address fault. */
static void misaligned(struct spcr *table)
{
	store_le64(table->port.address, 0x100002600002);
}

static void at_the_end_of_all_addresses(struct spcr *table)
{
	store_le64(table->port.address, 0xfffffffffffffff0);
}

static const struct {
	void (*damage)(struct spcr *table);
	int error;
	const char *reason;
} bad_tables[] = {
	{ address_0, -ENOENT, "redirection is off" },
	{ another_signature, -EINVAL, "signature" },
	{ revision_1, -ENOTSUP, "revision 1" },
	{ length_79, -EINVAL, "79 bytes" },
	{ length_beyond_the_file, -EINVAL, "91 bytes" },
	{ length_of_4_gib, -EINVAL, "4294967295 bytes" },
	{ io_port, -ENOTSUP, "address space 1" },
	{ bit_offset, -EINVAL, "bit 8" },
	{ pci_card, -ENOTSUP, "PCI device 0x7001" },
	{ mini_uart, -ENOTSUP, "type 0x10" },
	{ sbi, -ENOTSUP, "type 0x15" },
	{ interface_255, -ENOTSUP, "type 0xff" },
	{ access_16_bit, -ENOTSUP, "accessed 2 bytes at a time" },
	{ access_64_bit, -ENOTSUP, "accessed 8 bytes at a time" },
	{ access_5, -EINVAL, "access size 5" },
	{ width_24, -EINVAL, "24 bits" },
	{ width_4, -EINVAL, "4 bits" },
	{ width_below_access, -ENOTSUP, "2^0 bytes apart" },
	{ misaligned, -EINVAL, "0x100002600002" },
	{ at_the_end_of_all_addresses, -EINVAL, "0xfffffffffffffff0" },
};

START_TEST(port_of_spcr_is_refused_with_its_reason)
{
	struct spcr table = altra();
	struct handoff_console console = { .base = 42 };
	struct diag diag = { 0 };

	bad_tables[_i].damage(&table);
	seal(&table);
	ck_assert_int_eq(find(&table, &console, &diag), bad_tables[_i].error);
	ck_assert_msg(strstr(diag.message, bad_tables[_i].reason), "%s", diag.message);
	ck_assert_uint_eq(console.base, 42);
}
END_TEST

START_TEST(wrong_checksum_is_refused)
{
	struct spcr table = altra();
	struct handoff_console console;
	struct diag diag = { 0 };

	table.oem_table_id[2]++;
	ck_assert_int_eq(find(&table, &console, &diag), -EINVAL);
	ck_assert_str_eq(diag.message, "the SPCR's bytes add up to 0x01, expected 0");
}
END_TEST

START_TEST(cut_table_is_refused)
{
	struct spcr table = altra();

	for (size_t size = 0; size < 80; size++) {
		CLEANUP(blob_release) struct blob cut = { 0 };
		struct handoff_console console;
		struct diag diag = { 0 };

		ck_assert_int_eq(blob_alloc(size, &cut), 0);
		memcpy(cut.data, &table, size);
		ck_assert_int_eq(console_from_spcr(blob_view(&cut), &console, &diag), -EINVAL);
	}
}
END_TEST

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

static Suite *console_find_suite(void)
{
	Suite *suite = suite_create("console-find");
	TCase *tcase = tcase_create("console-find");

	tcase_add_loop_test(tcase, port_of_spcr_is_understood, 0, COUNT(ports));
	tcase_add_loop_test(tcase, xgene_has_words_whatever_its_table_says, 0, COUNT(xgenes));
	tcase_add_test(tcase, longer_spcr_of_revision_4_is_understood);
	tcase_add_loop_test(tcase, port_of_spcr_is_refused_with_its_reason, 0, COUNT(bad_tables));
	tcase_add_test(tcase, wrong_checksum_is_refused);
	tcase_add_test(tcase, cut_table_is_refused);
	tcase_add_loop_test(tcase, port_of_stdout_path_is_understood, 0, COUNT(uarts));
	tcase_add_loop_test(tcase, port_of_stdout_path_is_refused_with_its_reason, 0, COUNT(bad_uarts));
	tcase_add_test(tcase, devicetree_without_stdout_path_names_no_port);
	tcase_add_loop_test(tcase, port_of_earlycon_is_understood, 0, COUNT(earlycons));
	tcase_add_loop_test(tcase, port_of_earlycon_is_refused_with_its_reason, 0, COUNT(bad_earlycons));
	suite_add_tcase(suite, tcase);
	return suite;
}

int main(void)
{
	return run_suite(console_find_suite());
}
