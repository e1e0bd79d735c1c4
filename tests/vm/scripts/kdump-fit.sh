# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# shellcheck source=tests/vm/guest/uboot.sh
. /lab/uboot.sh

refuse_damaged()
{
	head -c 5000000 "$1" >/tmp/cut
	refused "a FIT image that is cut" 'the FIT image is cut short' /tmp/cut
	make_fit /tmp/external.itb -E
	head -c 5000000 /tmp/external.itb >/tmp/cut
	refused "a FIT image that is cut in its external data" 'the FIT image is cut short' /tmp/cut
	damage "$1" 5000000
	refused "a FIT image with another byte in its data" 'of the FIT image is damaged: its [a-z0-9]* is' "$1"
	damage "$1" 60
	refused "a FIT image with another byte in its tree" 'the FIT image.*damaged' "$1"
}

new_nonce
next_initrd
make_fit /tmp/kernel.itb
arm_and_crash /tmp/kernel.itb
