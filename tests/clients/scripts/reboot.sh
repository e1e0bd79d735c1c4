# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash source=tests/clients/scripts/lib.sh disable=SC2154
# Reboots by systemd and without it. A phase is a boot; each but the first begins by looking at how the one before ended. The other
# programs go the ways that are rows of the comparison; our package on Debian 12 those that its own files are part of.
. /lab/env
. /lab/lib.sh

# A reboot that leaves it to systemd and the init scripts how the next kernel is started: that is a row of the comparison.
which_way()
{
	if grep -q " lab.step=$1\$" /proc/cmdline; then echo "the loaded kernel was started"; else echo "the firmware was started"; fi
	sha256sum --quiet -c /lab/data.sum && echo "the data is whole"
	root_was_clean && echo "the root file system is clean"
}

# boot_entry STEP: an entry of the boot loader specification, as systemctl kexec looks for it if nothing is loaded.
boot_entry()
{
	export SYSTEMD_ESP_PATH=/boot
	mkdir -p /boot/loader/entries
	echo 'default lab.conf' >/boot/loader/loader.conf
	printf '%s\n' 'title lab' "linux /vmlinuz-$version" "initrd /initrd.img-$version" "options $(command_line "$1")" \
		>/boot/loader/entries/lab.conf
}

# What Debian's init script of kexec-tools loads on the way down, and kexec-load-kernel when it is called.
defaults()
{
	printf '%s\n' 'LOAD_KEXEC=true' "KERNEL_IMAGE=/boot/vmlinuz-$version" "INITRD=/boot/initrd.img-$version" \
		"APPEND=\"$(command_line defaults)\"" >/etc/default/kexec
}

# Where there is no init script: kexec-load-kernel itself, and the unit of our package.
load_default()
{
	try 'kexec-load-kernel' kexec-load-kernel
	expect 'the default kernel is loaded' loaded_is 1
	if [ -n "$package" ]; then
		kexec -u
		see 'kexec-load.service' systemctl start kexec-load.service
		expect 'kexec-load.service has loaded the default kernel' loaded_is 1
	fi
}

has_init_script()
{
	[ -z "$package" ] && [ "$release" -le 12 ]
}

# newest_systemctl ARGUMENT...: that of the newest systemd, by its own C library.
newest_systemctl()
{
	local lib=/lab/newest-systemd/usr/lib

	"$lib/aarch64-linux-gnu/ld-linux-aarch64.so.1" --library-path "$lib/aarch64-linux-gnu:$lib/aarch64-linux-gnu/systemd" \
		/lab/newest-systemd/usr/bin/systemctl "$@"
}

# arrived WAY: what shall be so in the boot after it.
arrived()
{
	case $1 in
	entry) came_by 'systemctl kexec, boot entry' entry ;;
	loaded) came_by 'systemctl kexec' loaded ;;
	running) came_by 'kexec -e' running ;;
	defaults)
		if has_init_script; then
			try 'reboot, LOAD_KEXEC=true' which_way defaults
			expect 'data and file system are whole after it' [ "$status" = 0 ]
		else
			came_by 'systemctl kexec, default kernel' defaults
		fi
		rm /etc/default/kexec
		;;
	plain)
		try "$(cat /lab/left-by)" which_way plain
		expect 'data and file system are whole after it' [ "$status" = 0 ]
		;;
	cold)
		see 'coldreboot, loaded before' which_way cold
		expect 'data and file system are whole after it' [ "$status" = 0 ]
		expect 'our coldreboot starts the firmware' says 'the firmware was started'
		if ! has_init_script; then
			defaults
			see 'kexec-load-kernel after coldreboot' kexec-load-kernel
			expect 'it loads nothing once after coldreboot' loaded_is 0
		fi
		if [ -n "$package" ]; then
			touch /no-kexec-reboot
			see 'kexec-load.service after coldreboot' systemctl start kexec-load.service
			expect 'kexec-load.service loads at the boot after coldreboot' loaded_is 1
		fi
		;;
	newest-entry) came_by 'systemctl kexec of the newest systemd, boot entry' newest-entry ;;
	newest) came_by 'systemctl kexec of the newest systemd' newest ;;
	esac
}

# go WAY
go()
{
	case $1 in
	entry)
		boot_entry entry
		leave 'systemctl kexec, boot entry' systemctl kexec
		;;
	loaded)
		try 'kexec -l' load_next loaded
		expect 'kexec -l loads' loaded_is 1
		try 'kexec -u' kexec -u
		expect 'kexec -u unloads' loaded_is 0
		try 'kexec -u, nothing loaded' kexec -u
		try 'kexec -e, nothing loaded' kexec -e
		load_next loaded
		leave 'systemctl kexec' systemctl kexec
		;;
	running)
		load_next running
		# Linux 6.12.118 waits for ever if it meets a write to a virtio disk on its way: docs/fast-reboot.md. The journal goes to memory.
		[ "$release" -le 12 ] || journalctl --relinquish-var
		leave 'kexec -e' kexec -e
		;;
	defaults)
		defaults
		if has_init_script; then
			leave 'reboot, LOAD_KEXEC=true' reboot
		else
			load_default
			leave 'systemctl kexec, default kernel' systemctl kexec
		fi
		;;
	plain)
		load_next plain
		# reboot with a loaded kernel has been before, by the init script.
		if has_init_script; then
			leave 'shutdown -r, loaded before' shutdown -r now
		else
			leave 'reboot, loaded before' reboot
		fi
		;;
	cold)
		load_next cold
		leave 'coldreboot, loaded before' coldreboot
		;;
	newest-entry)
		boot_entry newest-entry
		leave 'systemctl kexec of the newest systemd, boot entry' newest_systemctl kexec
		;;
	newest)
		load_next newest
		leave 'systemctl kexec of the newest systemd' newest_systemctl kexec
		;;
	esac
}

next_phase
if [ "$PROGRAM" != ours ]; then
	ways='loaded defaults plain'
elif [ -n "$package" ] && [ "$release" -le 12 ]; then
	ways='defaults cold'
else
	ways='entry loaded running defaults plain cold'
	[ ! -e /lab/newest-systemd ] || ways="$ways newest-entry newest"
fi
# shellcheck disable=SC2086
set -- $ways
if [ "$phase" = 1 ]; then
	name_parts
	try 'systemctl kexec, nothing loaded' systemctl kexec
	expect 'systemctl kexec refuses if nothing is loaded' [ "$status" != 0 ]
else
	shift $((phase - 2))
	arrived "$1"
	shift
fi
[ $# -eq 0 ] || go "$1"
echo "lab: done"
systemctl poweroff
