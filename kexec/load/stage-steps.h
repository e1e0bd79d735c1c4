/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The steps of load_stage(), load_stage_crash() and load_stage_complete(), in the order in which they are taken. Each returns 0, or
 * -errno with the reason.
 */
#ifndef WARMKEXEC_LOAD_STAGE_STEPS_H
#define WARMKEXEC_LOAD_STAGE_STEPS_H

struct blob;
struct crash_stage;
struct diag;
struct load;
struct stage;

/* Moves the plan to where the virtual machine can have RAM, and chooses its RAM. */
int stage_memory(struct load *load, struct stage *stage, struct diag *diag);

/* Finds the virtual machine of the architecture, and what it takes of the machine. */
int stage_virtual(const struct load *load, struct stage *stage, struct diag *diag);

/* Adds the marker to the initrd, and these words and its own to the command line. */
int stage_marker(struct load *load, const struct stage *stage, const char *words, struct diag *diag);

/* Chooses the RAM and the command line of the first kernel of a crash, whose initramfs is made. */
int stage_first_kernel(const struct load *load, struct crash_stage *stage, struct diag *diag);

/* Gives the parts that are larger now room in the plan: all but the boot data. */
int stage_room(struct load *load, struct stage *stage, struct diag *diag);

/* Gives the machine what the virtual one has, by its devicetree; its memory stays. */
int stage_machine(struct load *load, const struct stage *stage, const struct blob *tree, struct diag *diag);

/* Gives the boot data room. They come last: what the virtual machine has is known when it is there. */
int stage_room_for_boot(struct load *load, struct stage *stage, struct diag *diag);

#endif
