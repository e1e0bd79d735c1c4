# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
new_nonce
remember second=1
: >/tmp/handover/first/second
next_initrd

# The machine's own devicetree, whose memory is made half.
all=00000000400000000000000080000000
xxd -p /sys/firmware/fdt | tr -d '\n' | sed "s/$all/${all%80000000}40000000/" | xxd -r -p >/tmp/half.dtb
expect "the devicetree is changed" [ "$(cmp -l /sys/firmware/fdt /tmp/half.dtb | wc -l)" = 1 ]

run_kexec -p /boot/Image --initrd=/tmp/next-initrd --dtb=/tmp/half.dtb
show_output
expect "-p to a region that it does not name is refused" [ "$status" = 255 ]
expect "with the reason" grep -q 'half.dtb: it names no memory at 0xa' /tmp/err
run_kexec -p /boot/Image --initrd=/tmp/next-initrd --dtb=/sys/firmware/fdt
expect "-p with the machine's own as --dtb loads" [ "$status" = 0 ]

run_kexec -l /boot/Image --initrd=/tmp/next-initrd --dtb=/tmp/half.dtb --append="$APPEND lab.nonce=$nonce"
show_output
expect "kexec -l exits with 0 (it was $status)" [ "$status" = 0 -a ! -s /tmp/out ]
expect "and says how much the devicetree names" grep -q 'half.dtb: it names 1 GiB of the 2 GiB' /tmp/err
echo "lab: rebooting"
run_kexec -e
show_output
fail "kexec -e came back with $status"
