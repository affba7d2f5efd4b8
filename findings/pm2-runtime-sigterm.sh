#!/usr/bin/env bash
# Guess: pm2-runtime, which PM2 has for containers, passes SIGTERM on to the program and waits for it, as long as the
# container may take to stop.
# What happens: the program gets SIGINT, and SIGKILL 1.6 seconds later. pm2-runtime exits 0. The environment variable
# PM2_KILL_TIMEOUT gives it longer, in milliseconds; the grace period of the container (10 s, or 30 s) plays no part.
# Why it matters: a handler of SIGTERM, which all instructions for containers ask for, is never called, and requests that
# take two seconds are cut at each roll-out, with an exit status that says that all went well.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent pm2@7.0.4 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >server.mjs <<'JS'
import { appendFileSync, writeFileSync } from 'node:fs';
for (const signal of ['SIGTERM', 'SIGINT'])
  process.on(signal, () => {
    appendFileSync('log', `${signal} `);
    setTimeout(() => {
      appendFileSync('log', 'finished ');
      process.exit();
    }, 4000);
  });
setTimeout(() => {}, 60_000);
writeFileSync('pid', String(process.pid));
JS
try() {
  local status=0 pid
  rm -f pid log
  env PM2_HOME="$dir/home" "$@" node_modules/.bin/pm2-runtime server.mjs >/dev/null 2>&1 & pid=$!
  until [ -s pid ]; do sleep 0.05; done
  sleep 0.5
  kill "$pid"
  wait "$pid" || status=$?
  echo "${*:-default}: $(cat log)- status $status"
}
seen=$(try; try PM2_KILL_TIMEOUT=20000)
echo "pm2 7.0.4, Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'default: SIGINT - status 0
PM2_KILL_TIMEOUT=20000: SIGINT finished - status 0' ] || { echo 'This has changed.' >&2; exit 1; }
