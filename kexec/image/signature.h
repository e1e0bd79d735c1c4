/* SPDX-License-Identifier: GPL-2.0-only */
/* The signatures that a kernel file carries. Nothing is verified: whether one is there is all that is asked. */
#ifndef WARMKEXEC_IMAGE_SIGNATURE_H
#define WARMKEXEC_IMAGE_SIGNATURE_H

#include <stdbool.h>

#include "kexec/base/blob.h"

/* A PE file with a certificate table, as sbsign and pesign make it. */
bool signature_is_pe(struct view bytes);

/* A signature behind the bytes, as of a module, which IMA can appraise. Linux, include/linux/module_signature.h. */
bool signature_is_appended(struct view bytes);

#endif
