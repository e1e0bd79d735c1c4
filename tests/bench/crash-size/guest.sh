# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# An initrd with lab.random=MIB that do not compress and lab.zeros=MIB that do, then a crash. What the capture kernel does is capture.sh of
# this folder, which the initrd has in place of the usual one.
word()
{
	tr ' ' '\n' </proc/cmdline | sed -n "s/^$1=//p"
}

mkdir -p /tmp/handover/lab /tmp/zeros
cp /case/capture.sh /tmp/handover/lab/capture.sh
dd if=/dev/urandom of=/tmp/handover/random bs=1M count="$(word lab.random)" 2>/dev/null
dd if=/dev/zero of=/tmp/zeros/zeros bs=1M count="$(word lab.zeros)" 2>/dev/null
next_initrd
(cd /tmp/zeros && find . | cpio -o -H newc 2>/dev/null | gzip -1) >>/tmp/next-initrd
rm -rf /tmp/zeros /tmp/handover/random
CAPTURE_APPEND="$CAPTURE_APPEND $(word lab.more | tr , ' ')"
run_kexec --check --json -p /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
sed -n 's/.*"smallest": *\([0-9]*\).*/lab: estimate \1/p' /tmp/out
run_kexec -p /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
show_output
if [ "$status" = 0 ]; then crash; else echo "lab: refused"; fi
