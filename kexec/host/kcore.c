/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/host/kcore.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "kexec/base/blob.h"
#include "kexec/base/cleanup.h"
#include "kexec/base/diag.h"
#include "kexec/host/host.h"
#include "kexec/host/machine.h"
#include "kexec/machine/vmcoreinfo.h"

int host_read_kcore_head(const struct host *host, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob head = { 0 };
	size_t wanted = 65536;
	int r;

	if (host->is_recorded && host_read(host, RECORDED_VMCOREINFO, KCORE_HEADERS_MAX, ret) == 0)
		return 0;
	do {
		struct kcore kcore = { 0 };
		size_t had = wanted;

		blob_release(&head);
		if (host_read_head(host, "/proc/kcore", wanted, &head) < 0 || !head.size)
			return 0;
		r = kcore_parse(blob_view(&head), &wanted, &kcore, diag);
		kcore_release(&kcore);
		if (r == -EAGAIN && head.size < had)
			r = -EINVAL; /* the file has no more; kcore_parse() said why that is too little */
	} while (r == -EAGAIN);
	if (r < 0)
		return r;
	*ret = blob_take(&head);
	return 0;
}

int host_read_physical(const struct host *host, struct range range, struct blob *ret, struct diag *diag)
{
	CLEANUP(blob_release) struct blob head = { 0 };
	CLEANUP(kcore_release) struct kcore kcore = { 0 };
	uint64_t offset;
	size_t unused;
	int r = host_read_kcore_head(host, &head, diag);

	if (!r && !head.size)
		r = diag_fail(diag, -ENXIO, "/proc/kcore cannot be read");
	if (!r)
		r = kcore_parse(blob_view(&head), &unused, &kcore, diag);
	if (r < 0)
		return r;
	if (!kcore_find(&kcore, range, &offset))
		return diag_fail(diag, -ENXIO, "/proc/kcore does not show the memory 0x%" PRIx64 "-0x%" PRIx64, range.start,
				 range.end - 1);
	r = host_read_at(host, "/proc/kcore", offset, (size_t)range_size(range), ret);
	if (r < 0)
		return diag_fail(diag, r, "cannot read the memory 0x%" PRIx64 "-0x%" PRIx64 " in /proc/kcore: %s", range.start,
				 range.end - 1, strerror(-r));
	return 0;
}
