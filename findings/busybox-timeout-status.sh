#!/usr/bin/env bash
# Guess: `timeout` exits 124 when the time is up, as GNU's does and scripts test for.
# What happens: BusyBox's exits with what the killed command gives: 143, or the status that the command's own handler
# of SIGTERM chooses. A command that handles SIGTERM and exits 0 looks as if it had been in time.
# Why it matters: Alpine's `timeout` is BusyBox's. A health check or a retry loop that tests for 124 never sees a time-out
# there, and after a clean shutdown of the command it sees success.
set -euo pipefail
for tool in apt-get dpkg timeout; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'busybox-static=1:1.35.0-4+deb12u1*' >/dev/null 2>&1 && dpkg -x busybox-static_*.deb root; } ||
  { echo 'The package could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }

show() {
  local name=$1 plain=0 handled=0
  shift
  "$@" 2 sleep 9 || plain=$?
  "$@" 2 bash -c 'trap "exit 0" TERM; sleep 9 & wait' || handled=$?
  echo "$name: $plain, of a command that handles SIGTERM: $handled"
}
seen=$(show GNU timeout; show BusyBox root/bin/busybox timeout) 2>/dev/null
root/bin/busybox 2>&1 | sed -n 1p
timeout --version | sed -n 1p
echo "$seen"
[ "$seen" = 'GNU: 124, of a command that handles SIGTERM: 124
BusyBox: 143, of a command that handles SIGTERM: 0' ] || { echo 'This has changed.' >&2; exit 1; }
