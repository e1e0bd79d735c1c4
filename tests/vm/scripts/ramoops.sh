# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Runs twice, the reset between them being the purgatory's: first a damaged capture kernel is started; the boot after that finds
# the purgatory's report where oops reports are found.
insmod /case/modules/reed_solomon.ko
insmod /case/modules/ramoops.ko
mount -t pstore pstore /sys/fs/pstore
grep -H . /sys/fs/pstore/* 2>/dev/null | sed 's|^/sys/fs/pstore/|lab: pstore: |' || true
if grep -q '^purgatory: ' /sys/fs/pstore/*-ramoops-* 2>/dev/null; then
	expect "the report of the boot before is under /sys/fs/pstore" \
		grep -q '^purgatory: initrd at 0x.*: SHA-256 mismatch' /sys/fs/pstore/*-ramoops-*
	expect "it is there to its end" grep -q '^purgatory: resetting the machine' /sys/fs/pstore/*-ramoops-*
else
	corrupt_and_crash
fi
