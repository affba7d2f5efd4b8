#!/usr/bin/env bash
# Guess: `prove` reads TAP 14, which is written so that readers of TAP 13 understand it.
# What happens: prove of Perl 5.36 counts the tests, says "All 1 subtests passed", and then fails for the version line alone,
# with exit status 1: "TAP specified version 14 but we don't know about versions later than 13".
# Why it matters: the version line is the first thing a producer of TAP 14 has to write. Suites in other languages that are
# run by prove turn red with an update of their test library although every test passes.
set -euo pipefail
command -v prove >/dev/null || { echo 'This needs prove (Perl).' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
run() {
  local status=0
  printf 'TAP version %s\n1..1\nok 1 - adds\n' "$1" >"v$1.tap"
  prove -e cat "v$1.tap" >output 2>&1 || status=$?
  echo "TAP $1: exit $status"
  grep -oE 'All .*passed|TAP specified.*|All tests successful' output
}
version=$(perl -MTest::Harness -e 'printf "Perl %vd, Test::Harness %s", $^V, $Test::Harness::VERSION')
seen=$(run 13; run 14)
echo "$version"
echo "$seen"
case $version in *'5.36.'*' 3.44') ;; *) echo 'This needs Perl 5.36 (Debian 12).' >&2; exit 2 ;; esac
[ "$seen" = "TAP 13: exit 0
All tests successful
TAP 14: exit 1
All 1 subtests passed
TAP specified version 14 but we don't know about versions later than 13" ] || { echo 'This has changed.' >&2; exit 1; }
