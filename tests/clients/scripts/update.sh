# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash source=tests/clients/scripts/lib.sh disable=SC2154
# Another kernel is installed as a package and started by kexec: kdump-tools arms with it, keeps it armed when CPUs come and go, and
# saves its crash.
. /lab/env
. /lab/lib.sh

# The version of the kernel in a package.
version_in()
{
	dpkg-deb -f "$1" Package | sed 's/^linux-image-//'
}

next_phase
new=$(version_in /lab/other-kernel.deb)
case $phase in
1)
	expect 'the crash kernel is loaded after boot' crash_loaded_is 1
	see 'the package of the kernel' dpkg -i /lab/other-kernel.deb
	expect 'the package installs' [ "$status" = 0 ]
	expect 'the crash kernel is still loaded after the update' crash_loaded_is 1
	expect 'kdump-tools has an initrd for the new kernel' [ -s "/var/lib/kdump/initrd.img-$new" ]
	see 'reload after the update' kdump-config reload
	expect 'kdump-tools loads again after the update' [ "$status" = 0 ]
	expect 'the crash kernel is loaded after that' crash_loaded_is 1
	# Without this copy kdump-config makes the new kernel's initrd again when it first loads, which takes minutes here.
	cp /etc/kdump/sysctl.conf "/var/lib/kdump/latest_sysctls-$new"
	load "/boot/vmlinuz-$new" --initrd="/boot/initrd.img-$new" --reuse-cmdline || echo "lab: FAIL kexec -l exited with $?"
	echo "lab: leaving by systemctl kexec"
	systemctl kexec
	;;
2)
	expect 'the new kernel runs' [ "$version" = "$new" ]
	expect 'kdump-tools is armed with the new kernel' crash_loaded_is 1
	see 'show' kdump-config show
	expect 'the crash kernel is the new one' says "/vmlinuz-$(quoted "$new")$"
	expect 'so is its initrd' says "/initrd.img-$(quoted "$new")$"
	our_rule
	see 'a CPU comes back' cpu_event 60
	expect 'the crash kernel is loaded again' says 'and has loaded again'
	expect 'the crash kernel is loaded after it' crash_loaded_is 1
	crash_now
	;;
*)
	see 'the files in /var/crash after a crash' saved "$new"
	expect 'dump and dmesg are right' [ "$status" = 0 ]
	expect 'the log is that of the new kernel' grep -q "Linux version $new " /var/tmp/log
	echo "lab: done"
	systemctl poweroff
	;;
esac
