# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The measured steps: kexec -l of the running kernel with an initrd of bench.initrd bytes, kexec -e. The next kernel runs second.sh,
# which says whether it is what it should be; its address space is not randomized, as kexec-tools finds no seed that early.
new_nonce
remember second=1
: >/tmp/handover/first/second
initrd_size=$(sed 's/.*bench\.initrd=\([0-9]*\).*/\1/' /proc/cmdline)
next_initrd
# Filled up by a file in it, and by what little cpio's own padding differs.
head -c $((initrd_size - $(stat -c %s /tmp/next-initrd) - 1024)) /dev/zero >/tmp/handover/filler
next_initrd
rm /tmp/handover/filler
truncate -s "$initrd_size" /tmp/next-initrd
# shellcheck disable=SC2086
run_kexec -l /boot/Image --initrd=/tmp/next-initrd --append="$APPEND nokaslr lab.nonce=$nonce" $KEXEC_ARGS
show_output
expect "kexec -l exits with 0 (it was $status)" [ "$status" = 0 ]
expect "a kernel is loaded" sysfs_is kexec_loaded 1
echo "lab: rebooting"
run_kexec -e
show_output
fail "kexec -e came back with $status"
