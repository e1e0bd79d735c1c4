# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# Functions for all scripts of the laboratory: places, messages, scratch folders, digests.
# Sourced; the script that sources it must have `set -eu`.

lab_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
lab_cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/warmkexec
lab_host_arch=$(dpkg --print-architecture)

# The Debian release of the laboratory's kernels and tools.
lab_suite=bookworm

lab_say()
{
	printf '%s\n' "$*" >&2
}

lab_die()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# lab_scratch VAR [PARENT]: makes a folder and puts its path in VAR. The folder is removed when the shell ends.
lab_scratch_dirs=()
lab_scratch_owner=

lab_scratch()
{
	local -n lab_ret=$1

	if [ "$lab_scratch_owner" != "$BASHPID" ]; then
		lab_scratch_dirs=()
		lab_scratch_owner=$BASHPID
		trap lab_remove_scratch EXIT
		trap 'exit 129' HUP
		trap 'exit 130' INT
		trap 'exit 143' TERM
	fi
	# shellcheck disable=SC2034
	lab_ret=$(mktemp -d "${2:-${TMPDIR:-/tmp}}/warmkexec.XXXXXX")
	lab_scratch_dirs+=("$lab_ret")
}

lab_remove_scratch()
{
	[ ${#lab_scratch_dirs[@]} -eq 0 ] || rm -rf -- "${lab_scratch_dirs[@]}"
}

# lab_digest FILE...: one word that changes if any of the files changes.
lab_digest()
{
	sha256sum -- "$@" | sha256sum | cut -c1-16
}
