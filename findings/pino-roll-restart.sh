#!/usr/bin/env bash
# Guess: pino-roll with `limit: { count: 2 }` keeps the current file and two older ones, so that the folder has a largest size.
# What happens: it counts only the files that the same process has made. Each start leaves its files for good: there are seven or so after three starts.
# `removeOtherLogFiles: true` is not the default.
# Why it matters: the disk fills up with each deployment or restart, fastest with a service that restarts again and again.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent pino-roll@4.0.0 >npm.log 2>&1 || { echo 'The package could not be installed.' >&2; exit 2; }
cat >service.mjs <<'JS'
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import roll from 'pino-roll';
const removeOtherLogFiles = process.argv[2] === 'remove';
const folder = removeOtherLogFiles ? 'removed' : 'logs';
const stream = await roll({ file: `${folder}/app`, size: '1k', mkdir: true, limit: { count: 2, removeOtherLogFiles } });
for (let line = 0; line < 12; line++) {
  stream.write(`${'x'.repeat(900)}\n`);
  await wait(100);
}
stream.end();
await once(stream, 'close');
await wait(1000);
console.log(readdirSync(folder).length > 3 ? 'more than three files' : 'at most three files');
JS
seen=$(for start in 1 2 3; do echo "start $start: $(node service.mjs)"; done
for start in 1 2 3; do echo "removeOtherLogFiles, start $start: $(node service.mjs remove)"; done)
echo 'pino-roll 4.0.0 (npm)'
echo "$seen"
[ "$seen" = 'start 1: at most three files
start 2: more than three files
start 3: more than three files
removeOtherLogFiles, start 1: at most three files
removeOtherLogFiles, start 2: at most three files
removeOtherLogFiles, start 3: at most three files' ] || { echo 'This has changed.' >&2; exit 1; }
