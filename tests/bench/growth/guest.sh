# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# Plans on a machine that grows: /case/machine is a recorded machine, /case/points says how it changes, one change a line: TABLE ROW
# PATH FILE PROGRAMS. The machine has FILE at PATH then ("-": it is as recorded, and FILE is the initrd). Of each run a line
# "lab: run TABLE ROW PROGRAM STATUS". Ours plans (--dry-run); kexec-tools, which cannot, goes on to the system call, whose answer
# depends on whether the guest has the memory of the machine.
cd /case || exit
for tree in bookworm sid; do
	mkdir -p machine/$tree
done
cp -a /lib machine/lib
cp /debian/kexec machine/bookworm/kexec
cp -a /sid/. machine/sid
cp Image machine/Image

# run PROGRAM: with the files of the current point
run()
{
	case $1 in
	ours-p) spend /bin/busybox chroot / /sbin/kexec --sysroot=/case/machine -p --dry-run -i /case/Image ${initrd:+--initrd=/case/$initrd} ;;
	ours-l) spend /bin/busybox chroot / /sbin/kexec --sysroot=/case/machine -l --dry-run -i /case/Image ${initrd:+--initrd=/case/$initrd} ;;
	bookworm) spend /bin/busybox chroot machine /bookworm/kexec -l -i --reuse-cmdline /Image ${initrd:+--initrd=/initrd} ;;
	sid) spend /bin/busybox chroot machine /sid/lib/ld-linux-aarch64.so.1 --library-path /sid/lib /sid/kexec -l -i --reuse-cmdline \
		/Image ${initrd:+--initrd=/initrd} ;;
	esac
}

while read -r table row path file programs; do
	initrd=
	case $path in
	-) initrd=$file && mv "$file" machine/initrd && ln -s machine/initrd "$file" ;;
	*/) mv "machine/${path%/}" kept && mv "$file" "machine/${path%/}" ;;
	*) mv "machine/$path" kept && mv "$file" "machine/$path" ;;
	esac
	for program in $programs; do
		status=0
		run "$program" >/tmp/out 2>/tmp/err || status=$?
		echo "lab: run $table $row $program $status"
		[ "$status" = 0 ] || sed 's/^/lab: why /' /tmp/err
		kexec -u >/tmp/out 2>&1 || true
	done
	case $path in
	-) rm -f machine/initrd "$file" ;;
	*) rm -rf "machine/${path%/}" && mv kept "machine/${path%/}" ;;
	esac
done <points
