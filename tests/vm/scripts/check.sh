# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# What kexec --check says of a load before the crash that proves it. lab.check=WHAT is the fault; without it there is none.
what=$(tr ' ' '\n' </proc/cmdline | sed -n 's/^lab.check=//p')

# finds ID SEVERITY: the last --check has this finding.
finds()
{
	grep -q "^$2 *$1: " /tmp/out
}

# judge STATUS ARGUMENT...: kexec --check of a crash load ends so.
judge()
{
	expected=$1
	shift
	run_kexec --check -p "$@"
	sed 's/^/lab: check: /' /tmp/out
	expect "kexec --check ends with $expected (it was $status)" [ "$status" = "$expected" ]
	expect "and prints nothing on stderr" [ ! -s /tmp/err ]
}

# modules VERSION: the initrd has the guest's modules as those of this version.
modules()
{
	rm -rf /tmp/handover/lib
	mkdir -p "/tmp/handover/lib/modules/$1/kernel"
	cp /case/modules/* "/tmp/handover/lib/modules/$1/kernel/"
	(cd "/tmp/handover/lib/modules/$1" && for module in kernel/*.ko; do echo "$module:"; done >modules.dep)
}

new_nonce
CAPTURE_APPEND="$CAPTURE_APPEND panic=1"
[ ! -d /case/modules ] || modules "$(uname -r)"
next_initrd
# What matters is the same on every kernel; the rest is not looked at.
case $what in
'')
	judge 2 /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
	expect "nothing is wrong with the load" sh -c '! grep -q "^error" /tmp/out'
	expect "the region is large enough" finds region-size ok
	expect "the initrd is fit" finds initrd-tools ok
	run_kexec -p /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND" --serial ttyAMA0
	run_kexec --check
	sed 's/^/lab: check: /' /tmp/out
	expect "what is armed is known" finds armed ok
	expect "its files are the same" finds armed-files ok
	expect "it is judged like the load" finds region-size ok
	cp /tmp/next-initrd /tmp/other && cat /tmp/other >/tmp/next-initrd
	run_kexec --check
	expect "a file that was written to is told" finds armed-files warning
	;;
small)
	judge 3 /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
	expect "the region is too small" finds region-size error
	;;
console)
	CAPTURE_APPEND=$(echo "$CAPTURE_APPEND" | sed 's/console=[^ ]*//g')
	judge 2 /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
	expect "the console is missing" finds cmdline-console warning
	;;
stale)
	judge 2 /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
	expect "the modules are those of the kernel" finds initrd-modules ok
	modules 1.2.3-stale
	mkdir -p /tmp/handover/lab
	{
		echo 'modprobe ramoops 2>&1 | sed "s/^/lab: modprobe: /"'
		echo 'grep -q ramoops /proc/modules && echo "lab: loaded" || echo "lab: no module could be loaded"'
	} >/tmp/handover/lab/capture.sh
	next_initrd
	judge 3 /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
	expect "the modules are those of another kernel" finds initrd-modules error
	;;
high)
	judge 2 /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
	expect "low memory is missing" finds region-low warning
	;;
stuck)
	judge 2 /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND"
	expect "the CPUs cannot be stopped" finds cpus-stop warning
	;;
esac
# shellcheck disable=SC2086
run_kexec -p /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND" $LOAD_ARGS
show_output
expect "the load succeeds all the same ($status)" [ "$status" = 0 ]
crash
