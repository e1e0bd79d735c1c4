/* SPDX-License-Identifier: GPL-2.0-only */
/* Compressed test data, by the libraries' own encoders. What this build lacks a library for has no function. */
#ifndef WARMKEXEC_TESTS_PACK_H
#define WARMKEXEC_TESTS_PACK_H

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "kexec/base/blob.h"

/* Each returns the compressed bytes in a blob for the caller to release, and fails the test if its library fails. */
struct blob pack_gzip(struct view in);
struct blob pack_xz(struct view in); /* with a CRC-32, as Linux wants it */
struct blob pack_lzma(struct view in);

#ifdef HAVE_LIBZSTD
struct blob pack_zstd(struct view in); /* with a checksum */
#endif

#ifdef HAVE_LIBLZ4
struct blob pack_lz4_frame(struct view in);  /* with its size and a checksum */
struct blob pack_lz4_legacy(struct view in); /* as "lz4 -l": blocks of 8 MiB, no end */
#endif

#ifdef HAVE_LIBBZ2
struct blob pack_bzip2(struct view in);
#endif

#endif
