# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Run by systemd, with udevd and the files of packaging/. The limit of crash loads goes down by one with each call of the kernel.
limit=/proc/sys/kernel/kexec_load_limit_panic
changed=/run/warmkexec-kdump-changed

# wait_for COMMAND...: until it succeeds, for 40 seconds.
wait_for()
{
	local tries=80

	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.5
	done
}

ram_lines()
{
	grep -c '^[^ ].* : System RAM' /proc/iomem
}

has_ram_lines()
{
	[ "$(ram_lines)" = "$1" ]
}

limit_is()
{
	[ "$(cat $limit)" = "$1" ]
}

# The reload of the events so far has ended.
is_idle()
{
	[ ! -e $changed ] && [ "$(systemctl is-active warmkexec-kdump-reload.service)" = inactive ]
}

# reloads WHAT CALLS: udev says something, the service runs and ends, with so many calls in all since the limit was set.
reloads()
{
	expect "udev says that something has changed ($1)" wait_for [ -e $changed ]
	expect "and the reload ends ($1)" wait_for is_idle
	expect "the crash kernel is loaded ($1)" sysfs_is kexec_crash_loaded 1
	expect "$2 loads up to now, not $((20 - $(cat $limit))) ($1)" limit_is $((20 - $2))
}

switch_cpu()
{
	echo 0 >/sys/devices/system/cpu/cpu1/online
	echo 1 >/sys/devices/system/cpu/cpu1/online
}

new_nonce
next_initrd
mkdir -p /etc/default
cat >/etc/default/warmkexec-kdump <<END
KEXEC_KDUMP='/boot/Image --initrd=/tmp/next-initrd "--append=$CAPTURE_APPEND" --serial ttyAMA0'
END
echo 20 >$limit
systemctl start systemd-udevd.service
expect "udevd runs" [ "$(systemctl is-active systemd-udevd.service)" = active ]
systemctl start warmkexec-kdump.service
expect "the service has loaded a crash kernel" sysfs_is kexec_crash_loaded 1
expect "by one call" limit_is 19
systemctl start warmkexec-kdump-reload.path

switch_cpu
reloads "a CPU went and came: nothing to do" 1

had=$(ram_lines)
echo "lab: plug"
expect "the memory is there" wait_for has_ram_lines $((had + 1))
reloads "memory came" 2
"$KEXEC" --status=text -p | sed 's/^/lab: status: /'
"$KEXEC" --status=json -p >/tmp/json
expect "the load knows all memory" grep -q '"memory_added": 0' /tmp/json

switch_cpu
wait_for [ -e $changed ] && wait_for [ ! -e $changed ]
switch_cpu
reloads "a CPU went and came while the machine was looked at: looked at again" 2

sed -i 's/quiet/quiet lab.other/' /etc/default/warmkexec-kdump
switch_cpu
reloads "other arguments" 3

"$KEXEC" -u -p
expect "an unload is a call too" limit_is 16
switch_cpu
expect "udev says that something has changed" wait_for [ -e $changed ]
expect "and the reload ends" wait_for is_idle
expect "what was unloaded stays unloaded" sysfs_is kexec_crash_loaded 0
expect "without a call" limit_is 16
