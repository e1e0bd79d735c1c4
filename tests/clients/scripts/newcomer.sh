# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash source=tests/clients/scripts/lib.sh disable=SC2154
# Types what docs/kdump-in-ten-minutes.md says, line by line, in a system that has neither kdump-tools nor kexec-tools. The runner
# compares what is printed with the page.
. /lab/env
. /lab/lib.sh

# The packages are on a disk, as there is no network; and there is no boot loader, as QEMU loads the kernel.
prepare()
{
	mkdir -p /lab/archive /root/warmkexec
	mv /lab/later-warmkexec.deb /root/warmkexec_0_arm64.deb
	echo '/dev/vdd /lab/archive ext4 ro 0 0' >>/etc/fstab
	mount /lab/archive
	echo 'deb [trusted=yes] file:/lab/archive ./' >/etc/apt/sources.list
	apt-get -q -q update
	keeping_initramfs dpkg --purge kdump-tools makedumpfile kexec-tools >/lab/out 2>&1 || cat /lab/out
	# shellcheck disable=SC2016
	printf '%s\n' '#!/bin/sh' '. /etc/default/grub.d/kdump-tools.cfg && echo "$GRUB_CMDLINE_LINUX_DEFAULT"' >/usr/sbin/update-grub
	chmod 755 /usr/sbin/update-grub
	# As Debian's installer leaves it.
	[ -e /initrd.img ] || ln -s "boot/initrd.img-$version" /initrd.img
	expect 'nothing is armed before' crash_loaded_is 0
}

# What is typed at the questions of a command.
answers()
{
	case $1 in
	apt-get*) echo y ;;
	crash*) printf '%s\n' log bt ps quit ;;
	esac
}

# type_line COMMAND
type_line()
{
	echo "lab: types $1"
	# Nobody comes back from these.
	case $1 in reboot | 'echo c >'*) sync ;; esac
	answers "$1" >/lab/answers
	# The whole log of the kernel is too long for the console.
	case $1 in crash*) set -- "$1 | grep -vE '^\[ '" ;; esac
	status=0
	sh -c "$1" >/lab/out 2>&1 </lab/answers || status=$?
	sed 's/^/lab: out /' /lab/out
	[ "$status" = 0 ] || journalctl -b -q -o cat -n 15 | sed 's/^/lab: journal /'
	case $1 in
	reboot) sleep 300 ;;
	# It is loaded already.
	'kdump-config load'*) ;;
	# 2: it has something to warn of.
	'kexec --check'*) expect "$1 finds no error, exit status $status" [ "$status" != 3 ] ;;
	*) expect "$1 exits with 0, not $status" [ "$status" = 0 ] ;;
	esac
}

# What shall be so at the end of a section of the page, beside what is printed.
begin()
{
	case $1 in
	'4.'*) expect 'kdump-tools is armed after the reboot' crash_loaded_is 1 ;;
	'7.'*) expect 'crash(8) shows the crash' says 'sysrq_handle_crash' ;;
	'Without'*)
		keeping_initramfs dpkg --purge kdump-tools >/lab/out 2>&1 || cat /lab/out
		kexec -p -u
		;;
	esac
}

next_phase
[ "$phase" != 1 ] || prepare
cd /root/warmkexec || exit
export DEBIAN_FRONTEND=noninteractive
typed=$(cat /lab/typed 2>/dev/null || echo 0)
while [ "$typed" -lt "$(wc -l </lab/steps)" ]; do
	typed=$((typed + 1))
	echo "$typed" >/lab/typed
	line=$(sed -n "${typed}p" /lab/steps)
	text=${line#*	}
	case $line in
	section*) begin "$text" ;;
	types*) type_line "$text" ;;
	esac
done
expect 'the crash kernel is loaded without kdump-tools' crash_loaded_is 1
echo "lab: done"
systemctl poweroff
