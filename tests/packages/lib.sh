# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154
# Throwaway Debian systems for the tests of packages: an archive each, made by mmdebstrap from the machine's own apt sources and kept
# in the cache. Sourced after tools/lab/lib.sh.
# shellcheck source=tools/lab/apt.sh
. "$lab_top/tools/lab/apt.sh"

packages_libraries='libbz2-1.0 libdeflate0 libfdt1 liblz4-1 liblzma5 liblzo2-2 libzstd1 zlib1g'
packages_cross='build-essential crossbuild-essential-arm64 debhelper po-debconf pkgconf:arm64 systemd libbz2-dev:arm64 libdeflate-dev:arm64
	libfdt-dev:arm64 liblz4-dev:arm64 liblzma-dev:arm64 liblzo2-dev:arm64 libzstd-dev:arm64 zlib1g-dev:arm64'

# packages_root NAME: prints the path of the archive. NAME is
#   switch   libraries, debconf, and kexec-tools with what it needs, the package of which lies in /
#   cross    compilers for arm64, and the libraries for it
packages_root()
{
	local name=$1 archive new line architectures=$lab_host_arch include keys hook=true

	case $name in
	switch)
		include="debconf init-system-helpers libxenmisc4.17 $packages_libraries"
		# shellcheck disable=SC2016
		hook='cd "$1" && APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get -q download kexec-tools'
		;;
	cross)
		include=$packages_cross
		[ "$lab_host_arch" = arm64 ] || architectures=$lab_host_arch,arm64
		;;
	esac
	# Another list of packages is another system.
	archive=$lab_cache/roots/$lab_suite-$name-$(printf '%s' "$architectures $include $hook" | sha256sum | cut -c1-16).tar
	if [ -e "$archive" ]; then
		printf '%s\n' "$archive"
		return
	fi
	lab_say "  making a Debian $lab_suite system: $name"
	mkdir -p "$lab_cache/roots" "$lab_cache/tmp"
	lab_scratch keys
	lab_apt_arch=$architectures
	line=$(lab_apt_line main "$lab_suite" "$keys")
	new=$archive.new.$$
	# shellcheck disable=SC2086
	setpriv --bounding-set=-sys_boot,-sys_module mmdebstrap --quiet --mode=root --variant=apt --architectures="$architectures" \
		--include="$(echo $include | tr ' ' ',')" --customize-hook="$hook" --format=tar "$lab_suite" - "$line" >"$new" || {
		rm -f "$new"
		return 1
	}
	mv "$new" "$archive"
	printf '%s\n' "$archive"
}
