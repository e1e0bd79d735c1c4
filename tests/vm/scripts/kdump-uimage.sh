# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# shellcheck source=tests/vm/guest/uboot.sh
. /lab/uboot.sh

refuse_damaged()
{
	head -c 5000000 "$1" >/tmp/cut
	refused "a uImage that is cut" 'the uImage is cut short' /tmp/cut
	damage "$1" 5000000
	refused "a uImage with another byte in its data" 'the data of the uImage are damaged' "$1"
	damage "$1" 40
	refused "a uImage with another byte in its header" 'the header of the uImage is damaged' "$1"
	mkimage -A arm64 -O linux -T ramdisk -C none -n test -d /tmp/next-initrd /tmp/uInitrd >/dev/null
	damage /tmp/uInitrd 100000
	refused "a damaged uInitrd" 'the data of the uImage are damaged' /boot/Image --initrd=/tmp/uInitrd
}

new_nonce
next_initrd
make_multi /tmp/uImage
arm_and_crash /tmp/uImage
