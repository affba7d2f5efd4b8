#!/usr/bin/env bash
# Guess: dumb-init, tini and catatonit are exchangeable: they start the program as it would start alone, and report a
# program that cannot be started with 127 (not found) or 126 (not executable), as a shell does.
# What happens: only tini does. dumb-init undoes ignored signals, so that `nohup` before it has no effect, and when the
# program ends it sends SIGTERM to what the program left in the background. For a missing program it exits 2, catatonit 1.
# Why it matters: 1 and 2 are also statuses of programs, so a platform cannot tell "wrong image" from "failed". A
# background upload that survives the program under tini is killed under dumb-init.
set -euo pipefail
for tool in apt-get dpkg; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'catatonit=0.1.7-1*' 'tini=0.19.0-1*' 'dumb-init=1.2.5-2*' >/dev/null 2>&1 &&
  for package in ./*.deb; do dpkg -x "$package" root; done; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
export PATH=$dir/root/usr/bin:$PATH

cat >leave.sh <<'SH'
( trap 'echo killed >left; exit' TERM; : >ready; sleep 1 & wait; echo finished >left ) </dev/null >/dev/null 2>&1 &
until [ -e ready ]; do sleep 0.05; done
SH
echo >data
show() {
  local name=$1 missing=0 plain=0 ignored
  shift
  "$@" ./missing >/dev/null 2>&1 || missing=$?
  "$@" ./data >/dev/null 2>&1 || plain=$?
  ignored=$(trap '' HUP; "$@" sh -c 'kill -HUP $$; echo stays' || true)
  rm -f ready left
  "$@" bash leave.sh
  until [ -s left ]; do sleep 0.1; done
  echo "$name: missing $missing, not executable $plain, SIGHUP ignored: ${ignored:-undone}, left process: $(cat left)"
}
seen=$(show tini tini -s --; show dumb-init dumb-init; show catatonit catatonit --)
tini --version
dumb-init --version 2>&1
catatonit --version
echo "$seen"
[ "$seen" = 'tini: missing 127, not executable 126, SIGHUP ignored: stays, left process: finished
dumb-init: missing 2, not executable 2, SIGHUP ignored: undone, left process: killed
catatonit: missing 1, not executable 1, SIGHUP ignored: stays, left process: finished' ] ||
  { echo 'This has changed.' >&2; exit 1; }
