# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Joined without padding the next kernel would not find the second archive, and so not its nonce.
new_nonce
remember second=1
: >/tmp/handover/first/second
next_initrd
gzip -c /boot/base.cpio >/tmp/base.gz
[ $(($(stat -c %s /tmp/base.gz) % 4)) != 0 ] || printf '\0' >>/tmp/base.gz
(cd /tmp/handover && find . | cpio -o -H newc 2>/dev/null) >/tmp/handover.cpio

head -c 1000000 /tmp/base.gz >/tmp/cut.gz
run_kexec -l /boot/Image --check-initrd --initrd=/tmp/handover.cpio --initrd=/tmp/cut.gz --append="$APPEND"
show_output
expect "a damaged initrd is refused (it was $status)" [ "$status" = 255 ]
expect "no kernel is loaded" sysfs_is kexec_loaded 0

# shellcheck disable=SC2086
run_kexec -l $LOAD_ARGS /boot/Image --initrd=/tmp/base.gz --initrd=/tmp/handover.cpio --append="$APPEND lab.nonce=$nonce"
show_output
expect "kexec -l exits with 0 (it was $status) and prints nothing" [ "$status" = 0 -a ! -s /tmp/out -a ! -s /tmp/err ]
expect "a kernel is loaded" sysfs_is kexec_loaded 1
run_kexec --status=text -l
show_output
expect "both initrds are remembered" [ "$(grep -c '^ *initrd.*/tmp/[bh]' /tmp/out)" = 2 ]
echo "lab: rebooting"
run_kexec -e
show_output
fail "kexec -e came back with $status"
