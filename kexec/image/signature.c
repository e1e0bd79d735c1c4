/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/image/signature.h"

#include <string.h>

#include "kexec/base/diag.h"
#include "kexec/image/magic.h"
#include "kexec/image/pe.h"

bool signature_is_pe(struct view bytes)
{
	struct diag ignored = { 0 };
	struct pe pe = { 0 };

	return HAS_MAGIC(bytes, 0, "MZ") && pe_open(bytes, &pe, &ignored) == 0 && pe.certificates_end;
}

bool signature_is_appended(struct view bytes)
{
	static const char marker[] = "~Module signature appended~\n";
	const size_t size = sizeof(marker) - 1;

	return bytes.size > size && !memcmp(bytes.data + bytes.size - size, marker, size);
}
