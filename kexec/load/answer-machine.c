/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/load/answer-parts.h"

#include "arch/arch.h"
#include "kexec/base/wire.h"
#include "kexec/load/load-values.h"
#include "kexec/machine/console-choose.h"
#include "kexec/machine/machine.h"

#define AREAS_MAX ((size_t)1 << 22) /* /proc/iomem has at most 64 MiB */
#define CPUS_MAX ((size_t)1 << 20)
#define CMDLINE_MAX ((size_t)1 << 20)

static void move_area(struct wire *wire, struct mem_area *area)
{
	uint32_t type = area->type;

	wire_range(wire, &area->range);
	wire_u32(wire, &type, MEM_UNKNOWN);
	area->type = (enum mem_type)type;
}

static void move_map(struct wire *wire, struct memmap *map)
{
	void *list = NULL;

	wire_list(wire, &list, &map->count, sizeof(*map->area), AREAS_MAX);
	if (list)
		map->area = list;
	for (size_t i = 0; i < map->count && !wire->error; i++)
		move_area(wire, &map->area[i]);
	wire_range(wire, &map->kernel_code);
	wire_range(wire, &map->kernel_data);
	wire_flag(wire, &map->names_reserved);
}

static void move_cpu_notes(struct wire *wire, struct machine *machine)
{
	void *list = NULL;

	wire_list(wire, &list, &machine->cpu_note_count, sizeof(*machine->cpu_note), CPUS_MAX);
	if (list)
		machine->cpu_note = list;
	for (size_t i = 0; i < machine->cpu_note_count && !wire->error; i++)
		wire_range(wire, &machine->cpu_note[i]);
	wire_range(wire, &machine->vmcoreinfo_note);
}

static void move_devicetree(struct wire *wire, struct load *load)
{
	struct devicetree *devicetree = &load->machine->devicetree;

	wire_bytes(wire, blob_view(&devicetree->tree), false, &devicetree->tree, 2 * DTB_SIZE_MAX);
	wire_size(wire, &devicetree->source_size, SIZE_MAX);
	answer_text(wire, load, &devicetree->source);
}

static void move_resets(struct wire *wire, struct machine *machine)
{
	for (size_t i = 0; i < HANDOFF_RESETS_MAX; i++) {
		struct handoff_reset *reset = &machine->reset[i];

		wire_u32(wire, &reset->kind, HANDOFF_RESET_WRITE_PORT);
		wire_u32(wire, &reset->width, 8);
		wire_number(wire, &reset->address, UINT64_MAX);
		wire_number(wire, &reset->value, UINT64_MAX);
	}
}

static void move_ramoops(struct wire *wire, struct handoff_ramoops *ramoops)
{
	wire_number(wire, &ramoops->base, UINT64_MAX - UINT32_MAX);
	wire_u32(wire, &ramoops->size, UINT32_MAX);
	wire_u32(wire, &ramoops->kind, HANDOFF_RAMOOPS_DUMP);
}

static void move_facts(struct wire *wire, struct machine *machine)
{
	if (machine->arch->move_facts)
		machine->arch->move_facts(wire, &machine->facts);
}

void answer_machine(struct wire *wire, struct load *load)
{
	struct machine *machine = load->machine;

	if (wire->reads)
		machine->arch = load->arch;
	wire_number(wire, &machine->page_size, 65536);
	wire_flag(wire, &machine->kernel_big_endian);
	wire_flag(wire, &machine->loads_in_place);
	move_map(wire, &machine->map);
	wire_string(wire, &machine->cmdline, CMDLINE_MAX);
	move_devicetree(wire, load);
	move_facts(wire, machine);
	move_resets(wire, machine);
	wire_text(wire, machine->stuck_why, sizeof(machine->stuck_why));
	answer_text(wire, load, &machine->stuck_remedy);
	wire_number(wire, &machine->elfcorehdr_size, UINT64_MAX);
	move_ramoops(wire, &machine->ramoops);
	wire_text(wire, machine->no_ramoops, sizeof(machine->no_ramoops));
	wire_text(wire, machine->no_firmware_map, sizeof(machine->no_firmware_map));
	move_cpu_notes(wire, machine);
}

void answer_console(struct wire *wire, struct console_choice *choice)
{
	struct handoff_console *console = &choice->console;

	wire_u32(wire, &console->type, HANDOFF_CONSOLE_FIRMWARE);
	wire_u32(wire, &console->reg_shift, 16);
	wire_u32(wire, &console->io_width, 8);
	wire_u32(wire, &console->space, HANDOFF_SPACE_FIRMWARE);
	wire_number(wire, &console->base, UINT64_MAX);
	wire_text(wire, choice->why, sizeof(choice->why));
}
