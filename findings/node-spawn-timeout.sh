#!/usr/bin/env bash
# Guess: spawn() of Node.js with `timeout` for a command that does not exist emits 'error', and the program ends.
# What happens: 'error' is emitted at once, but the timer of `timeout` keeps the program running until it expires: only 'exit', which a
# command that never started does not emit, stops it. execFile() with the same option ends at once.
# Why it matters: a script that allows a build ten minutes hangs for ten minutes after its last line, on every machine that lacks the tool.
# `signal: AbortSignal.timeout(ms)` does not hold the program.
set -euo pipefail
command -v npm >/dev/null || { echo 'This needs npm.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for version in 20.19.0 24.11.0; do
  npm install --prefix "$version" --no-save --no-audit --no-fund --silent "node@$version" ||
    { echo 'The package could not be installed.' >&2; exit 2; }
done
cat >start.cjs <<'JS'
const { execFile, spawn } = require('node:child_process');
const started = Date.now();
const name = process.argv[2];
const forms = {
  'spawn, timeout': () => spawn('no-such-command', [], { timeout: 15_000 }),
  'spawn, signal': () => spawn('no-such-command', [], { signal: AbortSignal.timeout(15_000) }),
  'execFile, timeout': () => execFile('no-such-command', [], { timeout: 15_000 }, () => {}),
};
const held = (ms) => (ms > 14_000 ? 'after 15 s' : 'at once');
let error;
forms[name]().once('error', ({ code }) => (error = `${code} ${held(Date.now() - started)}`));
process.once('exit', () => console.log(`${name}: ${error}, the program ends ${held(Date.now() - started)}`));
JS
seen=$(for version in 20.19.0 24.11.0; do
  "$version/node_modules/.bin/node" --version
  for form in 'spawn, timeout' 'spawn, signal' 'execFile, timeout'; do "$version/node_modules/.bin/node" start.cjs "$form"; done
done)
echo "$seen"
lines='spawn, timeout: ENOENT at once, the program ends after 15 s
spawn, signal: ENOENT at once, the program ends at once
execFile, timeout: ENOENT at once, the program ends at once'
[ "$seen" = "v20.19.0
$lines
v24.11.0
$lines" ] || { echo 'This has changed.' >&2; exit 1; }
