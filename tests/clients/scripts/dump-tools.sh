# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash source=tests/clients/scripts/lib.sh disable=SC2154
# A crash, and what each makedumpfile and each crash(8) makes of the memory that the capture kernel has saved.
. /lab/env
. /lab/lib.sh

# has_log COMMAND...: that makedumpfile finds the whole log in the memory or the dump that the last argument names.
has_log()
{
	rm -f /var/tmp/log
	"$@" /var/tmp/log >/lab/out 2>&1 && log_is_whole /var/tmp/log && cmp -s /var/tmp/log "${log:-/var/tmp/log}"
}

# makedumpfiles NAME COMMAND...: the log, a dump without free, user and cache pages, and the same in two parts.
makedumpfiles()
{
	local name=$1 log=

	shift
	rm -f /var/tmp/dump* /var/tmp/part* /var/tmp/log*
	expect "$name finds the log in the memory" has_log "$@" --dump-dmesg /var/crash/raw/vmcore
	mv /var/tmp/log /var/tmp/log.memory
	log=/var/tmp/log.memory
	expect "$name makes a dump" "$@" -c -d 31 /var/crash/raw/vmcore /var/tmp/dump >/lab/out 2>&1
	expect "$name finds the same log in its dump" has_log "$@" --dump-dmesg /var/tmp/dump
	expect "$name makes a dump in two parts" "$@" -l -d 31 --split /var/crash/raw/vmcore /var/tmp/part1 /var/tmp/part2 >/lab/out 2>&1
	expect "$name puts the parts together" "$@" --reassemble /var/tmp/part1 /var/tmp/part2 /var/tmp/dump2 >/lab/out 2>&1
	expect "$name finds the same log in that" has_log "$@" --dump-dmesg /var/tmp/dump2
	echo "lab: note $name: a dump of $(($(wc -c </var/tmp/dump) / 1000000)) MB, in two parts $(($(wc -c </var/tmp/dump2) / 1000000)) MB"
}

# crash(8) has found everything but the tasks.
all_but_tasks()
{
	! grep -E 'NOT|fails' /lab/out | grep -v 'NOT ps has systemd'
}

# The option of crash(8) for such a memory, as docs/kdump-in-ten-minutes.md has it.
machdep()
{
	local offset

	offset=$(head -c 1000000 /var/crash/raw/vmcore | grep -a -m 1 'NUMBER(PHYS_OFFSET)=' | cut -d= -f2)
	# The sum is above that of dash.
	bash -c 'printf "phys_offset=0x%x" $(($1 + 0xf000000000000))' bash "$offset"
}

# A kernel with 52-bit addresses and pages of 4 KiB: no makedumpfile reads its memory, and crash(8) if it is told where it begins. If the
# newest programs no longer fail in these ways, docs/kdump-in-ten-minutes.md asks for more than is needed.
wide_kernel()
{
	ln -sf /var/crash/raw/vmcore /var/tmp/core
	for folder in /lab/dump-tools-*; do
		see "crash(8) of ${folder##*-} on the memory, --machdep" crash_program with_libraries "$folder" crash --machdep "$(machdep)"
		expect "crash(8) of ${folder##*-} reads the memory with --machdep" [ "$status" = 0 ]
	done
	folder=/lab/dump-tools-sid
	see 'makedumpfile of sid' with_libraries $folder makedumpfile --dump-dmesg /var/crash/raw/vmcore /var/tmp/log
	expect 'the newest makedumpfile does not know this kernel' says 'VA Bits 52 not supported'
	see 'crash(8) of sid on the memory' crash_program with_libraries $folder crash
	expect 'the newest crash(8) needs --machdep' grep -q 'read error' /lab/crash-says
}

known_kernel()
{
	for folder in /lab/dump-tools-*; do
		makedumpfiles "makedumpfile of ${folder##*-}" with_libraries "$folder" makedumpfile
		ln -sf /var/tmp/dump /var/tmp/core
		see "crash(8) of ${folder##*-} on that dump" crash_program with_libraries "$folder" crash
		expect "crash(8) of ${folder##*-} reads the dump" [ "$status" = 0 ]
	done
	makedumpfiles 'makedumpfile of this release' makedumpfile
	see 'crash(8) of this release on that dump' crash_program release_crash
	# crash 8.0.2 expects struct pid as it was before Debian's kernel: docs/compatibility.md.
	expect 'crash(8) of this release finds all but the tasks' all_but_tasks
}

next_phase
case $phase in
1)
	expect 'the crash kernel is loaded after boot' crash_loaded_is 1
	save_raw
	crash_now
	;;
*)
	expect 'vmcore-dmesg has saved the log' log_is_whole /var/crash/raw/dmesg
	if wide "$version"; then wide_kernel; else known_kernel; fi
	echo "lab: done"
	systemctl poweroff
	;;
esac
