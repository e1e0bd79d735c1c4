# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Nothing but the file is given: its initrd knows what the second kernel must find.
# shellcheck disable=SC2086
run_kexec -l $LOAD_ARGS /boot/Image
show_output
expect "kexec -l exits with 0 (it was $status) and prints nothing" [ "$status" = 0 -a ! -s /tmp/out -a ! -s /tmp/err ]
expect "a kernel is loaded" sysfs_is kexec_loaded 1
echo "lab: rebooting"
run_kexec -e
show_output
fail "kexec -e came back with $status"
