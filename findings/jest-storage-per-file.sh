#!/usr/bin/env bash
# Guess: each test file of jest has modules of its own, and when it is over, nothing of it is left: a test takes as long
# in the hundredth file of a worker as in the first.
# What happens: jest-circus makes an AsyncLocalStorage for each file and leaves it enabled. Until Node.js 24, which keeps
# such storages in another way, each promise is passed to all of them: in file N of a worker a promise has N calls of
# `_propagate`. Here 20,000 of them take four times as long after 60 files as in the first, and 200,000 took 25 times.
# Why it matters: a large suite that awaits much gets slower with every file, which looks like a leak of its own or a
# slow machine. More workers, or an environment that disables the storages in its `teardown`, keep it as fast.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private": true, "allowScripts": {"node": true}}' >package.json
npm install --no-audit --no-fund --silent jest@30.5.2 node20@npm:node@20.19.5 node24@npm:node@24.11.1 >npm.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; cat npm.log >&2; exit 2; }
for version in 20 24; do
  [ -x "node_modules/node$version/bin/node" ] || (cd "node_modules/node$version" && node installArchSpecificPackage.js) >>npm.log 2>&1
done

for number in $(seq 10 69); do
  cat >"$number.test.js" <<'JS'
const { AsyncLocalStorage } = require('node:async_hooks');
const fs = require('node:fs');

test('promises', async () => {
  const { _propagate } = AsyncLocalStorage.prototype;
  let calls = 0;
  if (_propagate) {
    AsyncLocalStorage.prototype._propagate = function (...args) {
      calls++;
      return _propagate.apply(this, args);
    };
  }
  Promise.resolve();
  if (_propagate) AsyncLocalStorage.prototype._propagate = _propagate;
  const before = process.cpuUsage();
  for (let i = 0; i < 20_000; i++) await null;
  const { user, system } = process.cpuUsage(before);
  fs.appendFileSync('seen.txt', `${calls} ${user + system}\n`);
});
JS
done
seen=
for version in 20 24; do
  node=node_modules/node$version/bin/node
  rm -f seen.txt
  "$node" node_modules/jest/bin/jest.js --runInBand --silent >jest.log 2>&1 || { cat jest.log >&2; exit 2; }
  echo "jest 30.5.2, Node.js $("$node" --version): file, calls for a promise, µs for 20,000 promises"
  awk 'NR == 1 || NR % 20 == 0 { print "  " NR, $1, $2 }' seen.txt
  seen+="$version:$(awk 'NR == 1 || NR % 20 == 0 { printf " %s", $1 }' seen.txt) "
done
[ "$seen" = '20: 1 20 40 60 24: 0 0 0 0 ' ] || { echo "This has changed: $seen" >&2; exit 1; }
