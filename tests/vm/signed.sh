# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# Kernels with signatures, for those that judge them. Sourced after lib.sh.

# The key of the machine's owner in the firmware's variables of Debian's package: firmware with Secure Boot takes what it signs.
vm_owner=/usr/share/qemu-efi-aarch64/PkKek-1-snakeoil
vm_secure_code=/usr/share/AAVMF/AAVMF_CODE.fd
vm_secure_variables=/usr/share/AAVMF/AAVMF_VARS.snakeoil.fd

# sign_by KEY CERTIFICATE KERNEL OUTPUT: a signature as UEFI defines it for programs.
sign_by()
{
	sbsign --key "$1" --cert "$2" --output "$4" "$3" >/dev/null 2>&1 || lab_die "sbsign cannot sign $3"
}

# sign_by_owner KERNEL OUTPUT
sign_by_owner()
{
	openssl rsa -in "$vm_owner.key" -passin pass:snakeoil -out "$2.key" 2>/dev/null || lab_die "openssl cannot read $vm_owner.key"
	sign_by "$2.key" "$vm_owner.pem" "$1" "$2"
	rm -f "$2.key"
}

# flip_byte FILE OFFSET: the byte there has another value.
flip_byte()
{
	local byte

	byte=$(od -A n -t u1 -j "$2" -N 1 "$1")
	# shellcheck disable=SC2059
	printf "\\x$(printf %02x $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# signed_kernel KIND KERNEL OUTPUT: KIND is trusted or other (by these keys of tools/lab/keys), owner (by that of the firmware), flipped
# (trusted, and then one byte changed), cut (trusted, without the end of the signature), ima (the kernel as it is, with its signature for
# the attribute security.ima in OUTPUT.ima), ima-other.
signed_kernel()
{
	local keys

	keys=$("$lab_top/tools/lab/keys") || return
	case $1 in
	trusted | other) sign_by "$keys/$1.key" "$keys/$1.pem" "$2" "$3" ;;
	owner) sign_by_owner "$2" "$3" ;;
	flipped)
		sign_by "$keys/trusted.key" "$keys/trusted.pem" "$2" "$3"
		flip_byte "$3" $((0x100000))
		;;
	cut)
		sign_by "$keys/trusted.key" "$keys/trusted.pem" "$2" "$3"
		truncate -s -512 "$3"
		;;
	ima) ima_signature "$keys/file.key" "$2" "$3" ;;
	ima-other) ima_signature "$keys/other.key" "$2" "$3" ;;
	*) lab_die "no signature of the kind $1" ;;
	esac
}

# ima_signature KEY KERNEL OUTPUT
ima_signature()
{
	cp "$2" "$3"
	evmctl ima_sign --sigfile -a sha256 --key "$1" "$3" >/dev/null 2>&1 || lab_die "evmctl cannot sign $2"
	mv "$3.sig" "$3.ima"
}

# vm_signed DIR KERNEL: DIR/Image-KIND for every kind of the case's SIGNED; DIR/x509_ima.der is the key that IMA shall trust.
vm_signed()
{
	local kind

	cp "$("$lab_top/tools/lab/keys")/file.der" "$1/x509_ima.der"
	for kind in $SIGNED; do
		signed_kernel "$kind" "$2" "$1/Image-$kind"
	done
}
