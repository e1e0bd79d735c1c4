# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash source=tests/clients/scripts/lib.sh disable=SC2154
# kdump-tools armed at boot, a crash, the dump after the reboot, and nothing else.
. /lab/env
. /lab/lib.sh

next_phase
case $phase in
1)
	expect 'the crash kernel is loaded after boot' crash_loaded_is 1
	crash_now
	;;
*)
	see 'the files in /var/crash after a crash' saved "$version"
	expect 'dump and dmesg are right' [ "$status" = 0 ]
	see 'crash(8) on that dump' crash_program with_libraries /lab/dump-tools-13 crash
	expect 'crash(8) reads the dump' [ "$status" = 0 ]
	echo "lab: done"
	systemctl poweroff
	;;
esac
