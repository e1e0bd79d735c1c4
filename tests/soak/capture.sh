# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# In the capture kernel: the log of the one that crashed, then a reset.
if vmcore-dmesg /proc/vmcore | grep -q "laboratory nonce $first_nonce"; then
	echo "lab: captured $first_nonce"
else
	fail "the log of the crashed kernel has no nonce"
fi
reboot -f
sleep 60
