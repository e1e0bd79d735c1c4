/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A QEMU plugin: what an arm64 program between two kernels does to memory and caches, held against the model of model.h.
 *
 *   -plugin libcachecheck.so,start=ADDRESS,entry=ADDRESS,out=FILE[,loaded=ADDRESS+SIZE]...[,dirty=ADDRESS+SIZE]...
 *
 * The model begins when the instruction at start is executed and ends at the one at entry: the next kernel's, the first of
 * what is loaded; what is dirty is so when it begins. One processor; virtual addresses are physical ones, which is checked. The
 * report, in FILE, has a line regime elN mmu=N data=N instructions=N       each time SCTLR_ELx has become this RULE line
 * ADDRESS pc ADDRESS                 for the first breach of a rule at each instruction total RULE N for each rule that was
 * broken entered, or: not entered
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "registers.h"

#define LOADED_MAX 32
#define REPORTED_MAX 256

enum named_register { CPSR, SCTLR_EL1, SCTLR_EL2, TCR_EL1, TCR_EL2, TTBR0_EL1, TTBR0_EL2, NAMED };

static const char *const register_names[NAMED] = {
	[CPSR] = "cpsr",       [SCTLR_EL1] = "SCTLR",	  [SCTLR_EL2] = "SCTLR_EL2", [TCR_EL1] = "TCR_EL1",
	[TCR_EL2] = "TCR_EL2", [TTBR0_EL1] = "TTBR0_EL1", [TTBR0_EL2] = "TTBR0_EL2",
};

enum { STATE_WAITS, STATE_RUNS, STATE_ENDED };

struct reported {
	enum rule rule;
	uint64_t pc;
};

struct checker {
	struct model *model;
	FILE *out;
	int state;
	uint64_t start;
	uint64_t entry;
	struct stretch loaded[LOADED_MAX];
	unsigned int loaded_count;
	struct registers registers;
	struct qemu_plugin_register *named[NAMED];
	bool regime_unknown; /* SCTLR has been written since it was looked at */
	uint64_t pc;	     /* for the report */
	unsigned long total[RULES];
	struct reported reported[REPORTED_MAX];
	unsigned int reported_count;
};

/* QEMU calls with no more than a number in some places. */
static struct checker *checker;

int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static _Noreturn void die(const char *what, const char *value)
{
	fprintf(stderr, "cachecheck: %s: %s\n", what, value);
	exit(99);
}

static bool is_reported(struct checker *c, enum rule rule)
{
	for (unsigned int i = 0; i < c->reported_count; i++)
		if (c->reported[i].rule == rule && c->reported[i].pc == c->pc)
			return true;
	return c->reported_count == REPORTED_MAX;
}

static void broken(enum rule rule, uint64_t line, void *data)
{
	struct checker *c = data;

	c->total[rule]++;
	if (is_reported(c, rule))
		return;
	c->reported[c->reported_count++] = (struct reported){ .rule = rule, .pc = c->pc };
	fprintf(c->out, "%s line 0x%" PRIx64 " pc 0x%" PRIx64 "\n", rule_names[rule], line, c->pc);
}

/* --- the processor's state --- */

static uint64_t little_endian(const struct glib_array *bytes, unsigned int size)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < size && i < 8; i++)
		value |= (uint64_t)(uint8_t)bytes->data[i] << (8 * i);
	return value;
}

static uint64_t named_value(struct checker *c, enum named_register which)
{
	return register_value(&c->registers, c->named[which], register_names[which]);
}

static uint64_t x_value(struct checker *c, unsigned int number)
{
	return register_x(&c->registers, number);
}

static uint64_t memory_word(struct checker *c, uint64_t address)
{
	if (!qemu_plugin_read_memory_vaddr(address, c->registers.bytes, 8))
		die("QEMU does not tell", "memory");
	return little_endian(c->registers.bytes, 8);
}

static bool is_el2(struct checker *c)
{
	return (named_value(c, CPSR) >> 2 & 3) == 2;
}

static struct regime regime_of(uint64_t sctlr)
{
	return (struct regime){ .mmu = sctlr & 1, .data = sctlr >> 2 & 1, .instructions = sctlr >> 12 & 1 };
}

static void see_regime(struct checker *c)
{
	bool el2 = is_el2(c);
	struct regime regime = regime_of(named_value(c, el2 ? SCTLR_EL2 : SCTLR_EL1));

	c->regime_unknown = false;
	model_set_regime(c->model, regime);
	fprintf(c->out, "regime el%d mmu=%d data=%d instructions=%d\n", 1 + el2, regime.mmu, regime.data, regime.instructions);
}

/* --- page tables --- */

/* A table of the 4 KiB granule and those below it (Arm ARM D8.3.1: bits 1:0 are 3 for a table; level 3 has none). */
static void walk(struct checker *c, uint64_t table, unsigned int level, unsigned int entries, bool cached)
{
	uint64_t descriptor;

	model_walk(c->model, table, entries * 8, cached);
	for (unsigned int i = 0; level < 3 && i < entries; i++) {
		descriptor = memory_word(c, table + i * 8);
		if ((descriptor & 3) == 3)
			walk(c, descriptor & 0xfffffffff000, level + 1, 512, cached);
	}
}

/* TCR_ELx has T0SZ, IRGN0 and TG0 at the same places in all regimes (Arm ARM D24.2.158). */
static void walk_all(struct checker *c)
{
	bool el2 = is_el2(c);
	uint64_t tcr = named_value(c, el2 ? TCR_EL2 : TCR_EL1);
	uint64_t root = named_value(c, el2 ? TTBR0_EL2 : TTBR0_EL1) & 0xfffffffffffe;
	unsigned int bits = 64 - (tcr & 0x3f);
	unsigned int levels = (bits - 12 + 8) / 9;

	if (tcr >> 14 & 3 || bits < 25 || bits > 48)
		die("page tables", "not of the 4 KiB granule with up to 48 bits");
	walk(c, root, 4 - levels, 1u << (bits - 12 - 9 * (levels - 1)), tcr >> 8 & 3);
}

/* --- instructions --- */

static void at_sctlr(unsigned int cpu, void *data)
{
	struct checker *c = checker;
	uint32_t code = (uint32_t)(uintptr_t)data;

	(void)cpu;
	if (c->state != STATE_RUNS)
		return;
	model_before_regime(c->model);
	if (regime_of(x_value(c, code & 31)).mmu && !model_regime(c->model).mmu)
		walk_all(c);
	c->regime_unknown = true;
}

/* The fields of SYS that tell one operation from another: op1, CRn, CRm, op2. */
#define OPERATION(op1, crn, crm, op2) ((op1) << 16 | (crn) << 12 | (crm) << 8 | (op2) << 5)
#define OPERATION_MASK 0x7ffe0u

static void cache_operation(struct checker *c, uint32_t code)
{
	switch (code & OPERATION_MASK) {
	case OPERATION(0, 7, 6, 1):
		model_dc(c->model, DC_IVAC, x_value(c, code & 31));
		break;
	case OPERATION(3, 7, 10, 1):
		model_dc(c->model, DC_CVAC, x_value(c, code & 31));
		break;
	case OPERATION(3, 7, 11, 1):
		model_dc(c->model, DC_CVAU, x_value(c, code & 31));
		break;
	case OPERATION(3, 7, 14, 1):
		model_dc(c->model, DC_CIVAC, x_value(c, code & 31));
		break;
	case OPERATION(0, 7, 1, 0): /* IC IALLUIS */
	case OPERATION(0, 7, 5, 0): /* IC IALLU */
		model_ic_all(c->model);
		break;
	case OPERATION(3, 7, 5, 1): /* IC IVAU */
		model_ic(c->model, x_value(c, code & 31));
		break;
	case OPERATION(0, 7, 6, 2):  /* DC ISW */
	case OPERATION(0, 7, 10, 2): /* DC CSW */
	case OPERATION(0, 7, 14, 2): /* DC CISW */
		broken(SET_WAY, 0, c);
		break;
	default:
		broken(UNKNOWN_OPERATION, 0, c);
		break;
	}
}

static bool is_cache_operation(uint32_t code)
{
	return (code & 0xfff8f000) == 0xd5087000;
}

static bool is_tlb_operation(uint32_t code)
{
	return (code & 0xfff8e000) == 0xd5088000;
}

/* DSB for loads and stores of any domain: one for loads only or stores only does not wait for maintenance. */
static bool is_dsb(uint32_t code)
{
	return (code & 0xfffff3ff) == 0xd503339f;
}

static bool is_isb(uint32_t code)
{
	return (code & 0xfffff0ff) == 0xd50330df;
}

/* MSR SCTLR_EL1, SCTLR_EL2 or SCTLR_EL12. */
static bool is_sctlr(uint32_t code)
{
	return (code & 0xfff8ffe0) == 0xd5181000;
}

static bool is_system(uint32_t code)
{
	return is_cache_operation(code) || is_tlb_operation(code) || is_dsb(code) || is_isb(code);
}

static void at_system(unsigned int cpu, void *data)
{
	struct checker *c = checker;
	uint32_t code = (uint32_t)(uintptr_t)data;

	(void)cpu;
	if (c->state != STATE_RUNS)
		return;
	if (is_cache_operation(code))
		cache_operation(c, code);
	else if (is_tlb_operation(code))
		model_tlbi(c->model);
	else if (is_dsb(code))
		model_dsb(c->model);
	else
		model_isb(c->model);
}

static void begin(struct checker *c)
{
	c->state = STATE_RUNS;
	c->regime_unknown = true;
}

static void end(struct checker *c)
{
	model_enter(c->model, c->loaded, c->loaded_count);
	fprintf(c->out, "entered\n");
	c->state = STATE_ENDED;
}

/* Called at the fetch of a line, of a system instruction, or of the instruction behind one. */
static void at_fetch(unsigned int cpu, void *data)
{
	struct checker *c = checker;
	uint64_t pc = (uintptr_t)data;

	(void)cpu;
	if (c->state == STATE_WAITS && pc == c->start)
		begin(c);
	if (c->state != STATE_RUNS)
		return;
	c->pc = pc;
	if (c->regime_unknown)
		see_regime(c);
	if (pc == c->entry)
		end(c);
	else
		model_fetch(c->model, pc);
}

static void at_access(unsigned int cpu, uint32_t info, uint64_t address, void *data)
{
	struct checker *c = checker;
	struct qemu_plugin_hwaddr *where;

	(void)cpu;
	if (c->state != STATE_RUNS)
		return;
	where = qemu_plugin_get_hwaddr(info, address);
	if (!where || qemu_plugin_hwaddr_is_io(where))
		return;
	if (qemu_plugin_hwaddr_phys_addr(where) != address)
		die("not an identity map", "a virtual address is not the physical one");
	c->pc = (uintptr_t)data;
	if (qemu_plugin_mem_is_store(info))
		model_write(c->model, address, 1u << qemu_plugin_mem_size_shift(info));
	else
		model_read(c->model, address, 1u << qemu_plugin_mem_size_shift(info));
}

/* --- translation --- */

/* Every instruction that does something to the model is looked at as one that is fetched, too; so is what comes after it. */
static void translate(struct qemu_plugin_insn *insn, bool *follows_system)
{
	uint64_t pc = qemu_plugin_insn_vaddr(insn);
	void *where = (void *)(uintptr_t)pc;
	uint32_t code = 0;
	bool system;

	qemu_plugin_insn_data(insn, &code, sizeof(code));
	system = is_system(code) || is_sctlr(code);
	if (system || *follows_system || pc % LINE_SIZE == 0 || pc == checker->start || pc == checker->entry)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, at_fetch, QEMU_PLUGIN_READS_REGS, where);
	if (system)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, is_sctlr(code) ? at_sctlr : at_system, QEMU_PLUGIN_READS_REGS,
						       (void *)(uintptr_t)code);
	qemu_plugin_register_vcpu_mem_cb(insn, at_access, QEMU_PLUGIN_NO_REGS, QEMU_PLUGIN_ALL_ACCESSES, where);
	*follows_system = system;
}

static void at_translation(uint64_t id, struct qemu_plugin_tb *tb)
{
	bool follows_system = true; /* a block may begin after one */

	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++)
		translate(qemu_plugin_tb_get_insn(tb, i), &follows_system);
}

static void at_cpu(uint64_t id, unsigned int cpu)
{
	(void)id;
	if (cpu)
		die("processors", "more than one");
	registers_find(&checker->registers);
	for (unsigned int i = 0; i < NAMED; i++)
		checker->named[i] = register_named(register_names[i]);
}

static void at_exit(uint64_t id, void *data)
{
	struct checker *c = data;

	(void)id;
	for (unsigned int i = 0; i < RULES; i++)
		if (c->total[i])
			fprintf(c->out, "total %s %lu\n", rule_names[i], c->total[i]);
	if (c->state != STATE_ENDED)
		fprintf(c->out, "not entered\n");
	if (fclose(c->out))
		die("cannot write", "the report");
}

/* --- arguments --- */

static uint64_t number(const char *text, char **ret_end)
{
	uint64_t value = strtoull(text, ret_end, 0);

	if (*ret_end == text)
		die("not a number", text);
	return value;
}

static struct stretch stretch_of(const char *text)
{
	struct stretch stretch;
	char *end;

	stretch.start = number(text, &end);
	if (*end != '+')
		die("not ADDRESS+SIZE", text);
	stretch.size = number(end + 1, &end);
	return stretch;
}

static void take_loaded(struct checker *c, const char *text)
{
	if (c->loaded_count == LOADED_MAX)
		die("too much is loaded", text);
	c->loaded[c->loaded_count++] = stretch_of(text);
}

static void take_argument(struct checker *c, const char *argument)
{
	const char *value = strchr(argument, '=');
	char *end;

	if (!value++)
		die("not KEY=VALUE", argument);
	if (!strncmp(argument, "start=", 6))
		c->start = number(value, &end);
	else if (!strncmp(argument, "entry=", 6))
		c->entry = number(value, &end);
	else if (!strncmp(argument, "loaded=", 7))
		take_loaded(c, value);
	else if (!strncmp(argument, "dirty=", 6))
		model_start_dirty(c->model, stretch_of(value));
	else if (!strncmp(argument, "out=", 4))
		c->out = fopen(value, "w");
	else
		die("unknown argument", argument);
}

int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc, char **argv)
{
	checker = calloc(1, sizeof(*checker));
	if (!checker || strcmp(info->target_name, "aarch64"))
		die("wants an arm64 machine", info->target_name);
	checker->model = model_new(broken, checker);
	for (int i = 0; i < argc; i++)
		take_argument(checker, argv[i]);
	if (!checker->out)
		die("cannot write", "out=FILE");
	qemu_plugin_register_vcpu_init_cb(id, at_cpu);
	qemu_plugin_register_vcpu_tb_trans_cb(id, at_translation);
	qemu_plugin_register_atexit_cb(id, at_exit, checker);
	return 0;
}
