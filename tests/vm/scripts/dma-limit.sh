# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# A machine whose devices reach only the start of the memory: where the crash memory is, and what the kernel says of it.
# lab.reach=END: where their reach ends; lab.above=1: the crash memory was put above it, by its address; lab.late=1: it had no room
# below, and the kernel finds memory for DMA there when it knows the limit.
word()
{
	tr ' ' '\n' </proc/cmdline | sed -n "s/^$1=//p"
}

reach=$(($(word lab.reach)))
zone=$(awk '$3 == "zone" { dma = $4 == "DMA" } dma && $1 == "spanned" { pages = $2 } dma && $1 == "start_pfn:" { print $2 + pages }' \
	/proc/zoneinfo)
expect "ZONE_DMA ends where the devices' reach does (at page $zone)" [ "$zone" = $((reach / 4096)) ]
range=$(sed -n 's/^ *\([0-9a-f-]*\) : Crash kernel$/\1/p' /proc/iomem | tail -n 1)
end=$((0x${range#*-} + 1))
dmesg >/tmp/log
if [ -n "$(word lab.above)" ]; then
	expect "the crash memory $range is above their reach" [ $((0x${range%-*})) -ge $reach ]
	expect "the kernel says that" grep -q 'crashkernel: 0 MB of .* lie below the DMA limit' /tmp/log
elif [ -n "$(word lab.late)" ]; then
	low=$(low_crash_memory)
	expect "the crash memory $range is above their reach" [ $((0x${range%-*})) -ge $reach ]
	expect "the low crash memory $low is within" [ -n "$low" -a $((0x${low#*-} + 1)) -le $reach ]
	expect "the kernel says so" grep -q 'crashkernel: low memory reserved below the DMA limit' /tmp/log
	arm_capture
	crash
else
	expect "the crash memory $range is within their reach" [ $end -le $reach ]
	expect "the kernel has nothing against it" [ "$(grep -c 'DMA limit' /tmp/log)" = 0 ]
	mount -t debugfs debug /sys/kernel/debug
	eval "$(linear-map $reach $((reach + 0x40000000)))"
	expect "the memory behind is mapped by blocks ($blocks bytes)" [ "$blocks" = $((0x40000000)) ]
	arm_capture
	crash
fi
