/* SPDX-License-Identifier: GPL-2.0-only */
/* The board that a devicetree is for: enough to choose among the trees of a kernel file. */
#ifndef WARMKEXEC_IMAGE_ROOT_COMPATIBLE_H
#define WARMKEXEC_IMAGE_ROOT_COMPATIBLE_H

#include "kexec/base/blob.h"

/*
 * The "compatible" strings of the root node, the most particular first, each with its NUL: a view into the tree. Empty: there
 * are none, or the bytes are no devicetree of version 16 or later. Only what is on the way to them is checked; each access is
 * inside the bytes. Linear in the size of the root's properties. Source: Devicetree Specification v0.4, chapter 5.
 */
struct view root_compatible(struct view tree);

/* The first string of such a view, without its NUL. Empty: there is none, or it has no end. */
struct view first_compatible(struct view compatible);

#endif
