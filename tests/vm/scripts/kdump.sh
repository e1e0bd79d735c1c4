# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
arm_capture --serial ttyAMA0
[ "$KEXEC" != /sbin/kexec ] || expect "kexec -p prints nothing" silent
crash
