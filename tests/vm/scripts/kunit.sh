# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# The kernel runs its KUnit tests when it boots; the log has their results.
dmesg >/tmp/log
sed -n 's/^.*\] *\(# kexec_in_place: .*\)$/lab: note \1/p' /tmp/log
expect "the tests of segments in place have passed" grep -q 'ok [0-9]* kexec_in_place$' /tmp/log
expect "none has failed" [ "$(grep -c 'not ok' /tmp/log)" = 0 ]
