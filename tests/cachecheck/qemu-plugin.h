/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The declarations that our plugins need: of QEMU's interface for TCG plugins (QEMU, docs/devel/tcg-plugins.rst, "API"; version
 * 4, of QEMU 9.1 to 10.0), and of the GLib that QEMU uses. Debian packages no header for either.
 */
#ifndef WARMKEXEC_TESTS_QEMU_PLUGIN_H
#define WARMKEXEC_TESTS_QEMU_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QEMU_PLUGIN_VERSION 4
#define QEMU_PLUGIN_EXPORT __attribute__((visibility("default")))

/* A callback's access to registers. */
enum { QEMU_PLUGIN_NO_REGS = 0, QEMU_PLUGIN_READS_REGS = 1 };
/* The memory accesses that a callback gets. */
enum { QEMU_PLUGIN_LOADS = 1, QEMU_PLUGIN_STORES = 2, QEMU_PLUGIN_ALL_ACCESSES = 3 };

struct qemu_plugin_tb;	       /* a block of translated instructions */
struct qemu_plugin_insn;       /* one of them */
struct qemu_plugin_hwaddr;     /* where an access goes */
struct qemu_plugin_register;   /* a register to read */
struct qemu_plugin_scoreboard; /* memory per processor */

struct qemu_info {
	const char *target_name;
	struct {
		int min;
		int cur;
	} version;
	bool system_emulation;
	int smp_vcpus;
	int max_vcpus;
};

/* GLib's arrays (GArray, GByteArray), as far as they are public. */
struct glib_array {
	char *data;
	unsigned int len;
};

struct qemu_plugin_reg_descriptor {
	struct qemu_plugin_register *handle;
	const char *name;
	const char *feature;
};

struct qemu_plugin_u64 {
	struct qemu_plugin_scoreboard *score;
	size_t offset;
};

/* The value that an access loaded or stored. */
struct qemu_plugin_mem_value {
	int type;
	union {
		uint8_t u8;
		struct {
			uint64_t low;
			uint64_t high;
		} u128; /* the widest */
	} data;
};

/* Ours to define. */
extern QEMU_PLUGIN_EXPORT int qemu_plugin_version;
QEMU_PLUGIN_EXPORT int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc, char **argv);

/* When to be called. */
void qemu_plugin_register_vcpu_init_cb(uint64_t id, void (*call)(uint64_t id, unsigned int cpu));
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, void (*call)(uint64_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_atexit_cb(uint64_t id, void (*call)(uint64_t id, void *data), void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, void (*call)(unsigned int cpu, void *data), int regs,
					    void *data);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
				      void (*call)(unsigned int cpu, uint32_t info, uint64_t address, void *data), int regs,
				      int accesses, void *data);

/* Instructions that are being translated. */
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *ret, size_t size);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

/* An access that is being made. */
unsigned int qemu_plugin_mem_size_shift(uint32_t info);
bool qemu_plugin_mem_is_store(uint32_t info);
struct qemu_plugin_hwaddr *qemu_plugin_get_hwaddr(uint32_t info, uint64_t address);
bool qemu_plugin_hwaddr_is_io(const struct qemu_plugin_hwaddr *where);
uint64_t qemu_plugin_hwaddr_phys_addr(const struct qemu_plugin_hwaddr *where);
struct qemu_plugin_mem_value qemu_plugin_mem_get_value(uint32_t info);

/* The state of the processor that called: registers, and memory as it sees it. Both fill a byte array. */
struct glib_array *qemu_plugin_get_registers(void);
int qemu_plugin_read_register(struct qemu_plugin_register *handle, struct glib_array *bytes);
bool qemu_plugin_read_memory_vaddr(uint64_t address, struct glib_array *bytes, size_t size);
struct glib_array *g_byte_array_new(void);
struct glib_array *g_byte_array_set_size(struct glib_array *bytes, unsigned int size);

/* Counting without being called. */
enum { QEMU_PLUGIN_ADD = 0 };
struct qemu_plugin_scoreboard *qemu_plugin_scoreboard_new(size_t size);
uint64_t qemu_plugin_u64_sum(struct qemu_plugin_u64 entry);
void qemu_plugin_u64_set(struct qemu_plugin_u64 entry, unsigned int cpu, uint64_t value);
void qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(struct qemu_plugin_insn *insn, int operation,
							 struct qemu_plugin_u64 entry, uint64_t value);
void qemu_plugin_register_vcpu_mem_inline_per_vcpu(struct qemu_plugin_insn *insn, int accesses, int operation,
						   struct qemu_plugin_u64 entry, uint64_t value);

/* Being called where a block begins, while entry is the value. */
enum { QEMU_PLUGIN_COND_EQ = 2 };
void qemu_plugin_register_vcpu_tb_exec_cond_cb(struct qemu_plugin_tb *tb, void (*call)(unsigned int cpu, void *data), int regs,
					       int condition, struct qemu_plugin_u64 entry, uint64_t value, void *data);

#endif
