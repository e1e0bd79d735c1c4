/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The options of AddressSanitizer in a target that libFuzzer runs. Its defaults keep 256 MiB of freed memory, and unmap the shadow of a
 * large block: each input then begins with hundreds of page faults, a thousand for bzip2.
 */
__attribute__((visibility("default"))) const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "quarantine_size_mb=1:thread_local_quarantine_size_kb=64:clear_shadow_mmap_threshold=1073741824";
}
