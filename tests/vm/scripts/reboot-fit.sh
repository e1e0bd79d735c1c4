# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# shellcheck source=tests/vm/guest/uboot.sh
. /lab/uboot.sh
new_nonce
remember second=1
: >/tmp/handover/first/second
next_initrd
make_fit /tmp/kernel.itb -E
load_and_reboot /tmp/kernel.itb --fit-config=conf-1
