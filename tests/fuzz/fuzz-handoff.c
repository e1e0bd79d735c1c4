/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The purgatory, compiled for this machine, with bytes of its segment and of its parts changed as bad memory or a stray write would.
 * Nothing that is not verified is entered, whatever was changed; what was not asked for is not touched.
 *
 * The first two bytes are the load: bits 0 and 1 --on-mismatch, 2 --no-checks, 3 the times are told, 4 and 5 the console, 6 a zone
 * of ramoops, 7 a dump; in the second, 0 to 2 the parts that are moved, 3 the caches stay off, 4 and 5 exceptions that follow.
 * Any number of changes follow, each a place (24 bits, little-endian: in the segment; from PARTS_AT on in the parts, from ZONE_AT on
 * in the zone) and what the byte there is XORed with.
 */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "arch/sha256-best.h"
#include "common/bytes.h"
#include "common/handoff.h"
#include "kexec/base/blob.h"
#include "kexec/base/diag.h"
#include "kexec/parts/handoff-write.h"
#include "purgatory/bus.h"
#include "purgatory/contract.h"
#include "purgatory/purgatory.h"
#include "purgatory/state.h"

#define PARTS 3
#define PART_SIZE 520
#define PARTS_AT 0x10000
#define ZONE_SIZE 4096
#define ZONE_AT 0x20000
#define ENTRY 0x123456789000
#define READABLE 65536 /* behind the segment: a changed length may be read that far */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The memory of a machine. */
struct memory {
	uint8_t *segment; /* of written bytes, and READABLE behind them */
	size_t written;
	uint8_t *start[PARTS], *staged[PARTS]; /* of PART_SIZE; the same if the part is not moved */
	uint8_t *zone;
};

static jmp_buf waits;
static bool caches_stay_off;

/* ---- the architecture ---- */

static uint32_t read_register(uint64_t address, unsigned int width)
{
	(void)width;
	/* A PL011 that is never full; an 8250 that is always empty. */
	return address % 64 == 0x18 ? 0 : 0x60;
}

static void write_register(uint64_t address, unsigned int width, uint32_t value)
{
	(void)address, (void)width, (void)value;
}

struct bus arch_bus(uint32_t space)
{
	return space == HANDOFF_SPACE_MEMORY ? (struct bus){ read_register, write_register } : (struct bus){ 0 };
}

sha256_backend *arch_sha256(void)
{
	return sha256_best();
}

const char *arch_caches_on(struct purgatory *state)
{
	(void)state;
	return caches_stay_off ? "a test keeps them off" : NULL;
}

void arch_caches_off(struct purgatory *state)
{
	(void)state;
}

void arch_clean(uint64_t address, uint64_t size)
{
	(void)address, (void)size;
}

void arch_move(uint64_t to, uint64_t from, uint64_t size)
{
	memmove((void *)(uintptr_t)to, (const void *)(uintptr_t)from, size);
}

void arch_describe(struct purgatory *state)
{
	console_text(&state->console, "a test");
}

uint64_t arch_firmware_reset(uint64_t code)
{
	return code;
}

void arch_default_reset(uint32_t i, struct handoff_reset *ret)
{
	(void)i;
	*ret = (struct handoff_reset){ .kind = HANDOFF_RESET_FIRMWARE };
}

uint64_t arch_ticks(void)
{
	return 1;
}

uint64_t arch_ticks_per_second(void)
{
	return 1;
}

_Noreturn void arch_wait(void)
{
	longjmp(waits, 1);
}

/* ---- a load ---- */

static void *allocate(size_t size)
{
	void *memory = aligned_alloc(4096, (size + 4095) & ~(size_t)4095);

	if (!memory)
		abort();
	memset(memory, 0, (size + 4095) & ~(size_t)4095);
	return memory;
}

static uint64_t address_of(const void *memory)
{
	return (uintptr_t)memory;
}

static void make_parts(struct memory *memory, uint8_t moved, struct handoff_part part[PARTS])
{
	static const char *const name[PARTS] = { "kernel", "initrd", "dtb" };

	for (size_t i = 0; i < PARTS; i++) {
		memory->staged[i] = allocate(PART_SIZE);
		memory->start[i] = moved >> i & 1 ? allocate(PART_SIZE) : memory->staged[i];
		memset(memory->staged[i], 'a' + (int)i, PART_SIZE);
		part[i] = (struct handoff_part){
			.name = name[i],
			.start = address_of(memory->start[i]),
			.staged = address_of(memory->staged[i]),
			.bytes = { memory->staged[i], PART_SIZE },
		};
	}
}

static void set_ports(struct handoff_values *values, const struct memory *memory, uint8_t flags)
{
	static const struct handoff_console console[] = {
		{ .type = HANDOFF_CONSOLE_NONE },
		{ .type = HANDOFF_CONSOLE_PL011, .io_width = 4, .base = 0x9000000 },
		{ .type = HANDOFF_CONSOLE_8250, .io_width = 1, .base = 0x9000000 },
		{ .type = HANDOFF_CONSOLE_8250, .io_width = 4, .reg_shift = 2, .base = 0x9000000 },
	};

	values->console = console[flags >> 4 & 3];
	if (flags & 0x40)
		values->ramoops = (struct handoff_ramoops){
			.base = address_of(memory->zone),
			.size = ZONE_SIZE,
			.kind = flags & 0x80 ? HANDOFF_RAMOOPS_DUMP : HANDOFF_RAMOOPS_CONSOLE,
		};
}

static void load(struct memory *memory, const uint8_t flags[2])
{
	static const uint8_t code[256];
	struct handoff_part part[PARTS];
	struct handoff_values values = {
		.purgatory = { code, sizeof(code) },
		.kernel_entry = ENTRY,
		.argument = { 1, 2, 3, 4 },
		.on_mismatch = (enum handoff_on_mismatch)((flags[0] & 3) % 3),
		.flags = (flags[0] & 4 ? HANDOFF_SKIP_CHECKS : 0) | (flags[0] & 8 ? HANDOFF_TIMING : 0),
		.reset = { { .kind = HANDOFF_RESET_FIRMWARE, .value = 1 } },
		.sha256 = sha256_best(),
		.parts = part,
		.part_count = PARTS,
	};
	struct blob segment = { 0 };
	struct diag diag;

	memory->segment = allocate(PURGATORY_TABLES + READABLE + 4096);
	memory->zone = allocate(ZONE_SIZE);
	values.segment = address_of(memory->segment);
	set_ports(&values, memory, flags[0]);
	make_parts(memory, flags[1] & 7, part);
	if (handoff_build(&values, &segment, &diag) < 0 || segment.size > PURGATORY_TABLES + 4096)
		abort();
	memcpy(memory->segment, segment.data, segment.size);
	memory->written = segment.size;
	blob_release(&segment);
}

static void unload(struct memory *memory)
{
	for (size_t i = 0; i < PARTS; i++) {
		if (memory->start[i] != memory->staged[i])
			free(memory->start[i]);
		free(memory->staged[i]);
	}
	free(memory->zone);
	free(memory->segment);
}

/* ---- what is changed ---- */

static void change(struct memory *memory, size_t at, uint8_t by)
{
	size_t in_parts = at - PARTS_AT, in_zone = at - ZONE_AT;

	if (at < memory->written)
		memory->segment[at] ^= by;
	else if (at >= PARTS_AT && in_parts < PARTS * PART_SIZE)
		memory->staged[in_parts / PART_SIZE][in_parts % PART_SIZE] ^= by;
	else if (at >= ZONE_AT && in_zone < ZONE_SIZE)
		memory->zone[in_zone] ^= by;
}

/* Is every byte as it was loaded? The stack, which is not verified, may be changed. */
static bool is_whole(const struct memory *memory, const uint8_t *pristine)
{
	if (memcmp(memory->segment, pristine, PURGATORY_STACK) ||
	    memcmp(memory->segment + PURGATORY_TABLES, pristine + PURGATORY_TABLES, memory->written - PURGATORY_TABLES))
		return false;
	for (size_t i = 0; i < PARTS; i++)
		for (size_t at = 0; at < PART_SIZE; at++)
			if (memory->staged[i][at] != 'a' + (int)i)
				return false;
	return true;
}

/* ---- what must come of it ---- */

static void must(bool is_so)
{
	if (!is_so)
		abort();
}

static void check_entered(const struct purgatory *state, const struct memory *memory, bool whole, const uint8_t flags[2])
{
	bool asked_for = (flags[0] & 3) == HANDOFF_ON_MISMATCH_BOOT || flags[0] & 4;

	must(whole || asked_for);
	must(state->entry == ENTRY);
	for (uint64_t i = 0; i < HANDOFF_ARGUMENTS; i++)
		must(state->argument[i] == i + 1);
	for (size_t i = 0; whole && i < PARTS; i++)
		for (size_t at = 0; at < PART_SIZE; at++)
			must(memory->start[i][at] == 'a' + (int)i);
}

/* Returns whether the kernel is entered. */
static bool run(struct purgatory *state, const struct memory *memory)
{
	static const uint64_t received[HANDOFF_ARGUMENTS];
	const void *handoff = memory->segment + HANDOFF_OFFSET;

	if (setjmp(waits))
		return false;
	purgatory_main(state, handoff, address_of(memory->segment), received);
	return true;
}

static bool fault(struct purgatory *state)
{
	static const struct exception exception = { .cause_name = "a", .pc_name = "b", .address_name = "c", .pc = 1 };

	if (setjmp(waits))
		return false;
	purgatory_exception(state, &exception);
	return true;
}

static void start(struct memory *memory, const uint8_t *pristine, const uint8_t flags[2])
{
	struct purgatory *state = allocate(sizeof(*state));
	bool whole = is_whole(memory, pristine), entered;

	caches_stay_off = flags[1] & 8;
	entered = run(state, memory);
	if (entered)
		check_entered(state, memory, whole, flags);
	must(entered || !whole);
	for (int i = 0; !entered && i < (flags[1] >> 4 & 3); i++)
		if (fault(state))
			check_entered(state, memory, false, flags);
	free(state);
}

/*
 * A length that is no lie on its face is read; the machine has memory there, this one not so much. With --no-checks the list of regions
 * is believed as it is.
 */
static bool can_be_run(const struct memory *memory, const uint8_t *pristine, uint8_t flags)
{
	const struct handoff *handoff = (const void *)(memory->segment + HANDOFF_OFFSET);

	if (flags & 4 && memcmp(handoff, pristine + HANDOFF_OFFSET, sizeof(*handoff)))
		return false;
	return handoff->written <= PURGATORY_TABLES + READABLE || handoff->written > PURGATORY_WRITTEN_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory memory;
	uint8_t *pristine;

	if (size < 2)
		return 0;
	load(&memory, data);
	pristine = allocate(memory.written);
	memcpy(pristine, memory.segment, memory.written);
	for (size_t i = 2; i + 4 <= size; i += 4)
		change(&memory, data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16, data[i + 3]);
	if (can_be_run(&memory, pristine, data[0]))
		start(&memory, pristine, data);
	free(pristine);
	unload(&memory);
	return 0;
}
