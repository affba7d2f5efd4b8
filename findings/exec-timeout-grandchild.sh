#!/usr/bin/env bash
# Guess: with a `timeout` of half a second, a command that runs a shell script is over after half a second.
# What happens: execa, tinyexec and nano-spawn kill the shell alone, and then wait until what the shell had started
# closes its standard output: here 20 seconds. zx kills the tree, and returns at once.
# Why it matters: scripts of npm and most tools are started by a shell. A time limit that holds in a test with one
# process does not limit anything in production, and what was started keeps running.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent execa@9.6.1 tinyexec@1.4.0 nano-spawn@2.1.0 zx@8.8.5 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >run.mjs <<'JS'
import { execa } from 'execa';
import nanoSpawn from 'nano-spawn';
import { x } from 'tinyexec';
import { $ } from 'zx';
const SECONDS = 20; // a busy machine may need some to find and kill the tree
const script = `sleep ${SECONDS}; true`;
const options = { timeout: 500 };
const calls = {
  execa: () => execa('bash', ['-c', script], options),
  tinyexec: () => x('bash', ['-c', script], options),
  'nano-spawn': () => nanoSpawn('bash', ['-c', script], options),
  zx: () => $({ timeout: '500ms', quiet: true })`bash -c ${script}`,
};
const measure = async ([name, run]) => {
  const start = performance.now();
  const end = await run().then(() => 'resolves', () => 'rejects');
  const isEarly = performance.now() - start < (SECONDS - 0.5) * 1000;
  return `${name}: ${end} ${isEarly ? 'before the end of sleep' : 'when sleep has ended'}`;
};
console.log((await Promise.all(Object.entries(calls).map(measure))).join('\n'));
JS
seen=$(node run.mjs)
echo "execa 9.6.1, tinyexec 1.4.0, nano-spawn 2.1.0, zx 8.8.5, Node.js $(node --version)"
echo "$seen"
[ "$seen" = 'execa: rejects when sleep has ended
tinyexec: rejects when sleep has ended
nano-spawn: rejects when sleep has ended
zx: rejects before the end of sleep' ] || { echo 'This has changed.' >&2; exit 1; }
