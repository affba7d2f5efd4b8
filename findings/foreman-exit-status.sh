#!/usr/bin/env bash
# Guess: a runner of a Procfile exits with an error if one of its processes fails, and ends all of them when it gets SIGTERM.
# What happens: npm's foreman exits 0 when a process ends with 3 (it stops the others, as one expects). SIGTERM ends
# foreman alone: its processes run on, without a parent. PyPI's honcho exits with 3, and passes SIGTERM on and waits.
# Why it matters: as the command of a container or a unit, a crash looks like success, and is not started again on
# "on-failure"; at a stop the servers are killed without notice, or keep their port where nothing kills them.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent foreman@3.0.1 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages honcho==2.0.0 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

echo 'web: exit 3' >failing
echo 'web: exec node server.mjs' >serving
cat >server.mjs <<'JS'
import { writeFileSync } from 'node:fs';
process.on('SIGTERM', () => {
  writeFileSync('stopped', '');
  process.exit();
});
setTimeout(() => {}, 60_000);
writeFileSync('pid', String(process.pid));
JS
try() {
  local name=$1 status=0 pid
  shift
  "$@" -f failing start >/dev/null 2>&1 || status=$?
  rm -f pid stopped
  "$@" -f serving start >/dev/null 2>&1 & pid=$!
  until [ -s pid ]; do sleep 0.05; done
  sleep 0.5
  kill "$pid"
  wait "$pid" || true
  sleep 0.5
  echo "$name: exit 3 of a process is status $status; after SIGTERM the server $(
    if [ -e stopped ]; then echo 'was stopped'; elif kill "$(cat pid)" 2>/dev/null; then echo runs on; else echo 'was killed'; fi)"
}
printf '#!/bin/sh\nexec node node_modules/foreman/nf.js start -j "$2"\n' >nf
chmod +x nf
seen=$(try foreman ./nf; PYTHONPATH=packages try honcho python3 -m honcho)
echo 'foreman 3.0.1 (npm), honcho 2.0.0 (PyPI)'
echo "$seen"
[ "$seen" = 'foreman: exit 3 of a process is status 0; after SIGTERM the server runs on
honcho: exit 3 of a process is status 3; after SIGTERM the server was stopped' ] || { echo 'This has changed.' >&2; exit 1; }
