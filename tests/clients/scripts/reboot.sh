# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash source=tests/clients/scripts/lib.sh disable=SC2154
# Reboots by systemd and without it. A phase is a boot; each but the first begins by looking at how the one before ended.
. /lab/env
. /lab/lib.sh

# command_line STEP: that of this kernel, with a word that tells the kernels apart.
command_line()
{
	printf '%s lab.step=%s' "$(sed 's/ lab\.step=[^ ]*//' /proc/cmdline)" "$1"
}

load_next()
{
	kexec -l "/boot/vmlinuz-$version" --initrd="/boot/initrd.img-$version" --command-line="$(command_line "$1")"
}

# leave NAME COMMAND...: writes a file and goes. The file is synced only if nobody else would do it.
leave()
{
	echo "$1" >/lab/left-by
	head -c 3000000 /dev/urandom >/lab/data
	sha256sum /lab/data >/lab/data.sum
	[ "$1" != 'kexec -e' ] || sync
	echo "lab: leaving by $1"
	shift
	"$@" || echo "lab: FAIL $* exited with $?"
	# The manager ends this service.
	sleep 300
	echo "lab: FAIL the system is still up"
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

# A reboot that leaves it to systemd and the init scripts how the next kernel is started: that is a row of the comparison.
which_way()
{
	if grep -q " lab.step=$1\$" /proc/cmdline; then echo "the loaded kernel was started"; else echo "the firmware was started"; fi
	sha256sum --quiet -c /lab/data.sum && echo "the data is whole"
	root_was_clean && echo "the root file system is clean"
}

# An entry of the boot loader specification, as systemctl kexec looks for it if nothing is loaded.
boot_entry()
{
	mkdir -p /boot/loader/entries
	echo 'default lab.conf' >/boot/loader/loader.conf
	printf '%s\n' 'title lab' "linux /vmlinuz-$version" "initrd /initrd.img-$version" "options $(command_line entry)" \
		>/boot/loader/entries/lab.conf
}

# What Debian's init script loads on the way down.
init_script_defaults()
{
	printf '%s\n' 'LOAD_KEXEC=true' "KERNEL_IMAGE=/boot/vmlinuz-$version" "INITRD=/boot/initrd.img-$version" \
		"APPEND=\"$(command_line init-script)\"" >/etc/default/kexec
}

next_phase
case $phase in
1)
	try 'systemctl kexec, nothing loaded' systemctl kexec
	expect 'systemctl kexec refuses if nothing is loaded' [ "$status" != 0 ]
	boot_entry
	export SYSTEMD_ESP_PATH=/boot
	leave 'systemctl kexec, boot entry' systemctl kexec
	;;
2)
	came_by 'systemctl kexec, boot entry' entry
	try 'kexec -l' load_next systemctl-kexec
	expect 'kexec -l loads' loaded_is 1
	try 'kexec -u' kexec -u
	expect 'kexec -u unloads' loaded_is 0
	try 'kexec -u, nothing loaded' kexec -u
	try 'kexec -e, nothing loaded' kexec -e
	load_next systemctl-kexec
	leave 'systemctl kexec' systemctl kexec
	;;
3)
	came_by 'systemctl kexec' systemctl-kexec
	load_next running
	leave 'kexec -e' kexec -e
	;;
4)
	came_by 'kexec -e' running
	init_script_defaults
	if [ -n "$package" ]; then
		try 'kexec-load.service' systemctl start kexec-load.service
		expect 'kexec-load.service loads the default kernel' loaded_is 1
		leave 'systemctl kexec, kexec-load.service' systemctl kexec
	else
		leave 'reboot, LOAD_KEXEC=true' systemctl reboot
	fi
	;;
5)
	if [ -n "$package" ]; then
		came_by 'systemctl kexec, kexec-load.service' init-script
	else
		try 'reboot, LOAD_KEXEC=true' which_way init-script
		expect 'data and file system are whole after it' [ "$status" = 0 ]
	fi
	rm /etc/default/kexec
	load_next plain
	leave 'reboot, loaded before' systemctl reboot
	;;
*)
	try 'reboot, loaded before' which_way plain
	expect 'data and file system are whole after it' [ "$status" = 0 ]
	echo "lab: done"
	systemctl poweroff
	;;
esac
