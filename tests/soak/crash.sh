# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Arms and crashes; the machine begins again when the capture kernel has looked.
mkdir -p /tmp/handover/lab
cp /case/capture.sh /tmp/handover/lab/capture.sh
# shellcheck disable=SC2086
arm_capture $KEXEC_ARGS
crash
