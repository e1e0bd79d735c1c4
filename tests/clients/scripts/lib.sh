# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2034
# Functions of the scripts that run in the client's system. The runner reads the lines that begin with "lab:".
export LC_ALL=C.UTF-8
version=$(uname -r)
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
	local name=$1 line

	shift
	status=0
	"$@" >/lab/out 2>&1 </dev/null || status=$?
	echo "lab: try $name"
	while IFS= read -r line; do
		echo "lab: out $line"
	done </lab/out
	echo "lab: status $status"
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

loaded_is()
{
	[ "$(cat /sys/kernel/kexec_loaded)" = "$1" ]
}

crash_loaded_is()
{
	[ "$(cat /sys/kernel/kexec_crash_loaded)" = "$1" ]
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
