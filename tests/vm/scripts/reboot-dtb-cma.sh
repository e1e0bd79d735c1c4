# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
new_nonce
remember second=1 first_fills_memory=1
: >/tmp/handover/first/second
next_initrd

run_kexec -l /boot/Image --initrd=/tmp/next-initrd --append="$APPEND" --dry-run
expect "with its own devicetree it would lie there" grep -q '0x00000000[ab].* kernel' /tmp/out
run_kexec -p /boot/Image --initrd=/tmp/next-initrd --dtb=/case/cma.dtb --append="$CAPTURE_APPEND"
show_output
expect "-p to a region that the devicetree reserves is refused" [ "$status" = 255 ]
expect "with the reason" grep -q '0xa0000000-0xbfffffff, which the devicetree /case/cma.dtb reserves' /tmp/err

run_kexec -l /boot/Image --initrd=/tmp/next-initrd --dtb=/case/cma.dtb --append="$APPEND lab.nonce=$nonce"
show_output
expect "kexec -l exits with 0 (it was $status) and prints nothing" [ "$status" = 0 -a ! -s /tmp/out -a ! -s /tmp/err ]
echo "lab: rebooting"
run_kexec -e
show_output
fail "kexec -e came back with $status"
