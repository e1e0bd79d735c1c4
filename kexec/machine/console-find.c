/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/machine/console-find.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libfdt.h>

#include "common/bytes.h"
#include "common/handoff.h"
#include "common/range.h"
#include "kexec/base/diag.h"
#include "kexec/machine/fdt-address.h"
#include "kexec/machine/fdt-cells.h"
#include "kexec/machine/fdt-path.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Registers of an 8250. */
#define UART_REGISTERS 8
#define REG_SHIFT_MAX 4

/* The last check for all sources: the purgatory can use the console, and its registers end inside the address space. */
static int take(struct handoff_console console, struct handoff_console *ret, struct diag *diag)
{
	uint64_t end;

	if (console.type == HANDOFF_CONSOLE_PL011) {
		console.io_width = 4;
		console.reg_shift = 0;
	}
	if (console.io_width != 1 && console.io_width != 4)
		return diag_fail(diag, -ENOTSUP, "its registers are accessed %" PRIu32 " bytes at a time, expected 1 or 4",
				 console.io_width);
	if (console.type == HANDOFF_CONSOLE_8250 &&
	    (console.reg_shift > REG_SHIFT_MAX || console.io_width > 1u << console.reg_shift))
		return diag_fail(diag, -ENOTSUP, "registers of %" PRIu32 " bytes cannot be 2^%" PRIu32 " bytes apart",
				 console.io_width, console.reg_shift);
	if (!console.base || console.base % console.io_width || !add_u64(console.base, UART_REGISTERS << REG_SHIFT_MAX, &end))
		return diag_fail(diag, -EINVAL, "0x%" PRIx64 " cannot be the address of its registers", console.base);
	*ret = console;
	return 0;
}

/* Offsets in the table. */
#define SPCR_LENGTH 4
#define SPCR_REVISION 8
#define SPCR_OEM_ID 10
#define SPCR_OEM_TABLE_ID 16
#define SPCR_OEM_REVISION 24
#define SPCR_INTERFACE 36
#define SPCR_SPACE 40
#define SPCR_BIT_WIDTH 41
#define SPCR_BIT_OFFSET 42
#define SPCR_ACCESS 43
#define SPCR_ADDRESS 44
#define SPCR_PCI_DEVICE 64
#define SPCR_SIZE_MIN 80

#define SPACE_MEMORY 0
#define PCI_NO_DEVICE 0xffff

/* Interface types. */
#define SPCR_16550 0x00
#define SPCR_16550_DBGP 0x01
#define SPCR_PL011 0x03
#define SPCR_SBSA_32BIT 0x0d
#define SPCR_SBSA 0x0e
#define SPCR_16550_GAS 0x12

static int check_spcr(struct view table, struct diag *diag)
{
	uint32_t length;
	uint8_t sum = 0;

	if (table.size < SPCR_SIZE_MIN || table.size > SPCR_SIZE_MAX)
		return diag_fail(diag, -EINVAL, "the SPCR has %zu bytes, expected %d to %d", table.size, SPCR_SIZE_MIN,
				 SPCR_SIZE_MAX);
	if (memcmp(table.data, "SPCR", 4) != 0)
		return diag_fail(diag, -EINVAL, "the SPCR does not begin with its signature");
	length = load_le32(table.data + SPCR_LENGTH);
	if (length < SPCR_SIZE_MIN || length > table.size)
		return diag_fail(diag, -EINVAL, "the SPCR says that it has %" PRIu32 " bytes, expected %d to %zu", length,
				 SPCR_SIZE_MIN, table.size);
	for (uint32_t i = 0; i < length; i++)
		sum = (uint8_t)(sum + table.data[i]);
	if (sum)
		return diag_fail(diag, -EINVAL, "the SPCR's bytes add up to 0x%02x, expected 0", sum);
	if (table.data[SPCR_REVISION] < 2)
		return diag_fail(diag, -ENOTSUP, "the SPCR is of revision %u, expected 2 or later", table.data[SPCR_REVISION]);
	return 0;
}

/* X-Gene's firmware describes its 32-bit registers as 8-bit ones: Linux, drivers/acpi/spcr.c. */
static bool is_xgene(const uint8_t *table)
{
	static const struct {
		const char *oem, *name;
		uint32_t revision;
	} known[] = {
		{ "APMC0D", "XGENESPC", 0 },
		{ "HPE   ", "ProLiant", 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (!memcmp(table + SPCR_OEM_ID, known[i].oem, 6) && !memcmp(table + SPCR_OEM_TABLE_ID, known[i].name, 8) &&
		    load_le32(table + SPCR_OEM_REVISION) == known[i].revision)
			return true;
	return false;
}

/*
 * Access size: 0 undefined; 1 one byte; 2, 3 and 4 are 2, 4 and 8 bytes (ACPI 6.5, 5.2.3.2). Bit width: the distance from one
 * register to the next.
 */
static int spcr_8250(const uint8_t *table, struct handoff_console *console, struct diag *diag)
{
	unsigned int access = table[SPCR_ACCESS], bits = table[SPCR_BIT_WIDTH];

	console->type = HANDOFF_CONSOLE_8250;
	if (table[SPCR_INTERFACE] == SPCR_16550 && is_xgene(table)) {
		console->io_width = 4;
		console->reg_shift = 2;
		return 0;
	}
	if (access > 4)
		return diag_fail(diag, -EINVAL, "the SPCR has access size %u, expected 0 to 4", access);
	console->io_width = access ? 1u << (access - 1) : 1;
	if (!bits)
		bits = 8 * console->io_width;
	if (!is_power_of_two(bits) || bits < 8)
		return diag_fail(diag, -EINVAL, "the SPCR has registers of %u bits, expected 8, 16, 32, 64 or 128", bits);
	while (8u << console->reg_shift < bits)
		console->reg_shift++;
	return 0;
}

static int spcr_type(const uint8_t *table, struct handoff_console *console, struct diag *diag)
{
	switch (table[SPCR_INTERFACE]) {
	case SPCR_PL011:
	case SPCR_SBSA_32BIT:
	case SPCR_SBSA:
		console->type = HANDOFF_CONSOLE_PL011;
		return 0;
	case SPCR_16550:
	case SPCR_16550_DBGP:
	case SPCR_16550_GAS:
		return spcr_8250(table, console, diag);
	default:
		return diag_fail(diag, -ENOTSUP, "the SPCR's UART is of type 0x%02x, expected a PL011 or an 8250",
				 table[SPCR_INTERFACE]);
	}
}

int console_from_spcr(struct view table, struct handoff_console *ret, struct diag *diag)
{
	struct handoff_console console = { 0 };
	uint16_t pci;
	int r = check_spcr(table, diag);

	if (r < 0)
		return r;
	console.base = load_le64(table.data + SPCR_ADDRESS);
	if (!console.base)
		return diag_fail(diag, -ENOENT, "the SPCR names no port: firmware's console redirection is off");
	if (table.data[SPCR_SPACE] != SPACE_MEMORY)
		return diag_fail(diag, -ENOTSUP, "the SPCR's UART is in address space %u, expected memory (0)",
				 table.data[SPCR_SPACE]);
	if (table.data[SPCR_BIT_OFFSET])
		return diag_fail(diag, -EINVAL, "the SPCR's registers begin at bit %u, expected 0",
				 table.data[SPCR_BIT_OFFSET]);
	pci = load_le16(table.data + SPCR_PCI_DEVICE);
	if (pci && pci != PCI_NO_DEVICE)
		return diag_fail(diag, -ENOTSUP,
				 "the SPCR's UART is PCI device 0x%04x, which the kernel may have moved or put to sleep", pci);
	r = spcr_type(table.data, &console, diag);
	if (!r)
		r = take(console, ret, diag);
	if (r < 0)
		diag_prefix(diag, "SPCR");
	return r;
}

struct compatible {
	const char *name;
	uint32_t type;
};

/* Documentation/devicetree/bindings/serial of Linux: pl011.yaml, arm_sbsa_uart.txt, 8250.yaml, snps-dw-apb-uart.yaml. */
static const struct compatible compatibles[] = {
	{ "arm,pl011", HANDOFF_CONSOLE_PL011 }, { "arm,sbsa-uart", HANDOFF_CONSOLE_PL011 },
	{ "ns8250", HANDOFF_CONSOLE_8250 },	{ "ns16450", HANDOFF_CONSOLE_8250 },
	{ "ns16550", HANDOFF_CONSOLE_8250 },	{ "ns16550a", HANDOFF_CONSOLE_8250 },
	{ "ns16850", HANDOFF_CONSOLE_8250 },	{ "snps,dw-apb-uart", HANDOFF_CONSOLE_8250 },
};

static uint32_t number_or(const void *fdt, int node, const char *name, uint32_t missing)
{
	int length;
	const uint8_t *value = fdt_getprop(fdt, node, name, &length);

	return value && length == 4 ? load_be32(value) : missing;
}

static int read_uart(const void *fdt, int node, struct handoff_console *console, struct diag *diag)
{
	struct range range;
	int r;

	for (size_t i = 0; i < ARRAY_SIZE(compatibles) && !console->type; i++)
		if (!fdt_node_check_compatible(fdt, node, compatibles[i].name))
			console->type = compatibles[i].type;
	if (!console->type)
		return diag_fail(diag, -ENOTSUP, "it is neither a PL011 nor an 8250");
	if (!fdt_node_is_enabled(fdt, node))
		return diag_fail(diag, -ENOTSUP, "it is disabled");
	if (fdt_getprop(fdt, node, "big-endian", NULL))
		return diag_fail(diag, -ENOTSUP, "its registers are big-endian");
	r = fdt_node_address(fdt, node, &range, diag);
	if (r < 0)
		return r == -EINVAL ? r : -ENOTSUP;
	if (!add_u64(range.start, number_or(fdt, node, "reg-offset", 0), &console->base))
		return diag_fail(diag, -EINVAL, "its reg-offset ends beyond 64 bits");
	if (console->type == HANDOFF_CONSOLE_8250) {
		console->reg_shift = number_or(fdt, node, "reg-shift", 0);
		console->io_width = number_or(fdt, node, "reg-io-width", 1);
	}
	return 0;
}

/* The path may be an alias. A colon and options may follow it (Devicetree Specification v0.4, 3.6). */
static int stdout_node(const void *fdt, char *ret_path, size_t path_size, struct diag *diag)
{
	int length, chosen = fdt_chosen_node(fdt), node;
	const char *path = chosen < 0 ? NULL : fdt_getprop(fdt, chosen, "stdout-path", &length);

	if (!path || !length || path[length - 1] != '\0')
		return diag_fail(diag, -ENOENT, "the devicetree has no stdout-path");
	length = (int)strcspn(path, ":");
	if ((size_t)length >= path_size)
		return diag_fail(diag, -ENOENT, "stdout-path has %d bytes", length);
	memcpy(ret_path, path, (size_t)length);
	ret_path[length] = '\0';
	node = fdt_find_node(fdt, ret_path);
	if (node < 0)
		return diag_fail(diag, -ENOENT, "stdout-path is %s, which is not in the devicetree", ret_path);
	return node;
}

int console_from_devicetree(const void *fdt, struct handoff_console *ret, struct diag *diag)
{
	struct handoff_console console = { 0 };
	char path[256];
	int node = stdout_node(fdt, path, sizeof(path), diag), r;

	if (node < 0)
		return node;
	r = read_uart(fdt, node, &console, diag);
	if (!r)
		r = take(console, ret, diag);
	if (r < 0)
		diag_prefix(diag, "stdout-path %s", path);
	return r;
}

static const struct compatible drivers[] = {
	{ "pl011", HANDOFF_CONSOLE_PL011 },  { "uart", HANDOFF_CONSOLE_8250 },	   { "uart8250", HANDOFF_CONSOLE_8250 },
	{ "ns16550", HANDOFF_CONSOLE_8250 }, { "ns16550a", HANDOFF_CONSOLE_8250 },
};

/* The access types of earlycon=. The distance of registers is always their size. */
static const struct {
	const char *name;
	uint32_t shift;
} accesses[] = { { "mmio", 0 }, { "mmio16", 1 }, { "mmio32", 2 } };

static bool is_word(const char *text, size_t length, const char *word)
{
	return length == strlen(word) && !memcmp(text, word, length);
}

/* DRIVER,[ACCESS,]ADDRESS[,...] */
static int parse_earlycon(const char *at, struct handoff_console *console, struct diag *diag)
{
	size_t length = strcspn(at, ",");
	char *end;

	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++)
		if (is_word(at, length, drivers[i].name))
			console->type = drivers[i].type;
	if (!console->type)
		return diag_fail(diag, -ENOTSUP, "it is neither a PL011 nor an 8250");
	at += length + 1;
	if (*at < '0' || *at > '9') {
		bool known = false;

		length = strcspn(at, ",");
		for (size_t i = 0; i < ARRAY_SIZE(accesses); i++) {
			if (!is_word(at, length, accesses[i].name))
				continue;
			known = true;
			console->reg_shift = accesses[i].shift;
		}
		if (!known)
			return diag_fail(diag, -ENOTSUP, "it is accessed neither by mmio nor by mmio32");
		at += length + (at[length] == ',');
	}
	console->io_width = 1u << console->reg_shift;
	errno = 0;
	console->base = strtoull(at, &end, 0);
	if (errno || *at < '0' || *at > '9' || (*end && *end != ','))
		return diag_fail(diag, -EINVAL, "it has no address");
	return 0;
}

/* Finds the last earlycon=DRIVER,... of the command line. Without an address, earlycon takes the port of another source. */
static bool last_earlycon(const char *cmdline, char *ret, size_t size)
{
	static const char key[] = "earlycon=";
	bool found = false;

	while (*cmdline) {
		size_t length = strcspn(cmdline, " \t\n"), value = length - (sizeof(key) - 1);

		if (length >= sizeof(key) && !memcmp(cmdline, key, sizeof(key) - 1) && value < size &&
		    memchr(cmdline, ',', length)) {
			memcpy(ret, cmdline + sizeof(key) - 1, value);
			ret[value] = '\0';
			found = true;
		}
		cmdline += length;
		cmdline += strspn(cmdline, " \t\n");
	}
	return found;
}

int console_from_earlycon(const char *cmdline, struct handoff_console *ret, struct diag *diag)
{
	struct handoff_console console = { 0 };
	char value[128];
	int r;

	if (!last_earlycon(cmdline, value, sizeof(value)))
		return diag_fail(diag, -ENOENT, "the command line has no earlycon= with a port");
	r = parse_earlycon(value, &console, diag);
	if (!r)
		r = take(console, ret, diag);
	if (r < 0)
		diag_prefix(diag, "earlycon=%s", value);
	return r;
}
