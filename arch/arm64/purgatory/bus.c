/* SPDX-License-Identifier: GPL-2.0-only */
#include "purgatory/purgatory.h"

/*
 * In assembly, because a compiler may choose an access that moves its base register, and a hypervisor gets no description
 * of such a one to emulate the device with (Arm ARM D17.2, ESR_ELx.ISS for Data Aborts, "ISV").
 */
static uint32_t mmio_read(uint64_t address, unsigned int width)
{
	uint32_t value;

	if (width == 1)
		__asm__ volatile("ldrb %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	else
		__asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static void mmio_write(uint64_t address, unsigned int width, uint32_t value)
{
	if (width == 1)
		__asm__ volatile("strb %w0, [%1]" : : "r"(value), "r"(address) : "memory");
	else
		__asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

struct bus arch_bus(void)
{
	return (struct bus){ .read = mmio_read, .write = mmio_write };
}
