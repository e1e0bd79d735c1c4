# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The commands around a load: status, unload in both orders, sizes, plans that are only printed.

# status_of WANTED ARGUMENT...: kexec exits with WANTED and prints nothing.
status_of()
{
	local want=$1

	shift
	run_kexec "$@"
	if [ "$status" = "$want" ] && silent; then
		ok "kexec $* exits with $want"
	else
		show_output
		fail "kexec $* exits with $status instead of $want, or prints"
	fi
}

load()
{
	run_kexec "$@" /boot/Image --initrd=/boot/base.cpio --append="$CAPTURE_APPEND"
	if [ "$status" != 0 ] || ! silent; then
		show_output
		fail "kexec $* of a good kernel: status $status"
	fi
}

loaded()
{
	expect "after $3: loaded=$1 crash_loaded=$2" \
		[ "$(cat /sys/kernel/kexec_loaded)$(cat /sys/kernel/kexec_crash_loaded)" = "$1$2" ]
}

run_kexec --version
expect "--version prints one line and exits with 0" [ "$status" = 0 -a "$(wc -l </tmp/out)" = 1 -a ! -s /tmp/err ]
run_kexec --print-ckr-size
expect "--print-ckr-size prints $CRASH_SIZE" [ "$status" = 0 -a "$(cat /tmp/out)" = "$CRASH_SIZE" ]

status_of 0 -S
status_of 0 -S -p
status_of 0 -S -l
run_kexec -e
expect "-e with nothing loaded fails with a reason" [ "$status" != 0 -a -s /tmp/err ]

run_kexec -p --dry-run /boot/Image --initrd=/boot/base.cpio --append="$CAPTURE_APPEND"
sed 's/^/lab: plan: /' /tmp/out
expect "--dry-run prints a plan" [ "$status" = 0 -a -s /tmp/out ]
loaded 0 0 "--dry-run"
run_kexec -p --dry-run=json /boot/Image --initrd=/boot/base.cpio --append="$CAPTURE_APPEND"
expect "--dry-run=json prints an object" [ "$status" = 0 -a "$(head -c 1 /tmp/out)" = "{" ]
loaded 0 0 "--dry-run=json"

load -p
loaded 0 1 "-p"
status_of 1 -S
status_of 1 -p -S
status_of 0 -l -S
status_of 0 -p -u
loaded 0 0 "-p -u"
load --load-panic -i
loaded 0 1 "--load-panic -i"
status_of 0 -u -p
loaded 0 0 "-u -p"
load -l
loaded 1 0 "-l"
status_of 1 -S -l
status_of 0 -S -p
status_of 0 -u
loaded 0 0 "-u"
run_kexec -d -p /boot/Image --initrd=/boot/base.cpio --append="$CAPTURE_APPEND"
expect "-d says on stderr what is done" [ "$status" = 0 -a ! -s /tmp/out -a -s /tmp/err ]
loaded 0 1 "-d -p"
