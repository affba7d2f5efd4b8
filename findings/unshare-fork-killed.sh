#!/usr/bin/env bash
# Guess: `unshare --fork` ends as its command did: 137, or killed itself, if the command was killed by SIGKILL.
# What happens: it exits 1 and says "unshare: sigprocmask unblock failed: Invalid argument". It first resets the handler of
# the command's signal before it sends that to itself, which no program can do for SIGKILL. SIGTERM and SIGSEGV are passed on.
# Why it matters: SIGKILL is what the kernel sends when memory runs out. The one case a supervisor must recognise looks like
# an error of the command itself, with a message about something else.
set -euo pipefail
for tool in apt-get dpkg; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'util-linux=2.38.1-5+deb12u3' >/dev/null 2>&1 && dpkg -x util-linux_*.deb root; } ||
  { echo 'The package could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }

run() {
  local status=0
  root/usr/bin/unshare --fork sh -c "kill -$1 \$\$" >output 2>&1 || status=$?
  echo "$1: $status $(cat output)"
}
seen=$(run KILL; run TERM; run SEGV) 2>/dev/null
root/usr/bin/unshare --version
echo "$seen"
[ "$seen" = 'KILL: 1 unshare: sigprocmask unblock failed: Invalid argument
TERM: 143 
SEGV: 139 ' ] || { echo 'This has changed.' >&2; exit 1; }
