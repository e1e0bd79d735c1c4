/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of the FIT images that tests open, and what opening one shall come to. Each function fails the test if it cannot do
 * what it says.
 */
#ifndef WARMKEXEC_TESTS_FIT_PARTS_H
#define WARMKEXEC_TESTS_FIT_PARTS_H

#include <stdint.h>

#include "kexec/base/blob.h"
#include "kexec/image/bundle.h"
#include "kexec/image/fit.h"
#include "kexec/image/image-open.h"
#include "kexec/image/image.h"
#include "tests/helpers/uboot-writer.h"

#define FIT_KERNEL_SIZE 65536
#define FIT_INITRD "070701 an initrd"

/* ---- opening ---- */

struct opened {
	struct bundle bundle;
	struct image image;
};

void release_opened(struct opened *opened);

/* The choices of the user and the machine. */
struct wish {
	const char *config; /* or NULL */
	struct fit_texts compatible;
};

/* Opens the file as kexec does. wish: or NULL. Returns as image_open(). */
int open_file(struct view file, const struct wish *wish, struct opened *ret, struct diag *diag);

/* It opens, and its kernel is make_kernel()'s. */
void assert_opens(struct view file, const struct wish *wish, struct opened *ret);

/* It is refused with this error and a text that has this message, and nothing is left. */
void assert_refuses(struct view file, const struct wish *wish, int error, const char *message);

/* ---- parts ---- */

/* The fixture of all these tests: the kernel of kernel_image(). */
void make_kernel(void);
void release_kernel(void);

struct fit_image_spec kernel_image(void);
struct fit_image_spec initrd_image(void);
struct fit_image_spec tree_image(const char *name, const struct blob *tree);

/* A devicetree; compatible: of its root. */
struct blob make_tree(const char *compatible);

/* An overlay that puts a property into the root. */
struct blob make_overlay(const char *property);

/* ---- files ---- */

extern const struct fit_config_spec only_kernel;

struct blob write_fit(const struct fit_spec *spec);

/* A FIT image of one configuration. The images have no name at their end. */
struct blob write_one(const struct fit_image_spec *images, const struct fit_config_spec *config);

/* A property of a node, in the file. */
struct view value_of(const struct blob *file, const char *path, const char *name);

/* Changes four bytes of a property. */
void set_value(struct blob *file, const char *path, const char *name, uint32_t value);

#endif
