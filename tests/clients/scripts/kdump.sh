# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash source=tests/clients/scripts/lib.sh disable=SC2154
# kdump-tools: armed at boot, every command of kdump-config, a crash, and the dump after the reboot.
. /lab/env
. /lab/lib.sh

service_log()
{
	# The lines that kdump-config gives to logger belong to the service or not, as journald is quick.
	journalctl -b -q -o cat -u kdump-tools.service | grep -vE '^(loaded kdump kernel$|/sbin/kexec -p )'
	systemctl show -p Result -p ExecMainStatus kdump-tools.service
}

commands()
{
	try 'boot' service_log
	expect 'kdump-tools.service succeeded at boot' says '^ExecMainStatus=0$'
	expect 'the crash kernel is loaded after boot' crash_loaded_is 1
	try 'status' kdump-config status
	try 'show' kdump-config show
	try 'test' kdump-config test
	try 'load again' kdump-config load
	try 'reload' kdump-config reload
	expect 'reload loads' crash_loaded_is 1
	try 'try-reload' kdump-config try-reload
	expect 'try-reload loads again' crash_loaded_is 1
	try 'unload' kdump-config unload
	expect 'unload exits with 0' [ "$status" = 0 ]
	expect 'unload unloads' crash_loaded_is 0
	try 'unload again' kdump-config unload
	expect 'unload of nothing exits with 0' [ "$status" = 0 ]
	try 'status, unloaded' kdump-config status
	try 'try-reload, unloaded' kdump-config try-reload
	expect 'try-reload loads nothing if nothing was loaded' crash_loaded_is 0
	try 'propagate' kdump-config propagate
	damaged
	try 'load' kdump-config load
	expect 'load exits with 0' [ "$status" = 0 ]
	expect 'load loads' crash_loaded_is 1
}

# with_default LINE NAME COMMAND...: a try with another setting of kdump-tools.
with_default()
{
	cp -p /etc/default/kdump-tools /lab/kdump-tools.saved
	echo "$1" >>/etc/default/kdump-tools
	shift
	try "$@"
	cp -p /lab/kdump-tools.saved /etc/default/kdump-tools
}

# Files that are not right; nothing is loaded before.
damaged()
{
	head -c 1000000 "/boot/vmlinuz-$version" >/lab/cut-kernel
	with_default KDUMP_KERNEL=/lab/cut-kernel 'load, kernel cut off' kdump-config load
	[ "$PROGRAM" != ours ] || expect 'a kernel that is cut off is not loaded' crash_loaded_is 0
	kdump-config unload >/dev/null 2>&1
	with_default KDUMP_KERNEL=/lab/nothing 'load, no kernel' kdump-config load
	with_default 'KDUMP_KEXEC_ARGS=--nonsense' 'load, KDUMP_KEXEC_ARGS=--nonsense' kdump-config load
	expect 'an unknown option loads nothing' crash_loaded_is 0
	with_default 'KDUMP_KEXEC_ARGS=--elf64-core-headers' 'load, KDUMP_KEXEC_ARGS=--elf64-core-headers' kdump-config load
	expect 'an option of another architecture loads nothing' crash_loaded_is 0
}

next_phase
case $phase in
1)
	name_parts
	commands
	# The filter of system calls of systemd-udevd.service forbids every kexec.
	try 'udev: a CPU comes back' cpu_event 1
	expect 'the crash kernel is still loaded after an event of a CPU' crash_loaded_is 1
	our_rule
	try 'udev: a CPU comes back, with the rule of packaging/' cpu_event 60
	expect 'the rule of packaging/ lets try-reload load again' says 'and has loaded again'
	expect 'the crash kernel is loaded after it' crash_loaded_is 1
	crash_now
	;;
*)
	try 'the files in /var/crash after a crash' saved "$version"
	expect 'dump and dmesg are right' [ "$status" = 0 ]
	expect 'no dump is incomplete' [ ! -e "$(echo /var/crash/2*/dump-incomplete)" ]
	expect 'the crash kernel is loaded again' crash_loaded_is 1
	echo "lab: done"
	systemctl poweroff
	;;
esac
