# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# A good capture kernel is armed; then whatever else is offered is refused, and the good one is still there and works.

# refuse WHAT ARGUMENT...: kexec -p exits with 255, says why on stderr, nothing on stdout, and leaves the armed kernel armed.
refuse()
{
	local what=$1

	shift
	run_kexec -p --append="$CAPTURE_APPEND" "$@"
	echo "lab: stderr: $(head -n 1 /tmp/err)"
	if [ "$status" = 255 ] && [ ! -s /tmp/out ] && grep -q '^kexec: ..' /tmp/err; then
		ok "refused with 255 and a reason: $what"
	else
		fail "not refused as it should be: $what (status $status, $(wc -c </tmp/out) bytes on stdout, stderr: $(head -n 1 /tmp/err))"
	fi
	sysfs_is kexec_crash_loaded 1 || fail "the armed kernel is gone after: $what"
}

arm_capture --serial ttyAMA0

cd /tmp || exit
initrd=--initrd=/tmp/next-initrd
head -c 1048576 /boot/Image >Image.1M
refuse "an Image cut to 1 MiB" Image.1M $initrd
rm Image.1M
size=$(stat -c %s /boot/Image)
head -c $((size * 4 / 5)) /boot/Image >Image.most
refuse "an Image that lacks its last fifth" Image.most $initrd
head -c $((size - 4096)) /boot/Image >Image.most
refuse "an Image that lacks its last page" Image.most $initrd
rm Image.most
refuse "a gzip file that ends early" /case/truncated.gz $initrd
head -c 3000000 /dev/urandom >garbage
refuse "random bytes" garbage $initrd
rm garbage
: >empty
refuse "an empty file" empty $initrd
refuse "a kernel that is not there" /boot/no-such-kernel $initrd
refuse "a folder for a kernel" /boot $initrd
refuse "no kernel at all" $initrd
truncate -s 400M big
refuse "an initrd larger than the crash region" /boot/Image --initrd=/tmp/big
refuse "an initrd that is not there" /boot/Image --initrd=/tmp/no-such-initrd
ok "still armed"
crash
