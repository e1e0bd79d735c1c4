/* SPDX-License-Identifier: GPL-2.0-only */
/* The console that the firmware's ACPI table names. */
#include <check.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/machine/console-find.h"
#include "tests/helpers/assert-port.h"
#include "tests/helpers/suite.h"

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

int main(void)
{
	Suite *suite = suite_create("console-spcr");
	TCase *tcase = tcase_create("console-spcr");

	tcase_add_loop_test(tcase, port_of_spcr_is_understood, 0, COUNT(ports));
	tcase_add_loop_test(tcase, xgene_has_words_whatever_its_table_says, 0, COUNT(xgenes));
	tcase_add_test(tcase, longer_spcr_of_revision_4_is_understood);
	tcase_add_loop_test(tcase, port_of_spcr_is_refused_with_its_reason, 0, COUNT(bad_tables));
	tcase_add_test(tcase, wrong_checksum_is_refused);
	tcase_add_test(tcase, cut_table_is_refused);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
