# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# When the crash memory is reserved, before or after the kernel knows how far DMA reaches, and whether all other memory is mapped by
# blocks. CMA is reserved as soon as the reach of DMA is known.
dmesg >/tmp/log
reserved=$(sed -n '/crashkernel reserved: /{=;q}' /tmp/log)
cma=$(sed -n '/cma: Reserved /{=;q}' /tmp/log)
expect "the crash memory is reserved before the reach of DMA is known (lines $reserved and $cma of the log)" [ "$reserved" -lt "$cma" ]

range=$(sed -n 's/^ *\([0-9a-f-]*\) : Crash kernel$/\1/p' /proc/iomem)
crash=$((0x${range#*-} + 1 - 0x${range%-*}))
expect "there is one crash region ($range)" [ $crash = $((256 << 20)) ]

mount -t debugfs debug /sys/kernel/debug
ram=$(sed -n 's/^\([0-9a-f-]*\) : System RAM$/\1/p' /proc/iomem)
blocks_of_all=0 pages_of_all=0
for range in $ram; do
	eval "$(linear-map "0x${range%-*}" $((0x${range#*-} + 1)))"
	blocks_of_all=$((blocks_of_all + blocks))
	pages_of_all=$((pages_of_all + pages))
done
# Parts of blocks at the ends of the kernel's image and of the crash memory consist of pages.
expect "only the crash memory is mapped by pages ($((pages_of_all >> 20)) MiB, blocks are $((blocks_of_all >> 20)) MiB)" \
	[ $((pages_of_all - crash)) -le $((16 << 20)) ]
