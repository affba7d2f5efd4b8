#!/usr/bin/env bash
# Guess: `kill -KILL -- -PID` signals a process group in any sh: POSIX has "--" before operands, and bash and /bin/kill accept it.
# What happens: dash's built-in says "Illegal number: -", exits 2 and signals nobody. `kill -s KILL -- -PID` and `kill -KILL -PID`
# work there.
# Why it matters: dash is sh on Debian and Ubuntu. A cleanup line that was tried in bash leaves the whole group running, and
# `2>/dev/null || true`, usual there, hides why.
set -euo pipefail
for tool in apt-get dpkg setsid ps; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'dash=0.5.12-2' >/dev/null 2>&1 && dpkg -x dash_*.deb root; } ||
  { echo 'The package could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }

cat >group.sh <<'SH'
# Starts a process group, signals it as the arguments say, and prints what became of it.
setsid sleep 60 & group=$!
until [ "$(ps -o pgid= -p $group | tr -d ' ')" = $group ]; do sleep 0.05; done
status=0
kill "$@" -$group 2>error || status=$?
if [ $status = 0 ]; then
  wait $group || echo "kill $* -PID: exit 0, sleep: $?"
else
  echo "kill $* -PID: exit $status, $(sed 's/^.*kill: //' error), sleep: $(ps -o comm= -p $group >/dev/null && echo still runs)"
  kill -KILL $group
fi
SH
run() { "$1" group.sh "${@:2}" 2>/dev/null; }
seen="dash: $(run root/bin/dash -KILL --)
dash: $(run root/bin/dash -s KILL --)
dash: $(run root/bin/dash -KILL)
bash: $(run bash -KILL --)"
echo 'dash 0.5.12'
echo "$seen"
[ "$seen" = 'dash: kill -KILL -- -PID: exit 2, Illegal number: -, sleep: still runs
dash: kill -s KILL -- -PID: exit 0, sleep: 137
dash: kill -KILL -PID: exit 0, sleep: 137
bash: kill -KILL -- -PID: exit 0, sleep: 137' ] || { echo 'This has changed.' >&2; exit 1; }
