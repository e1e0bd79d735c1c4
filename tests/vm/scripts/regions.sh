# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154,SC1091
# The crash memory that the kernel reserved for crashkernel=: lab.high=MIB above 4 GiB, lab.low=MIB below. Then a crash by way of the
# loader, or with lab.file=1 of kexec_file_load(2).
word()
{
	tr ' ' '\n' </proc/cmdline | sed -n "s/^$1=//p"
}

# region NAME MIB: there is one, of that size; sets start and end.
region()
{
	local range

	range=$(sed -n "s/^ *\([0-9a-f-]*\) : $1\$/\1/p" /proc/iomem)
	start=$((0x${range%-*})) end=$((0x${range#*-} + 1))
	expect "\"$1\" is one region of $2 MiB ($range)" [ $((end - start)) = $(($2 << 20)) ]
}

region 'Crash kernel' "$(word lab.high)"
expect "it is above 4 GiB" [ $((start >> 32)) -gt 0 ]
region 'Crash kernel (low)' "$(word lab.low)"
expect "it is below 4 GiB" [ $((end >> 32)) = 0 ]
if [ -n "$(word lab.file)" ]; then
	new_nonce
	next_initrd
	expect "kexec_file_load takes the kernel" [ "$(kload file crash /boot/Image /tmp/next-initrd "$CAPTURE_APPEND")" = ok ]
	expect "a crash kernel is loaded" sysfs_is kexec_crash_loaded 1
else
	arm_capture
fi
crash
