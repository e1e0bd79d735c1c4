/* SPDX-License-Identifier: GPL-2.0-only */
#include "common/handoff.h"
#include "purgatory/bus.h"
#include "purgatory/contract.h"

/*
 * In assembly: a compiler may choose an instruction that also writes its base register. The CPU does not describe such an
 * access to a hypervisor, which then cannot emulate the device (Arm ARM D17.2, ESR_ELx.ISS for Data Aborts, "ISV").
 */
static uint32_t mmio_read(uint64_t address, unsigned int width)
{
	uint32_t value;

	if (width == 1)
		__asm__ volatile("ldrb %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	else if (width == 2)
		__asm__ volatile("ldrh %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	else
		__asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static void mmio_write(uint64_t address, unsigned int width, uint32_t value)
{
	if (width == 1)
		__asm__ volatile("strb %w0, [%1]" : : "r"(value), "r"(address) : "memory");
	else if (width == 2)
		__asm__ volatile("strh %w0, [%1]" : : "r"(value), "r"(address) : "memory");
	else
		__asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

/* There are no ports, and PSCI has no console. */
struct bus arch_bus(uint32_t space)
{
	struct bus bus = { 0 };

	if (space == HANDOFF_SPACE_MEMORY) {
		bus.read = mmio_read;
		bus.write = mmio_write;
	}
	return bus;
}
