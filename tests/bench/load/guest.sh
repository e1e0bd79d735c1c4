# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# U-Boot's images, made here by Debian's mkimage, then the measured runs, one a line of /case/list: TABLE ROW PROGRAM ARGUMENT...
# An unload follows each load and is not measured. Of each run a line "lab: run TABLE ROW PROGRAM STATUS KIB", and why it failed.
mkimage -A arm64 -O linux -T kernel -C gzip -n test -d /case/gzip /case/uImage >/tmp/mkimage 2>&1
mkimage -f auto -A arm64 -O linux -T kernel -C gzip -a 0 -e 0 -n test -d /case/gzip /case/kernel.itb >/tmp/mkimage 2>&1
cd /case || exit
while read -r table row program arguments; do
	# shellcheck disable=SC2086
	set -- $arguments
	case $program in
	bookworm) set -- /debian/kexec "$@" ;;
	sid) set -- /sid/lib/ld-linux-aarch64.so.1 --library-path /sid/lib /sid/kexec "$@" ;;
	*) set -- /sbin/kexec "$@" ;;
	esac
	status=0
	case $arguments in
	-[pl]*) spend "$@" --append="$CAPTURE_APPEND" ;;
	*) spend "$@" ;;
	esac >/tmp/out 2>/tmp/err || status=$?
	echo "lab: run $table $row $program $status $(tail -n 1 /tmp/out | cut -d ' ' -f 3)"
	[ "$status" = 0 ] || echo "lab: why $(head -n 1 /tmp/err)"
	case $arguments in
	-[pl]*) [ "$status" != 0 ] || kexec "${arguments%% *}" -u || fail "$row of $program cannot be unloaded" ;;
	esac
done <list
