# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# Fetches Debian packages of any suite and architecture without installing them: apt runs on a private state below the cache. The
# mirror, its keys, proxies and credentials come from the machine's own apt configuration. The system does not change, and root is
# not needed. Sourced after lib.sh.

# The repositories of the machine, one per line: URI, suite, components, key, separated by tabs; "-" if there is none.
# The key is a path, or "pgp:" and the lines of an armoured key joined with '|'.
lab_apt_sources()
{
	local etc

	etc=$(apt-config shell etc Dir::Etc/d)
	eval "$etc"
	find "${etc%/}/sources.list" "${etc%/}/sources.list.d" -maxdepth 1 -type f -name '*.list' -print0 2>/dev/null |
		sort -z | xargs -0r cat -- | lab_apt_one_line_sources
	find "${etc%/}/sources.list.d" -maxdepth 1 -type f -name '*.sources' -print0 2>/dev/null |
		sort -z | xargs -0r awk 'FNR == 1 { print "" } { print }' | lab_apt_deb822_sources
}

# deb [options] URI suite component...
lab_apt_one_line_sources()
{
	awk '
	$1 != "deb" { next }
	{
		line = $0
		sub(/^[ \t]*deb[ \t]+/, "", line)
		key = ""
		if (match(line, /^\[[^]]*\]/)) {
			options = substr(line, 2, RLENGTH - 2)
			line = substr(line, RLENGTH + 1)
			n = split(options, option, /[ \t]+/)
			for (i = 1; i <= n; i++)
				if (tolower(option[i]) ~ /^signed-by=/)
					key = substr(option[i], 11)
		}
		sub(/[ \t]*#.*$/, "", line)
		n = split(line, word, " ")
		components = ""
		for (i = 3; i <= n; i++)
			components = components (i > 3 ? " " : "") word[i]
		if (n >= 2)
			printf "%s\t%s\t%s\t%s\n", word[1], word[2], components == "" ? "-" : components, key == "" ? "-" : key
	}'
}

# Stanzas of "Field: value"; indented lines continue a value.
lab_apt_deb822_sources()
{
	awk '
	function emit(    i, j, nu, ns, uri, suite, types, components, key) {
		types = " " value["types"] " "
		if (types ~ /[ \t]deb[ \t]/ && tolower(value["enabled"]) !~ /^(no|false|0|off)$/) {
			key = value["signed-by"]
			components = value["components"]
			if (key ~ /BEGIN PGP/)
				key = "pgp:" armour
			nu = split(value["uris"], uri, " ")
			ns = split(value["suites"], suite, " ")
			for (i = 1; i <= nu; i++)
				for (j = 1; j <= ns; j++)
					printf "%s\t%s\t%s\t%s\n", uri[i], suite[j], components == "" ? "-" : components, key == "" ? "-" : key
		}
		delete value
		armour = field = ""
	}
	/^#/ { next }
	/^[ \t]*$/ { emit(); next }
	/^[ \t]/ {
		sub(/^[ \t]+/, "")
		value[field] = value[field] (value[field] == "" ? "" : " ") $0
		if (field == "signed-by")
			armour = armour ($0 == "." ? "" : $0) "|"
		next
	}
	{
		at = index($0, ":")
		field = tolower(substr($0, 1, at - 1))
		value[field] = substr($0, at + 1)
		gsub(/^[ \t]+|[ \t]+$/, "", value[field])
		if (field == "signed-by")
			armour = value[field] == "" ? "" : value[field] "|"
	}
	END { emit() }'
}

# lab_apt_line ARCHIVE SUITE KEYDIR: the line of sources.list for SUITE of the machine's ARCHIVE ("main" or "security"), or nothing.
# "main" is the repository of the machine's own release, "security" the one of its security updates.
lab_apt_line()
{
	local codename uri key found=

	codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
	while IFS=$'\t' read -r uri suite components key; do
		case " $components " in *" main "*) ;; *) continue ;; esac
		case $1:$suite in
		main:"$codename" | main:"$lab_suite" | main:stable | main:oldstable | main:testing | main:unstable | main:sid) ;;
		security:"$codename"-security | security:"$lab_suite"-security | security:*stable-security | security:testing-security) ;;
		*) continue ;;
		esac
		found=1
		break
	done < <(lab_apt_sources)
	[ -n "$found" ] || return 0
	case $key in
	-) key= ;;
	pgp:*)
		printf '%s' "${key#pgp:}" | tr '|' '\n' >"$3/$1.asc"
		key=$3/$1.asc
		;;
	esac
	printf 'deb [%s] %s %s main\n' "${key:+signed-by=$key }arch=$lab_apt_arch" "$uri" "$2"
}

# lab_apt_open NAME ARCH SUITE...: chooses the private state NAME for later calls of lab_apt_*. A suite is "main/SUITE" or
# "security/SUITE", after its archive, or "sources/SUITE", the sources of "main/SUITE".
lab_apt_open()
{
	local dir=$lab_cache/apt/$1 suite

	lab_apt_arch=$2
	shift 2
	lab_apt_dir=$dir
	mkdir -p "$dir/lists/partial" "$dir/archives/partial" "$dir/keys"
	: >"$dir/status"
	for suite; do
		case $suite in
		sources/*) lab_apt_line main "${suite#*/}" "$dir/keys" | sed 's/^deb /deb-src /' ;;
		*) lab_apt_line "${suite%%/*}" "${suite#*/}" "$dir/keys" ;;
		esac
	done >"$dir/sources.list.new"
	[ -s "$dir/sources.list.new" ] ||
		lab_die "the machine's apt sources have no Debian archive with the component main"
	mv "$dir/sources.list.new" "$dir/sources.list"
	{
		# Keeps the machine's access to its mirrors (proxies, certificates), but not hooks and folders of the system.
		apt-config dump | grep '^Acquire::' | grep -Ev '^Acquire::(Languages|IndexTargets|GzipIndexes|PDiffs)' || true
		cat <<-CONF
			Dir::Etc::main "/dev/null";
			Dir::Etc::parts "/dev/null";
			Dir::Etc::sourcelist "$dir/sources.list";
			Dir::Etc::sourceparts "/dev/null";
			Dir::Etc::preferences "/dev/null";
			Dir::Etc::preferencesparts "/dev/null";
			Dir::State "$dir";
			Dir::State::lists "$dir/lists";
			Dir::State::status "$dir/status";
			Dir::Cache "$dir";
			Dir::Cache::archives "$dir/archives";
			Dir::Log "$dir";
			APT::Architecture "$lab_apt_arch";
			APT::Architectures { "$lab_apt_arch"; };
			APT::Sandbox::User "$(id -un)";
			Acquire::Languages "none";
			Acquire::GzipIndexes "true";
			Acquire::PDiffs "false";
		CONF
	} >"$dir/apt.conf"
}

lab_apt()
{
	local tool=$1

	shift
	APT_CONFIG=$lab_apt_dir/apt.conf "$tool" -q "$@"
}

# lab_apt_update [MINUTES]: updates the package lists unless they are newer than an hour, or MINUTES. Fails if the archive cannot be
# reached.
lab_apt_update()
{
	lab_apt_lists_are_new=
	if cmp -s "$lab_apt_dir/sources.list" "$lab_apt_dir/updated" && [ -n "$(find "$lab_apt_dir/updated" -mmin "-${1:-60}")" ]; then
		return 0
	fi
	rm -f "$lab_apt_dir/updated"
	lab_say "  reading package lists: $(sed "s/ main$//; s/.* //" "$lab_apt_dir/sources.list" | paste -sd" "), $lab_apt_arch"
	lab_apt apt-get -q -q --error-on=any update >"$lab_apt_dir/update.log" 2>&1 || return 1
	cp "$lab_apt_dir/sources.list" "$lab_apt_dir/updated"
	lab_apt_lists_are_new=1
}

# lab_apt_newest REGEX: the newest package whose whole name matches, as NAME=VERSION, or nothing.
lab_apt_newest()
{
	local name version

	name=$(lab_apt apt-cache pkgnames | grep -Ex -- "$1" | sort -V | tail -n 1) || return 0
	version=$(lab_apt apt-cache policy "$name" | sed -n 's/^  Candidate: //p')
	[ -z "$version" ] || [ "$version" = '(none)' ] || printf '%s=%s\n' "$name" "$version"
}

# lab_apt_unpack FOLDER NAME=VERSION [PATH...]: downloads one package and unpacks it, or only these paths, below FOLDER.
lab_apt_unpack()
{
	local folder=$1 package=$2 dir

	shift 2
	lab_scratch dir "$lab_cache/tmp"
	(cd "$dir" && lab_apt apt-get -q -q download "$package") >"$lab_apt_dir/download.log" 2>&1 || {
		tail -n 3 "$lab_apt_dir/download.log" >&2
		return 1
	}
	mkdir -p "$folder"
	(set -o pipefail; dpkg-deb --fsys-tarfile "$dir"/*.deb | tar -C "$folder" -xf - --no-same-owner "$@") || return 1
	rm -rf "$dir"
}

# lab_apt_newest_source NAME REGEX: the newest version of the source package that begins with a match, as NAME=VERSION, or nothing.
lab_apt_newest_source()
{
	lab_apt apt-cache showsrc --only-source "$1" 2>/dev/null | sed -n 's/^Version: //p' | grep -E "^($2)" | sort -V | tail -n 1 |
		sed "s/^/$1=/"
}

# lab_apt_original FILE NAME=VERSION: downloads the upstream archive of a source package to FILE.
lab_apt_original()
{
	local uri name size sum

	read -r uri name size sum < <(lab_apt apt-get source --print-uris --only-source "$2" 2>/dev/null | grep '\.orig\.tar\.xz ') || return 1
	mkdir -p "${1%/*}"
	lab_apt /usr/lib/apt/apt-helper download-file "${uri//\'/}" "$1" "$sum" >"$lab_apt_dir/download.log" 2>&1 || {
		tail -n 3 "$lab_apt_dir/download.log" >&2
		return 1
	}
}
