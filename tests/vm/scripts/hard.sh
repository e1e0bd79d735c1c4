# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# A crash where the kernel, or kexec, is in the middle of something. lab.place= on the command line says of what.
place=$(sed -n 's/.*lab\.place=\([^ ]*\).*/\1/p' /proc/cmdline)

# wait_until_stopped PID: a process stops when it leaves the kernel, so that no load is half done in there.
wait_until_stopped()
{
	until grep -q '^State:[[:space:]]*[TZ]' "/proc/$1/status" 2>/dev/null || [ ! -e "/proc/$1" ]; do
		sleep 0.1
	done
}

# stop PID...
stop()
{
	local pid

	kill -STOP "$@" 2>/dev/null || true
	for pid; do
		wait_until_stopped "$pid"
	done
}

load_again()
{
	exec "$KEXEC" -p /boot/Image --initrd=/tmp/next-initrd --append="$CAPTURE_APPEND lab.again" --serial ttyAMA0
}

# stop_a_reload SECONDS...: a second load of another command line, stopped in the middle, after the first of these times at which it
# has not ended yet; the first is armed, or the second is.
stop_a_reload()
{
	local after

	for after; do
		load_again 2>/dev/null &
		sleep "$after"
		stop $!
		if grep -q '^State:[[:space:]]*T' "/proc/$!/status" 2>/dev/null; then
			echo "lab: note stopped after $after s, the reload is in: $(cat "/proc/$!/syscall")"
			return
		fi
	done
	fail "each reload had ended before it was stopped"
}

# Rounds of two loads at once; each is made, or is an error with a reason.
load_twice()
{
	local round first second

	for round in 1 2 3; do
		(load_again) 2>/tmp/err1 &
		first=$!
		(load_again) 2>/tmp/err2 &
		second=$!
		status=0
		wait $first || status=$?
		expect "round $round, one loader: $status $(head -n 1 /tmp/err1)" [ "$status" = 0 -o -s /tmp/err1 ]
		status=0
		wait $second || status=$?
		expect "round $round, the other: $status $(head -n 1 /tmp/err2)" [ "$status" = 0 -o -s /tmp/err2 ]
		expect "a crash kernel is loaded after round $round" sysfs_is kexec_crash_loaded 1
	done
	(load_again) 2>/dev/null &
	first=$!
	(load_again) 2>/dev/null &
	sleep 1
	stop $first $!
}

fill_memory()
{
	mkdir -p /tmp/fill
	mount -t tmpfs -o size=100% fill /tmp/fill
	cat /dev/zero >/tmp/fill/all
	fail "the memory has no end"
}

# In the report that the capture kernel gives of this kernel's log.
remember SHOW_DMESG=45
# shellcheck disable=SC2086
arm_capture $KEXEC_ARGS
echo 1 >/proc/sys/kernel/sysrq
case $place in
irq)
	# The runner sends a break and a "c": the driver of the UART, in its interrupt handler and with interrupts off, lets the kernel crash.
	echo "lab: crashing"
	echo "lab: break"
	sleep 120
	fail "the machine did not crash"
	;;
cpu)
	echo "lab: crashing"
	taskset 2 sh -c 'echo c >/proc/sysrq-trigger'
	;;
memory)
	echo 1 >/proc/sys/vm/panic_on_oom
	echo "lab: crashing"
	fill_memory
	;;
watchdog)
	# Of all CPUs, only the last one stands still: the others find that out by counting its timer's interrupts.
	echo 1 >/proc/sys/kernel/watchdog_thresh
	echo 1 >/proc/sys/kernel/nmi_watchdog
	echo 1 >/proc/sys/kernel/hardlockup_panic
	echo "lab: crashing"
	echo "lab: stop"
	sleep 120
	fail "the machine did not crash"
	;;
reload)
	stop_a_reload 0.7 0.4 0.2 0.1 0.05
	crash
	;;
two)
	load_twice
	crash
	;;
*) fail "lab.place=$place" ;;
esac
