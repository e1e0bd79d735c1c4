// SPDX-License-Identifier: GPL-2.0-only
/*
 * poke address=PHYSICAL [value=BYTE]: write one byte of memory through the kernel's linear map, as a stray pointer in the kernel would.
 * Memory that is not in that map makes insmod die of an oops; the address need not be RAM that the kernel manages, but needs a struct page.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>

static unsigned long long address;
module_param(address, ullong, 0);
MODULE_PARM_DESC(address, "physical address of the byte");

static unsigned char value = 0xa5;
module_param(value, byte, 0);
MODULE_PARM_DESC(value, "what is written there");

static int __init poke_init(void)
{
	u8 *byte;

	if (!address || !pfn_valid(PHYS_PFN(address))) {
		pr_err("poke: address=%#llx is not memory\n", address);
		return -EINVAL;
	}
	byte = phys_to_virt(address);
	pr_info("poke: writing %#x to %#llx\n", value, address);
	WRITE_ONCE(*byte, value);
	pr_info("poke: %#llx holds %#x now\n", address, READ_ONCE(*byte));
	return 0;
}

static void __exit poke_exit(void)
{
}

module_init(poke_init);
module_exit(poke_exit);
MODULE_DESCRIPTION("writes a byte through the linear map");
MODULE_LICENSE("GPL");
