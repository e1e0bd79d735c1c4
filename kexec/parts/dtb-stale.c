/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/parts/dtb-stale.h"

#include <libfdt.h>

#include "common/bytes.h"
#include "kexec/machine/fdt-cells.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/*
 * As often as a tree may repeat what has to be deleted: each deletion moves all that is behind, and a tree without faults has it
 * once, or twice if a loader appended without looking.
 */
#define REPEATED_MAX 16

/* Properties of /chosen that an earlier load left and that have one address and one size, in the root's cells. */
static const char *const stale_ranges[] = {
	NAME_ELFCOREHDR, "linux,ima-kexec-buffer", "linux,kho-fdt", "linux,kho-scratch", "linux,dmcryptkeys",
};

/* The other properties of /chosen that must not pass on unchanged. */
static const char *const stale_values[] = {
	NAME_INITRD_START, NAME_INITRD_END, NAME_USABLE, NAME_KASLR_SEED, NAME_RNG_SEED, NAME_BOOTED,
};

/* Deletes every reservation of exactly this range. */
static int delete_reservation(void *fdt, uint64_t start, uint64_t size)
{
	int deleted = 0;

	for (int i = fdt_num_mem_rsv(fdt); i-- > 0;) {
		uint64_t rsv_start, rsv_size;
		int r = fdt_get_mem_rsv(fdt, i, &rsv_start, &rsv_size);

		if (!r && rsv_start == start && rsv_size == size)
			r = ++deleted > REPEATED_MAX ? -FDT_ERR_BADSTRUCTURE : fdt_del_mem_rsv(fdt, i);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Deletes the reservation of a loaded part. Kernels reserve exactly its bytes, firmware whole pages of 4, 16 or 64 KiB. */
static int delete_loaded_reservation(void *fdt, uint64_t start, uint64_t size)
{
	static const uint64_t round[] = { 1, 0x1000, 0x4000, 0x10000 };

	for (size_t i = 0; i < ARRAY_SIZE(round); i++) {
		uint64_t rounded;
		int r = align_up(size, round[i], &rounded) ? delete_reservation(fdt, start, rounded) : 0;

		if (r < 0)
			return r;
	}
	return 0;
}

int dtb_delete_own_reservation(void *fdt, uint64_t total)
{
	int found = -1;

	if (is_power_of_two(total))
		return 0;
	for (int i = fdt_num_mem_rsv(fdt); i-- > 0;) {
		uint64_t start, size;
		int r = fdt_get_mem_rsv(fdt, i, &start, &size);

		if (r < 0)
			return r;
		if (size != total)
			continue;
		if (found >= 0 || start % 8)
			return 0;
		found = i;
	}
	return found < 0 ? 0 : fdt_del_mem_rsv(fdt, found);
}

/* Linux accepts 32 and 64 bits for the initrd's addresses. */
static bool read_address(const void *fdt, int node, const char *name, uint64_t *ret)
{
	int length;
	const uint8_t *value = fdt_getprop(fdt, node, name, &length);

	if (!value || (length != 4 && length != 8))
		return false;
	*ret = fdt_load_cells(value, (uint32_t)length / 4);
	return true;
}

static int delete_initrd_reservation(void *fdt, int chosen)
{
	uint64_t start, end;

	if (!read_address(fdt, chosen, NAME_INITRD_START, &start) || !read_address(fdt, chosen, NAME_INITRD_END, &end) ||
	    end <= start)
		return 0;
	return delete_loaded_reservation(fdt, start, end - start);
}

static int delete_range_reservation(void *fdt, int chosen, const char *name)
{
	struct fdt_cells cells;
	int length;
	const uint8_t *value = fdt_getprop(fdt, chosen, name, &length);

	if (!value || !fdt_read_root_cells(fdt, &cells) || (uint32_t)length != 4 * (cells.address + cells.size))
		return 0;
	return delete_loaded_reservation(fdt, fdt_load_cells(value, cells.address),
					 fdt_load_cells(value + 4 * cells.address, cells.size));
}

int dtb_delete_property(void *fdt, int node, const char *name)
{
	for (int deleted = 0; deleted <= REPEATED_MAX; deleted++) {
		int r = fdt_delprop(fdt, node, name);

		if (r < 0)
			return r == -FDT_ERR_NOTFOUND ? 0 : r;
	}
	return -FDT_ERR_BADSTRUCTURE;
}

int dtb_delete_stale(void *fdt, int chosen)
{
	int r = delete_initrd_reservation(fdt, chosen);

	for (size_t i = 0; !r && i < ARRAY_SIZE(stale_ranges); i++) {
		r = delete_range_reservation(fdt, chosen, stale_ranges[i]);
		if (!r)
			r = dtb_delete_property(fdt, chosen, stale_ranges[i]);
	}
	for (size_t i = 0; !r && i < ARRAY_SIZE(stale_values); i++)
		r = dtb_delete_property(fdt, chosen, stale_values[i]);
	return r;
}
