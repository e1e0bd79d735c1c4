# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash disable=SC2154
# tools/testing/selftests/kexec/test_kexec_requests of the patched kernel.
/case/selftest >/tmp/tap 2>&1 || true
sed 's/^/lab: note /' /tmp/tap
expect "all seven tests have passed" grep -q '^# Totals: pass:7 fail:0 xfail:0 xpass:0 skip:0 error:0$' /tmp/tap
