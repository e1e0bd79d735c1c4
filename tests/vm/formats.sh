# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# A kernel in the formats that distributions and boards ship it in, made by the tools that make them. Sourced after lib.sh.

# format_le32 NUMBER: four bytes.
format_le32()
{
	# shellcheck disable=SC2059
	printf "$(printf '\\x%02x\\x%02x\\x%02x\\x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)))"
}

format_zeros()
{
	head -c "$1" /dev/zero
}

format_size()
{
	stat -c %s "$1"
}

# format_pack WORD FROM TO: the payload of a zboot kernel, as scripts/Makefile.lib of Linux packs it but for the effort.
format_pack()
{
	case $1 in
	gzip) gzip -n -c "$2" ;;
	zstd | zstd22) zstd -q -3 --long=27 -c "$2" ;;
	xzkern) xz --check=crc32 --arm64 --lzma2=preset=1,dict=128MiB -c "$2" ;;
	lzma) xz --format=lzma -1 -c "$2" ;;
	lz4) lz4 -q -l -c "$2" ;;
	lzo) lzop -q -c "$2" ;;
	esac >"$3"
}

# format_packed WORD KERNEL OUTPUT: as arch/arm64/boot/Makefile of Linux packs an Image, but for the effort.
format_packed()
{
	case $1 in
	lz4) lz4 -q -l -c "$2" ;;
	lz4-sized)
		lz4 -q -l -c "$2"
		format_le32 "$(format_size "$2")"
		;;
	lz4-frame) lz4 -q -c "$2" ;;
	bzip2) bzip2 -c "$2" ;;
	lzo) lzop -q -c "$2" ;;
	*) return 1 ;;
	esac >"$3"
}

# format_zboot WORD KERNEL OUTPUT: Linux, drivers/firmware/efi/libstub/zboot-header.S and zboot.lds. The kernel is padded to its
# size in memory, as since 6.12, unless the word ends in "-not-padded". The EFI program around it is left out.
format_zboot()
{
	local word=${1%-not-padded} from=$3.plain payload=$3.payload offset=$((0x1018)) size text

	cp "$2" "$from"
	[ "$1" != "$word" ] || truncate -s "$(od -A n -t u8 -j 16 -N 8 "$2" | tr -d ' ')" "$from"
	format_pack "$word" "$from" "$payload" || return
	size=$(format_size "$payload")
	text=$((offset - 0x1000 + size + 4))
	{
		printf 'MZ\0\0zimg'
		format_le32 "$offset"
		format_le32 "$size"
		format_zeros 8
		printf %s "$word"
		format_zeros $((32 - ${#word}))
		format_le32 $((0x818223cd))
		format_le32 64
		# The PE header: arm64, one section, an optional header without contents but for its kind.
		printf 'PE\0\0\x64\xaa\1\0'
		format_zeros 12
		printf '\xf0\0\x06\x02\x0b\x02'
		format_zeros 238
		printf '.text\0\0\0'
		format_le32 "$text"
		format_le32 $((0x1000))
		format_le32 $(((text + 511) & ~511))
		format_le32 $((0x1000))
		format_zeros 12
		format_le32 $((0x60000020))
		format_zeros $((offset - 64 - 24 - 240 - 40))
		cat "$payload"
		[ "$word" = gzip ] || format_le32 "$(format_size "$from")"
		format_zeros 516
	} >"$3"
	rm -f "$from" "$payload"
}

# format_uki KERNEL INITRD CMDLINE OUTPUT: as systemd-stub(7) says it is done with objcopy.
format_uki()
{
	local stub name file address
	local -a sections=()

	stub=$("$lab_top/tools/lab/get" uki-stub)/usr/lib/systemd/boot/efi/linuxaa64.efi.stub || return
	printf 'ID=lab\n' >"$4.osrel"
	printf '%s\n' "$3" >"$4.cmdline"
	address=$((0x10000000))
	for name in osrel cmdline initrd linux; do
		case $name in
		initrd) file=$2 ;;
		linux) file=$1 ;;
		*) file=$4.$name ;;
		esac
		sections+=(--add-section ".$name=$file" --change-section-vma ".$name=$address"
			--set-section-flags ".$name=contents,alloc,load,readonly,data")
		address=$((address + ($(format_size "$file") + 0xffff & ~0xffff)))
	done
	"${vm_cc%gcc}objcopy" "${sections[@]}" "$stub" "$4" || return
	rm -f "$4.osrel" "$4.cmdline"
}

# format_signed KERNEL: prints the path of one with one more signature, of a key that nobody else has. It is kept, so that what is made
# of it is the same in the next run.
format_signed()
{
	local signed

	signed=$vm_build/signed-$(lab_digest "$1")
	if [ ! -s "$signed" ]; then
		openssl req -x509 -newkey rsa:2048 -nodes -keyout "$signed.key" -out "$signed.cert" -days 1 -subj /CN=test 2>/dev/null &&
			sbsign --key "$signed.key" --cert "$signed.cert" --output "$signed.new" "$1" 2>/dev/null &&
			sbverify --cert "$signed.cert" "$signed.new" >/dev/null &&
			mv "$signed.new" "$signed" || return
		rm -f "$signed.key" "$signed.cert"
	fi
	printf '%s\n' "$signed"
}

# format_kernel FORMAT KERNEL OUTPUT: FORMAT is packed-WORD, zboot-WORD, zboot-built-VERSION-WORD by the kernel's own rules, the same as
# zboot-signed-VERSION-WORD around a signed kernel, uki, or uki-zboot-WORD, or one of these behind signed-: of a kernel that was signed
# before. A UKI has an initrd that finds what a second kernel must know, and a command line.
format_kernel()
{
	local inner=$2 handover=$3.handover word built

	case $1 in
	signed-*)
		signed_kernel trusted "$2" "$3.signed" && format_kernel "${1#signed-}" "$3.signed" "$3" || return
		rm -f "$3.signed"
		return
		;;
	packed-*)
		format_packed "${1#packed-}" "$2" "$3"
		return
		;;
	zboot-built-* | zboot-signed-*)
		if [ "$1" != "${1#zboot-signed-}" ]; then
			inner=$(format_signed "$2") || return
			format_size "$inner" >"$3.size"
		fi
		word=${1#zboot-*-}
		built=$("$lab_top/tools/kernel" zboot "${word%-*}" "${word##*-}" "$inner") || return
		cp "$built" "$3"
		return
		;;
	zboot-*)
		format_zboot "${1#zboot-}" "$2" "$3"
		return
		;;
	uki-zboot-*)
		inner=$3.inner
		format_zboot "${1#uki-zboot-}" "$2" "$inner" || return
		;;
	esac
	mkdir -p "$handover/first"
	: >"$handover/first/second"
	printf 'first_nonce=of-the-uki\nfirst_boot_id=none\nfirst_cpus=%s\nfirst_stext=none\nsecond=1\n' "$SMP" >"$handover/first/facts"
	vm_pack "$handover" | cat "$vm_base_archive" - >"$3.initrd"
	format_uki "$inner" "$3.initrd" "$vm_append lab.nonce=of-the-uki" "$3"
	rm -rf "$handover" "$3.initrd" "$3.inner"
}
