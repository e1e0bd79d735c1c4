# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash source=tests/clients/scripts/lib.sh disable=SC2154
# What ./check has of each: kdump-tools is armed at boot, a crash, its dump; then systemctl kexec.
. /lab/env
. /lab/lib.sh

next_phase
case $phase in
1)
	expect 'the crash kernel is loaded after boot' crash_loaded_is 1
	crash_now
	;;
2)
	see 'the files in /var/crash after a crash' saved "$version"
	expect 'dump and dmesg are right' [ "$status" = 0 ]
	expect 'the crash kernel is loaded again' crash_loaded_is 1
	expect 'kexec -l loads' load_next cycle
	leave 'systemctl kexec' systemctl kexec
	;;
*)
	came_by 'systemctl kexec' cycle
	expect 'the crash kernel is loaded after systemctl kexec' crash_loaded_is 1
	echo "lab: done"
	systemctl poweroff
	;;
esac
