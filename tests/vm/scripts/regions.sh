# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154,SC1091
# The crash memory that the kernel reserved for crashkernel=: lab.high=MIB above 4 GiB, lab.low=MIB below. Then a crash by way of the
# loader, or with lab.file=1 of kexec_file_load(2). lab.default=1: the low memory was
# not asked for, and Linux 6.1 gives it a name of its own then.
word()
{
	tr ' ' '\n' </proc/cmdline | sed -n "s/^$1=//p"
}

# region WHAT MIB RANGE: it is of that size; sets start and end.
region()
{
	start=$((0x${3%-*})) end=$((0x${3#*-} + 1))
	expect "$1 is one region of $2 MiB ($3)" [ $((end - start)) = $(($2 << 20)) ]
}

named()
{
	sed -n "s/^ *\([0-9a-f-]*\) : $1\$/\1/p" /proc/iomem
}

region 'the crash memory' "$(word lab.high)" "$(named 'Crash kernel' | tail -n 1)"
expect "it is above 4 GiB" [ $((start >> 32)) -gt 0 ]
region 'the low crash memory' "$(word lab.low)" "$(low_crash_memory)"
expect "it is below 4 GiB" [ $((end >> 32)) = 0 ]
case $(word lab.default)$(uname -r) in
16.1.*)
	expect "it has a name of its own" [ "$(named 'Crash kernel (low)')" = "$(low_crash_memory)" ]
	;;
*) expect "it has the usual name, and comes first" [ "$(named 'Crash kernel' | head -n 1)" = "$(low_crash_memory)" ] ;;
esac
if [ -n "$(word lab.file)" ]; then
	new_nonce
	next_initrd
	expect "kexec_file_load takes the kernel" [ "$(kload file crash /boot/Image /tmp/next-initrd "$CAPTURE_APPEND")" = ok ]
	expect "a crash kernel is loaded" sysfs_is kexec_crash_loaded 1
else
	arm_capture
fi
crash
