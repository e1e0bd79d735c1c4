# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# shellcheck disable=SC2086
arm_capture ${LOAD_ARGS:---serial ttyAMA0}
# A kernel that judges signatures says of each file that it has none.
[ "${LOAD_ARGS:-}" != -s ] || expect "by kexec_file_load" sh -c 'dmesg | grep -q "Unsigned PE binary"'
[ "$KEXEC" != /sbin/kexec ] || expect "kexec -p prints nothing" silent
crash
