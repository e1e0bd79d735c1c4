# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# U-Boot's images, made in the guest by Debian's mkimage: the initrd in them has what the next kernel shall know of this one.

# make_multi FILE: a uImage with the gzipped kernel, the initrd and the machine's devicetree.
make_multi()
{
	cp /sys/firmware/fdt /tmp/board.dtb
	mkimage -A arm64 -O linux -T multi -C gzip -n test -d /case/Image.gz:/tmp/next-initrd:/tmp/board.dtb "$1" >/tmp/mkimage 2>&1 ||
		sed 's/^/lab: mkimage: /' /tmp/mkimage
}

# make_fit FILE [OPTION...]: a FIT image of the same.
make_fit()
{
	local file=$1

	shift
	# mkimage opens it for writing as well.
	cp /sys/firmware/fdt /tmp/board.dtb
	mkimage "$@" -f auto -A arm64 -O linux -T kernel -C gzip -a 0 -e 0 -n test -d /case/Image.gz -b /tmp/board.dtb -i /tmp/next-initrd \
		"$file" >/tmp/mkimage 2>&1 || sed 's/^/lab: mkimage: /' /tmp/mkimage
}

# damage FILE OFFSET: one byte becomes another.
damage()
{
	printf '\252' | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# refused WHAT REASON ARGUMENT...: kexec -p refuses with this reason, and the armed kernel stays armed.
refused()
{
	local what=$1 reason=$2

	shift 2
	run_kexec -p "$@"
	show_output
	expect "$what is refused" [ "$status" = 255 ]
	expect "with the reason: $reason" grep -q "$reason" /tmp/err
	expect "an armed kernel stays armed" sysfs_is kexec_crash_loaded 1
}

# load_and_reboot FILE [OPTION...]: -l of an image that brings everything but the command line, and -e.
load_and_reboot()
{
	run_kexec -l "$@" --append="$APPEND lab.nonce=$nonce"
	show_output
	expect "kexec -l exits with 0 (it was $status) and prints nothing" [ "$status" = 0 -a ! -s /tmp/out -a ! -s /tmp/err ]
	expect "a kernel is loaded" sysfs_is kexec_loaded 1
	echo "lab: rebooting"
	run_kexec -e
	show_output
	fail "kexec -e came back with $status"
}

# arm_and_crash FILE: -p of an image that brings everything but the command line; the function refuse_damaged FILE of the script;
# a crash.
arm_and_crash()
{
	# shellcheck disable=SC2086
	run_kexec -p "$1" --append="$CAPTURE_APPEND" $KEXEC_ARGS
	show_output
	expect "kexec -p exits with 0 (it was $status)" [ "$status" = 0 ]
	expect "a crash kernel is loaded" sysfs_is kexec_crash_loaded 1
	refuse_damaged "$1"
	crash
}
