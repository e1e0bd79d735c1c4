/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes uImages and FIT images of bytes that are given, as mkimage does: what tests feed to the readers. */
#ifndef WARMKEXEC_TESTS_UBOOT_WRITER_H
#define WARMKEXEC_TESTS_UBOOT_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kexec/base/blob.h"

/* ---- uImage ---- */

struct uimage_spec {
	uint8_t os, arch, type, compression;
	const char *name; /* or NULL */
	bool have_list;	  /* a list of sizes precedes the parts, as in a multi-file image */
};

/* With no list there is one part. Returns 0 or -ENOMEM. */
int uimage_write(const struct uimage_spec *spec, const struct view *parts, size_t count, struct blob *ret);

/* Writes the checksum of a header that was changed. */
void uimage_seal(uint8_t *header);

/* ---- FIT ---- */

enum fit_place { FIT_EMBEDDED, FIT_BY_OFFSET, FIT_BY_POSITION };

#define FIT_SPEC_HASHES 18

struct fit_image_spec {
	const char *name;
	const char *type, *arch, *os, *compression; /* NULL: the property is absent */
	const char *hashes[FIT_SPEC_HASHES];	    /* algorithms, each with its right value if it is known; NULL ends them */
	const char *child;			    /* one more node below the image, or NULL */
	enum fit_place place;
	struct view data; /* data NULL: no data at all */
};

/* A list: texts with a NUL behind each, of size bytes. */
struct fit_texts {
	const char *bytes;
	size_t size;
};
#define FIT_TEXTS(literal) ((struct fit_texts){ literal, sizeof(literal) })

struct fit_config_spec {
	const char *name;
	const char *kernel, *initrd; /* or NULL */
	struct fit_texts trees;
	struct fit_texts compatible;
	const char *child;
	struct fit_texts loadables;
};

struct fit_spec {
	const struct fit_image_spec *images; /* the last has no name; NULL: there is no node /images */
	const struct fit_config_spec *configs;
	const char *fallback; /* "default", or NULL */
	size_t gap;	      /* bytes between the tree and what is external, a multiple of 4 */
};

/* Returns 0, -ENOMEM, or -EINVAL if libfdt refuses. */
int fit_write(const struct fit_spec *spec, struct blob *ret);

#endif
