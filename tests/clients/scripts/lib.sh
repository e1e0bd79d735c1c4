# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034
# Functions of the scripts that run in the client's system. The runner reads the lines that begin with "lab:".
export LC_ALL=C.UTF-8
version=$(uname -r)
# Debian's release: the init scripts of kexec-tools ended with 12.
release=$(cut -d. -f1 /etc/debian_version)
# Our package is installed, which has a unit of systemd in place of Debian's init script.
package=$(dpkg-query -W -f '${Version}' warmkexec 2>/dev/null)

# The number of boots of this disk, from 1. A crash or reset does not lose it.
next_phase()
{
	phase=$(($(cat /lab/phase 2>/dev/null || echo 0) + 1))
	echo "$phase" >/lab/phase
	sync
	echo "lab: phase $phase"
}

# try NAME COMMAND...: the text and the exit code are a row of the comparison. Leaves them in /lab/out and $status.
try()
{
	echo "lab: try $1"
	shift
	run_and_print out "$@"
	echo "lab: status $status"
}

# see NAME COMMAND...: the same, but no row.
see()
{
	echo "lab: see $1"
	shift
	run_and_print seen "$@"
}

# run_and_print WORD COMMAND...
run_and_print()
{
	local word=$1 line

	shift
	status=0
	"$@" >/lab/out 2>&1 </dev/null || status=$?
	while IFS= read -r line; do
		echo "lab: $word $line"
	done </lab/out
}

# expect TEXT COMMAND...
expect()
{
	local text=$1

	shift
	"$@" || echo "lab: FAIL $text"
}

# says PATTERN: the command of the last try printed that.
says()
{
	grep -qE -- "$1" /lab/out
}

# quoted VERSION: as a pattern. Debian's versions may have a "+".
quoted()
{
	printf '%s' "$1" | sed 's/[.+]/\\&/g'
}

# keeping_initramfs COMMAND...: kdump-tools has the initramfs made again when it comes, goes or is configured again, which takes a minute
# here. Not in this command.
keeping_initramfs()
{
	local conf=/etc/initramfs-tools/update-initramfs.conf result=0

	sed -i 's/^update_initramfs=.*/update_initramfs=no/' $conf
	"$@" || result=$?
	sed -i 's/^update_initramfs=.*/update_initramfs=yes/' $conf
	return $result
}

# What took part, for the head of the table.
name_parts()
{
	echo "lab: parts Linux $(uname -r | cut -d. -f1-2), systemd $(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p'),\
 kdump-tools $(dpkg-query -W -f '${Version}' kdump-tools | cut -d: -f2), makedumpfile $(dpkg-query -W -f '${Version}' makedumpfile | sed 's/.*://; s/-.*//')"
	echo "lab: program $(kexec --version)"
}

loaded_is()
{
	[ "$(cat /sys/kernel/kexec_loaded)" = "$1" ]
}

crash_loaded_is()
{
	[ "$(cat /sys/kernel/kexec_crash_loaded)" = "$1" ]
}

# load ARGUMENT...: kexec -l. On a terminal it would show its progress, in the middle of the lines that the runner reads.
load()
{
	kexec -l "$@" 2>/lab/load-says
	set -- $?
	cat /lab/load-says
	return "$1"
}

root_was_not_clean()
{
	! root_was_clean
}

# The root file system was left clean: neither fsck in the initramfs nor the kernel had a journal to replay.
root_was_clean()
{
	grep -q ': clean,' /run/initramfs/fsck.log && ! grep -qiE 'recovering journal|fixed' /run/initramfs/fsck.log &&
		! dmesg | grep -qE 'EXT4-fs.*(recovery|orphan|error)'
}

# command_line STEP: that of this kernel, with a word that tells the kernels apart.
command_line()
{
	printf '%s lab.step=%s' "$(sed 's/ lab\.step=[^ ]*//' /proc/cmdline)" "$1"
}

load_next()
{
	load "/boot/vmlinuz-$version" --initrd="/boot/initrd.img-$version" --command-line="$(command_line "$1")"
}

# leave NAME COMMAND...: writes a file and goes. The file is synced only if nobody else would do it.
leave()
{
	echo "$1" >/lab/left-by
	head -c 3000000 /dev/urandom >/lab/data
	sha256sum /lab/data >/lab/data.sum
	[ "$1" != 'kexec -e' ] || sync
	# A kernel that hangs as it stops its devices shall not cost the case its deadline.
	echo 1 >/proc/sys/kernel/hung_task_panic
	echo "lab: leaving by $1"
	shift
	if "$@"; then
		# The manager ends this service.
		sleep 300
		echo "lab: FAIL the system is still up"
	else
		echo "lab: FAIL $* exited with $?"
		# The kernel names a system call for which it has ended a process.
		dmesg | grep -a 'type=1326'
	fi
	systemctl poweroff
}

# came_by NAME STEP: the last phase ended that way, and this kernel was started by kexec with the command line of the load.
came_by()
{
	expect "this boot came by $1" [ "$(cat /lab/left-by)" = "$1" ]
	expect "the kernel was started by kexec after $1" grep -q " lab.step=$2\$" /proc/cmdline
	expect "the data is whole after $1" sha256sum --quiet -c /lab/data.sum
	case $1 in
	# Nobody unmounts, so this is the proof that the look at fsck can tell.
	'kexec -e') expect "the file system has a journal to replay after $1" root_was_not_clean ;;
	*) expect "the root file system is clean after $1" root_was_clean ;;
	esac
}

# cpu_event SECONDS: a CPU goes and comes back, and something has that long to load again. kdump-config leaves a file when it is asked
# to load again, which it locks meanwhile, and another when it has loaded.
cpu_event()
{
	echo 0 >/sys/devices/system/cpu/cpu1/online
	udevadm settle
	rm -f /var/crash/kdump_lock /var/crash/kexec_cmd
	echo 1 >/sys/devices/system/cpu/cpu1/online
	udevadm settle
	timeout "$1" sh -c 'while [ ! -e /var/crash/kexec_cmd ]; do sleep 1; done'
	[ ! -e /var/crash/kdump_lock ] || timeout 60 flock /var/crash/kdump_lock true
	if [ -e /var/crash/kdump_lock ]; then echo "try-reload was run"; else echo "try-reload was not run"; fi
	if [ -e /var/crash/kexec_cmd ]; then echo "and has loaded again"; else echo "and has not loaded again"; fi
}

# The rule and the units of packaging/ beside the rule of kdump-tools, as packaging/README says.
our_rule()
{
	cp /lab/packaging/*.rules /etc/udev/rules.d/
	cp /lab/packaging/*.path /lab/packaging/*.service /etc/systemd/system/
	udevadm control --reload
	systemctl daemon-reload
	systemctl start warmkexec-kdump-tools.path
}

# crash_now: notes what crash(8) shall find, and crashes by a child of this shell.
crash_now()
{
	! wide "$version" || save_raw
	set -- /proc/[0-9]*/task/[0-9]*
	echo $# >/lab/tasks
	echo "lab: crashing"
	sync
	sh -c 'echo $$ >/lab/crasher; sync; echo c >/proc/sysrq-trigger'
}

# wide VERSION: that kernel has 52-bit addresses with 4K pages, which no makedumpfile knows.
wide()
{
	grep -q '^CONFIG_ARM64_VA_BITS_52=y' "/boot/config-$1" && grep -q '^CONFIG_ARM64_4K_PAGES=y' "/boot/config-$1"
}

# For such kernels, as docs/kdump-in-ten-minutes.md says: the capture kernel saves the memory without makedumpfile.
save_raw()
{
	mkdir -p /etc/systemd/system/kdump-tools-dump.service.d
	cp /lab/packaging/warmkexec-vmcore.conf /etc/systemd/system/kdump-tools-dump.service.d/
}

# log_is_whole FILE
log_is_whole()
{
	grep -q 'Booting Linux on physical CPU' "$1" && grep -q 'sysrq: Trigger a crash' "$1"
}

# saved VERSION: what kdump-tools has left of the crash of that kernel, by the files; exits with 0 if they are right. Leaves the memory
# in /var/tmp/core and its log in /var/tmp/log.
saved()
{
	if wide "$1"; then saved_raw; else saved_dump; fi
}

saved_raw()
{
	local bad=0 dump

	dump=$(echo /var/crash/2*/dump.*)
	[ ! -s "$dump" ] && echo "dump: 0 bytes, makedumpfile does not know this kernel's addresses" || bad=1
	ln -sf /var/crash/raw/vmcore /var/tmp/core
	ln -sf /var/crash/raw/dmesg /var/tmp/log
	if log_is_whole /var/tmp/log; then echo "raw: vmcore-dmesg prints the log, from the boot to the crash"; else echo "raw: no log" && bad=1; fi
	if [ "$(wc -c </var/tmp/core)" -gt 500000000 ]; then echo "raw: the memory is there"; else echo "raw: no memory" && bad=1; fi
	return $bad
}

saved_dump()
{
	local dump dmesg bad=0

	dump=$(echo /var/crash/2*/dump.*)
	dmesg=$(echo /var/crash/2*/dmesg.*)
	if [ "$(wc -c <"$dump")" -gt 5000000 ]; then echo "dump: more than 5 MB"; else echo "dump: $(wc -c <"$dump") bytes" && bad=1; fi
	# makedumpfile 1.7.2 never ends if the file is empty.
	if [ -s "$dump" ] && makedumpfile -R /var/tmp/core <"$dump" >/lab/makedumpfile 2>&1 && makedumpfile --dump-dmesg /var/tmp/core /var/tmp/log >/lab/makedumpfile 2>&1 &&
		grep -q 'sysrq: Trigger a crash' /var/tmp/log; then
		echo "dump: makedumpfile finds the log of the crash in it"
	else
		echo "dump: makedumpfile finds no log in it" && bad=1
	fi
	if [ ! -e "$dmesg" ]; then
		echo "dmesg: not saved" && bad=1
	elif log_is_whole "$dmesg" && cmp -s "$dmesg" /var/tmp/log; then
		echo "dmesg: from the boot to the crash, the same as in the dump"
	else
		echo "dmesg: not whole" && bad=1
	fi
	return $bad
}

# with_libraries FOLDER PROGRAM ARGUMENT...: a program of FOLDER by the libraries there.
with_libraries()
{
	local folder=$1 file=$2

	shift 2
	"$folder/ld-linux-aarch64.so.1" --library-path "$folder" "$folder/$file" "$@"
}

# release_crash ARGUMENT...: crash(8) of the release.
release_crash()
{
	LD_LIBRARY_PATH=/lab/symbols/lib /lab/symbols/usr/bin/crash "$@"
}

# finds TEXT FILE PATTERN: says whether FILE, an output of crash(8), has a line of that pattern.
finds()
{
	if grep -qE -- "$3" "$2"; then
		echo "crash: $1"
	else
		echo "crash: NOT $1"
		sed "s,^,lab: ${2##*/}: ," "$2" | head -n 40 >/dev/console
		return 1
	fi
}

# crash_program COMMAND...: sys, log, bt and ps of that crash(8) on /var/tmp/core; exits with 0 if all of them are right.
crash_program()
{
	local bad=0 command tasks

	mkdir -p /lab/symbols
	mountpoint -q /lab/symbols || mount -o ro /dev/vdc /lab/symbols
	for command in sys log bt ps; do
		echo "$command >/lab/crash-$command"
	done >/lab/crash-input
	echo quit >>/lab/crash-input
	"$@" -s --no_scroll -i /lab/crash-input /lab/symbols/vmlinux /var/tmp/core >/lab/crash-says 2>&1 </dev/null ||
		{ echo "crash: fails" && sed 's,^,lab: crash: ,' /lab/crash-says | head -n 20 >/dev/console; return 1; }
	finds 'sys names the panic' /lab/crash-sys 'PANIC: .*sysrq' || bad=1
	finds 'sys names the kernel' /lab/crash-sys "RELEASE: $(quoted "$version")" || bad=1
	finds 'sys counts the CPUs' /lab/crash-sys 'CPUS: 2' || bad=1
	finds 'log goes to the crash' /lab/crash-log 'sysrq: Trigger a crash' || bad=1
	finds 'bt begins with the task that crashed' /lab/crash-bt "^PID: $(cat /lab/crasher) .*COMMAND: \"sh\"" || bad=1
	finds 'bt goes through the handler' /lab/crash-bt '#[0-9]+ .* (sysrq_handle_crash|__handle_sysrq) ' || bad=1
	finds 'bt goes on to the system call' /lab/crash-bt ' el0t_64_sync ' || bad=1
	finds 'ps has systemd' /lab/crash-ps ' 1 +0 .* systemd *$' || bad=1
	tasks=$(grep -cE '^[> ] +[1-9][0-9]* ' /lab/crash-ps)
	if [ "$((tasks - $(cat /lab/tasks)))" -ge -8 ]; then
		echo "crash: ps has all tasks"
	else
		echo "crash: ps has $tasks tasks of $(cat /lab/tasks)" && bad=1
	fi
	return $bad
}
