/* SPDX-License-Identifier: GPL-2.0-only */
/* The pieces of an answer, each moved over the wire. For answer.c and the files that implement the pieces only. */
#ifndef WARMKEXEC_LOAD_ANSWER_PARTS_H
#define WARMKEXEC_LOAD_ANSWER_PARTS_H

struct console_choice;
struct context;
struct diag;
struct file_load;
struct image;
struct initrd_contents;
struct load;
struct machine;
struct notes;
struct plan;
struct wire;

/* A text that somebody else owns: static, or of a value that the child keeps. The load owns what is read. May be NULL. */
void answer_text(struct wire *wire, struct load *load, const char **text);

/* The machine, without the bytes of /proc/kcore. Its architecture is there already. */
void answer_machine(struct wire *wire, struct load *load);

void answer_console(struct wire *wire, struct console_choice *console);

/* The image, without its bytes. */
void answer_image(struct wire *wire, struct load *load);

/* What is in the initrds, from malloc; NULL: it is not known. */
void answer_initrd(struct wire *wire, struct initrd_contents **contents);

/* The plan, without bytes and names. */
void answer_plan(struct wire *wire, struct plan *plan);

/* The files of a load by files, without bytes and descriptors. */
void answer_files(struct wire *wire, struct file_load *files);

void answer_notes(struct wire *wire, struct notes *notes);

/* Checks the machine and the image. Returns what is wrong, or NULL. */
const char *answer_check_values(const struct load *load);

/*
 * Checks the sizes of the parts, and proves the plan from the demands of the boot protocol, as plan_make() does. *why: what is
 * wrong; it may be the text of *diag. Returns 0, -EPROTO, or -errno of plan_check().
 */
int answer_check_plan(const struct context *context, const struct load *load, const char **why, struct diag *diag);

#endif
