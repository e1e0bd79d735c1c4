# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
new_nonce
remember second=1
: >/tmp/handover/first/second
next_initrd
# The size of a signed kernel inside a zboot kernel, which is padded behind its signature.
if [ -e /boot/Image.size ]; then
	run_kexec -l --dry-run -d /boot/Image --append=quiet
	expect "the kernel is cut behind its signature" grep -q "^kernel: Image, out of zboot, $(cat /boot/Image.size) bytes" /tmp/err
fi
# shellcheck disable=SC2086
run_kexec -l $LOAD_ARGS /boot/Image --initrd=/tmp/next-initrd --append="$APPEND lab.nonce=$nonce"
show_output
expect "kexec -l exits with 0 (it was $status) and prints nothing" [ "$status" = 0 -a ! -s /tmp/out -a ! -s /tmp/err ]
[ "$LOAD_ARGS" != -s ] || expect "by kexec_file_load" sh -c 'dmesg | grep -q "Unsigned PE binary"'
expect "a kernel is loaded" sysfs_is kexec_loaded 1
echo "lab: rebooting"
run_kexec -e
show_output
fail "kexec -e came back with $status"
