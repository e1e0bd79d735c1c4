/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A QEMU plugin: what the reboot of a Linux guest by kexec_load(2) costs from phase to phase, and where it stores to once
 * the old kernel has said its last word. One processor.
 *
 *   -plugin phases.so,out=FILE[,uart=ADDRESS]
 *
 * Nothing in the guest has to help. The system calls kexec_load and reboot are recognised by their numbers, and what is loaded
 * is read from the former's list; the purgatory is the segment that holds the entry point; the next kernel begins with the
 * first instruction outside of it. The report has these lines:
 *
 * segment ADDRESS SIZE: each segment of the last image that was loaded, but for the purgatory
 *
 * purgatory ADDRESS SIZE: that one
 *
 * last-words TEXT: what the old kernel printed last, on the PL011 at uart
 *
 * entered ADDRESS image|other: where the next kernel began, and whether an arm64 Image is there
 *
 * at EVENT INSTRUCTIONS LOADS STORES: counted from reboot(), for each event that happened
 *
 * stored BY PLACE BYTES: between the last words and the next kernel; devices are left out
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registers.h"

enum counted { INSTRUCTIONS, LOADS, STORES, WATCHING, COUNTED };

enum event { REBOOT, LAST_WORDS, MMU_OFF, PURGATORY, NEXT_KERNEL, INIT, EVENTS };

static const char *const event_names[EVENTS] = {
	[REBOOT] = "reboot",	   [LAST_WORDS] = "last-words",	  [MMU_OFF] = "mmu-off",
	[PURGATORY] = "purgatory", [NEXT_KERNEL] = "next-kernel", [INIT] = "init",
};

enum running { BEFORE_REBOOT, IN_OLD_KERNEL, IN_PURGATORY, IN_NEXT_KERNEL, IN_INIT };

enum place { OLD_TO_SEGMENTS, OLD_ELSEWHERE, PURGATORY_TO_ITSELF, PURGATORY_ELSEWHERE, ZEROED, PLACES };

static const char *const place_names[PLACES] = {
	[OLD_TO_SEGMENTS] = "old-kernel segments",
	[OLD_ELSEWHERE] = "old-kernel elsewhere",
	[PURGATORY_TO_ITSELF] = "purgatory itself",
	[PURGATORY_ELSEWHERE] = "purgatory elsewhere",
	[ZEROED] = "anyone by-blocks",
};

#define SEGMENTS_MAX 16 /* of kexec_load(2) */
#define WORDS_MAX 128
#define ZERO_BLOCK 64 /* of QEMU's cortex-a57 (DCZID_EL0.BS is 4) */

struct stretch {
	uint64_t start;
	uint64_t size;
};

struct event_counts {
	bool happened;
	uint64_t counts[COUNTED];
};

struct phases {
	FILE *out;
	uint64_t uart;
	struct qemu_plugin_scoreboard *board; /* COUNTED numbers */
	struct registers registers;
	enum running running;
	struct event_counts events[EVENTS];
	uint64_t stored[PLACES];
	uint64_t entry;
	struct stretch segments[SEGMENTS_MAX];
	unsigned int segment_count;
	struct stretch purgatory;
	uint64_t entered;
	bool entered_image;
	char words[WORDS_MAX]; /* of the line that is being printed, or was last */
	unsigned int words_length;
	bool line_ended;
};

/* QEMU calls with no more than a number in some places. */
static struct phases *phases;

int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static _Noreturn void die(const char *what, const char *value)
{
	fprintf(stderr, "phases: %s: %s\n", what, value);
	exit(99);
}

static struct qemu_plugin_u64 place(enum counted which)
{
	return (struct qemu_plugin_u64){ .score = phases->board, .offset = which * sizeof(uint64_t) };
}

static void happens(struct phases *p, enum event event)
{
	p->events[event].happened = true;
	for (unsigned int i = 0; i < COUNTED; i++)
		p->events[event].counts[i] = qemu_plugin_u64_sum(place(i));
}

static bool is_in(const struct stretch *stretch, uint64_t address)
{
	return address - stretch->start < stretch->size;
}

/* --- system calls --- */

static uint64_t memory(struct phases *p, uint64_t address, unsigned int size)
{
	uint64_t value = 0;

	if (!qemu_plugin_read_memory_vaddr(address, p->registers.bytes, size))
		die("QEMU does not tell", "memory");
	for (unsigned int i = 0; i < size; i++)
		value |= (uint64_t)(uint8_t)p->registers.bytes->data[i] << (8 * i);
	return value;
}

#define KEXEC_ON_CRASH 1
#define SEGMENT_SIZE 32 /* struct kexec_segment: buf, bufsz, mem, memsz */

/* kexec_load(entry, nr_segments, segments, flags) */
static void see_load(struct phases *p)
{
	uint64_t count = register_x(&p->registers, 1);
	uint64_t list = register_x(&p->registers, 2);
	struct stretch *segment;

	if (register_x(&p->registers, 3) & KEXEC_ON_CRASH || count > SEGMENTS_MAX)
		return;
	p->entry = register_x(&p->registers, 0);
	p->segment_count = 0;
	for (unsigned int i = 0; i < count; i++) {
		segment = &p->segments[p->segment_count];
		segment->start = memory(p, list + i * SEGMENT_SIZE + 16, 8);
		segment->size = memory(p, list + i * SEGMENT_SIZE + 24, 8);
		if (is_in(segment, p->entry))
			p->purgatory = *segment;
		else
			p->segment_count++;
	}
}

#define SYSCALL_KEXEC_LOAD 104
#define SYSCALL_REBOOT 142
#define REBOOT_CMD_KEXEC 0x45584543

/* Linux has SVC in user space only. */
static void at_syscall(unsigned int cpu, void *data)
{
	struct phases *p = data;
	uint64_t number;

	if (p->running == IN_NEXT_KERNEL) {
		happens(p, INIT);
		p->running = IN_INIT;
	}
	if (p->running != BEFORE_REBOOT)
		return;
	number = register_x(&p->registers, 8);
	if (number == SYSCALL_KEXEC_LOAD)
		see_load(p);
	if (number == SYSCALL_REBOOT && (uint32_t)register_x(&p->registers, 2) == REBOOT_CMD_KEXEC) {
		happens(p, REBOOT);
		p->running = IN_OLD_KERNEL;
		qemu_plugin_u64_set(place(WATCHING), cpu, 1);
	}
}

/* --- from one kernel to the next --- */

static void at_sctlr(unsigned int cpu, void *data)
{
	struct phases *p = phases;
	uint32_t code = (uint32_t)(uintptr_t)data;

	(void)cpu;
	if (p->running == IN_OLD_KERNEL && !p->events[MMU_OFF].happened && !(register_x(&p->registers, code & 31) & 1))
		happens(p, MMU_OFF);
}

#define IMAGE_MAGIC_OFFSET 56
#define IMAGE_MAGIC 0x644d5241

/* Called at the start of a block of instructions. Both entry points are targets of branches, so they start blocks. */
static void at_block(unsigned int cpu, void *data)
{
	struct phases *p = phases;
	uint64_t pc = (uintptr_t)data;

	if (p->running == IN_OLD_KERNEL && pc == p->entry) {
		happens(p, PURGATORY);
		p->running = IN_PURGATORY;
	} else if (p->running == IN_PURGATORY && !is_in(&p->purgatory, pc)) {
		happens(p, NEXT_KERNEL);
		p->running = IN_NEXT_KERNEL;
		p->entered = pc;
		p->entered_image = memory(p, pc + IMAGE_MAGIC_OFFSET, 4) == IMAGE_MAGIC;
		qemu_plugin_u64_set(place(WATCHING), cpu, 0);
	}
}

/* --- stores --- */

/* Stores before the last words were made by a kernel that still runs. */
static void at_word(struct phases *p, char letter)
{
	happens(p, LAST_WORDS);
	memset(p->stored, 0, sizeof(p->stored));
	if (letter == '\n' || letter == '\r') {
		p->line_ended = true;
		return;
	}
	if (p->line_ended)
		p->words_length = 0;
	p->line_ended = false;
	if (p->words_length < WORDS_MAX - 1)
		p->words[p->words_length++] = letter;
}

static enum place place_of(const struct phases *p, uint64_t address)
{
	if (p->running == IN_PURGATORY)
		return is_in(&p->purgatory, address) ? PURGATORY_TO_ITSELF : PURGATORY_ELSEWHERE;
	for (unsigned int i = 0; i < p->segment_count; i++)
		if (is_in(&p->segments[i], address))
			return OLD_TO_SEGMENTS;
	return is_in(&p->purgatory, address) ? OLD_TO_SEGMENTS : OLD_ELSEWHERE;
}

static void at_store(unsigned int cpu, uint32_t info, uint64_t address, void *data)
{
	struct phases *p = data;
	struct qemu_plugin_hwaddr *where;

	(void)cpu;
	if (p->running != IN_OLD_KERNEL && p->running != IN_PURGATORY)
		return;
	where = qemu_plugin_get_hwaddr(info, address);
	if (!where)
		return;
	if (!qemu_plugin_hwaddr_is_io(where))
		p->stored[place_of(p, qemu_plugin_hwaddr_phys_addr(where))] += 1u << qemu_plugin_mem_size_shift(info);
	else if (p->running == IN_OLD_KERNEL && qemu_plugin_hwaddr_phys_addr(where) == p->uart)
		at_word(p, (char)qemu_plugin_mem_get_value(info).data.u8);
}

/* QEMU does not tell where DC ZVA stores zeros. */
static void at_zeroing(unsigned int cpu, void *data)
{
	struct phases *p = data;

	(void)cpu;
	if (p->running == IN_OLD_KERNEL || p->running == IN_PURGATORY)
		p->stored[ZEROED] += ZERO_BLOCK;
}

/* --- translation --- */

#define INSTRUCTION_SVC 0xd4000001 /* SVC #0 */

/* MSR SCTLR_EL1 or SCTLR_EL2. */
static bool is_sctlr(uint32_t code)
{
	return (code & 0xfffbffe0) == 0xd5181000;
}

static bool is_zeroing(uint32_t code)
{
	return (code & 0xffffffe0) == 0xd50b7420;
}

static void translate(struct qemu_plugin_insn *insn)
{
	uint32_t code = 0;

	qemu_plugin_insn_data(insn, &code, sizeof(code));
	if (code == INSTRUCTION_SVC)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_syscall, QEMU_PLUGIN_READS_REGS, phases);
	if (is_sctlr(code))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_sctlr, QEMU_PLUGIN_READS_REGS, (void *)(uintptr_t)code);
	if (is_zeroing(code))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_zeroing, QEMU_PLUGIN_NO_REGS, phases);
	qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(insn, QEMU_PLUGIN_ADD, place(INSTRUCTIONS), 1);
	qemu_plugin_register_vcpu_mem_inline_per_vcpu(insn, QEMU_PLUGIN_LOADS, QEMU_PLUGIN_ADD, place(LOADS), 1);
	qemu_plugin_register_vcpu_mem_inline_per_vcpu(insn, QEMU_PLUGIN_STORES, QEMU_PLUGIN_ADD, place(STORES), 1);
	qemu_plugin_register_vcpu_mem_cb(insn, at_store, QEMU_PLUGIN_NO_REGS, QEMU_PLUGIN_STORES, phases);
}

static void at_translation(uint64_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	qemu_plugin_register_vcpu_tb_exec_cond_cb(tb, at_block, QEMU_PLUGIN_READS_REGS, QEMU_PLUGIN_COND_EQ, place(WATCHING), 1,
						  (void *)(uintptr_t)qemu_plugin_tb_vaddr(tb));
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		translate(qemu_plugin_tb_get_insn(tb, i));
}

static void at_cpu(uint64_t id, unsigned int cpu)
{
	(void)id;
	if (cpu)
		die("processors", "more than one");
	registers_find(&phases->registers);
}

/* --- the report --- */

static void report_event(const struct phases *p, enum event event)
{
	fprintf(p->out, "at %s", event_names[event]);
	for (unsigned int i = INSTRUCTIONS; i <= STORES; i++)
		fprintf(p->out, " %" PRIu64, p->events[event].counts[i] - p->events[REBOOT].counts[i]);
	fputc('\n', p->out);
}

static void at_exit(uint64_t id, void *data)
{
	struct phases *p = data;

	(void)id;
	for (unsigned int i = 0; i < p->segment_count; i++)
		fprintf(p->out, "segment 0x%" PRIx64 " %" PRIu64 "\n", p->segments[i].start, p->segments[i].size);
	fprintf(p->out, "purgatory 0x%" PRIx64 " %" PRIu64 "\n", p->purgatory.start, p->purgatory.size);
	fprintf(p->out, "last-words %.*s\n", (int)p->words_length, p->words);
	fprintf(p->out, "entered 0x%" PRIx64 " %s\n", p->entered, p->entered_image ? "image" : "other");
	for (unsigned int i = 0; i < EVENTS; i++)
		if (p->events[i].happened)
			report_event(p, i);
	for (unsigned int i = 0; i < PLACES; i++)
		fprintf(p->out, "stored %s %" PRIu64 "\n", place_names[i], p->stored[i]);
	if (fclose(p->out))
		die("cannot write", "out=FILE");
}

static void take_argument(struct phases *p, const char *argument)
{
	if (!strncmp(argument, "out=", 4))
		p->out = fopen(argument + 4, "w");
	else if (!strncmp(argument, "uart=", 5))
		p->uart = strtoull(argument + 5, NULL, 0);
	else
		die("unknown argument", argument);
}

int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc, char **argv)
{
	phases = calloc(1, sizeof(*phases));
	if (!phases || strcmp(info->target_name, "aarch64"))
		die("wants an arm64 machine", info->target_name);
	phases->uart = 0x9000000; /* -M virt */
	for (int i = 0; i < argc; i++)
		take_argument(phases, argv[i]);
	if (!phases->out)
		die("cannot write", "out=FILE");
	phases->board = qemu_plugin_scoreboard_new(COUNTED * sizeof(uint64_t));
	qemu_plugin_register_vcpu_init_cb(id, at_cpu);
	qemu_plugin_register_vcpu_tb_trans_cb(id, at_translation);
	qemu_plugin_register_atexit_cb(id, at_exit, phases);
	return 0;
}
